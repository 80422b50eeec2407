"""A generated ledger: two years of a life, the same in every run, with all that makes sums hard."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from bson import ObjectId

from app.transactions.documents import new_document
from app.transactions.provenance.service import post_batch

FIRST_DAY, LAST_DAY = date(2025, 1, 3), date(2026, 11, 28)
TODAY = date(2026, 11, 29)

# Merchant, category, the least and most of an amount, how often of a hundred.
SHOPS = (
    ("Rewe", "groceries", 500, 9000, 14),
    ("Lidl", "groceries", 800, 12000, 12),
    ("Edeka", "groceries", 800, 12000, 3),
    ("Mercadona", "groceries", 800, 9000, 2),
    ("Carrefour", "groceries", 800, 9000, 2),
    ("Trader Joe's", "groceries", 800, 9000, 2),
    ("7-Eleven", "groceries", 200, 900, 2),
    ("Pret A Manger", "coffee", 300, 900, 12),
    ("Starbucks", "coffee", 300, 900, 4),
    ("Café Nero", "coffee", 300, 900, 3),
    ("Sushi Bar Tokyo", "dining", 1500, 9000, 5),
    ("Burger King", "dining", 900, 3500, 4),
    ("McDonald's", "dining", 700, 2500, 3),
    ("Deliveroo", "dining", 1200, 4500, 3),
    ("Shell", "fuel", 3000, 9000, 4),
    ("Aral", "fuel", 3000, 9000, 2),
    ("Deutsche Bahn", "public-transport", 900, 12000, 3),
    ("Uber", "taxi", 600, 4000, 3),
    ("Amazon", "general-shopping", 700, 25000, 8),
    ("IKEA", "household", 900, 40000, 1),
    ("Zara", "clothing", 1900, 15000, 2),
    ("Next", "clothing", 1900, 15000, 1),
    ("H&M", "clothing", 1900, 15000, 1),
    ("Best Buy", "electronics", 1900, 80000, 1),
    ("Target", "general-shopping", 900, 15000, 1),
    ("Netflix", "subscriptions", 1299, 1299, 2),
    ("Spotify", "subscriptions", 999, 999, 2),
    ("Night Pharmacy", "pharmacy", 400, 6000, 4),
    ("Honey Shop", "beekeeping", 400, 6000, 1),
    ("", None, 100, 4000, 3),
)
TAGS = ("vacation", "work", "Japan trip")
# The account that is not in the workspace's currency.
ABROAD = "Boston"
ACCOUNTS = (("Checking", "checking"), ("Savings", "savings"), ("Visa Card", "credit_card"), ("N26 Joint", "checking"))


@dataclass(frozen=True)
class Filed:
    """A filing as the categoriser gives it."""

    merchant: str | None
    category_id: ObjectId | None
    category: str | None
    kind: str
    tags: tuple[str, ...] = ()
    tier: str = "local"
    confidence: float = 0.95
    notes: str | None = None


class Ledger:
    """Transactions being written, in accounts and categories by name."""

    def __init__(self, accounts, categories, seed=7):
        self.random = Random(seed)
        self.accounts, self.categories = accounts, categories
        self.documents = []

    def add(self, day, account, amount, filed, **more):
        currency = "USD" if account == ABROAD else "EUR"
        number = len(self.documents)
        where = " PARKING" if number % 17 == 0 else ""
        document = new_document(
            transaction_id=ObjectId(),
            account_id=self.accounts[account],
            date=datetime(day.year, day.month, day.day, tzinfo=UTC),
            amount_minor=amount,
            currency=currency,
            description=f"{(filed.merchant or 'CASH').upper()} #{number % 40:04d}{where}",
            filing=filed,
            source="import",
            fingerprint=f"ledger:{number}",
            now=datetime.now(UTC),
            status=more.pop("status", "posted"),
        )
        document.update(more)
        self.documents.append(document)
        return document

    def filed(self, merchant, slug, kind="expense", tags=()):
        return Filed(merchant or None, self.categories.get(slug), slug, kind, tuple(tags))

    def live(self):
        """Every day, one after the other."""
        day = FIRST_DAY
        while day <= LAST_DAY:
            self._income(day)
            self._transfer(day)
            for _ in range(self.random.choice((0, 1, 1, 2, 3))):
                self._purchase(day)
            day += timedelta(days=1)
        return self.documents

    def _income(self, day):
        if day.day == 25:
            self.add(
                day, "Checking", 320_000 + self.random.randint(0, 5000), self.filed("Acme Corp", "salary", "income")
            )
        if day.day == 26 and day.month % 3 == 0:
            self.add(day, "Checking", -1500, self.filed("Acme Corp", "salary", "income"))

        if day.day == 1:
            self.add(day, "Checking", -95_000, self.filed("City Homes", "rent-mortgage"))
        if day.day == 28 and day.month % 2:
            self.add(day, "Checking", 12_000, self.filed("Tax Office", "refunds", "income"))

    def _transfer(self, day):
        if day.day == 2:
            out = self.add(day, "Checking", -20_000, self.filed(None, "transfer", "transfer"))
            back = self.add(day, "Savings", 20_000, self.filed(None, "transfer", "transfer"))
            out["transfer_id"], back["transfer_id"] = back["_id"], out["_id"]
        if day.day == 12 and day.month == 5:
            self.add(day, "Checking", 7_700, self.filed(None, "transfer", "transfer"))

    def _purchase(self, day):
        random = self.random
        merchant, slug, least, most, _ = random.choices(SHOPS, [shop[4] for shop in SHOPS])[0]
        account = random.choices(("Checking", "Visa Card", "N26 Joint", ABROAD), (60, 20, 10, 10))[0]
        amount = -random.randint(least, most)
        tags = [tag for tag in TAGS if random.random() < 0.06]
        more = {"status": random.choices(("posted", "pending", "lapsed"), (94, 4, 2))[0]}
        if random.random() < 0.05:
            amount = -amount // 2 or 1
        elif random.random() < 0.06 and amount < -1000:
            more["splits"] = self._parts(amount)
        self.add(day, account, amount, self.filed(merchant, slug, tags=tags), **more)

    def _parts(self, amount):
        """Parts in other categories, now and then one that is a transfer, one in no category, or two in one."""
        kinds = self.random.choice(
            (
                (("groceries", "expense"), ("dining", "expense")),
                (("pharmacy", "expense"), (None, "expense")),
                (("coffee", "expense"), ("coffee", "expense"), ("fuel", "expense")),
                (("groceries", "expense"), ("transfer", "transfer")),
            )
        )
        first = amount // 3
        amounts = [first, amount - first] if len(kinds) == 2 else [first, first, amount - 2 * first]
        parts = [
            {
                "amount_minor": minor,
                "category_id": self.categories.get(slug),
                "category": slug,
                "kind": kind,
                "notes": None,
                "count": 0,
            }
            for minor, (slug, kind) in zip(amounts, kinds, strict=True)
        ]
        next((part for part in parts if part["category_id"] is None), parts[0])["count"] = 1
        return parts


def write(scope, documents):
    """Post them as an import would, with totals and balances."""
    for start in range(0, len(documents), 500):
        batch = documents[start : start + 500]
        scope.transact(lambda tx, batch=batch: post_batch(tx, batch), numbers=len(batch))
