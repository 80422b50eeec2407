"""Makes up households: own accounts, friends, shops, employers, and what moves between them, with the truth beside it.

The truth is what the household did. Nothing here asks the program what it makes of a text.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bson import ObjectId

from app.accounts.documents import new_account


def listed(text):
    """The parts of a text between its semicolons."""
    return [" ".join(part.split()) for part in text.split(";")]


FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 84

GIVEN = listed(
    """
    Hanna; Bruno; Carla; Tom; Elena; Jonas; Priya; Ahmed; Sofia; Erik; Chloe; Mateusz; Anna; Pablo; Ingrid; Luca
    """
)
FAMILY = listed(
    """
    Field; Ibarra; Lindgren; Okoro; Keller; Novak; Rossi; Dubois; Okafor; Jansen; Silva; Berg; Moreau; Kowalski
    """
)
SHOPS = listed(
    """
    RESTAURANT MOMIJI; SUPERMARKET WEST; Belvira Moda;
    VLN 3307 DIMLOR LTD; Decathlon 0231; TESCO STORES 3345; LIDL 0912;
    Cafe Aurel; SHELL 8812; IKEA; Loom & Thread Ltd; NINOS PIZZA; BUTCHER; DENNER BERN; ALBERT HEIJN 1042; Boulangerie
    Petit; FARMACIA CENTRAL; MANOR LUZERN; Netflix.com; UBER *TRIP; WATER COMPANY; Stadtwerke Neuburg; BRICO
    DEPOT; Biedronka 223
    """
)
RAILS_TO_SHOPS = listed(
    """
    TWINT {}; VIPPS*{}; VENMO *{}; Swish {}; MobilePay {}; CASH APP*{}; UPI/{}; BLIK {}; Bizum {}; PAYPAL *{}; SumUp
    *{}; Satispay {}; TRANSFER TO {}; Apple Pay {}; Wire transfer {}
    """
)
TO_FRIENDS = listed(
    """
    Zelle payment to {}; VENMO {}; Swish {}; Bizum a {}; Überweisung {}; SEPA transfer to {}; Virement {}; Bonifico
    {}; Transferencia a {}; Przelew {}; Tikkie {}; Wire transfer to {}; Standing order {}; Cash App {}; TWINT {};
    Vipps {}
    """
)
FROM_FRIENDS = listed(
    """
    TRANSFER FROM {} cheers; {}; Zelle payment from {}; VENMO CASHOUT {}; Swish från {}; Gutschrift {}; Virement de
    {}; Bonifico da {}; Transferencia de {}; Przelew od {}; Incoming SEPA transfer {}; Interac e-Transfer from {}
    thanks
    """
)
# What has a number that both a purchase and its refund, or every bill, quotes; what has the words of an account's name.
QUOTING = listed(
    """
    AMZN Mktp {0}; ZWIMBEL ENERGIE Kd {0}; Zalando Order {0}; BREWLAB {0}; MAIN STREET DELI; MAINZ PARKHAUS; CARD
    FACTORY; SAVINGS BANK OF INDIA EMI; SPARKASSE NEUBURG FEE; TRIP.COM; POTTERY BARN; GIROLAMO SRL; ROOF REPAIRS
    LTD; HOLIDAY INN; WEDDING DRESS STUDIO; NEST LABS; RAINY BOOKS; ATM WITHDRAWAL 0231; Bargeldauszahlung; INTEREST
    CHARGED; {1} {2}
    """
)
IN_FROM_FIRMS = listed(
    """
    REFUND {0}; ZWIMBEL ENERGIE Kd {0}; Zalando Order {0}; BREWLAB {0} Gutschrift; INTEREST; SALARY; Cash back;
    DIVIDEND ACME; TAX REFUND; INSURANCE CLAIM {0}; AMZN Mktp {0}; {1} {2} {3}
    """
)
NAMELESS = listed(
    """
    CARD PURCHASE 1203; POS 4410 PURCHASE; Kartenzahlung; SWISH 4829; Tikkie; Transfer fee; Bank charge
    """
)

# Both ends of what a bank calls moving money between own accounts, for one language each.
OWN_WORDS = listed(
    """
    Internal transfer>Internal transfer; Umbuchung>Umbuchung; Virement interne>Virement interne; Traspaso entre
    cuentas>Traspaso entre cuentas; Giroconto>Giroconto; Przelew własny>Przelew własny; Own account
    transfer>Incoming transfer; Transfer to own account>Transfer received; Umbuchung>Gutschrift; Overboeking eigen
    rekening>Overboeking; Överföring egna konton>Insättning; Oma tilisiirto>Tilisiirto
    """
)
WORDING = listed(
    """
    Standing order>Deposit; Transfer>Transfer; Überweisung>Einzahlung; Virement>Virement; SEPA transfer>Incoming
    SEPA transfer; Transferencia>Ingreso; Bonifico>Versamento; Dauerauftrag>Gutschrift; Przelew>Wpłata;
    Overboeking>Storting; Överföring>Insättning; Outgoing transfer>Top up
    """
)
TO_ACCOUNT = listed(
    """
    Transfer to {}; SEPA transfer to {}; To {}; An {}; Überweisung an {}; Virement vers {}; Naar {}; A {}
    """
)
FROM_ACCOUNT = listed(
    """
    Transfer from {}; From {}; Von {}; Virement depuis {}; Incoming transfer {}; Van {}; Da {}
    """
)
PLAIN_IN = listed(
    """
    Incoming transfer; Deposit; Gutschrift; Insättning; Ingreso; Virement; Transfer; Credit; Einzahlung
    """
)
# Whatever has an account's name in it, and is somebody else's.
LIKE_AN_ACCOUNT = listed(
    """
    {} STORES 0231; {} DELI; CARD PURCHASE {}; {} GMBH; TWINT {}; VENMO *{}; Card payment {}; VISA {} TESCO; Transfer to
    {} Bakery; Transfer to {} Lettings Ltd; Transfer fee {}; Lastschrift {} Rechnung 4471; POS {} 8812; {} Rechtsanwalt;
    Apple Pay {}
    """
)

# Nobody sells anything under these.
WORDS_OF_BANKS = ("Brokerage", "Sparkonto", "Tagesgeld", "Savings", "Kreditkarte", "Compte courant", "Giro")

NAMES = {
    "checking": ["Main", "Everyday Checking", "Girokonto Nordhaven", "Compte courant", "Household Account", "Giro"],
    "credit_card": ["Card", "Visa Gold", "Sunrise Rewards Card", "Kreditkarte"],
    "savings": ["Rainy Days", "Tagesgeld", "Livret Bleu", "Savings", "Nest Egg", "Sparkonto", "Holiday Pot"],
    "pot": ["Jar One", "Jar Two", "Trip to Lisbon", "New Roof", "Emergency Fund", "Wedding Pot", "Pot 3"],
    "investment": ["Depot Alpha", "Brokerage"],
    "other": ["Venmo", "Revolut", "PayPal", "Wise Pocket", "Satispay"],
}
KINDS_OF_EVIDENCE = (
    *("number", "tail", "given number", "told", "told by both", "reference", "token"),
    *("names it", "both name", "owner", "own words", "wording", "card bill"),
)


@dataclass
class Row:
    """A line of a statement; `pair` is the same for both legs of a transfer, `kind` what it truly is.

    Of what firms pay back, and of cash, it is "other": people differ in what they call it.
    """

    account: dict
    day: datetime
    amount: int
    text: str
    kind: str
    pair: int | None = None
    facts: dict = field(default_factory=dict)
    id: ObjectId = field(default_factory=ObjectId)


class Household:
    """A household with its accounts and rows, made up from a number."""

    def __init__(self, number, currency="EUR"):
        self.random = random.Random(number)
        self.currency = currency
        self.owner = (
            f"{self.one(('Edith', 'Carl', 'Maya', 'Oskar'))} {self.one(('Marlow', 'Whitlock', 'Brandt', 'Fontaine'))}"
        )
        self.friends = [f"{self.one(GIVEN)} {self.one(FAMILY)}" for _ in range(4)]
        self.accounts = self._accounts()
        self.rows = []
        self.pairs = 0
        self._live()

    def one(self, options):
        return self.random.choice(list(options)).strip() if isinstance(options[0], str) else self.random.choice(options)

    def _accounts(self):
        kinds = [
            "checking",
            "credit_card",
            "savings",
            *self.random.sample(["pot", "pot", "checking", "investment", "other"], 2),
        ]
        used, accounts = set(), []
        for kind in kinds:
            name = self.one([each for each in NAMES[kind] if each not in used])
            used.add(name)
            account = new_account(ObjectId(), name, "savings" if kind == "pot" else kind, self.currency)
            account["identifiers"] = [self.iban()] if self.random.random() < 0.6 else []
            accounts.append(account)
        return accounts

    def iban(self):
        body = f"370400440{self.random.randrange(10**9):09d}"
        check = 98 - int(body + "131400") % 97
        return f"DE{check:02d}{body}"

    def of(self, *types):
        found = [each for each in self.accounts if each["type"] in types]
        return self.random.choice(found or self.accounts[:1])

    def day(self, early=10):
        return FIRST + timedelta(days=self.random.randrange(DAYS - early))

    def sum(self):
        return self.random.choice([self.random.randrange(200, 40_000), 100 * self.random.randrange(5, 60)])

    def add(self, account, day, amount, text, kind, pair=None, **facts):
        row = Row(account, day, amount, text, kind, pair, facts)
        self.rows.append(row)
        return row

    def _live(self):
        for month in range(3):
            pay = self.random.randrange(150_000, 500_000)
            self.add(self.of("checking"), FIRST + timedelta(days=28 * month), pay, "SALARY VESTRA AB", "income")
        for _ in range(30):
            self.buy()
        for _ in range(6):
            self.quote()
        for _ in range(8):
            self.give()
            self.receive()
        for _ in range(14):
            self.move(self.one(KINDS_OF_EVIDENCE))
        self.resemble()
        self.chain()
        self.repay()
        self.coincide()

    def resemble(self):
        """Firms and people who are called as accounts are, and who get as much as one of those."""
        for account in self.accounts:
            if account["name"] in WORDS_OF_BANKS:
                continue
            text, amount = self.one(LIKE_AN_ACCOUNT).format(account["name"]), self.sum()
            day = self.day()
            self.add(self.of("checking", "credit_card"), day, -amount, text, "expense")
            if self.random.random() < 0.5:
                self.receive(amount, day + timedelta(days=self.random.randrange(4)))
        friend = self.one(self.friends)
        # Of a type that no statement here is of.
        shared = new_account(ObjectId(), self.one((friend, friend.split()[0])), "cash", self.currency)
        self.accounts.append(shared)
        for text in (self.one(TO_FRIENDS), self.one(TO_FRIENDS)):
            self.add(self.of("checking"), self.day(), -self.sum(), text.format(friend), "expense")

    def chain(self):
        """One sum through three accounts, day by day, and as much from a friend beside it."""
        first, middle, last = self.random.sample([each for each in self.accounts[:5] if self.is_bank(each)], 3)
        amount, day = self.sum() + 7, self.day(early=14)
        for source, target in ((first, middle), (middle, last)):
            self.pairs += 1
            said = {"evidence": "both name"}
            self.add(source, day, -amount, f"Transfer to {target['name']}", "transfer", self.pairs, **said)
            day += timedelta(days=1)
            self.add(target, day, amount, f"Transfer from {source['name']}", "transfer", self.pairs, **said)
        self.receive(amount, day)

    @staticmethod
    def is_bank(account):
        return account["type"] != "credit_card"

    def repay(self):
        """A card's bill and a shop's refund of the same sum, and an equal standing order to a landlord."""
        amount, day, self.pairs = self.sum() + 3, self.day(early=14), self.pairs + 1
        card, giro, said = self.of("credit_card"), self.of("checking"), {"evidence": "card bill"}
        self.add(giro, day, -amount, "CREDIT CARD PAYMENT", "transfer", self.pairs, **said)
        self.add(card, day + timedelta(days=1), amount, "Payment thank you", "transfer", self.pairs, **said)
        self.add(card, day + timedelta(days=2), amount, "REFUND Loom & Thread", "other")
        self.add(giro, day, -amount, f"Standing order {self.one(FAMILY)} Lettings rent", "expense")

    def buy(self, amount=None, day=None):
        text = self.one(SHOPS)
        if self.random.random() < 0.35:
            text = self.one(RAILS_TO_SHOPS).format(text)
        elif self.random.random() < 0.1:
            text = self.one(NAMELESS)
        account = self.of("checking", "credit_card", "other", "checking")
        self.add(account, day or self.day(), -(amount or self.sum()), text, "expense")

    def quote(self, amount=None, day=None):
        """A purchase or a claim, and as much money in that quotes the same number, or none."""
        amount, day = amount or self.sum(), day or self.day()
        said = f"{self.random.randrange(10**9):09d}", self.one(self.friends), self.owner, "rent"
        text = self.one(QUOTING).format(*said)
        kind = "other" if text.startswith(("ATM", "Bargeld")) else "expense"
        self.add(self.of("checking", "credit_card"), day, -amount, text, kind)
        back = day + timedelta(days=self.random.randrange(-3, 7))
        self.add(
            self.of("checking", "savings"), max(back, FIRST), amount, self.one(IN_FROM_FIRMS).format(*said), "other"
        )

    def give(self, amount=None, day=None):
        text = self.one(TO_FRIENDS).format(self.one(self.friends))
        self.add(self.of("checking"), day or self.day(), -(amount or self.sum()), text, "expense")

    def receive(self, amount=None, day=None):
        text = self.one(FROM_FRIENDS).format(self.one(self.friends))
        # Most to the account that is known to others, some to any.
        account = (
            self.of("checking", "checking", "other") if self.random.random() < 0.9 else self.of("savings", "other")
        )
        self.add(account, day or self.day(), amount or self.sum(), text, "income")

    def coincide(self):
        """Third parties' payments that equal purchases, transfers and each other, close by."""
        for row in self.random.sample(self.rows, 30):
            near = row.day + timedelta(days=self.random.randrange(-3, 4))
            near = min(max(near, FIRST), FIRST + timedelta(days=DAYS))
            if row.amount < 0:
                self.receive(-row.amount, near)
            else:
                self.random.choice([self.buy, self.give])(row.amount, near)

    def move(self, evidence):
        """Money from one own account to another, of which the statements say as much as `evidence`."""
        source, target = self._between(evidence)
        # Names and numbers bear a long weekend, a reference more.
        late = {"reference": 10, "token": 10, "wording": 4, "own words": 5, "card bill": 5}.get(evidence, 6)
        out_day = self.day(early=12)
        in_day = out_day + timedelta(days=self.random.randrange(late + 1))
        out_text, in_text, out_facts, in_facts = self._said(evidence, source, target)
        amount, self.pairs = self.sum(), self.pairs + 1
        self.add(source, out_day, -amount, out_text, "transfer", self.pairs, evidence=evidence, **out_facts)
        self.add(target, in_day, amount, in_text, "transfer", self.pairs, evidence=evidence, **in_facts)

    def _between(self, evidence):
        if evidence == "card bill":
            return self.of("checking"), self.of("credit_card")
        usual = [each for each in self.accounts if each["type"] != "credit_card"]
        source, target = self.random.sample(usual, 2)
        if evidence in ("number", "tail", "given number") and not target["identifiers"]:
            target["identifiers"] = [self.iban()]
        return source, target

    def _said(self, evidence, source, target):
        """What both statements say, and what else their files tell, for each kind of evidence."""
        out, into = (part.strip() for part in self.one(OWN_WORDS if evidence == "own words" else WORDING).split(">"))
        number = target["identifiers"][0] if target["identifiers"] else ""
        written = self.one((number, " ".join(number[at : at + 4] for at in range(0, len(number), 4))))
        told, token = {"told_transfer": True}, f"TRF{self.random.randrange(10**8):08d}"
        reference = {"reference": f"E2E-{token}"}
        paid = self.one(("CREDIT CARD PAYMENT", "Kreditkartenabrechnung", "Autopay payment", "Payment to card"))
        thanked = self.one(("Payment thank you", "PAYMENT RECEIVED - THANK YOU", "Einzahlung"))
        return {
            "number": (f"{out} {written} {self.one((self.owner, ''))}", into, {}, {}),
            "tail": (f"Online transfer to SAV ...{number[-4:]}", self.one(PLAIN_IN), {}, {}),
            "given number": (out, into, {"counterparty_account": number}, {}),
            "told": (self.one(("set by", out)), into, {**told, "counterparty_account": target["name"]}, {}),
            "told by both": (self.one(("set by", out)), into, told, told),
            "reference": (out, into, reference, reference),
            "token": (f"{out} {token}", f"{into} {token}", {}, {}),
            "names it": (self.one(TO_ACCOUNT).format(target["name"]), self.one(PLAIN_IN), {}, {}),
            "both name": (
                *(self.one(TO_ACCOUNT).format(target["name"]), self.one(FROM_ACCOUNT).format(source["name"])),
                *({}, {}),
            ),
            "owner": (f"{out} {self.owner}", f"{into} {self.owner}", {}, {}),
            "card bill": (paid, thanked, {}, {}),
        }.get(evidence, (out, into, {}, {}))
