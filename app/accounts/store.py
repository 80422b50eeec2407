"""Accounts and the statements they were imported from, in MongoDB."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING

from app.accounts.documents import Account, AccountStatement, Coverage, OpeningBasis
from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import BY_CREATION, OLDEST_FIRST, Place, younger_than
from app.infra.database.mongo import Document, Scope

INDEXES: Indexes = {
    "accounts": [
        BY_CREATION,
        # Two workers that need an account for the same thing at once get the same one.
        index(
            "origin",
            unique=True,
            partialFilterExpression={"origin": {"$exists": True}},
        ),
    ],
    "account_statements": [
        index("account_id", "import_id", unique=True),
        index("account_id", "first_day"),
    ],
}


def find(scope: Scope, account_id: ObjectId) -> Account | None:
    """Returns an account by its id."""
    return cast(Account | None, scope["accounts"].find_one({"_id": account_id}))


def find_all(scope: Scope) -> list[Account]:
    """Returns every account, oldest first."""
    return cast(list[Account], list(scope["accounts"].find(sort=OLDEST_FIRST)))


def count(scope: Scope) -> int:
    """Returns how many accounts there are."""
    return scope["accounts"].count()


def find_page(scope: Scope, after: Place | None, limit: int) -> Iterator[Account]:
    """Returns the first `limit` accounts younger than one, oldest first."""
    return cast(Iterator[Account], scope["accounts"].each(younger_than(after), sort=OLDEST_FIRST, limit=limit))


def oldest(scope: Scope, query: Document) -> Account | None:
    """Returns the oldest account that matches a filter."""
    return cast(Account | None, scope["accounts"].find_one(query, sort=OLDEST_FIRST))


def insert(scope: Scope, account: Account) -> None:
    """Insert an account; AlreadyThere when its id or origin is taken."""
    scope["accounts"].insert_one(cast(Document, account))


def update(tx: Scope, account_id: ObjectId, fields: Mapping[str, object], balance_delta: int) -> Account | None:
    """Set fields of an account and move its balance; returns the account as it is then."""
    change = {"$set": fields, "$inc": {"balance_minor": balance_delta, "revision": 1}}
    return cast(Account | None, tx["accounts"].find_one_and_update({"_id": account_id}, change))


def set_opening(
    tx: Scope, account_id: ObjectId, opening_minor: int, delta_minor: int, basis: OpeningBasis | None
) -> None:
    """Set an opening balance worked out from statements, and from which; the balance moves with it."""
    settled = {"opening_balance_minor": opening_minor, "opening_basis": basis}
    moved = {"$set": settled, "$inc": {"balance_minor": delta_minor, "revision": 1}}
    tx["accounts"].update_one({"_id": account_id}, moved)


def put_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId, fields: Mapping[str, object]) -> None:
    """Keep what an import's statement says about an account, in place of what it said before."""
    key = {"account_id": account_id, "import_id": import_id}
    tx["account_statements"].update_one(key, {"$set": fields}, upsert=True)


def remove_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId) -> None:
    """Delete an import's statement of an account."""
    tx["account_statements"].delete_one({"account_id": account_id, "import_id": import_id})


def newest_closing(scope: Scope, account_id: ObjectId) -> AccountStatement | None:
    """Returns the bank's statement of an account that ends last, of those that know the balance then."""
    query = {"account_id": account_id, "closing_minor": {"$ne": None}, **_OF_BANKS}
    found = scope["account_statements"].find_one(query, sort=[("last_day", DESCENDING), ("import_id", DESCENDING)])
    return cast(AccountStatement | None, found)


def is_number_stated(tx: Scope, account_id: ObjectId, import_id: ObjectId, number: str) -> bool:
    """Whether what another import says about an account gives it this number."""
    query = {"account_id": account_id, "import_id": {"$ne": import_id}, "numbers": number}
    return tx["account_statements"].find_one(query, {"_id": True}) is not None


# What exports of ours say of accounts are no statements of a bank.
_OF_BANKS: Document = {"from_export": {"$ne": True}}


def newest_statements(scope: Scope, account_id: ObjectId, most: int) -> list[AccountStatement]:
    """Returns the banks' statements of an account that begin last, at most so many, the newest first."""
    newest = [("first_day", DESCENDING), ("import_id", DESCENDING)]
    found = scope["account_statements"].find({"account_id": account_id, **_OF_BANKS}, sort=newest, limit=most)
    return cast(list[AccountStatement], list(found))


def opening_statements(scope: Scope, account_id: ObjectId, *, certain: bool, most: int) -> list[AccountStatement]:
    """Returns the statements of an account that begin first and know its balance then, at most so many."""
    query = {"account_id": account_id, "certain": certain, "opening_minor": {"$ne": None}}
    found = scope["account_statements"].find(query, sort=[("first_day", ASCENDING)], limit=most)
    return cast(list[AccountStatement], list(found))


