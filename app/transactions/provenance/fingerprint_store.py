"""MongoDB for fingerprints: which transaction has one, as its own, as an alias, or deleted by a user.

An alias is a further fingerprint of a transaction: that of the same movement in another source, or of the pending line
before it. Its `kind` and `pending` say which kind of statement that was, so that one such statement can claim the
transaction once only; `import_id` names the import that found it, and whose undoing deletes it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from bson import ObjectId

from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import KNOWN, Alias, Transaction

INDEXES: Indexes = {
    "transaction_aliases": [
        index("fingerprint", unique=True),
        index("transaction_id"),
        index("import_id"),
    ]
}

_OWN = ("fingerprint", "balance_minor", "status", "import_id", "settled_by")


class KnownFingerprint(NamedTuple):
    """A transaction that has a fingerprint.

    `kind` is that of the alias it was found by, None when the fingerprint is its own; then `import_id` is the import
    it is of, None for what a person entered. `balance_minor` is the balance after it, according to its statement.
    """

    transaction_id: ObjectId
    status: str
    import_id: ObjectId | None = None
    balance_minor: int | None = None
    kind: str | None = None
    deleted: bool = False


def find_known(scope: Scope, fingerprints: Sequence[str]) -> dict[str, KnownFingerprint]:
    """The transactions that have some fingerprints, by fingerprint: existing ones, and those a user deleted."""
    query = {"fingerprint": {"$in": list(fingerprints)}}
    fields = {f"before.{name}": True for name in _OWN}
    found = scope["transaction_events"].find(query, {"fingerprint": True, "transaction_id": True, **fields})
    known = {event["fingerprint"]: _deleted(event) for event in found}
    if has_aliases(scope):
        known |= _aliased(scope, query)
    for document in scope["transactions"].find(query, _OWN):
        known[document["fingerprint"]] = _present(document)
    return known


def _present(document: Document) -> KnownFingerprint:
    import_id = document.get("settled_by") or document["import_id"]
    return KnownFingerprint(document["_id"], document["status"], import_id, document.get("balance_minor"))


def _deleted(event: Document) -> KnownFingerprint:
    before = event.get("before") or {}
    import_id = before.get("settled_by") or before.get("import_id")
    balance: int | None = before.get("balance_minor")
    return KnownFingerprint(event["transaction_id"], before.get("status", "posted"), import_id, balance, deleted=True)


def _aliased(scope: Scope, query: Document) -> dict[str, KnownFingerprint]:
    aliases = list(scope["transaction_aliases"].find(query))
    statuses = _statuses(scope, {alias["transaction_id"] for alias in aliases})
    return {
        alias["fingerprint"]: KnownFingerprint(
            alias["transaction_id"],
            statuses.get(alias["transaction_id"], "posted"),
            kind=alias["kind"],
            deleted=alias["transaction_id"] not in statuses,
        )
        for alias in aliases
    }


def _statuses(scope: Scope, transaction_ids: Iterable[ObjectId]) -> dict[ObjectId, str]:
    found = scope["transactions"].find({"_id": {"$in": list(transaction_ids)}}, {"status": True})
    return {document["_id"]: document["status"] for document in found}


def has_aliases(scope: Scope) -> bool:
    """Whether the workspace has any alias; most have none, and an import asks for each of its batches."""
    return scope["transaction_aliases"].find_one({}, {"_id": True}) is not None


def insert_aliases(tx: Scope, aliases: Sequence[Alias]) -> None:
    """Add aliases, in place of those of the same transactions and fingerprints.

    AlreadyThere when one is an alias of another transaction.
    """
    if aliases:
        fingerprints = {"$in": [alias["fingerprint"] for alias in aliases]}
        of = {"$in": [alias["transaction_id"] for alias in aliases]}
        tx["transaction_aliases"].delete_many({"fingerprint": fingerprints, "transaction_id": of})
        tx["transaction_aliases"].insert_many(cast("Sequence[Document]", aliases))


def find_aliases(scope: Scope, transaction_ids: Iterable[ObjectId]) -> list[Alias]:
    """The aliases of some transactions."""
    found = scope["transaction_aliases"].find({"transaction_id": {"$in": list(transaction_ids)}})
    return cast("list[Alias]", list(found))


def move_aliases(tx: Scope, transaction_id: ObjectId, to: ObjectId) -> None:
    """Make the aliases of one transaction those of another."""
    tx["transaction_aliases"].update_many({"transaction_id": transaction_id}, {"$set": {"transaction_id": to}})


def count_aliases_of_import(scope: Scope, import_id: ObjectId) -> int:
    """How many aliases an import found."""
    return scope["transaction_aliases"].count({"import_id": import_id})


def find_own_fingerprints(scope: Scope, transaction_ids: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """The fingerprints that deleted transactions had, by their ids."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "fingerprint": {"$exists": True}}
    found = scope["transaction_events"].find(query, {"transaction_id": True, "fingerprint": True})
    return {event["transaction_id"]: event["fingerprint"] for event in found}


