"""The job of a receipt in a worker: opens the file, reads it, and finds or makes its transaction."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import cast

from bson import ObjectId

from app.accounts import service as accounts
from app.infra.amounts import minor_units
from app.infra.database import files
from app.infra.database.mongo import Scope
from app.infra.problems import Conflict, Invalid, NotFound, Problem, Unavailable
from app.jobs.lease import Lease
from app.models import service as models
from app.models.engines.interface import ModelError
from app.money import exponent, format_amount
from app.receipts.documents import Caution, ItemResult, Payload, Reading, ReceiptResult, Setting, Unread
from app.receipts.grammar import read_lines
from app.receipts.opening import Opened, open_receipt
from app.receipts.process.errors import Unreadable
from app.receipts.vision import read_pictures
from app.transactions import service as transactions
from app.transactions.documents import KNOWN, Actor, Transaction

_MISSING = "ai_not_configured"


class ModelFailed(Problem):
    """A model was asked and gave no usable answer; `outcome` says why."""

    status, code, title = 424, "ai_unavailable", "The language model gave no answer"


def read_receipt(lease: Lease) -> ReceiptResult:
    """Read the receipt of a job and return the job's result; repeating it changes nothing.

    Where it cannot be read, its processing transaction is marked failed, the file stays, and the problem is raised.
    """
    try:
        reading, engine = _read(lease)
        return _settle(lease, reading, engine)
    except Problem as problem:
        if problem.status < 500:
            _mark_unread(lease)
        raise


def sender_of(payload: Payload) -> Actor:
    """Returns who sent the receipt, as the actor of what it changes."""
    return {"type": "user", "id": payload["user_id"]}


def _payload(lease: Lease) -> Payload:
    return cast("Payload", lease.job["payload"])


def _read(lease: Lease) -> tuple[Reading, str]:
    """The reading, and the name of the engine that read."""
    payload = _payload(lease)
    # Where the receipt names no currency: that of its account, or of the transaction that it was sent for.
    currency = transactions.find_of_receipt(lease.scope, lease.subject_id)["currency"]
    setting = Setting(date.fromisoformat(payload["today"]), payload["locale"], currency)
    opened = _opened(lease.scope, lease.subject_id, payload["media_type"])
    try:
        if opened.lines:
            return read_lines(opened.lines, setting), models.LOCAL
        return _seen(lease, opened, setting), models.engine_name()
    except Unread as error:
        raise Invalid(str(error), code="no_total_found") from error


def _opened(scope: Scope, receipt_id: ObjectId, media_type: str) -> Opened:
    if files.about_file(scope, receipt_id) is None:
        raise NotFound("The transaction of the receipt was deleted.")
    try:
        return open_receipt(files.file_parts(scope, receipt_id), media_type)
    except Unreadable as error:
        raise Invalid(str(error), code=error.code) from error


def _seen(lease: Lease, opened: Opened, setting: Setting) -> Reading:
    """What a model reads in pictures. One that fails is no reason to try the job again: it was tried often enough."""
    if missing := models.missing(lease.scope):
        raise Conflict(f"The file has no text, and reading a picture takes a language model. {missing}", code=_MISSING)
    try:
        return read_pictures(lease.scope, opened.pictures, setting)
    except ModelError as error:
        raise ModelFailed(str(error), code=f"ai_{error.outcome}", outcome=error.outcome) from error


def _settle(lease: Lease, reading: Reading, engine: str) -> ReceiptResult:
    """Find or make the transaction, in one transaction of MongoDB with the job's progress."""
    scope, payload = lease.scope, _payload(lease)
    purchase = _purchase(reading, payload)
    mine = transactions.find_of_receipt(scope, lease.subject_id)
    account_id = _account(scope, mine, purchase, payload)

    def write(tx: Scope) -> tuple[ObjectId, bool]:
        lease.checkpoint(tx, 1, 1)
        before = transactions.find_of_receipt(tx, lease.subject_id)
        if before["status"] in KNOWN:
            return before["_id"], True
        theirs = transactions.find_match(tx, before, purchase)
        if theirs is not None:
            transactions.hand_over(tx, before, theirs, sender_of(payload))
            return theirs["_id"], True
        if account_id is None:
            raise Unavailable("What the receipt matched has gone; it is looked at again.")
        transactions.fill_in_receipt(tx, before, purchase, account_id, {"type": "engine", "id": engine})
        return before["_id"], False

    transaction_id, attached = scope.transact(write)
    return _result(scope, transaction_id, reading, purchase, engine, attached=attached)


