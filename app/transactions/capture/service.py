"""Captures a sentence: saved at once as a processing transaction, which a worker reads and fills in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypedDict, cast

from bson import ObjectId

from app.accounts import service as accounts
from app.infra.database.ids import further_id
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, Problem
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import GoesOn, Lease
from app.models import service as models
from app.transactions import store
from app.transactions.capture.context import Context
from app.transactions.capture.parse import ParsedTransaction, read
from app.transactions.documents import Actor, Transaction, manual_fingerprint, new_document, processing_document
from app.transactions.references import account_at, refuse_other_currency
from app.transactions.requests import TextFields
from app.transactions.unknown.service import ask_later
from app.transactions.writing.edits import filled
from app.transactions.writing.posting import post_batch, rewrite

LOCAL: Actor = {"type": "engine", "id": models.LOCAL}
# A reading below this is shown, and given to a model to read, if one may be asked.
SURE = 0.9
# Its number among what is made with a capture: far above those of its transactions.
_MERCHANTS_JOB = 1_000


class Payload(TypedDict):
    """What the job of a capture keeps of the request."""

    text: str
    reference_date: str
    locale: str
    currency: str
    account_id: ObjectId | None


class Captured(TypedDict):
    """The result of a capture job: the ids of its transactions, and who read the sentence."""

    transaction_ids: list[str]
    engine: str


class NoAmountFound(Invalid):
    """The sentence names no amount of money."""

    code, title = "no_amount_found", "No amount found"


def start(scope: Scope, transaction_id: ObjectId, fields: TextFields, context: Context) -> Job:
    """Save a sentence as a processing transaction and queue the job that reads it; returns the job.

    The job has the transaction's id, so that the same request again finds both. Raises UnknownReference for
    an account that does not exist, Invalid for a currency that is not the account's.
    """

    def write(tx: Scope) -> Job:
        if store.find(tx, transaction_id) is not None:
            return jobs.get(tx, transaction_id)
        account_id, currency = _account_of(tx, fields, context)
        now = datetime.now(UTC)
        post_batch(tx, [processing_document(transaction_id, fields["text"], account_id, currency, now)])
        payload: Payload = {
            "text": fields["text"],
            "reference_date": context.reference_date.isoformat(),
            "locale": context.locale,
            "currency": currency,
            "account_id": account_id,
        }
        return jobs.create(tx, "capture", transaction_id, dict(payload), total=1, job_id=transaction_id)

    job = scope.transact(write)
    jobs.enqueue(job)
    return job


def _account_of(tx: Scope, fields: TextFields, context: Context) -> tuple[ObjectId | None, str]:
    """The account that was named, if any, and the currency of amounts without one."""
    if "account_id" not in fields:
        return None, context.currency
    account = account_at(tx, fields["account_id"])
    refuse_other_currency(fields.get("currency"), account["currency"], "/currency")
    return account["_id"], account["currency"]


def fill_in(lease: Lease) -> Captured | GoesOn:
    """Read the sentence of a capture job and fill in its transaction; further ones in it are created too.

    Returns the job's result. Repeating it changes nothing. When the sentence cannot become a transaction, the
    transaction is marked failed and the problem raised. Where the reading is unsure and a model may be asked, the job
    goes on as one of kind `capture_ai`, with what was read in place until then.
    """
    try:
        return _fill_in(lease)
    except Problem as problem:
        if problem.status < 500:
            mark_failed(lease)
        raise


def _fill_in(lease: Lease) -> Captured | GoesOn:
    payload, context = request_of(lease)
    parsed = read(lease.scope, payload["text"], context, payload["account_id"])
    unsure = min((each.confidence for each in parsed), default=0.0) < SURE and models.may_ask(lease.scope)
    if not parsed and not unsure:
        raise NoAmountFound("No amount of money was found in the text.")
    ids = fill(lease, parsed, LOCAL) if parsed else []
    if unsure:
        return GoesOn("capture_ai")
    ask_about_merchants(lease, parsed)
    return {"transaction_ids": [str(filled_id) for filled_id in ids], "engine": models.LOCAL}


def ask_about_merchants(lease: Lease, parsed: Sequence[ParsedTransaction]) -> None:
    """Let a model be asked later about a merchant that nothing could file."""
    if any(each.filing.merchant and each.filing.category_id is None for each in parsed):
        ask_later(lease.scope, further_id(lease.subject_id, _MERCHANTS_JOB))


def request_of(lease: Lease) -> tuple[Payload, Context]:
    """Returns what a capture's job keeps of the request, and how its sentence is to be read."""
    payload = cast("Payload", lease.job["payload"])
    day = datetime.fromisoformat(payload["reference_date"]).date()
    return payload, Context(day, payload["locale"], payload["currency"])


