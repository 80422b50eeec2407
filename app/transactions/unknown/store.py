"""Transactions without a category, by their merchants, in MongoDB."""

from collections.abc import Sequence
from typing import TypedDict, cast

from bson import ObjectId
from pymongo import DESCENDING

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED
from app.transactions.totals.aggregations import WHOLE

_MOST_TEXTS = 3


class UnknownMerchant(TypedDict):
    """A merchant whose transactions have no category: how many, for how much, and what the bank wrote.

    `amount_minor` is the sum of their amounts, in one of their currencies.
    """

    key: str
    merchant: str
    rows: int
    amount_minor: int
    currency: str
    descriptions: list[str]


# The shape of an index: those without a category are few.
_UNKNOWN: Document = {
    "category_id": None,
    "status": {"$in": COUNTED},
    "merchant_key": {"$gt": ""},
    "locked": {"$ne": "category"},
    "kind": {"$ne": "transfer"},
    "transfer_id": None,
    **WHOLE,
}


def find_merchants(scope: Scope, most: int) -> list[UnknownMerchant]:
    """Returns the merchants of transactions that have no category, those with the most transactions first."""
    group: Document = {
        "_id": "$merchant_key",
        "merchant": {"$first": "$merchant"},
        "rows": {"$sum": 1},
        "amount_minor": {"$sum": "$amount_minor"},
        "currency": {"$first": "$currency"},
        "descriptions": {"$firstN": {"input": "$description", "n": _MOST_TEXTS}},
    }
    order = {"rows": DESCENDING, "_id": DESCENDING}
    shown = {"_id": False, "key": "$_id", **dict.fromkeys(list(group)[1:], True)}
    pipeline: list[Document] = [
        {"$match": _UNKNOWN}, {"$sort": {"date": 1, "_id": 1}},
        {"$group": group}, {"$sort": order}, {"$limit": most}, {"$project": shown},
    ]  # fmt: skip
    return cast("list[UnknownMerchant]", list(scope["transactions"].aggregate(pipeline)))


def find_ids(scope: Scope, keys: Sequence[str]) -> list[ObjectId]:
    """Returns the transactions without a category of some merchants."""
    query = {**_UNKNOWN, "merchant_key": {"$in": list(keys)}}
    return [row["_id"] for row in scope["transactions"].find(query, {"_id": True})]