def count_statements(scope: Scope, account_id: ObjectId, before: datetime | None = None) -> int:
    """Returns how many statements an account has, or how many of them begin before a day."""
    query: Document = {"account_id": account_id, **({"first_day": {"$lt": before}} if before else {})}
    return scope["account_statements"].count(query)


def count_of_banks(scope: Scope, account_id: ObjectId) -> int:
    """Returns how many statements of banks an account has."""
    return scope["account_statements"].count({"account_id": account_id, **_OF_BANKS})


def imported_before(scope: Scope, account_id: ObjectId, day: datetime) -> int:
    """Returns the sum of an account's imported transactions before a day, in minor units."""
    return _sum(scope, {"account_id": account_id, "date": {"$lt": day}, "import_id": {"$ne": None}, **_COUNTED})


def moved_before(scope: Scope, account_id: ObjectId, day: datetime) -> int:
    """Returns the sum of an account's transactions before a day, in minor units."""
    return _sum(scope, {"account_id": account_id, "date": {"$lt": day}, **_COUNTED})


# Those a balance counts (transactions.documents.COUNTED).
_COUNTED: Document = {"status": {"$in": ["posted", "pending"]}}


def _sum(scope: Scope, earlier: Document) -> int:
    pipeline = [{"$match": earlier}, {"$group": {"_id": None, "sum": {"$sum": "$amount_minor"}}}]
    return sum(int(found["sum"]) for found in scope["transactions"].aggregate(pipeline))


def pending_sum(scope: Scope, account_id: ObjectId) -> int:
    """Returns the sum of an account's pending transactions, in minor units."""
    pipeline: list[Document] = [
        {"$match": {"status": "pending", "account_id": account_id}},
        {"$group": {"_id": None, "sum": {"$sum": "$amount_minor"}}},
    ]
    return sum(int(found["sum"]) for found in scope["transactions"].aggregate(pipeline))


def sums_since(scope: Scope, account_id: ObjectId, day: datetime) -> dict[datetime, dict[ObjectId | None, int]]:
    """Returns what an account's booked transactions from a day on add up to, by day and import, in minor units."""
    pipeline: list[Document] = [
        {"$match": {"account_id": account_id, "date": {"$gte": day}, "status": "posted"}},
        {"$group": {"_id": {"day": "$date", "import": "$import_id"}, "sum": {"$sum": "$amount_minor"}}},
    ]
    sums: dict[datetime, dict[ObjectId | None, int]] = {}
    for found in scope["transactions"].aggregate(pipeline):
        key = found["_id"]
        sums.setdefault(key["day"], {})[key.get("import")] = int(found["sum"])
    return sums


def set_coverage(tx: Scope, account_id: ObjectId, coverage: Coverage) -> None:
    """Keep what the statements of an account cover."""
    tx["accounts"].update_one({"_id": account_id}, {"$set": {"coverage": coverage}, "$inc": {"revision": 1}})


def set_sought(scope: Scope, account_id: ObjectId, names: list[str]) -> None:
    """Remember by which names and numbers of an account transactions were searched."""
    scope["accounts"].update_one({"_id": account_id}, {"$set": {"sought": names}})


def set_opener(tx: Scope, account_id: ObjectId, import_id: ObjectId) -> None:
    """Set the import that counts as the opener of an account."""
    tx["accounts"].update_one({"_id": account_id}, {"$set": {"opened_by": import_id}})


def remove_identifier(tx: Scope, account_id: ObjectId, identifier: str, origin: str) -> None:
    """Remove a number of an account, and that the account was opened for it."""
    tx["accounts"].update_one({"_id": account_id}, {"$pull": {"identifiers": identifier}})
    tx["accounts"].update_one({"_id": account_id, "origin": origin}, {"$unset": {"origin": ""}})


def add_identifier(scope: Scope, account_id: ObjectId, identifier: str) -> Account | None:
    """Add a number under which statements know an account; returns the account, None when it is deleted."""
    change = {"$addToSet": {"identifiers": identifier}}
    return cast(Account | None, scope["accounts"].find_one_and_update({"_id": account_id}, change))


def add_to_balance(tx: Scope, account_id: ObjectId, delta_minor: int) -> bool:
    """Move a balance; False when the account is deleted."""
    moved = {"$inc": {"balance_minor": delta_minor, "revision": 1}}
    return tx["accounts"].update_one({"_id": account_id}, moved).matched_count == 1


def has_transactions(scope: Scope, account_id: ObjectId) -> bool:
    """Whether any transaction, counted or not, belongs to the account."""
    return scope["transactions"].find_one({"account_id": account_id}, {"_id": True}) is not None


def has_transactions_of(scope: Scope, account_id: ObjectId, import_id: ObjectId) -> bool:
    """Whether any transaction of an import belongs to the account."""
    query = {"import_id": import_id, "account_id": account_id}
    return scope["transactions"].find_one(query, {"_id": True}) is not None


def delete(tx: Scope, account_id: ObjectId) -> None:
    """Delete an account and what its statements said."""
    tx["accounts"].delete_one({"_id": account_id})
    tx["account_statements"].delete_many({"account_id": account_id})
