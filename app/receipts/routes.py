"""/transactions/receipt: takes receipts, and gives their files back."""

from datetime import datetime
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from bson import ObjectId
from flask import Response

from app.infra.arguments import read_form
from app.infra.blueprint import ApiBlueprint
from app.infra.bodies import RECEIPT_BYTES, takes_up_to
from app.infra.documentation.operations import STARTED, problem_ref
from app.infra.downloads import download
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.uploads import the_file
from app.jobs.answers import accepted
from app.receipts import service
from app.receipts.schemas import ReceiptForm, ReceiptStarted, ReceiptUpload
from app.transactions.serialise import transaction_out

blp = ApiBlueprint("receipts", __name__, url_prefix="/api/v1/transactions", tag="Receipts")

_FORM = {"multipart/form-data": {"schema": ReceiptUpload, "examples": ReceiptUpload.EXAMPLES}}


@blp.route("/receipt", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": _FORM}, responses={"409": problem_ref(409)})
@blp.response(202, ReceiptStarted, headers=STARTED)
@blp.alt_response(
    200, schema=ReceiptStarted, description="It was read within the time of `Prefer: wait=N`.", headers=STARTED
)
@takes_up_to(form=RECEIPT_BYTES)
def send_receipt() -> Response:
    """Send a receipt.

    A picture (JPEG, PNG, WebP) is read by a language model; without one the answer is 503 `ai_not_configured`. A PDF
    with text is read on this machine alone. A transaction of that amount within 5 days gets the receipt and stays as it
    is; without one a transaction is made. The job's `result` says what was read, and in `warnings` what does not fit.
    """
    upload = the_file()
    form = read_form(ReceiptForm())
    receipt_id = new_id()
    job = service.accept(
        scope(),
        receipt_id,
        cast(BinaryIO, upload.stream),
        _sender(),
        form.get("account_id"),
        form.get("transaction_id"),
    )
    return accepted(job, lambda: {"transaction": transaction_out(service.transaction_of(scope(), receipt_id))})


def _sender() -> service.Sender:
    mine = caller()
    today = datetime.now(ZoneInfo(mine.time_zone)).date()
    return service.Sender(mine.user_id, mine.locale, mine.currency, today)


@blp.route("/<oid:transaction_id>/receipt")
@blp.doc(
    responses={
        "200": {
            "description": "The file as it was sent, as an attachment.",
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}, "example": "…"}
                for media_type in (
                    "application/octet-stream",
                    "application/pdf",
                    "image/jpeg",
                    "image/png",
                    "image/webp",
                )
            },
        }
    }
)
def download_receipt(transaction_id: str) -> Response:
    """Download the receipt of a transaction.

    The file as it was sent; 404 for a transaction without one.
    """
    kept = service.kept_file(scope(), ObjectId(transaction_id))
    return download(kept.parts, kept.name, kept.media_type)
