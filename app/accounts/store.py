"""Accounts in MongoDB."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from app.infra.mongo import Document, Scope

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "accounts": [
        IndexModel([("workspace_id", ASCENDING), ("_id", ASCENDING)]),
        # Two workers that need an account for the same thing at once get the same one.
        IndexModel(
            [("workspace_id", ASCENDING), ("origin", ASCENDING)],
            unique=True,
            partialFilterExpression={"origin": {"$exists": True}},
        ),
    ]
}


def find(scope: Scope, account_id: ObjectId) -> Document | None:
    """An account by its id."""
    return scope["accounts"].find_one({"_id": account_id})


def find_all(scope: Scope) -> list[Document]:
    """Every account, oldest first."""
    return list(scope["accounts"].find(sort=[("_id", ASCENDING)]))


def find_page(scope: Scope, after: ObjectId | None, limit: int) -> list[Document]:
    """The first `limit` accounts younger than one, oldest first."""
    query = {"_id": {"$gt": after}} if after else {}
    return list(scope["accounts"].find(query, sort=[("_id", ASCENDING)], limit=limit))


def oldest(scope: Scope, query: Mapping[str, Any]) -> Document | None:
    """The oldest account that matches."""
    return scope["accounts"].find_one(query, sort=[("_id", ASCENDING)])


def insert(scope: Scope, account: Document) -> None:
    """Insert an account; DuplicateKeyError when its id or origin is taken."""
    scope["accounts"].insert_one(account)


def update(tx: Scope, account_id: ObjectId, fields: Mapping[str, Any], balance_delta: int) -> Document | None:
    """Set fields and move the balance; answers the account as it is then."""
    change = {"$set": dict(fields), "$inc": {"balance_minor": balance_delta, "revision": 1}}
    return tx["accounts"].find_one_and_update({"_id": account_id}, change)


def settle_opening(tx: Scope, account_id: ObjectId, import_id: ObjectId, opening_minor: int) -> None:
    """Set the opening balance of an account this import opened, if nobody has set one; the balance moves with it."""
    untouched = {"_id": account_id, "opened_by": import_id, "opening_balance_minor": 0}
    settled = {"$set": {"opening_balance_minor": opening_minor}, "$unset": {"opened_by": ""}}
    tx["accounts"].update_one(untouched, {**settled, "$inc": {"balance_minor": opening_minor, "revision": 1}})


def add_identifier(scope: Scope, account_id: ObjectId, identifier: str) -> Document | None:
    """Remember a number of the account in statements; answers the account, None when it is gone."""
    return scope["accounts"].find_one_and_update({"_id": account_id}, {"$addToSet": {"identifiers": identifier}})


def add_to_balance(tx: Scope, account_id: ObjectId, delta_minor: int) -> bool:
    """Move a balance; False when the account is gone."""
    moved = {"$inc": {"balance_minor": delta_minor, "revision": 1}}
    return tx["accounts"].update_one({"_id": account_id}, moved).matched_count == 1


def has_transactions(scope: Scope, account_id: ObjectId) -> bool:
    """Whether any transaction, counted or not, belongs to the account."""
    return scope["transactions"].find_one({"account_id": account_id}, {"_id": True}) is not None


def delete(tx: Scope, account_id: ObjectId) -> None:
    """Delete an account."""
    tx["accounts"].delete_one({"_id": account_id})
