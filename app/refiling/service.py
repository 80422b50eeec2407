"""The use cases of refiling: what a rule or a correction would change in the past, and the job that changes it.

A request is one of {rule_id}, {merchant, category_id}, {conditions, actions} (preview only), or {}: all enabled rules.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bson import ObjectId

from app.categories import service as categories
from app.infra.database.errors import AlreadyThere
from app.infra.database.mongo import Document, Scope
from app.infra.problems import NotFound, UnknownReference
from app.jobs import service as jobs
from app.jobs.lease import Lease
from app.rules import service as rules
from app.transactions import service as transactions

# A batch this size holds the workspace for some 100 ms: bigger ones were no faster, and an editor waits for one.
BATCH = 150
# Lets other writers of the workspace in between two batches.
PAUSE_SECONDS = 0.020
# A preview answers within a second.
PREVIEW_ROWS = 20_000
PREVIEW_EXAMPLES = 20

Request = Mapping[str, Any]


def preview(scope: Scope, request: Request) -> dict[str, Any]:
    """What a request would change among the newest PREVIEW_ROWS transactions.

    {matching, changing, examined, complete, examples: [(before, after)]}. Raises Invalid.
    """
    refile = _refiler(scope, categories.with_ids(scope, request))
    found: dict[str, Any] = {"matching": 0, "changing": 0, "examined": 0, "complete": True, "examples": []}
    for transaction in transactions.iterate(scope, request.get("merchant")):
        if found["examined"] == PREVIEW_ROWS:
            return {**found, "complete": False}
        found["examined"] += 1
        _preview_one(transaction, refile(transaction), found)
    return found


def _preview_one(transaction: Document, filing: rules.Filing | None, found: dict[str, Any]) -> None:
    if filing is None:
        return
    found["matching"] += 1
    after = transactions.refiled(transaction, filing)
    if after != transaction:
        found["changing"] += 1
        if len(found["examples"]) < PREVIEW_EXAMPLES:
            found["examples"].append((transaction, after))


def start(scope: Scope, request: Request, job_id: ObjectId) -> Document:
    """Start the job that files the past anew; the same id again answers the job that stands.

    A merchant's category is learned with it, so that what comes next goes there too. Raises UnknownReference for a
    rule or category that is not there.
    """
    request = categories.with_ids(scope, request)

    def write(tx: Scope) -> Document:
        _refiler(tx, request)
        if "merchant" in request:
            category = rules.category_at(tx, request["category_id"], "/category_id")
            rules.learn(tx, request["merchant"], category)
        return jobs.create(tx, "refile", request.get("rule_id"), request, job_id=job_id)

    try:
        job = scope.transact(write)
    except AlreadyThere:
        job = jobs.get(scope, job_id)
    jobs.enqueue(job)
    return job


def run_refile(job_id: str) -> bool:
    """Do a refiling's job; False when it cannot be claimed."""
    return jobs.run(job_id, apply)


def apply(lease: Lease) -> dict[str, int]:
    """Do the work of a refiling job. Run again after a kill, it finds done what was done and goes on.

    Answers {examined, changed}; fields a user set stay.
    """
    request = lease.job["payload"]
    refile, merchant = _refiler(lease.scope, request), request.get("merchant")
    total = transactions.count(lease.scope, merchant)
    examined = 0
    changed = transactions.count_events_of(lease.scope, _actor(lease)) if lease.job["progress"]["done"] else 0
    for batch in _batches(transactions.iterate(lease.scope, merchant)):
        lease.refuse_if_stopped()
        examined += len(batch)
        changed += _apply_to(batch, refile, lease, examined, max(total, examined))
    return {"examined": examined, "changed": changed}


def _apply_to(batch: Sequence[Document], refile: rules.Refiler, lease: Lease, done: int, total: int) -> int:
    """Refile a batch with its checkpoint; answers how many changed."""
    # After a kill the walk starts again, and progress must not fall.
    done = max(done, lease.job["progress"]["done"])
    ids = [transaction["_id"] for transaction in batch if _would_change(transaction, refile)]
    if not ids:
        lease.checkpoint(lease.scope, done, total)
        return 0

    def write(tx: Scope) -> int:
        lease.checkpoint(tx, done, total)
        return transactions.reassign(tx, ids, lambda row: refile(row) or rules.as_it_is(row), _actor(lease))

    changed = lease.scope.transact(write, numbers=len(ids))
    time.sleep(PAUSE_SECONDS)
    return changed


def _actor(lease: Lease) -> dict[str, Any]:
    """Who the changes are by, as the history of a transaction names it."""
    return {"type": "refile", "id": lease.job["_id"]}


def _would_change(transaction: Document, refile: rules.Refiler) -> bool:
    filing = refile(transaction)
    return filing is not None and transactions.refiled(transaction, filing) != transaction


def _batches(walk: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(walk, BATCH)):
        yield batch


def _refiler(scope: Scope, request: Request) -> rules.Refiler:
    """Decides about past transactions as the request says; raises Invalid."""
    if "merchant" in request:
        return rules.refiler_by_merchant(scope, request["merchant"], request["category_id"])
    if "conditions" in request:
        return rules.refiler_by_rule(scope, rules.draft(scope, {"priority": 0, "enabled": True, **request}))
    return rules.refiler_by_rule(scope, _rule(scope, request["rule_id"]) if "rule_id" in request else None)


def _rule(scope: Scope, rule_id: ObjectId) -> Document:
    try:
        return rules.get(scope, rule_id)
    except NotFound:
        raise UnknownReference.at("/rule_id", "There is no such rule.") from None
