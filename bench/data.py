"""Generated money: the same for every run, and of the same variety whatever its size."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions.documents import new_document
from app.transactions.provenance.service import post_batch

MONTHS = 12
BATCH = 2000
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

# Forty merchants with one category each, some of them known to the lexicon.
MERCHANTS = (
    *("Netflix", "Spotify", "Starbucks", "Shell", "Amazon", "Lidl", "Aldi", "Uber", "Walmart", "Target"),
    *(
        f"{first} {second}"
        for first in ("Alder", "Birch", "Cedar", "Elder", "Hazel", "Maple")
        for second in ("Bakery", "Books", "Garage", "Pharmacy", "Market")
    ),
)
SLUGS = ("groceries", "dining", "coffee", "fuel", "pharmacy", "subscriptions", "general-shopping", "salary")


@dataclass(frozen=True)
class Filed:
    """A filing as the categoriser gives it."""

    merchant: str
    category_id: ObjectId
    category: str
    kind: str
    tier: str = "local"
    confidence: float = 0.95
    tags: tuple[str, ...] = ()
    notes: str | None = None


def statement(rows: int, seed: int = 1) -> bytes:
    """A bank's CSV of some rows over a year, newest first; every row is different."""
    random, text = Random(seed), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Date", "Description", "Amount", "Reference"])
    for number in range(rows):
        day = FIRST_DAY + timedelta(days=359 - number * 360 // rows)
        description = f"{random.choice(MERCHANTS).upper()} #{random.randint(1, 400):04d} SPRINGFIELD"
        cents = random.randint(100, 20000)
        writer.writerow(
            [f"{day:%Y-%m-%d}", description, f"-{cents // 100}.{cents % 100:02d}", f"R{seed:03d}{number:08d}"]
        )
    return text.getvalue().encode()


def fill(scope: Scope, account_id: str, categories: dict[str, str], rows: int) -> None:
    """Post transactions in turn over all months, merchants and categories: totals do not grow with `rows`."""
    documents = _documents(ObjectId(account_id), _filings(categories), rows)
    while batch := list(islice(documents, BATCH)):
        scope.transact(lambda tx, batch=batch: post_batch(tx, batch), numbers=len(batch))  # type: ignore[misc]


def _filings(categories: dict[str, str]) -> list[Filed]:
    """Each merchant with its category."""
    slugs = [SLUGS[number % len(SLUGS)] for number in range(len(MERCHANTS))]
    return [
        Filed(merchant, ObjectId(categories[slug]), slug, "income" if slug == "salary" else "expense")
        for merchant, slug in zip(MERCHANTS, slugs, strict=True)
    ]


def _documents(account_id: ObjectId, filings: list[Filed], rows: int) -> Iterator[dict[str, Any]]:
    random, now = Random(rows), datetime.now(UTC)
    for number in range(rows):
        filing = filings[number % len(filings)]
        month = number // len(filings) % MONTHS
        amount = random.randint(100, 20000)
        yield new_document(
            transaction_id=ObjectId(),
            account_id=account_id,
            date=FIRST_DAY.replace(month=month + 1, day=random.randint(1, 28)),
            amount_minor=amount if filing.kind == "income" else -amount,
            currency="USD",
            description=f"{filing.merchant.upper()} #{number % 400:04d} SPRINGFIELD",
            filing=filing,
            source="import",
            fingerprint=f"bench:{number}",
            now=now,
        )