def _purchase(reading: Reading, payload: Payload) -> transactions.Purchase:
    paid = minor_units(reading.total, reading.currency, "")
    day = reading.day
    return transactions.Purchase(
        amount_minor=paid if reading.refund else -paid,
        currency=reading.currency,
        day=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
        today=datetime.fromisoformat(payload["today"]).replace(tzinfo=UTC),
        merchant=reading.merchant,
    )


def _account(scope: Scope, mine: Transaction, purchase: transactions.Purchase, payload: Payload) -> ObjectId | None:
    """The account of a transaction that will be made; None where the receipt has one already.

    Raises Invalid `currency_mismatch` where the account that was named is of another currency.
    """
    named = payload["account_id"]
    if mine["status"] in KNOWN:
        return None
    if named is not None:
        currency = accounts.get(scope, named)["currency"]
        if currency != purchase.currency:
            message = f"The receipt is in {purchase.currency}, the account is kept in {currency}."
            raise Invalid.at("/account_id", message, code="currency_mismatch")
        return named
    if transactions.find_match(scope, mine, purchase):
        return None
    found: ObjectId = accounts.for_capture(scope, purchase.currency)["_id"]
    return found


def _result(
    scope: Scope,
    transaction_id: ObjectId,
    reading: Reading,
    purchase: transactions.Purchase,
    engine: str,
    *,
    attached: bool,
) -> ReceiptResult:
    written = partial(_written, currency=reading.currency)
    cautions = list(reading.cautions)
    if attached:
        cautions += _differences(transactions.get(scope, transaction_id), purchase)
    return {
        "transaction_id": str(transaction_id),
        "attached": attached,
        "merchant": reading.merchant,
        "date": reading.day.isoformat() if reading.day else None,
        "total": written(reading.total),
        "currency": reading.currency,
        "tax": None if reading.tax is None else written(reading.tax),
        "refund": reading.refund,
        "items": [
            ItemResult(name=name, quantity=str(count), amount=written(paid)) for name, count, paid in reading.items
        ],
        "engine": engine,
        "warnings": [{"code": each.code, "message": each.message} for each in cautions],
    }


def _written(amount: Decimal, currency: str) -> str:
    return str(amount.quantize(Decimal(1).scaleb(-exponent(currency))))


def _differences(document: Transaction, purchase: transactions.Purchase) -> list[Caution]:
    """In what the transaction that a receipt was attached to differs from it; nothing of it is changed."""
    found = []
    if (document["amount_minor"], document["currency"]) != (purchase.amount_minor, purchase.currency):
        booked = f"{format_amount(document['amount_minor'], document['currency'])} {document['currency']}"
        told = f"{format_amount(purchase.amount_minor, purchase.currency)} {purchase.currency}"
        found.append(Caution("amount_differs", f"The transaction is of {booked}, the receipt of {told}."))
    if purchase.merchant and document["merchant"] and not transactions.is_alike(purchase.merchant, document):
        found.append(Caution("merchant_differs", f"The transaction names {document['merchant']}."))
    return found


def _mark_unread(lease: Lease) -> None:
    def mark(tx: Scope) -> None:
        lease.checkpoint(tx, 1, 1)
        transactions.mark_unread(tx, lease.subject_id)

    lease.scope.transact(mark)
