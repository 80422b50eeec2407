"""Schemas of sentences: to create a transaction from one or from fields, to parse one, and the job that reads it."""

from collections.abc import Mapping
from typing import ClassVar

from marshmallow import fields, validate

from app.categories.schemas import KIND
from app.infra.fields import Choice, Currency, Day, FormsSchema, Id, StrictSchema, Text
from app.jobs.schemas import CaptureJob
from app.transactions import examples
from app.transactions.schemas import (
    ACCOUNT,
    AMOUNT,
    CURRENCY,
    DAY,
    KIND_SHOWN,
    MERCHANT,
    TransactionByFields,
    TransactionOut,
)

_MAX_TEXT = 2000
_TEXT = {
    "description": "A sentence that describes one or more transactions.",
    "example": "coffee 4.50 at Blue Bottle yesterday",
}
_REFERENCE = {"description": "The day that words like yesterday refer to; default: today.", "example": "2026-10-05"}
_LOCALE = {
    "description": "How numbers and dates are written; default: the workspace's.",
    "example": "en-US",
}

_is_locale = validate.Regexp(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}\Z", error="Not a locale such as en-US.")


class TransactionByText(StrictSchema):
    """A sentence, which a background job reads."""

    EXAMPLES: ClassVar = examples.BY_TEXT

    text = Text(required=True, least=1, most=_MAX_TEXT, metadata=_TEXT)
    reference_date = Day(metadata=_REFERENCE)
    locale = Text(most=35, validate=_is_locale, metadata=_LOCALE)
    account_id = Id(metadata=ACCOUNT)
    currency = Currency(metadata={**CURRENCY, "description": "The currency of amounts without one."})


class TransactionIn(FormsSchema):
    """A transaction: its fields, or a `text` to read."""

    EXAMPLES: ClassVar = {**examples.BY_FIELDS, **examples.BY_TEXT}

    FORMS = (TransactionByFields, TransactionByText)

    def form_of(self, body: Mapping[str, object]) -> type[StrictSchema]:
        """The sentence where there is one."""
        return TransactionByText if "text" in body else TransactionByFields


class ParseIn(StrictSchema):
    """A sentence to parse."""

    EXAMPLES: ClassVar = examples.SENTENCES

    text = Text(required=True, least=1, most=_MAX_TEXT, metadata=_TEXT)
    reference_date = Day(metadata=_REFERENCE)
    locale = Text(most=35, validate=_is_locale, metadata=_LOCALE)
    currency = Currency(metadata={**CURRENCY, "description": "The currency of amounts without one."})


class CaptureOut(StrictSchema):
    """The job that reads a sentence, and the transaction that the job will fill in."""

    job = fields.Nested(CaptureJob, required=True)
    transaction = fields.Nested(TransactionOut, required=True)


class ParsedTransactionOut(StrictSchema):
    """One transaction of a sentence."""

    amount = fields.String(required=True, metadata=AMOUNT)
    currency = Currency(required=True, metadata=CURRENCY)
    date = Day(required=True, metadata=DAY)
    merchant = fields.String(required=True, allow_none=True, metadata=MERCHANT)
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    kind = Choice(KIND, required=True, metadata=KIND_SHOWN)
    confidence = fields.Float(
        required=True, metadata={"description": "How sure the reading is, 0 to 1.", "example": 0.8}
    )


class ParseOut(StrictSchema):
    """The transactions in a sentence, in its order."""

    transactions = fields.List(fields.Nested(ParsedTransactionOut), required=True)
    engine = fields.String(required=True, metadata={"example": "local"})
