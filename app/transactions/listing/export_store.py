"""MongoDB for exports: transactions read as they are asked for."""

from collections.abc import Iterator, Sequence

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED

# Documents of a few hundred bytes: a batch is half a megabyte.
_BATCH = 1000
# MongoDB's own work for a whole export, as far as its reader asks for it: a million rows take some ten seconds.
_EXPORT_MS = 300_000


def each(
    scope: Scope, conditions: Sequence[Document], order: list[tuple[str, int]], fields: Sequence[str]
) -> Iterator[Document]:
    """Every transaction with an amount that meets all conditions, in an order, with only some fields.

    Their datetimes are UTC without saying so.
    """
    naive = scope["transactions"].with_naive_dates()
    yield from naive.each(
        _all(conditions), fields, sort=order, batch_size=_BATCH, allow_disk_use=True, max_time_ms=_EXPORT_MS
    )


def find_first(scope: Scope, conditions: Sequence[Document], order: list[tuple[str, int]]) -> Document | None:
    """The first of them with its day."""
    return scope["transactions"].find_one(_all(conditions), {"date": True}, sort=order)


def _all(conditions: Sequence[Document]) -> Document:
    return {"$and": [{"status": {"$in": list(COUNTED)}}, *conditions]}