def find_imported(
    scope: Scope, account_ids: Iterable[ObjectId], days: tuple[datetime, datetime], amounts: Iterable[int]
) -> list[Transaction]:
    """The imported transactions of some accounts between two days that move one of some amounts."""
    found = scope["transactions"].find(_imported(account_ids, days, {"$in": list(amounts)}))
    return cast("list[Transaction]", list(found))


def find_imported_on(scope: Scope, account_ids: Iterable[ObjectId], days: Iterable[datetime]) -> list[Transaction]:
    """The imported transactions of some accounts on some days."""
    query = {"account_id": {"$in": list(account_ids)}, "date": {"$in": list(days)}, "import_id": {"$ne": None}}
    return cast("list[Transaction]", list(scope["transactions"].find({**query, "status": {"$in": KNOWN}})))


def has_imported(scope: Scope, account_id: ObjectId, days: tuple[datetime, datetime], but_of: ObjectId) -> bool:
    """Whether another import has transactions of an account after one day and before another."""
    query = {"account_id": account_id, "date": {"$gt": days[0], "$lt": days[1]}, "import_id": {"$nin": [None, but_of]}}
    return scope["transactions"].find_one(query, {"_id": True}) is not None


def _imported(account_ids: Iterable[ObjectId], days: tuple[datetime, datetime], amounts: Document) -> Document:
    return {
        "account_id": {"$in": list(account_ids)},
        "date": {"$gte": days[0], "$lte": days[1]},
        "amount_minor": amounts,
        "import_id": {"$ne": None},
        "status": {"$in": KNOWN},
    }


def find_deleted(
    scope: Scope, account_ids: Iterable[ObjectId], days: tuple[datetime, datetime], amounts: Iterable[int]
) -> list[Transaction]:
    """As find_imported, of the transactions a user deleted, as they were last; they are few."""
    wanted = _imported(account_ids, days, {"$in": list(amounts)})
    query = {f"before.{name}": condition for name, condition in wanted.items()}
    found = scope["transaction_events"].find({**query, "fingerprint": {"$exists": True}}, {"before": True})
    return [event["before"] for event in found]


# So many transactions on the days of a sample are enough to recognise the account of a statement.
_MOVEMENTS = 20_000
_WORDS = ("description", "merchant", "merchant_key")


def find_movements(scope: Scope, account_ids: Iterable[ObjectId], days: Iterable[datetime]) -> list[Transaction]:
    """The imported transactions of some accounts on some days, deleted ones too: account, days, amount and texts."""
    query = {"account_id": {"$in": list(account_ids)}, "date": {"$in": list(days)}, "import_id": {"$ne": None}}
    fields = ("_id", "account_id", "date", "value_date", "amount_minor", "import_id", *_WORDS)
    found = list(scope["transactions"].find(query, fields, limit=_MOVEMENTS))
    deleted = {f"before.{name}": condition for name, condition in query.items()} | {"fingerprint": {"$exists": True}}
    events = scope["transaction_events"].find(deleted, [f"before.{name}" for name in fields], limit=_MOVEMENTS)
    return cast("list[Transaction]", found + [event["before"] for event in events])
