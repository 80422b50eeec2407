"""Money that was sent is a transfer to an own account, and a payment to anybody else, in each language that is read."""

from datetime import date

import pytest

from app.ai.local import parse_text
from app.merchants.guesses import guess

SENTENCES = {
    "en": ("transferred 50 to {}", "wired 50 to {}", "sent 50 to {}", "bank transfer 50 to {}"),
    "de": ("überwiesen an {} 50", "50 euro an {} überwiesen", "50 € an {} geschickt", "überweisung 50 an {}"),
    "fr": ("virement de 50 à {}", "envoyé 50 à {}", "viré 50 à {}"),
    "es": ("transferí 50 a {}", "envié 50 a {}", "transferencia de 50 a {}"),
    "it": ("trasferito 50 a {}", "inviato 50 a {}", "bonifico di 50 a {}"),
    "pt": ("transferi 50 para {}", "enviei 50 para {}", "transferência de 50 para {}"),
    "nl": ("overgemaakt 50 aan {}", "50 euro overgeboekt naar {}"),
    "sv": ("skickade 50 till {}", "överfört 50 till {}"),
}
OWN = {
    "en": ("my savings", "savings", "my checking account", "my brokerage", "my credit card", "the joint account"),
    "de": ("mein Sparkonto", "mein Tagesgeld", "mein Konto", "mein Depot"),
    "fr": ("mon livret", "mon compte épargne", "mon compte"),
    "es": ("mi cuenta de ahorro", "mi cuenta", "mis ahorros"),
    "it": ("mio conto", "mio conto risparmio", "risparmi"),
    "pt": ("minha conta", "minha poupança"),
    "nl": ("mijn spaarrekening", "mijn rekening"),
    "sv": ("mitt sparkonto", "mina konton"),
}
PEOPLE = ("Anna", "Priya Moreau", "Jonas", "Ana")


def read(text):
    [reading] = parse_text(text, date(2026, 10, 5), currency="EUR")
    return reading


@pytest.mark.parametrize("language", SENTENCES)
def test_who_is_sent_money_is_paid(language):
    texts = [text.format(name) for text in SENTENCES[language] for name in PEOPLE]
    found = [(text, reading := read(text), guess(reading.merchant or "", text, -5000)) for text in texts]
    wrong = [text for text, reading, guessed in found if (reading.kind, int(reading.amount)) != ("expense", -50)]
    assert wrong == []
    assert [text for text, _, guessed in found if guessed is None or guessed.category != "payments-to-people"] == []


@pytest.mark.parametrize("language", SENTENCES)
def test_money_for_an_own_account_is_moved(language):
    texts = [text.format(name) for text in SENTENCES[language] for name in OWN[language]]
    found = [(text, read(text)) for text in texts]
    assert [text for text, reading in found if (reading.kind, int(reading.amount)) != ("transfer", -50)] == []


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("sent Anna 50", "expense", -50),
        ("überwies Anna 50", "expense", -50),
        ("transferred 50 to Anna's account", "expense", -50),
        ("50 auf Annas Konto überwiesen", "expense", -50),
        ("sent 20 to Anna for her savings", "expense", -20),
        ("sent a card to mom 5", "expense", -5),
        ("transferred 50 to my mom", "expense", -50),
        ("transfer from Anna 50", "income", 50),
        ("Anna transferred me 50", "income", 50),
        ("transferred 300 from savings", "transfer", 300),
        ("moved 50 from checking to joint account", "transfer", -50),
    ],
)
def test_whose_account_it_is_decides(text, kind, amount):
    reading = read(text)
    assert (reading.kind, int(reading.amount)) == (kind, amount)
