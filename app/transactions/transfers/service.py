"""Pairs and unpairs the two legs of transfers between own accounts, automatically and on a user's request."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bson import ObjectId

from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.infra.preconditions import Precondition
from app.infra.problems import Conflict, Invalid, NotFound, found_at
from app.transactions import store as transactions
from app.transactions.documents import COUNTED, Actor, Change, Transaction
from app.transactions.transfers import store
from app.transactions.transfers.naming import file_named, file_recent
from app.transactions.transfers.pairing import Pair
from app.transactions.transfers.search import Search
from app.transactions.writing.posting import rewrite
from app.transactions.writing.transfer_links import linked, unlinked

_RECENT = timedelta(days=40)
_PAIRS_AT_ONCE = 200


def pair_transfers(scope: Scope, first: datetime, last: datetime, actor: Actor) -> int:
    """Pair the transfers with a leg between two days (both included); returns how many pairs were made.

    Running it again finds no more. Only what may be a leg is read: deposits, and whatever is filed as a transfer. A leg
    that lost its partner to a better one is looked at again.
    """
    made, broken = 0, False
    for found in Search(scope, first, last):
        for part in _parts(found.transfers):
            made += _link(scope, part, actor)
            broken = broken or any(pair.breaks for pair in part)
    return made + (pair_transfers(scope, first, last, actor) if broken and made else 0)


def pair_recent_transfers(scope: Scope, today: datetime) -> int:
    """Pair the transfers of the last weeks: those entered by hand, and legs that were corrected since their import.

    Before that what names an own account becomes a transfer.
    """
    first, actor = today - _RECENT, Actor(type="transfers")
    file_named(scope, actor)
    file_recent(scope, first, today, actor)
    return pair_transfers(scope, first, today, actor)


def _parts(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        yield pairs[start : start + _PAIRS_AT_ONCE]


def _link(scope: Scope, pairs: Sequence[Pair], actor: Actor) -> int:
    """Make transfers of the pairs whose legs are unchanged since they were read."""
    category = categories.by_slug(scope).get("transfer")

    def write(tx: Scope) -> int:
        ids = [leg["_id"] for pair in pairs for leg in (pair.outgoing, pair.incoming)]
        present = {document["_id"]: document for document in transactions.find_many(tx, ids)}
        changes = [
            change
            for pair in pairs
            if _is_unchanged(pair, present)
            for change in _linked(present[pair.outgoing["_id"]], present[pair.incoming["_id"]], category)
        ]
        if changes:
            rewrite(tx, changes, actor)
        return len(changes) // 2

    return scope.transact(write, numbers=2 * len(pairs)) if pairs else 0


def _linked(out: Transaction, into: Transaction, category: Category | None) -> list[Change]:
    """Both before and after they become a transfer; one that was in another leaves it."""
    free = [unlinked(leg) if leg.get("transfer_id") else leg for leg in (out, into)]
    return [(before, after) for before, (_, after) in zip((out, into), linked(free[0], free[1], category), strict=True)]


def _is_unchanged(pair: Pair, present: Mapping[ObjectId, Transaction]) -> bool:
    """Whether both legs are unchanged since they were read."""
    read = ("amount_minor", "date", "account_id", "kind", "locked", "transfer_id", "splits")
    legs = (pair.outgoing, pair.incoming)
    return all(
        (now := present.get(leg["_id"])) is not None and all(now.get(name) == leg.get(name) for name in read)
        for leg in legs
    )


def pair_by_hand(
    scope: Scope, transaction_id: ObjectId, other_id: ObjectId, match: Precondition, actor: Actor
) -> Transaction:
    """Make two transactions one transfer on a user's request.

    Raises NotFound, UnknownReference (the other, at `/transaction_id`), Conflict `already_paired` and `not_a_leg`, and
    Invalid at `/transaction_id` for one of the same account or direction.
    """
    category = categories.by_slug(scope).get("transfer")

    def write(tx: Scope) -> Transaction:
        document, other = _one(tx, transaction_id), found_at("/transaction_id", _one, tx, other_id)
        match.check(document)
        _refuse_unfit(document, other)
        store.forget_rejection(tx, _rejection(document, other))
        changes = linked(document, other, category)
        rewrite(tx, changes, actor)
        return changes[0][1]

    return scope.transact(write, numbers=2)


def unpair(scope: Scope, transaction_id: ObjectId, match: Precondition, actor: Actor) -> Transaction:
    """Part the two legs of a transfer for good: categorised as before, and never paired with each other again.

    With another transaction each is paired only if it is named as the other leg. Raises NotFound, and Conflict
    `not_paired`.
    """

    def write(tx: Scope) -> Transaction:
        document = _one(tx, transaction_id)
        match.check(document)
        other_id = document.get("transfer_id")
        if not other_id:
            raise Conflict("The transaction is no leg of a transfer.", code="not_paired")
        legs = [document, *transactions.find_many(tx, [other_id])]
        if len(legs) > 1:
            store.reject(tx, _rejection(*legs))
        changes = [(leg, unlinked(leg, for_good=True)) for leg in legs]
        rewrite(tx, changes, actor)
        return changes[0][1]

    return scope.transact(write, numbers=2)


def reject_pair(scope: Scope, transaction_id: ObjectId, other_id: ObjectId, match: Precondition) -> Transaction:
    """Remember that two transactions are no transfer: they are neither paired nor offered as one again.

    Raises as `pair_by_hand`.
    """

    def write(tx: Scope) -> Transaction:
        document, other = _one(tx, transaction_id), found_at("/transaction_id", _one, tx, other_id)
        match.check(document)
        _refuse_unfit(document, other)
        store.reject(tx, _rejection(document, other))
        return document

    return scope.transact(write)


def _rejection(document: Transaction, other: Transaction) -> store.Rejection:
    outgoing, incoming = sorted((document, other), key=lambda leg: leg["amount_minor"])
    return {
        "outgoing_id": outgoing["_id"],
        "incoming_id": incoming["_id"],
        "outgoing_fingerprint": outgoing["fingerprint"],
        "incoming_fingerprint": incoming["fingerprint"],
    }


def _one(tx: Scope, transaction_id: ObjectId) -> Transaction:
    found = transactions.find(tx, transaction_id)
    if found is None:
        raise NotFound("There is no such transaction.")
    return found


def _refuse_unfit(document: Transaction, other: Transaction) -> None:
    for leg in (document, other):
        if leg.get("transfer_id"):
            raise Conflict("One of the two is a leg of a transfer already.", code="already_paired")
        if leg["status"] not in COUNTED or leg.get("splits"):
            raise Conflict("Only booked transactions that are not split make a transfer.", code="not_a_leg")
    if document["account_id"] == other["account_id"] or document["amount_minor"] * other["amount_minor"] >= 0:
        message = "A transfer takes money out of one account and puts it into another."
        raise Invalid.at("/transaction_id", message, code="not_a_transfer")