def fill(lease: Lease, parsed: Sequence[ParsedTransaction], reader: Actor) -> list[ObjectId]:
    """Fill in the transaction of a capture with what was read; returns the ids of all that the sentence tells.

    Nothing changes where an earlier run filled it in.
    """
    account_ids = accounts_of(lease, parsed)

    def write(tx: Scope) -> list[ObjectId]:
        lease.checkpoint(tx, 1, 1)
        return _write(tx, lease.subject_id, parsed, account_ids, reader)

    return lease.scope.transact(write, numbers=len(parsed))


def accounts_of(lease: Lease, parsed: Sequence[ParsedTransaction]) -> list[ObjectId]:
    """Returns the account of each transaction of a sentence; raises Invalid for another currency than its account's."""
    named = request_of(lease)[0]["account_id"]
    return [_account_for(lease.scope, named, each.currency) for each in parsed]


def _account_for(scope: Scope, account_id: ObjectId | None, currency: str) -> ObjectId:
    if account_id is None:
        found: ObjectId = accounts.for_capture(scope, currency)["_id"]
        return found
    refuse_other_currency(currency, accounts.get(scope, account_id)["currency"], "/text")
    return account_id


def _write(
    tx: Scope,
    transaction_id: ObjectId,
    parsed: Sequence[ParsedTransaction],
    account_ids: Sequence[ObjectId],
    reader: Actor,
) -> list[ObjectId]:
    """Fill in the first and post the others, unless an earlier run did or the user deleted it meanwhile."""
    ids = ids_of(transaction_id, len(parsed))
    before = store.find(tx, transaction_id)
    if before is not None and before["status"] == "processing":
        first, *others = map(document_of, ids, parsed, account_ids)
        rewrite(tx, [(before, filled(before, first))], reader, last_seq=tx.seq - len(others))
        post_batch(tx, others)
    return [found["_id"] for found in store.find_many(tx, ids)]


def ids_of(transaction_id: ObjectId, count: int) -> list[ObjectId]:
    """Returns the ids of so many transactions of a sentence."""
    return [transaction_id, *(further_id(transaction_id, number) for number in range(1, count))]


def document_of(transaction_id: ObjectId, parsed: ParsedTransaction, account_id: ObjectId) -> Transaction:
    """Returns the transaction that was read, as it is stored."""
    return {
        **new_document(
            transaction_id=transaction_id,
            account_id=account_id,
            date=parsed.date,
            amount_minor=parsed.amount_minor,
            currency=parsed.currency,
            description=parsed.description,
            filing=parsed.filing,
            source="text",
            fingerprint=manual_fingerprint(transaction_id),
            now=datetime.now(UTC),
        ),
        "kind": parsed.kind,
    }


def mark_failed(lease: Lease) -> None:
    """Say on the transaction of a capture that its sentence could not be read."""

    def mark(tx: Scope) -> None:
        lease.checkpoint(tx, 1, 1)
        before = store.find(tx, lease.subject_id)
        if before is not None and before["status"] == "processing":
            rewrite(tx, [(before, {**before, "status": "failed"})], LOCAL)

    lease.scope.transact(mark)
