"""Which transactions are measured, and which of their parts, as conditions of MongoDB.

What is measured is the transaction: its amount is the sum of those of its parts that have a kind and a category asked
for. Both queries of a selection read no transaction twice: whole ones, and split ones with such a part.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Document
from app.merchants.names import keys_of
from app.transactions.documents import COUNTED
from app.transactions.listing.amount_filter import amount_condition
from app.transactions.totals.aggregations import SPLIT, WHOLE

_SEARCHED = ("description", "merchant")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which transactions count; None is any. Days are midnight UTC, both included.

    `kinds` and categories are those of a part. Amounts are magnitudes, compared in each of `currencies`. Of a transfer
    whose two legs are known only the one that pays counts with `one_leg`. Weekdays are those of ISO 8601, Monday is 1.
    With `refunds` only what came back counts: money in as an expense, and all of the categories in it.
    """

    kinds: tuple[str, ...]
    first: datetime | None = None
    last: datetime | None = None
    categories: frozenset[ObjectId] | None = None
    without_categories: frozenset[ObjectId] = frozenset()
    accounts: tuple[ObjectId, ...] | None = None
    without_accounts: tuple[ObjectId, ...] = ()
    merchants: tuple[str, ...] | None = None
    without_merchants: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    without_tags: tuple[str, ...] = ()
    text: str | None = None
    weekdays: tuple[int, ...] | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    currency: str | None = None
    currencies: tuple[str, ...] = ()
    one_leg: bool = False
    refunds: frozenset[ObjectId] | None = None

    @property
    def is_of_totals(self) -> bool:
        """Whether month totals keep all that it asks of a transaction: its days aside, kind, category and account."""
        others = (self.merchants, self.tags, self.text, self.weekdays, self.least, self.most)
        special = self.without_merchants or self.without_tags or self.one_leg or self.refunds is not None
        return not special and all(other is None for other in others)


def whole(selection: Selection) -> list[Document]:
    """The stages that find the transactions without parts."""
    return [{"$match": _all([*_of_transaction(selection), *_of_part(selection), WHOLE, *_of_amount(selection)])}]


def split(selection: Selection) -> list[Document]:
    """The stages that find the split transactions, each with the parts and the amount that count."""
    part = _all(_of_part(selection))
    return [
        {"$match": _all([*_of_transaction(selection), {"splits": {"$elemMatch": part}}, SPLIT])},
        {"$set": {"splits": {"$filter": {"input": "$splits", "cond": _counts(selection)}}}},
        {"$set": {"amount_minor": {"$sum": "$splits.amount_minor"}}},
        {"$match": _all(_of_amount(selection))},
    ]


def of_totals(selection: Selection) -> list[Document]:
    """The conditions on month totals, but for their months."""
    return [*_of_part(selection), *_of_account(selection)]


def _of_account(selection: Selection) -> list[Document]:
    own: list[Document] = [{"currency": selection.currency}] if selection.currency else []
    return [*own, *_named("account_id", selection.accounts, selection.without_accounts)]


def _all(conditions: Sequence[Document]) -> Document:
    return {"$and": list(conditions)} if conditions else {}


def _of_transaction(selection: Selection) -> list[Document]:
    """One condition for each filter on a whole transaction."""
    days = {"$gte": selection.first, "$lte": selection.last}
    bounds = {name: day for name, day in days.items() if day is not None}
    return [
        {"status": {"$in": list(COUNTED)}},
        *([{"date": bounds}] if bounds else []),
        *_of_account(selection),
        *_named("merchant_key", _keys(selection.merchants), _keys(selection.without_merchants) or ()),
        *_named("tags", selection.tags, selection.without_tags),
        *([_search(selection.text)] if selection.text else []),
        *([{"$expr": {"$in": [{"$isoDayOfWeek": "$date"}, list(selection.weekdays)]}}] if selection.weekdays else []),
        *([{"$or": [{"amount_minor": {"$lt": 0}}, {"transfer_id": None}]}] if selection.one_leg else []),
    ]


def _named(field: str, wanted: Sequence[Any] | None, unwanted: Sequence[Any]) -> list[Document]:
    found: list[Document] = [] if wanted is None else [{field: {"$in": list(wanted)}}]
    return [*found, {field: {"$nin": list(unwanted)}}] if unwanted else found


def _keys(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else [key for name in names for key in keys_of(name)]


def _search(text: str) -> Document:
    pattern = {"$regex": re.escape(text), "$options": "i"}
    return {"$or": [{field: pattern} for field in _SEARCHED]}


def _of_part(selection: Selection) -> list[Document]:
    """The conditions on a part; a single kind as itself, since partial indexes are not used for `$in`."""
    filed = _named("category_id", _listed(selection.categories), _listed(selection.without_categories))
    if selection.refunds is not None:
        returned: Document = {"kind": "expense", "amount_minor": {"$gt": 0}}
        return [{"$or": [returned, {"category_id": {"$in": sorted(selection.refunds)}}]}, *filed]
    kinds = selection.kinds
    return [{"kind": kinds[0] if len(kinds) == 1 else {"$in": list(kinds)}}, *filed]


def _listed(ids: frozenset[ObjectId] | None) -> Any:
    return None if ids is None else sorted(ids)


def _counts(selection: Selection) -> Mapping[str, object]:
    """The conditions on a part as an expression about `$$this`."""
    tests: list[Document] = [_is_of_kind(selection)]
    if selection.categories is not None:
        tests.append({"$in": ["$$this.category_id", sorted(selection.categories)]})
    if selection.without_categories:
        tests.append({"$not": [{"$in": ["$$this.category_id", sorted(selection.without_categories)]}]})
    return {"$and": tests}


def _is_of_kind(selection: Selection) -> Document:
    if selection.refunds is None:
        return {"$in": ["$$this.kind", list(selection.kinds)]}
    returned = {"$and": [{"$eq": ["$$this.kind", "expense"]}, {"$gt": ["$$this.amount_minor", 0]}]}
    return {"$or": [returned, {"$in": ["$$this.category_id", sorted(selection.refunds)]}]}


def _of_amount(selection: Selection) -> list[Document]:
    """The condition on the magnitude of the amount that counts."""
    least, most, currencies = selection.least, selection.most, selection.currencies
    if least is None:
        return [] if most is None else [amount_condition(-most, most, currencies)]
    coming, going = (
        amount_condition(least, most, currencies),
        amount_condition(None if most is None else -most, -least, currencies),
    )
    return [{"$or": [coming, going]}]
