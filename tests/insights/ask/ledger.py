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
    ("Corner Grocer", "groceries", 500, 9000, 22),
    ("Lidl", "groceries", 800, 12000, 14),
    ("Blue Bottle Coffee", "coffee", 300, 900, 18),
    ("Chez Nous", "dining", 1500, 9000, 9),
    ("Pizza Pronto", "dining", 900, 3500, 8),
    ("Fuel Stop 24", "fuel", 3000, 9000, 6),
    ("Amazon", "general-shopping", 700, 25000, 12),
    ("Amazon Prime", "subscriptions", 899, 899, 3),
    ("Night Pharmacy", "pharmacy", 400, 6000, 5),
    ("", None, 100, 4000, 3),
)
TAGS = ("holiday", "work", "gift")


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
        currency = "EUR" if account == "Berlin" else "USD"
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
                day, "Everyday", 320_000 + self.random.randint(0, 5000), self.filed("Acme Corp", "salary", "income")
            )
        if day.day == 26 and day.month % 3 == 0:
            self.add(day, "Everyday", -1500, self.filed("Acme Corp", "salary", "income"))

    def _transfer(self, day):
        if day.day == 2:
            out = self.add(day, "Everyday", -20_000, self.filed(None, "transfer", "transfer"))
            back = self.add(day, "Savings", 20_000, self.filed(None, "transfer", "transfer"))
            out["transfer_id"], back["transfer_id"] = back["_id"], out["_id"]
        if day.day == 12 and day.month == 5:
            self.add(day, "Everyday", 7_700, self.filed(None, "transfer", "transfer"))

    def _purchase(self, day):
        random = self.random
        merchant, slug, least, most, _ = random.choices(SHOPS, [shop[4] for shop in SHOPS])[0]
        account = random.choices(("Everyday", "Card", "Berlin"), (70, 20, 10))[0]
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
