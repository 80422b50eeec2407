"""Private data of many kinds in all that carries text, in several languages and spellings: nothing of it leaves."""

import pytest

from app.ai.redaction import Redactor
from tests.ai.redaction.private_values import KINDS, values
from tests.privacy import leaked

CARRIERS = {
    "a card's description": "CARD PURCHASE 2026-11-03 {} 4.50 EUR",
    "a transfer's description": "SEPA Überweisung an {} Verwendungszweck Miete November",
    "a note": "for the trip, see {} please",
    "a sentence": "paid 45.20 to {} for groceries yesterday",
    "a sentence of German": "gestern 12,50 € für Kaffee ausgegeben, {}, und Brot",
    "a sentence of French": "virement de 50 € à {} pour le loyer",
    "a sentence of Spanish": "pagué 30 euros a {} por la cena",
    "a sentence of Hindi": "kal {} ko 500 rupaye diye",
    "a question": "How much did I spend with {} in March?",
    "a file's name": "statement {} November.csv",
    "an account's name": "{} savings",
    "a line of a receipt": "2 x coffee 4.50\nTOTAL 9.00\n{}\nThank you",
    "brackets": "rent ({}), 900.00",
    "nothing": "{}",
}
SPELLINGS = {"as it is": str, "lower": str.lower, "upper": str.upper}
EACH = 4


def left_of(kind, spelling):
    """Whatever leaks of a kind in a spelling, by carrier."""
    found = []
    for value in map(SPELLINGS[spelling], values(kind, EACH)):
        for carrier, text in CARRIERS.items():
            sent = Redactor(region="DE").redact(text.format(value))
            if leaked(sent, [value]) not in ([], leaked(text, [value])):
                found.append((carrier, value, sent))
    return found


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "digits in words"])
def test_nothing_of_it_leaves(kind, spelling):
    assert left_of(kind, spelling) == []
