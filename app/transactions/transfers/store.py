"""MongoDB for transfers: the transactions that may be legs, the pairs that users rejected, what was examined."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from typing import TypedDict, cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, ReturnDocument

from app.infra.connections import mongo
from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED, Leg, Transaction

_LEG = (
    "account_id", "date", "amount_minor", "currency", "description", "merchant", "category", "kind", "category_tier",
    "locked", "fingerprint", "transfer_id", "splits", "told_transfer", "counterparty_account", "reference",
)  # fmt: skip
_COUNTS: Document = {"status": {"$in": COUNTED}}
_UNPAIRED: Document = {"transfer_id": None, **_COUNTS}
# Money that came in and was filed as spending: a refund, or a transfer from a pot with such a name.
_CREDIT: Document = {"kind": "expense", "amount_minor": {"$gt": 0}}

INDEXES: Indexes = {
    "transactions": [
        # Each holds a few alone: an import of other rows pays nothing for them.
        index("date", "amount_minor", partialFilterExpression=_CREDIT),
        index("reference", partialFilterExpression={"reference": {"$gt": ""}}),
    ],
    "transfer_rejections": [
        index("outgoing_id", "incoming_id", unique=True),
        index("outgoing_fingerprint"),
    ],
}


class Rejection(TypedDict):
    """Two transactions that a user said are no transfer, by their ids and by what they have when imported anew."""

    outgoing_id: ObjectId
    incoming_id: ObjectId
    outgoing_fingerprint: str
    incoming_fingerprint: str


def find_seeds(scope: Scope, days: tuple[datetime, datetime], referred: tuple[datetime, datetime]) -> Iterator[Leg]:
    """What may be a leg by itself, earliest first: money that came in, and filed transfers.

    Of some days, and of wider days those with a reference. Deposits that are in pairs may find a better partner.
    """
    wanted = [_within(days), {"reference": {"$gt": ""}}]
    kinds: Document = {"kind": {"$in": ["income", "transfer"]}}
    filed = {**kinds, "$or": [{"kind": "transfer", "transfer_id": None}, {"amount_minor": {"$gt": 0}}]}
    order = [("date", ASCENDING), ("_id", ASCENDING)]
    found = (
        cast("Iterator[Leg]", iter(scope["transactions"].find(query, _LEG, sort=order)))
        for each in (filed, _CREDIT)
        for query in ({**_within(referred), **_COUNTS, "$and": [each, {"$or": wanted}]},)
    )
    return merge(*found, key=lambda leg: (leg["date"], leg["_id"]))


def _within(days: tuple[datetime, datetime]) -> Document:
    return {"date": {"$gte": days[0], "$lte": days[1]}}


def find_recent_deposits(scope: Scope, before: tuple[datetime, ObjectId] | None, limit: int) -> list[Leg]:
    """Unpaired money that came in and is no spending, newest first, behind a (date, id)."""
    query: Document = {"kind": {"$in": ["income", "transfer"]}, "amount_minor": {"$gt": 0}, **_UNPAIRED}
    if before:
        day, leg_id = before
        query["date"] = {"$lte": day}
        query["$or"] = [{"date": {"$lt": day}}, {"_id": {"$lt": leg_id}}]
    order = [("date", DESCENDING), ("_id", DESCENDING)]
    return cast("list[Leg]", list(scope["transactions"].find(query, _LEG, sort=order, limit=limit)))


def find_amounts(scope: Scope, amounts: Iterable[int], first: datetime, last: datetime) -> list[Leg]:
    """Transactions of some amounts within some days, as legs, those in pairs too."""
    query = {"amount_minor": {"$in": sorted(amounts)}, "date": {"$gte": first, "$lte": last}, **_COUNTS}
    return cast("list[Leg]", list(scope["transactions"].find(query, _LEG)))


def find_in_accounts(
    scope: Scope, account_ids: Sequence[ObjectId], amounts: tuple[int, int], days: tuple[datetime, datetime]
) -> list[Leg]:
    """Transactions of some accounts between two amounts and two days, as legs, those in pairs too."""
    query: Document = {"account_id": {"$in": list(account_ids)}, "date": {"$gte": days[0], "$lte": days[1]}}
    query["amount_minor"] = {"$gte": amounts[0], "$lte": amounts[1]}
    return cast("list[Leg]", list(scope["transactions"].find({**query, **_COUNTS}, _LEG)))


def find_legs(scope: Scope, ids: Iterable[ObjectId]) -> list[Leg]:
    """Some transactions as legs."""
    return cast("list[Leg]", list(scope["transactions"].find({"_id": {"$in": list(ids)}}, _LEG)))


def find_references(scope: Scope, references: Iterable[str], first: datetime, last: datetime) -> list[Leg]:
    """Transactions of some references within some days, as legs, those in pairs too."""
    # The index holds non-empty references alone: the query has to say that it asks for no others.
    query: Document = {"reference": {"$in": sorted(references), "$gt": ""}, "date": {"$gte": first, "$lte": last}}
    return cast("list[Leg]", list(scope["transactions"].find({**query, **_COUNTS}, _LEG)))


def find_naming(
    scope: Scope, marks: Iterable[str], account_ids: Sequence[ObjectId], days: tuple[datetime, datetime] | None = None
) -> Iterator[Leg]:
    """Unpaired transactions of some accounts, none a transfer, whose texts have one of some marks.

    A mark is a folded word or a number's end; letters with accents, and blanks among digits, are as good.
    """
    said = {"$regex": "|".join(map(_spelt, marks)), "$options": "i"}
    texts = [{name: said} for name in ("description", "merchant", "counterparty_account")]
    query: Document = {"account_id": {"$in": list(account_ids)}, "kind": {"$in": ["expense", "income"]}, "$or": texts}
    if days:
        query["date"] = {"$gte": days[0], "$lte": days[1]}
    return cast("Iterator[Leg]", iter(scope["transactions"].find({**query, **_UNPAIRED}, _LEG)))


def _spelt(mark: str) -> str:
    """A pattern of a mark, in which any letter beyond ASCII stands for one that may have an accent."""
    if mark.isdigit():
        return r"[\s\-./]*".join(mark)
    return "".join(rf"(?:{sign}|[^\x00-\x7F])" if sign.isascii() else sign for sign in map(re.escape, mark))


def reject(tx: Scope, rejection: Rejection) -> None:
    """Remember that two transactions are no transfer."""
    ids = {name: rejection[name] for name in ("outgoing_id", "incoming_id")}
    tx["transfer_rejections"].update_one(ids, {"$setOnInsert": dict(rejection)}, upsert=True)


def forget_rejection(tx: Scope, rejection: Rejection) -> None:
    """Forget that two transactions are no transfer, now that a user says that they are."""
    fingerprints = {name: rejection[name] for name in ("outgoing_fingerprint", "incoming_fingerprint")}
    ids = {name: rejection[name] for name in ("outgoing_id", "incoming_id")}
    tx["transfer_rejections"].delete_many({"$or": [ids, fingerprints]})


def find_rejections(scope: Scope, legs: Iterable[Leg]) -> list[Rejection]:
    """The rejections of some withdrawals."""
    outgoing = [leg for leg in legs if leg["amount_minor"] < 0]
    if not outgoing:
        return []
    query = {
        "$or": [
            {"outgoing_id": {"$in": [leg["_id"] for leg in outgoing]}},
            {"outgoing_fingerprint": {"$in": [leg["fingerprint"] for leg in outgoing]}},
        ]
    }
    return cast("list[Rejection]", list(scope["transfer_rejections"].find(query)))


def find_guessed(
    scope: Scope, created_before: datetime, after: tuple[datetime, ObjectId] | None, limit: int
) -> list[Transaction]:
    """The older transactions filed as transfers by no user, rule or learned merchant, by (date, id) behind one."""
    query: Document = {"kind": "transfer", "category_tier": "local", "status": {"$in": COUNTED}}
    query["created_at"] = {"$lt": created_before}
    if after:
        day, transaction_id = after
        query["date"] = {"$gte": day}
        query["$or"] = [{"date": {"$gt": day}}, {"_id": {"$gt": transaction_id}}]
    order = [("date", ASCENDING), ("_id", ASCENDING)]
    return cast("list[Transaction]", list(scope["transactions"].find(query, sort=order, limit=limit)))


def paired_by_users(scope: Scope, transaction_ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of some transactions that a user made legs of a transfer."""
    query: Document = {"transaction_id": {"$in": list(transaction_ids)}, "actor.type": "user"}
    query["after.transfer_id"] = {"$type": "objectId"}
    found = scope["transaction_events"].find(query, {"transaction_id": True})
    return {event["transaction_id"] for event in found}


def begin(rule: int, now: datetime) -> datetime:
    """When this version of the rule was begun with; transactions that are younger were filed by it."""
    rules = mongo.db["transfer_rules"]
    change = {"$setOnInsert": {"begun_at": now}}
    kept = rules.find_one_and_update({"_id": rule}, change, upsert=True, return_document=ReturnDocument.AFTER)
    return cast("datetime", cast("Document", kept)["begun_at"])  # an upsert returns the document after it


def set_examined(scope: Scope, rule: int) -> None:
    """Remember by which version of the rule the workspace's transfers were examined."""
    scope["transfer_rules"].update_one({"_id": scope.workspace_id}, {"$set": {"rule": rule}}, upsert=True)


def examined_workspaces(rule: int) -> set[ObjectId]:
    """The workspaces whose transfers were examined by this version of the rule."""
    return {kept["_id"] for kept in mongo.db["transfer_rules"].find({"rule": {"$gte": rule}}, {"_id": True})}
