"""Transactions told in a sentence: saved at once as processing, filled in by a worker that reads it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.infra.database.ids import further_id
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, Problem
from app.jobs import service as jobs
from app.jobs.lease import Lease
from app.transactions import store
from app.transactions.capture.parse import Context, ParsedTransaction, read
from app.transactions.documents import Document, manual_fingerprint, new_document, processing_document
from app.transactions.references import account_at, refuse_other_currency
from app.transactions.writing.edits import filled
from app.transactions.writing.posting import post_batch, rewrite

_ENGINE = {"type": "engine", "id": "local"}


class NoAmountFound(Invalid):
    """The sentence tells no amount of money."""

    code, title = "no_amount_found", "No amount found"


def start(scope: Scope, transaction_id: ObjectId, fields: Mapping[str, Any], context: Context) -> Document:
    """Save a sentence as a processing transaction and ask a worker to read it; answers the job.

    The job has the transaction's id, so that the same request again finds both. Raises UnknownReference for
    an account that is not there, Invalid for a currency that is not the account's.
    """

    def write(tx: Scope) -> Document:
        if store.find(tx, transaction_id) is not None:
            return jobs.get(tx, transaction_id)
        account_id, currency = _account_of(tx, fields, context)
        now = datetime.now(UTC)
        post_batch(tx, [processing_document(transaction_id, fields["text"], account_id, currency, now)])
        payload = {
            "text": fields["text"],
            "reference_date": context.reference_date.isoformat(),
            "locale": context.locale,
            "currency": currency,
            "account_id": account_id,
        }
        return jobs.create(tx, "capture", transaction_id, payload, total=1, job_id=transaction_id)

    job = scope.transact(write)
    jobs.enqueue(job)
    return job


def _account_of(tx: Scope, fields: Mapping[str, Any], context: Context) -> tuple[ObjectId | None, str]:
    """The account that was named, if any, and the currency meant where the sentence names none."""
    if "account_id" not in fields:
        return None, context.currency
    account = account_at(tx, fields["account_id"])
    refuse_other_currency(fields.get("currency"), account["currency"], "/currency")
    return account["_id"], account["currency"]


def fill_in(lease: Lease) -> Mapping[str, Any]:
    """Read the sentence of a capture job and fill in its transaction; others that it tells are created too.

    Returns the job's result, {"transaction_ids": [...]}. Repeating it changes nothing. When the sentence
    cannot become a transaction, the transaction is marked failed and the problem raised.
    """
    try:
        return {"transaction_ids": [str(filled_id) for filled_id in _fill_in(lease)]}
    except Problem as problem:
        if problem.status < 500:
            _mark_failed(lease)
        raise


def _fill_in(lease: Lease) -> list[ObjectId]:
    scope, payload = lease.scope, lease.job["payload"]
    context = Context(datetime.fromisoformat(payload["reference_date"]).date(), payload["locale"], payload["currency"])
    told = read(scope, payload["text"], context, payload["account_id"])
    if not told:
        raise NoAmountFound("No amount of money was found in the text.")
    accounts_of = [_account_for(scope, payload["account_id"], each.currency) for each in told]

    def fill(tx: Scope) -> list[ObjectId]:
        lease.checkpoint(tx, 1, 1)
        return _write(tx, lease.job["subject_id"], told, accounts_of)

    return scope.transact(fill, numbers=len(told))


def _account_for(scope: Scope, account_id: ObjectId | None, currency: str) -> ObjectId:
    if account_id is None:
        found: ObjectId = accounts.for_capture(scope, currency)["_id"]
        return found
    refuse_other_currency(currency, accounts.get(scope, account_id)["currency"], "/text")
    return account_id


def _write(
    tx: Scope, transaction_id: ObjectId, told: Sequence[ParsedTransaction], account_ids: Sequence[ObjectId]
) -> list[ObjectId]:
    """Fill in the first and post the others, unless a run before did or the user deleted it meanwhile."""
    ids = [transaction_id, *(further_id(transaction_id, number) for number in range(1, len(told)))]
    before = store.find(tx, transaction_id)
    if before is not None and before["status"] == "processing":
        first, *others = map(_document, ids, told, account_ids)
        rewrite(tx, [(before, filled(before, first))], _ENGINE, last_seq=tx.seq - len(others))
        post_batch(tx, others)
    return [found["_id"] for found in store.find_many(tx, ids)]


def _document(transaction_id: ObjectId, told: ParsedTransaction, account_id: ObjectId) -> Document:
    return {
        **new_document(
            transaction_id=transaction_id,
            account_id=account_id,
            date=told.date,
            amount_minor=told.amount_minor,
            currency=told.currency,
            description=told.description,
            filing=told.filing,
            source="text",
            fingerprint=manual_fingerprint(transaction_id),
            now=datetime.now(UTC),
        ),
        "kind": told.kind,
    }


def _mark_failed(lease: Lease) -> None:
    def mark(tx: Scope) -> None:
        lease.checkpoint(tx, 1, 1)
        before = store.find(tx, lease.job["subject_id"])
        if before is not None and before["status"] == "processing":
            rewrite(tx, [(before, {**before, "status": "failed"})], _ENGINE)

    lease.scope.transact(mark)
