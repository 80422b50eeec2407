"""The use cases of refiling: apply rules, or a merchant's new category, to existing transactions.

`preview` shows what would change; a job changes it.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypedDict, cast

from bson import ObjectId

from app.categories import service as categories
from app.infra.database.errors import AlreadyThere
from app.infra.database.mongo import Scope
from app.infra.problems import found_at
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import Lease
from app.refiling.asking.run import categorise
from app.refiling.preview import Preview
from app.refiling.requests import Request
from app.rules import service as rules
from app.rules.requests import GivenRule
from app.transactions import service as transactions
from app.transactions.documents import Actor, Transaction

# A batch this size holds the workspace for some 100 ms: bigger ones were no faster, and an editor waits for one.
BATCH = 150
# Lets other writers of the workspace in between two batches.
PAUSE_SECONDS = 0.020
# A preview answers within a second.
PREVIEW_ROWS = 20_000


class Applied(TypedDict):
    """The result of a job: how many transactions were examined and how many of them changed."""

    examined: int
    changed: int


def preview(scope: Scope, request: Request) -> Preview:
    """Returns what a request would change among the newest PREVIEW_ROWS transactions. Raises Invalid."""
    refile = _refiler(scope, categories.with_ids(scope, request))
    found = Preview()
    for transaction in transactions.iterate(scope, request.get("merchant")):
        if found.examined == PREVIEW_ROWS:
            found.complete = False
            break
        found.add(transaction, refile(transaction))
    return found


def start(scope: Scope, request: Request, job_id: ObjectId) -> Job:
    """Start the job that applies rules to existing transactions; the same id again returns the job that exists.

    A merchant's category is learned with it, so that later transactions go there too. Raises UnknownReference for a
    rule or category that does not exist.
    """
    request = categories.with_ids(scope, request)
    try:
        job = scope.transact(lambda tx: _created(tx, request, job_id))
    except AlreadyThere:
        job = jobs.get(scope, job_id)
    jobs.enqueue(job)
    return job


def _created(tx: Scope, request: Request, job_id: ObjectId) -> Job:
    _refiler(tx, request)
    if "merchant" in request:
        category = rules.category_at(tx, request["category_id"], "/category_id")
        rules.learn(tx, request["merchant"], category["_id"], category["slug"])
    return jobs.create(tx, "refile", request.get("rule_id"), request, job_id=job_id)


def run_refile(job_id: str) -> bool:
    """Run the job of a refiling; False when it cannot be claimed."""
    return jobs.run(job_id, apply)


def run_categorise(job_id: str) -> bool:
    """Run the job that asks a model about unknown merchants; False when it cannot be claimed."""
    return jobs.run(job_id, categorise)


def apply(lease: Lease) -> Applied:
    """Apply what a job's request says to all transactions, batch by batch; fields that a user set stay.

    Run again after a kill, it starts over: transactions that it changed already stay as they are.
    """
    request = cast(Request, lease.job["payload"])
    refile, merchant = _refiler(lease.scope, request), request.get("merchant")
    total = transactions.count(lease.scope, merchant)
    examined = 0
    changed = transactions.count_events_of(lease.scope, _actor(lease)) if lease.job["progress"]["done"] else 0
    for batch in _batches(transactions.iterate(lease.scope, merchant)):
        lease.refuse_if_stopped()
        examined += len(batch)
        changed += _apply_to(batch, refile, lease, examined, max(total, examined))
    return {"examined": examined, "changed": changed}


def _apply_to(batch: Sequence[Transaction], refile: rules.Refiler, lease: Lease, done: int, total: int) -> int:
    """Refile a batch and checkpoint the job in one transaction; returns how many documents changed."""
    # After a kill the job starts from the newest transaction again, and its progress must not fall.
    done = max(done, lease.job["progress"]["done"])
    ids = [transaction["_id"] for transaction in batch if _would_change(transaction, refile)]
    if not ids:
        lease.checkpoint(lease.scope, done, total)
        return 0

    def write(tx: Scope) -> int:
        lease.checkpoint(tx, done, total)
        return transactions.reassign(tx, ids, lambda row: _filing(row, refile), _actor(lease))

    changed = lease.scope.transact(write, numbers=len(ids))
    time.sleep(PAUSE_SECONDS)
    return changed


def _actor(lease: Lease) -> Actor:
    """Who made the changes, as the history of a transaction names it."""
    return {"type": "refile", "id": lease.job["_id"]}


def _filing(transaction: Transaction, refile: rules.Refiler) -> rules.Filing:
    return refile(transaction) or rules.present_filing(transaction)


def _would_change(transaction: Transaction, refile: rules.Refiler) -> bool:
    filing = refile(transaction)
    return filing is not None and transactions.refiled(transaction, filing) != transaction


def _batches(found: Iterator[Transaction]) -> Iterator[list[Transaction]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _refiler(scope: Scope, request: Request) -> rules.Refiler:
    """Returns the refiler that a request asks for; raises Invalid."""
    if "merchant" in request:
        return rules.refiler_by_merchant(scope, request["merchant"], request["category_id"])
    if "conditions" in request:
        conditions, actions = request["conditions"], request["actions"]
        drafted: GivenRule = {"conditions": conditions, "actions": actions, "priority": 0, "enabled": True}
        return rules.refiler_by_rule(scope, rules.draft(scope, drafted))
    rule = found_at("/rule_id", rules.get, scope, request["rule_id"]) if "rule_id" in request else None
    return rules.refiler_by_rule(scope, rule)
