"""Examines transfers made or filed by an earlier rule, once for each workspace, and pairs anew what is free then.

Pairs that users made stay. Of the others those without evidence are parted, and filed as before; what the lexicon alone
had filed as a transfer is filed anew. All of it may be done again: what is right stays as it is.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bson import ObjectId

from app.infra.connections import mongo
from app.infra.database.mongo import Scope
from app.rules import service as rules
from app.transactions import store as transactions
from app.transactions.documents import CATEGORY_FIELDS, Actor, Transaction, some_fields, with_fields
from app.transactions.transfers import store
from app.transactions.transfers.naming import lone_legs
from app.transactions.transfers.rewriting import Refile, rewrite_each
from app.transactions.transfers.search import Search
from app.transactions.transfers.service import pair_transfers
from app.transactions.writing.edits import refiled
from app.transactions.writing.transfer_links import unlinked
from app.workspaces import service as workspaces

# The version of the rule in decision 028; raised, it lets every workspace's transfers be examined again.
RULE = 2
_ACTOR: Actor = {"type": "transfers"}
_AT_ONCE = 200
_BY_USER = {"kind", *CATEGORY_FIELDS}
_UNFILED = {"category_id": None, "category": None, "category_tier": "none", "confidence": None}


def examine_all() -> None:
    """Examine the transfers of every workspace in which this rule has not been applied yet."""
    done = store.examined_workspaces(RULE)
    begun_at = store.begin(RULE, datetime.now(UTC))
    for workspace_id in workspaces.all_ids(begun_at):
        if workspace_id not in done:
            examine(mongo.scope(workspace_id), begun_at)


def examine(scope: Scope, begun_at: datetime) -> int:
    """Examine the transfers of a workspace that are older than the rule; returns how many transactions changed.

    Interrupted, it starts over; it is marked as done at its end. Only transactions filed as transfers are read.
    """
    changed, span = 0, list[datetime]()
    for batch in _batches(scope, begun_at):
        changed += _part_unproved(scope, batch)
        span += [batch[0]["date"], batch[-1]["date"]]
    if span:
        refile = _refiler(scope)
        for batch in _batches(scope, begun_at):
            changed += rewrite_each(scope, [leg["_id"] for leg in batch], refile, _ACTOR)
        pair_transfers(scope, min(span), max(span), _ACTOR)
    store.set_examined(scope, RULE)
    return changed


def _batches(scope: Scope, begun_at: datetime) -> Iterator[list[Transaction]]:
    """What is filed as a transfer without a user, rule or correction, earliest first."""
    behind: tuple[datetime, ObjectId] | None = None
    while batch := store.find_guessed(scope, begun_at, behind, _AT_ONCE):
        yield batch
        behind = batch[-1]["date"], batch[-1]["_id"]


def _part_unproved(scope: Scope, batch: Sequence[Transaction]) -> int:
    """Part those pairs with a leg in a batch for which nothing speaks, but for those that users made."""
    legs = {leg["_id"]: leg for leg in batch if leg.get("transfer_id")}
    partners = [other for leg in legs.values() if (other := leg.get("transfer_id")) and other not in legs]
    legs.update({leg["_id"]: leg for leg in transactions.find_many(scope, partners)})
    by_users = store.paired_by_users(scope, legs) if legs else set()
    unproved = {leg_id: leg for leg_id, leg in legs.items() if leg_id not in by_users}
    if not unproved:
        return 0
    proved = _proved(scope, list(unproved.values()))
    return rewrite_each(scope, [leg_id for leg_id in unproved if leg_id not in proved], unlinked, _ACTOR)


def _proved(scope: Scope, legs: Sequence[Transaction]) -> set[ObjectId]:
    """Those of some paired legs for whose pair something speaks, each pair looked at by itself."""
    by_id = {leg["_id"]: leg for leg in legs}
    search = Search(scope, min(leg["date"] for leg in legs), max(leg["date"] for leg in legs))
    proved = set[ObjectId]()
    for leg in legs:
        other = by_id.get(leg.get("transfer_id") or leg["_id"], leg)
        if leg["amount_minor"] < 0 < other["amount_minor"] and search.is_proved(unlinked(leg), unlinked(other)):
            proved |= {leg["_id"], other["_id"]}
    return proved


def _refiler(scope: Scope) -> Refile:
    """Returns what files anew what the lexicon alone filed as a transfer.

    A leg of a transfer keeps its filing; what it goes back to when it is parted is filed anew.
    """
    categoriser, is_lone = rules.load_categoriser(scope), lone_legs(scope)

    def refile(document: Transaction) -> Transaction:
        before = document.get("before_transfer")
        if not document.get("transfer_id"):
            return document if is_lone(document) else _filed_anew(document, categoriser)
        if before is None or (before["kind"], before["category_tier"]) != ("transfer", "local"):
            return document
        after = _filed_anew(with_fields(document, before), categoriser)
        return with_fields(document, {"before_transfer": some_fields(after, before)})

    return refile


def _filed_anew(document: Transaction, categoriser: rules.Categoriser) -> Transaction:
    if document.get("told_transfer") or document.get("splits") or _BY_USER.intersection(document["locked"]):
        return document
    filing = categoriser.file(
        rules.Candidate(
            document["description"],
            document["amount_minor"],
            document["currency"],
            account_id=document["account_id"],
            merchant=document["merchant"],
            notes=document["notes"],
        )
    )
    after = refiled(document, filing)
    return with_fields(after, _UNFILED, {"kind": filing.kind}) if filing.category_id is None else after
