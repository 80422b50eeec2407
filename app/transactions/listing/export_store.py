"""MongoDB for exports: reads any number of transactions in batches, as they are asked for."""

from collections.abc import Iterator, Sequence
from typing import cast

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import KNOWN, Transaction

# Documents of a few hundred bytes: a batch is half a megabyte.
_BATCH = 1000
# MongoDB's own work for a whole export, as far as its reader asks for it: a million rows take some ten seconds.
_EXPORT_MS = 300_000


def each(
    scope: Scope, conditions: Sequence[Document], order: list[tuple[str, int]], fields: Sequence[str]
) -> Iterator[Transaction]:
    """Every transaction with an amount that meets all conditions, in an order, with only some fields.

    Their datetimes are UTC without a time zone.
    """
    naive = scope["transactions"].with_naive_dates()
    found = naive.each(
        _all(conditions), fields, sort=order, batch_size=_BATCH, allow_disk_use=True, max_time_ms=_EXPORT_MS
    )
    return cast("Iterator[Transaction]", found)


def find_first(scope: Scope, conditions: Sequence[Document], order: list[tuple[str, int]]) -> Transaction | None:
    """The first transaction that meets all conditions, with only its booking date."""
    found = scope["transactions"].find_one(_all(conditions), {"date": True}, sort=order)
    return cast("Transaction | None", found)


def _all(conditions: Sequence[Document]) -> Document:
    return {"$and": [{"status": {"$in": list(KNOWN)}}, *conditions]}
