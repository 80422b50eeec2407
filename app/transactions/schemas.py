"""What comes in and goes out at /transactions."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields, validate

from app.categories.schemas import BY_ID, KIND, CategoryOnce, slug
from app.formats.native.rows import MAX_NOTES_BYTES, notes_bytes
from app.infra.documentation.examples import ACCOUNT_ID, CATEGORY_ID, IMPORT_ID, MONEY_IN_ID, TRANSACTION_ID
from app.infra.fields import (
    Amount,
    Choice,
    Currency,
    Day,
    FormsSchema,
    Id,
    StrictSchema,
    Text,
    Vocabulary,
)
from app.infra.pagination import ListOut
from app.jobs.schemas import CaptureJob
from app.transactions import examples
from app.transactions.documents import COUNTED, MAX_TAGS

STATUS = Vocabulary(
    "TransactionStatus",
    "posted and pending ones count; processing: a sentence that is being read; failed: one that could not be.",
    ("posted", "pending", "processing", "failed"),
)
COUNTED_STATUS = Vocabulary("CountedStatus", "What a person may call a transaction.", COUNTED)
TIER = Vocabulary(
    "CategoryTier",
    "By whose word a transaction is filed: a user's, a rule's, what corrections taught, the local lexicon's, nobody's.",
    ("user", "rule", "learned", "local", "none"),
)
SOURCE = Vocabulary("TransactionSource", "How a transaction came.", ("manual", "text", "import"))
MAX_TEXT = 2000
MAX_SPLITS = 50

_ID = {"example": TRANSACTION_ID}
_ACCOUNT = {"example": ACCOUNT_ID}
_CATEGORY = {"example": CATEGORY_ID}
_IMPORT = {"example": IMPORT_ID}
_AMOUNT = {"description": "Signed; negative is money out.", "example": "-12.50"}
_DAY = {"description": "The booking date.", "example": "2026-10-04"}
_VALUE_DAY = {"description": "The day interest counts from, where known.", "example": "2026-10-05"}
_SPENT_DAY = {"description": "The day it was spent, where known.", "example": "2026-10-03"}
_DESCRIPTION = {
    "description": "The raw text; it never changes.",
    "example": "BLUE BOTTLE COFFEE 0123 OAKLAND CA",
}
_MERCHANT = {"description": "The clean name.", "example": "Blue Bottle Coffee"}
_TAGS = {"description": "At most 20.", "example": ["holiday"]}
_NOTES = {"description": "Anything worth remembering.", "example": "with Grace"}
_EXTERNAL = {
    "description": "Your own id of it, once in an account: another with the same is 409 `duplicate_external_id`.",
    "example": "20261004-17",
}
_KIND = {"description": "What it does to income and spending.", "example": "expense"}
_SPLITS = {
    "description": "2 to 50 parts that add up to the amount, with 16 KiB of notes in all; none takes the split away.",
    "maxItems": MAX_SPLITS,
    "example": [
        {"amount": "-8.50", "category_id": CATEGORY_ID, "kind": "expense", "notes": "wool socks"},
        {"amount": "-4.00", "category_id": None},
    ],
}
_TEXT = {"description": "A sentence about money.", "example": "coffee 4.50 at Blue Bottle yesterday"}
_REFERENCE = {"description": "The day the sentence was told; today without it.", "example": "2026-10-05"}
_LOCALE = {
    "description": "How numbers and dates are written; the workspace's without it.",
    "example": "en-US",
}
_CURRENCY = {"description": "ISO 4217.", "example": "USD"}

_is_locale = validate.Regexp(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}\Z", error="Not a locale such as en-US.")


def _tags(**options: Any) -> fields.List[Any]:
    return fields.List(Text(least=1, most=50), validate=validate.Length(max=MAX_TAGS), metadata=_TAGS, **options)


class TransactionByFields(CategoryOnce):
    """A transaction by its fields."""

    EXAMPLES: ClassVar = examples.BY_FIELDS

    DOCUMENTED: ClassVar = {
        "dependentRequired": {
            "original_amount": ["original_currency"],
            "original_currency": ["original_amount"],
        }
    }

    account_id = Id(required=True, metadata=_ACCOUNT)
    amount = Amount(required=True, metadata=_AMOUNT)
    date = Day(required=True, metadata=_DAY)
    description = Text(required=True, least=1, most=500, metadata=_DESCRIPTION)
    currency = Currency(metadata={**_CURRENCY, "description": "Must be the account's."})
    merchant = Text(least=1, most=200, metadata=_MERCHANT)
    category_id = Id(metadata=BY_ID)
    category = slug()
    value_date = Day(metadata=_VALUE_DAY)
    transaction_date = Day(metadata=_SPENT_DAY)
    notes = Text(most=2000, metadata=_NOTES)
    tags = _tags()
    kind = Choice(KIND, metadata=_KIND)
    status = Choice(COUNTED_STATUS, metadata={"example": "posted"})
    external_id = Text(least=1, most=300, metadata=_EXTERNAL)
    original_amount = Amount(metadata={"description": "In the currency it was spent in.", "example": "-11.90"})
    original_currency = Currency(metadata={**_CURRENCY, "example": "EUR"})

    @ma.validates_schema
    def _has_whole_original(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("original_amount" in data) != ("original_currency" in data):
            missing = "original_currency" if "original_amount" in data else "original_amount"
            raise ma.ValidationError({missing: ["original_amount and original_currency go together."]})


class TransactionByText(StrictSchema):
    """A transaction told in a sentence, which a worker reads."""

    EXAMPLES: ClassVar = examples.BY_TEXT

    text = Text(required=True, least=1, most=MAX_TEXT, metadata=_TEXT)
    reference_date = Day(metadata=_REFERENCE)
    locale = Text(most=35, validate=_is_locale, metadata=_LOCALE)
    account_id = Id(metadata=_ACCOUNT)
    currency = Currency(metadata={**_CURRENCY, "description": "Meant where the text names none."})


class TransactionIn(FormsSchema):
    """A transaction: its fields, or a `text` to be read."""

    EXAMPLES: ClassVar = {**examples.BY_FIELDS, **examples.BY_TEXT}

    FORMS = (TransactionByFields, TransactionByText)

    def form_of(self, body: Mapping[str, Any]) -> type[StrictSchema]:
        """The sentence where there is one."""
        return TransactionByText if "text" in body else TransactionByFields


class SplitPart(CategoryOnce):
    """One part of a transaction."""

    amount = Amount(required=True, metadata={**_AMOUNT, "description": "Signed, never zero."})
    category_id = Id(allow_none=True, metadata={**BY_ID, "description": "Or `category`; null without a category."})
    category = slug(allow_none=True)
    kind = Choice(KIND, metadata={**_KIND, "description": "Without it, that of the category."})
    notes = Text(most=2000, allow_none=True, metadata=_NOTES)

    @ma.validates_schema
    def _names_a_category(self, data: Mapping[str, Any], **_: Any) -> None:
        if not {"category", "category_id"} & data.keys():
            raise ma.ValidationError({"category_id": ["Say the category, by category_id or category; null for none."]})


def _splits(**options: Any) -> fields.List[Any]:
    return fields.List(fields.Nested(SplitPart), validate=_are_parts, metadata=_SPLITS, **options)


def _are_parts(parts: Sequence[Any]) -> None:
    if len(parts) == 1 or len(parts) > MAX_SPLITS:
        raise ma.ValidationError(f"Send 2 to {MAX_SPLITS} parts, or none to take the split away.")
    if notes_bytes(part.get("notes") for part in parts) > MAX_NOTES_BYTES:
        raise ma.ValidationError(f"The notes of all parts together may have at most {MAX_NOTES_BYTES >> 10} KiB.")


class SplitIn(StrictSchema):
    """The parts of a transaction; they add up to its amount exactly."""

    EXAMPLES: ClassVar = examples.SPLIT

    splits = _splits(required=True)


class TransactionPatch(CategoryOnce):
    """What a user may change; null clears (RFC 7396). Fields set are locked against rules and models."""

    EXAMPLES: ClassVar = examples.PATCH

    account_id = Id(metadata={**_ACCOUNT, "description": "Another account of the same currency."})
    amount = Amount(metadata=_AMOUNT)
    date = Day(metadata=_DAY)
    value_date = Day(allow_none=True, metadata=_VALUE_DAY)
    transaction_date = Day(allow_none=True, metadata=_SPENT_DAY)
    merchant = Text(least=1, most=200, allow_none=True, metadata=_MERCHANT)
    category_id = Id(allow_none=True, metadata=BY_ID)
    category = slug(allow_none=True)
    kind = Choice(KIND, metadata=_KIND)
    status = Choice(COUNTED_STATUS, metadata={"example": "posted"})
    tags = _tags(allow_none=True)
    notes = Text(most=2000, allow_none=True, metadata=_NOTES)
    splits = _splits(allow_none=True)


class ParseIn(StrictSchema):
    """A sentence to be read."""

    EXAMPLES: ClassVar = examples.SENTENCES

    text = Text(required=True, least=1, most=MAX_TEXT, metadata=_TEXT)
    reference_date = Day(metadata=_REFERENCE)
    locale = Text(most=35, validate=_is_locale, metadata=_LOCALE)
    currency = Currency(metadata={**_CURRENCY, "description": "Meant where the text names none."})


class SplitOut(StrictSchema):
    """One part of a split transaction."""

    amount = fields.String(required=True, metadata={"example": "-8.50"})
    category_id = Id(required=True, allow_none=True, metadata=_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"example": "board-games"})
    kind = Choice(KIND, required=True, metadata=_KIND)
    notes = fields.String(required=True, allow_none=True, metadata={"example": None})


class TransactionOut(StrictSchema):
    """A transaction. One being read from a text, or that could not be, has no amount and no date."""

    id = Id(required=True, metadata=_ID)
    account_id = Id(required=True, allow_none=True, metadata=_ACCOUNT)
    date = Day(required=True, allow_none=True, metadata=_DAY)
    value_date = Day(required=True, allow_none=True, metadata=_VALUE_DAY)
    transaction_date = Day(required=True, allow_none=True, metadata=_SPENT_DAY)
    amount = fields.String(required=True, allow_none=True, metadata=_AMOUNT)
    currency = Currency(required=True, metadata=_CURRENCY)
    original_amount = fields.String(required=True, allow_none=True, metadata={"example": "-11.90"})
    original_currency = Currency(required=True, allow_none=True, metadata={"example": "EUR"})
    description = fields.String(required=True, metadata=_DESCRIPTION)
    merchant = fields.String(required=True, allow_none=True, metadata=_MERCHANT)
    category_id = Id(required=True, allow_none=True, metadata=_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    category_tier = Choice(
        TIER,
        required=True,
        metadata={"description": "By whose word it is filed.", "example": "local"},
    )
    confidence = fields.Float(required=True, allow_none=True, metadata={"description": "0 to 1.", "example": 0.9})
    kind = Choice(KIND, required=True, metadata=_KIND)
    status = Choice(STATUS, required=True, metadata={"example": "posted"})
    tags = fields.List(fields.String(), required=True, metadata=_TAGS)
    notes = fields.String(required=True, allow_none=True, metadata=_NOTES)
    source = Choice(SOURCE, required=True, metadata={"example": "import"})
    import_id = Id(required=True, allow_none=True, metadata=_IMPORT)
    import_row = fields.Integer(required=True, allow_none=True, metadata={"example": 17})
    external_id = fields.String(
        required=True, allow_none=True, metadata={"description": "Its source's own id.", "example": "20261004-17"}
    )
    transfer_id = Id(
        required=True,
        allow_none=True,
        metadata={
            "description": "The other leg, where this is one of a transfer between own accounts.",
            "example": None,
        },
    )
    splits = fields.List(
        fields.Nested(SplitOut), required=True, metadata={"description": "Its parts; empty unless it is split."}
    )
    locked = fields.List(
        fields.String(), required=True, metadata={"description": "What a user set.", "example": ["category"]}
    )
    revision = fields.Integer(
        required=True, metadata={"description": "Moves with every change; the ETag is made of it.", "example": 1}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class TransferIn(StrictSchema):
    """The other leg of a transfer."""

    EXAMPLES: ClassVar = examples.TRANSFER

    transaction_id = Id(required=True, metadata={"description": "The other transaction.", "example": MONEY_IN_ID})


class OfferOut(StrictSchema):
    """Past transactions of the same merchant that POST /rules/apply would file the same way."""

    merchant = fields.String(required=True, metadata=_MERCHANT)
    category_id = Id(required=True, metadata=_CATEGORY)
    count = fields.Integer(required=True, metadata={"example": 7})


class PatchedOut(TransactionOut):
    """The changed transaction."""

    offer = fields.Nested(
        OfferOut,
        required=True,
        allow_none=True,
        metadata={"description": "After a new category: what of the past it fits."},
    )


class TransactionPage(ListOut):
    """A page of transactions."""

    data = fields.List(fields.Nested(TransactionOut), required=True)


class CaptureOut(StrictSchema):
    """The job that reads a sentence, and the transaction it will fill in."""

    job = fields.Nested(CaptureJob, required=True)
    transaction = fields.Nested(TransactionOut, required=True)


class ParsedTransactionOut(StrictSchema):
    """One transaction of a sentence."""

    amount = fields.String(required=True, metadata=_AMOUNT)
    currency = Currency(required=True, metadata=_CURRENCY)
    date = Day(required=True, metadata=_DAY)
    merchant = fields.String(required=True, allow_none=True, metadata=_MERCHANT)
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    kind = Choice(KIND, required=True, metadata=_KIND)
    confidence = fields.Float(required=True, metadata={"description": "0 to 1.", "example": 0.8})


class ParseOut(StrictSchema):
    """What a sentence tells, in its order."""

    transactions = fields.List(fields.Nested(ParsedTransactionOut), required=True)
    engine = fields.String(required=True, metadata={"example": "local"})
