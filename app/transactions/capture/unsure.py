"""The second part of a capture's job, in the lane of models: one reads a sentence that the local engine is unsure of.

What that read is in place meanwhile. It stays where the model gives no answer in time, or one that the sentence does
not bear out, and where anybody changed the transaction.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from bson import ObjectId

from app.ai.local import stated_in
from app.ai.redaction import TooLong
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.infra.problems import Problem
from app.jobs import service as jobs
from app.jobs.lease import Lease
from app.models import service as models
from app.models.engines.interface import ModelError
from app.rules.filing import kind_of
from app.transactions import store
from app.transactions.capture.asked import Answer, Evidence, prompt_about, read_answer
from app.transactions.capture.context import Context
from app.transactions.capture.parse import ParsedTransaction, file_readings, local_readings
from app.transactions.capture.service import (
    Captured,
    NoAmountFound,
    accounts_of,
    ask_about_merchants,
    document_of,
    fill,
    ids_of,
    mark_failed,
    request_of,
)
from app.transactions.documents import Actor, Transaction
from app.transactions.redaction import offered, redactor
from app.transactions.writing.edits import filled
from app.transactions.writing.posting import post_batch, remove, rewrite

log = structlog.get_logger()

# A sentence is done within a minute of being written: what waited too long is not asked about any more.
_MOST_SECONDS, _LEAST_SECONDS = 50.0, 5.0
# How sure a category is that the model chose for one sentence alone.
_CATEGORY_CONFIDENCE = 0.8


def run_unsure(job_id: str) -> bool:
    """Run the job of a sentence that a model is to read; False when it cannot be claimed."""
    return jobs.run(job_id, read_again)


def read_again(lease: Lease) -> Captured:
    """Have the sentence of a capture's job read by a model; returns the job's result. Repeating it changes nothing.

    Raises NoAmountFound, after the transaction is marked failed, where neither engine found one.
    """
    local = file_readings(lease.scope, local_readings(*_sentence(lease)), request_of(lease)[0]["account_id"])
    reader: Actor = {"type": "engine", "id": models.engine_name()}
    better = _better(lease)
    if better and _take(lease, local, better, reader):
        ask_about_merchants(lease, better)
        return _captured(lease, len(better), models.engine_name())
    if not local:
        mark_failed(lease)
        raise NoAmountFound("No amount of money was found in the text.")
    return _captured(lease, len(local), _last_reader(lease))


def _sentence(lease: Lease) -> tuple[str, Context]:
    payload, context = request_of(lease)
    return payload["text"], context


def _captured(lease: Lease, count: int, engine: str) -> Captured:
    found = store.find_many(lease.scope, ids_of(lease.subject_id, count))
    return {"transaction_ids": [str(each["_id"]) for each in sorted(found, key=_by_id)], "engine": engine}


def _by_id(document: Transaction) -> ObjectId:
    return document["_id"]


def _last_reader(lease: Lease) -> str:
    """Who read the sentence last, as the history of its transaction says."""
    actors = (event["actor"] for event in store.each_event_back(lease.scope, lease.subject_id, None))
    return next((str(actor.get("id")) for actor in actors if actor["type"] == "engine"), models.LOCAL)


def _better(lease: Lease) -> list[ParsedTransaction] | None:
    """What a model reads, as far as the sentence bears it out; None for nothing."""
    seconds = _MOST_SECONDS - (datetime.now(UTC) - lease.job["created_at"]).total_seconds()
    if seconds < _LEAST_SECONDS:
        return None
    try:
        return _asked(lease, seconds)
    except (ModelError, TooLong) as error:
        log.info("sentence_not_read_by_model", error=str(error))
    except Problem as problem:  # an amount that its currency cannot hold
        log.info("reading_dropped", problem=problem.code)
    return None


def _asked(lease: Lease, seconds: float) -> list[ParsedTransaction] | None:
    scope, (text, context) = lease.scope, _sentence(lease)
    redact = redactor(scope)
    choice = offered(categories.list_categories(scope), redact)
    prompt = prompt_about(redact.redact(text), context, choice)
    answer: Answer = redact.restore_data(models.ask(scope, prompt, redact.counts, seconds).answer)
    stated = stated_in(text, context.reference_date, context.locale)
    found = read_answer(answer, Evidence(text, context, stated, local_readings(text, context)), choice)
    account_id = request_of(lease)[0]["account_id"]
    if found is None or (account_id and any(reading.currency != context.currency for reading, _ in found)):
        log.info("reading_dropped", items=len(answer["items"]))
        return None
    parsed = file_readings(scope, [reading for reading, _ in found], account_id)
    return [_filed(each, category) for each, (_, category) in zip(parsed, found, strict=True)]


def _filed(parsed: ParsedTransaction, category: Category | None) -> ParsedTransaction:
    """The transaction in the category that the model chose, where nothing else knew one."""
    if category is None or parsed.filing.category_id is not None:
        return parsed
    kind = kind_of(category["kind"], parsed.amount_minor)
    filing = parsed.filing._replace(category_id=category["_id"], category=category["slug"], tier="ai", kind=kind)
    return parsed._replace(filing=filing._replace(confidence=_CATEGORY_CONFIDENCE), kind=kind)


def _take(lease: Lease, local: Sequence[ParsedTransaction], better: Sequence[ParsedTransaction], reader: Actor) -> bool:
    """Write the better reading in place of the local one; False where that was changed since."""
    if not local:
        fill(lease, better, reader)
        return True
    account_ids = accounts_of(lease, better)

    def write(tx: Scope) -> bool:
        lease.checkpoint(tx, 1, 1)
        standing = _untouched(tx, ids_of(lease.subject_id, len(local)))
        documents = list(map(document_of, ids_of(lease.subject_id, len(better)), better, account_ids))
        if standing:
            _replace(tx, standing, documents, reader)
        return bool(standing)

    return lease.scope.transact(write)


def _untouched(tx: Scope, ids: Sequence[ObjectId]) -> list[Transaction]:
    """The transactions of the local reading, in its order, if nobody changed one of them since; else none.

    The first was written as it began to be read, and once more when it was.
    """
    found = sorted(store.find_many(tx, ids), key=_by_id)
    revisions = [each["revision"] for each in found if each["status"] == "posted"]
    return found if revisions == [2, *(1 for _ in ids[1:])] else []


def _replace(tx: Scope, standing: Sequence[Transaction], documents: Sequence[Transaction], reader: Actor) -> None:
    changes = [(before, filled(before, after)) for before, after in zip(standing, documents, strict=False)]
    rewrite(tx.reserve(len(changes)), changes, reader)
    added, surplus = documents[len(standing) :], standing[len(documents) :]
    if added:
        post_batch(tx.reserve(len(added)), added)
    if surplus:
        remove(tx.reserve(len(surplus)), surplus, reader)
