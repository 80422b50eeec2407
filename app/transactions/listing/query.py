"""Finds the transactions of a page: filters, order and place become queries of MongoDB."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.infra.database.mongo import Document, Scope
from app.infra.problems import Invalid
from app.merchants.names import keys_of
from app.transactions import store
from app.transactions.documents import KNOWN, Transaction
from app.transactions.listing import ordering
from app.transactions.listing.amount_filter import amount_condition
from app.transactions.requests import ListFields, Selection
from app.transactions.totals.aggregations import SPLIT, WHOLE

# What a row of the list shows; nothing else is read.
SHOWN = (
    *(
        "account_id",
        "date",
        "value_date",
        "transaction_date",
        "description",
        "merchant",
        "tags",
        "notes",
        "locked",
    ),
    *("amount_minor", "currency", "original_amount_minor", "original_currency", "kind", "status", "source"),
    *(
        "category_id",
        "category",
        "category_tier",
        "confidence",
        "import_id",
        "import_row",
        "external_id",
        "transfer_id",
        "receipt_id",
    ),
    *("splits", "summary", "revision", "created_at", "updated_at"),
)

_SEARCHED = ("description", "merchant", "notes", "splits.notes")
_EXACT = ("account_id", "import_id", "external_id")


def list_transactions(scope: Scope, query: ListFields, place: Sequence[Any] | None) -> Iterable[Transaction]:
    """The transactions of a page, at least one more than its `limit` if there are more, read as they are asked for.

    `place` is the key after which the page starts (ordering.order_of). Amounts are ordered by minor units, which is
    useful within one currency; amount_min and amount_max hold in every currency.
    """
    sort, limit = query["sort"], query["limit"]
    behind = [ordering.after(sort, place)] if place else []
    pages = [
        store.find_page(scope, [*conditions, *behind], ordering.index_order(sort), limit + 1, SHOWN)
        for conditions in selections(scope, query)
    ]
    return ordering.merging(pages, sort)


def selections(scope: Scope, query: Selection) -> list[list[Document]]:
    """What the filters of a request select: one or two lists of conditions, no transaction in both.

    A split transaction has its categories and kinds in its parts: those are queried apart, since no index could give
    both in one order.
    """
    conditions = _conditions(scope, query)
    filed = _filed_conditions(scope, query)
    if not filed:
        return [conditions]
    return [[*conditions, filed, WHOLE], [*conditions, {"splits": {"$elemMatch": filed}}, SPLIT]]


def _conditions(scope: Scope, query: Selection) -> list[Document]:
    """One condition for each filter that is given, but for those on category and kind."""
    given: Mapping[str, object] = query
    conditions: list[Document] = [{name: given[name]} for name in _EXACT if given.get(name) is not None]
    conditions += [build(given[name]) for name, build in _BUILT.items() if given.get(name) is not None]
    least, most = query.get("amount_min"), query.get("amount_max")
    if least is not None or most is not None:
        currencies = (account["currency"] for account in accounts.list_accounts(scope))
        conditions += [amount_condition(least, most, currencies), {"status": {"$in": KNOWN}}]
    # A sentence that could not be read is no transaction; whoever looks for one asks for its status.
    return conditions if query.get("status") else [*conditions, {"status": {"$ne": "failed"}}]


def _filed_conditions(scope: Scope, query: Selection) -> Document:
    """The condition on category and kind of a transaction, or of one of its parts."""
    filed: list[Document] = []
    if query.get("kind"):
        filed.append(_any_of("kind", query["kind"]))
    if query.get("uncategorised"):
        filed.append({"category_id": None})
    if query.get("category"):
        filed.append(_category_condition(scope, _named(scope, query["category"])))
    if query.get("category_id"):
        filed.append(_category_condition(scope, query["category_id"]))
    return {"$and": filed} if filed else {}


def _named(scope: Scope, slug: str) -> ObjectId:
    found = categories.id_of(scope, slug)
    if found is None:
        raise Invalid.parameter("category", "There is no such category.")
    return found


def _category_condition(scope: Scope, category_id: ObjectId) -> Document:
    """The condition for a category and all below it."""
    below = {category_id}
    parents = {category["_id"]: category["parent_id"] for category in categories.list_categories(scope)}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return {"category_id": {"$in": sorted(below)}}


def _any_of(field: str, words: Sequence[str]) -> Document:
    """The condition for one of some words; a single word as itself, since partial indexes are not used for `$in`."""
    return {field: words[0] if len(words) == 1 else {"$in": list(words)}}


def _search_condition(text: str) -> Document:
    pattern = {"$regex": re.escape(text), "$options": "i"}
    return {"$or": [{field: pattern} for field in _SEARCHED]}


# A filter, and the condition made of its value.
_BUILT: Mapping[str, Callable[[Any], Document]] = {
    "status": store.with_status,
    "date_from": lambda day: {"date": {"$gte": day}},
    "date_to": lambda day: {"date": {"$lte": day}},
    "merchant": lambda name: {"merchant_key": {"$in": list(keys_of(name))}},
    "tag": lambda tag: {"tags": tag},
    "q": _search_condition,
}
