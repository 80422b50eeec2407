"""The use cases of summaries: start the job that writes a line about one transaction or many, and run it."""

import time
from collections.abc import Sequence
from typing import TypedDict, cast

from bson import ObjectId

from app.imports import service as imports
from app.infra.database.errors import AlreadyThere
from app.infra.database.mongo import Scope
from app.infra.problems import Conflict, UnknownReference, found_at
from app.insights.summaries.documents import Given, ManySummarised, Summarised, Work
from app.insights.summaries.lines import line_of
from app.insights.summaries.reading import Reader
from app.insights.summaries.worded import Worded, worded
from app.insights.wording import Wording
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import Lease
from app.transactions import service as transactions
from app.transactions.documents import KNOWN, Actor, Transaction

ONE, MANY = "summarize", "summarize_many"
# Of an import so many are summarised at once, the first of its lines; a body names no more than schemas.MOST_NAMED.
MOST_OF_IMPORT = 5_000
BATCH = 100
# While a model words the lines, a batch is one call.
BATCH_WORDED = 20
# A job with a model ends within 120 s.
SECONDS_ONE, SECONDS_MANY = 40.0, 90.0
# Lets other writers of the workspace in between two batches.
PAUSE_SECONDS = 0.020

# Why a transaction has the category it has, by what decided it.
_REASONS = {
    "user": "A user chose the category.",
    "rule": "A rule of the workspace decides it.",
    "learned": "Earlier corrections of this merchant decide it.",
    "local": "The words of the transaction are known to belong there.",
    "none": "Nothing about it says where it belongs.",
}
_OTHERWISE = "It resembles others that belong there."
_SUGGESTED = "A language model suggests it; nothing was filed by that."
# A model that sees one transaction is not sure, whatever it says.
SUGGESTED_CONFIDENCE = 0.5


def start_one(scope: Scope, transaction_id: ObjectId, locale: str, job_id: ObjectId) -> Job:
    """Start the job that summarises a transaction; the same id again returns the job that exists.

    Raises NotFound, and Conflict `no_amount` for one whose sentence was not read.
    """
    if transactions.get(scope, transaction_id)["status"] not in KNOWN:
        raise Conflict("Its sentence was not read, so there is nothing to tell.", code="no_amount")
    return _started(
        scope, ONE, transaction_id, Work(transaction_ids=[transaction_id], left_out=0, locale=locale), job_id
    )


def start_many(scope: Scope, given: Given, locale: str, job_id: ObjectId) -> Job:
    """Start the job that summarises the transactions of an import, or those that are named.

    Raises UnknownReference for an import or a transaction that does not exist.
    """
    if "import_id" in given:
        found_at("/import_id", imports.get, scope, given["import_id"])
        ids = transactions.ids_of_import(scope, given["import_id"], MOST_OF_IMPORT)
        left_out = transactions.count_of_import(scope, given["import_id"]) - len(ids)
    else:
        ids, left_out = list(dict.fromkeys(given["transaction_ids"])), 0
        _refuse_unknown(scope, given["transaction_ids"])
    work = Work(transaction_ids=ids, left_out=max(0, left_out), locale=locale)
    return _started(scope, MANY, given.get("import_id"), work, job_id)


def _refuse_unknown(scope: Scope, ids: Sequence[ObjectId]) -> None:
    known = {row["_id"] for row in transactions.find_many(scope, ids)}
    message = "There is no such transaction."
    places = [f"/transaction_ids/{place}" for place, each in enumerate(ids) if each not in known]
    if places:
        raise UnknownReference(message, errors=[{"pointer": place, "message": message} for place in places])


def _started(scope: Scope, kind: str, subject_id: ObjectId | None, work: Work, job_id: ObjectId) -> Job:
    total = len(work["transaction_ids"])
    try:
        job = scope.transact(lambda tx: jobs.create(tx, kind, subject_id, work, total, job_id), numbers=0)
    except AlreadyThere:
        job = jobs.get(scope, job_id)
    jobs.enqueue(job)
    return job


def run_one(job_id: str) -> bool:
    """Run the job of one summary; False when it cannot be claimed."""
    return jobs.run(job_id, summarise_one)


def run_many(job_id: str) -> bool:
    """Run the job of many summaries; False when it cannot be claimed."""
    return jobs.run(job_id, summarise_many)


def summarise_one(lease: Lease) -> Summarised:
    """Write the line about the transaction of a job, and return it with the category. Raises NotFound."""
    work = cast(Work, lease.job["payload"])
    row = transactions.get(lease.scope, lease.subject_id)
    wording = Wording(lease.scope, SECONDS_ONE)
    line = _lines([row], Reader(lease.scope, work["locale"]), wording, work["locale"])[row["_id"]]
    _write(lease, {row["_id"]: line.text}, 1)
    return {
        "summary": line.text,
        **_category_of(row, line),
        "engine": wording.engine,
        "dropped": wording.dropped.total(),
    }


class _Filed(TypedDict):
    category: str | None
    confidence: float | None
    reason: str


def _category_of(row: Transaction, line: Worded) -> _Filed:
    """The category that a transaction has, or that a model suggests for one without, and why."""
    if row["category"] is None and line.category:
        return {"category": line.category["slug"], "confidence": SUGGESTED_CONFIDENCE, "reason": _SUGGESTED}
    reason = _REASONS.get(row["category_tier"], _OTHERWISE)
    return {"category": row["category"], "confidence": row["confidence"], "reason": reason}


def _lines(rows: Sequence[Transaction], reader: Reader, wording: Wording, locale: str) -> dict[ObjectId, Worded]:
    """The lines about some transactions, in the model's words where it may be asked."""
    known = reader.known(rows)
    return worded(wording, rows, {row["_id"]: line_of(row, known[row["_id"]]).text for row in rows}, locale)


def summarise_many(lease: Lease) -> ManySummarised:
    """Write the lines about the transactions of a job, batch by batch; after a kill it goes on behind them."""
    work = cast(Work, lease.job["payload"])
    ids, reader = work["transaction_ids"], Reader(lease.scope, work["locale"])
    wording, done = Wording(lease.scope, SECONDS_MANY), lease.job["progress"]["done"]
    while batch := ids[done : done + (BATCH_WORDED if wording.goes_on else BATCH)]:
        lease.refuse_if_stopped()
        done += len(batch)
        lines = _lines(_in_order(transactions.find_many(lease.scope, batch), batch), reader, wording, work["locale"])
        _write(lease, {key: line.text for key, line in lines.items()}, done)
        time.sleep(PAUSE_SECONDS)
    summarised = transactions.summarised_count(lease.scope, ids)
    return {
        "summarised": summarised,
        "skipped": len(ids) - summarised + work["left_out"],
        "engine": wording.engine,
        "dropped": wording.dropped.total(),
    }


def _in_order(rows: Sequence[Transaction], ids: Sequence[ObjectId]) -> list[Transaction]:
    """Those that have an amount, in the order of their ids."""
    known = {row["_id"]: row for row in rows if row["status"] in KNOWN}
    return [known[each] for each in ids if each in known]


def _write(lease: Lease, lines: dict[ObjectId, str], done: int) -> None:
    """Write the lines of a batch and checkpoint the job in one transaction."""
    actor: Actor = {"type": "summary", "id": lease.job["_id"]}

    def write(tx: Scope) -> None:
        lease.checkpoint(tx, done, lease.job["progress"]["total"])
        transactions.set_summaries(tx, lines, actor)

    lease.scope.transact(write, numbers=len(lines))
