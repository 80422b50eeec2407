"""The use cases of receipts: accept one, run its job, give the file back."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import BinaryIO, NamedTuple

from bson import ObjectId

from app.infra.database import files
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, NotFound, TooLarge, Unavailable
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.models import service as models
from app.receipts import receipt_job
from app.receipts.documents import Payload
from app.receipts.media_types import EXTENSIONS, HEAD, media_type_of
from app.transactions import service as transactions
from app.transactions.documents import Transaction

MOST_BYTES = 10 << 20
_COPIED_AT_ONCE = 1 << 20


class Sender(NamedTuple):
    """Who sends a receipt, and how it is to be read: the workspace's locale, currency and today."""

    user_id: ObjectId
    locale: str
    currency: str
    today: date


class Kept(NamedTuple):
    """The file of a receipt: its name, its media type, its bytes in pieces."""

    name: str
    media_type: str
    parts: Iterator[bytes]


def accept(
    scope: Scope,
    receipt_id: ObjectId,
    file: BinaryIO,
    sender: Sender,
    account_id: ObjectId | None,
    transaction_id: ObjectId | None,
) -> Job:
    """Store a receipt and queue the job that reads it, as `keep` does, and tell the workers."""
    job = keep(scope, receipt_id, file, sender, account_id, transaction_id)
    jobs.enqueue(job)
    return job


def keep(
    scope: Scope,
    receipt_id: ObjectId,
    file: BinaryIO,
    sender: Sender,
    account_id: ObjectId | None = None,
    transaction_id: ObjectId | None = None,
) -> Job:
    """Store a receipt with the job that reads it; the same id again returns the existing job.

    Without `transaction_id` a processing transaction under the receipt's id waits for what will be read. Raises Invalid
    for a file of another kind, TooLarge, Unavailable `ai_not_configured` for a picture where no model is asked; nothing
    is stored then.
    """
    try:
        return jobs.get(scope, receipt_id)
    except NotFound:
        pass
    media_type, size = _checked(scope, file)
    payload: Payload = {
        "account_id": account_id,
        "user_id": sender.user_id,
        "media_type": media_type,
        "locale": sender.locale,
        "today": sender.today.isoformat(),
    }

    def write(tx: Scope) -> Job:
        files.finish_upload(tx, receipt_id)
        if transaction_id is None:
            transactions.open_receipt(tx, receipt_id, account_id, sender.currency)
        else:
            actor = receipt_job.sender_of(payload)
            transactions.attach_receipt(tx, transaction_id, receipt_id, account_id, actor)
        return jobs.create(tx, "receipt", receipt_id, dict(payload), total=1, job_id=receipt_id)

    file.seek(0)
    parts = iter(lambda: file.read(_COPIED_AT_ONCE), b"")
    return _stored(scope, receipt_id, parts, media_type, size, write)


def _checked(scope: Scope, file: BinaryIO) -> tuple[str, int]:
    """The media type and the size of a file that may be stored."""
    size = file.seek(0, 2)
    if not size:
        raise Invalid.at("/file", "The file is empty.", code="empty_file")
    if size > MOST_BYTES:
        raise TooLarge.at("/file", f"A receipt may have at most {MOST_BYTES >> 20} MiB.")
    file.seek(0)
    media_type = media_type_of(file.read(HEAD))
    missing = models.missing(scope) if media_type.startswith("image/") else None
    if missing:
        raise Unavailable(f"Reading a picture takes a language model. {missing}", code="ai_not_configured")
    jobs.refuse_when_full(scope)
    return media_type, size


def _stored(
    scope: Scope,
    receipt_id: ObjectId,
    parts: Iterable[bytes],
    media_type: str,
    size: int,
    write: Callable[[Scope], Job],
) -> Job:
    """Store the file, then what belongs to it in one transaction: killed in between, nothing is lost or left behind."""
    files.begin_upload(scope, receipt_id, size)
    try:
        files.put_file(scope, receipt_id, "receipt", parts, media_type)
        return scope.transact(write)
    except BaseException:
        files.abandon_upload(scope, receipt_id)
        raise


def transaction_of(scope: Scope, receipt_id: ObjectId) -> Transaction:
    """Returns the transaction that has a receipt now; raises NotFound."""
    return transactions.find_of_receipt(scope, receipt_id)


def kept_file(scope: Scope, transaction_id: ObjectId) -> Kept:
    """Returns the file of a transaction's receipt; raises NotFound."""
    receipt_id = transactions.get(scope, transaction_id).get("receipt_id")
    about = files.about_file(scope, receipt_id) if receipt_id else None
    if receipt_id is None or about is None:
        raise NotFound("The transaction has no receipt.")
    return Kept(f"receipt.{EXTENSIONS[about.media_type]}", about.media_type, files.file_parts(scope, receipt_id))


def run_receipt(job_id: str) -> bool:
    """Do the job of a receipt; False when it cannot be claimed."""
    return jobs.run(job_id, receipt_job.read_receipt)
