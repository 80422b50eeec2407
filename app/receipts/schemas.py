"""The form of a receipt, and the answer to it."""

from typing import ClassVar

from marshmallow import fields

from app.infra.documentation.examples import ACCOUNT_ID, TRANSACTION_ID, named
from app.infra.fields import Id, StrictSchema
from app.jobs.schemas import ReceiptJob
from app.transactions.schemas import TransactionOut

# As short as a PDF with text can be.
_PDF = (
    "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"
    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj\n"
    "4 0 obj <</Length 97>> stream\nBT /F 9 Tf 12 TL 9 280 Td (Green Grocer) Tj T* (2026-10-08) Tj T* "
    "(Apples  3.20) Tj T* (Total  $3.20) Tj ET\nendstream endobj\n"
    "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Courier>> endobj\n"
    "trailer <</Root 1 0 R>>\n%%EOF\n"
)


class ReceiptForm(StrictSchema):
    """What may stand in the form beside the file; nothing is required."""

    account_id = Id(
        metadata={
            "description": "The account that was paid with; without it, the oldest in the receipt's currency.",
            "example": ACCOUNT_ID,
        }
    )
    transaction_id = Id(
        metadata={
            "description": "The transaction that the receipt is of; without it, it is found or made.",
            "example": TRANSACTION_ID,
        }
    )


class ReceiptUpload(ReceiptForm):
    """The whole form, as it is documented."""

    EXAMPLES: ClassVar = named(pdf=("A PDF of a transaction", {"file": _PDF, "transaction_id": TRANSACTION_ID}))

    file = fields.Raw(
        required=True,
        metadata={"type": "string", "format": "binary", "description": "JPEG, PNG, WebP or PDF, at most 10 MiB."},
    )


class ReceiptStarted(StrictSchema):
    """The job that reads a receipt, and the transaction that has it: the one it is of, or one that is filled in."""

    job = fields.Nested(ReceiptJob, required=True)
    transaction = fields.Nested(TransactionOut, required=True)
