"""Schemas of transactions: creating, changing, splitting and pairing them, and how they are returned."""

from collections.abc import Sequence
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
    Id,
    StrictSchema,
    Text,
    Vocabulary,
)
from app.infra.pagination import ListOut
from app.infra.untyped import Loaded
from app.transactions import examples
from app.transactions.documents import COUNTED, MAX_TAGS

STATUS = Vocabulary(
    "TransactionStatus",
    "posted and pending ones count in totals; lapsed: pending once, and gone from later statements; processing: the "
    "sentence is being read; failed: it could not be read.",
    ("posted", "pending", "lapsed", "processing", "failed"),
)
COUNTED_STATUS = Vocabulary("CountedStatus", "The status a user may set.", COUNTED)
TIER = Vocabulary(
    "CategoryTier",
    "What decided the category: the user, a rule, past corrections (learned), the built-in lexicon (local), the "
    "built-in model of shops' names (model), a language model (ai), or none.",
    ("user", "rule", "learned", "local", "model", "ai", "none"),
)
SOURCE = Vocabulary(
    "TransactionSource",
    "How a transaction was created: by fields (manual), by a sentence (text), by a receipt or by an import.",
    ("manual", "text", "receipt", "import"),
)
MAX_SPLITS = 50

_ID = {"example": TRANSACTION_ID}
ACCOUNT = {"example": ACCOUNT_ID}
_CATEGORY = {"example": CATEGORY_ID}
_IMPORT = {"example": IMPORT_ID}
AMOUNT = {"description": "Signed; negative is money out.", "example": "-12.50"}
DAY = {"description": "The booking date.", "example": "2026-10-04"}
_VALUE_DAY = {"description": "The value date, from which interest counts, if known.", "example": "2026-10-05"}
_SPENT_DAY = {"description": "The day of the purchase, if known.", "example": "2026-10-03"}
_DESCRIPTION = {
    "description": "The original text; it never changes.",
    "example": "BLUE BOTTLE COFFEE 0123 OAKLAND CA",
}
MERCHANT = {"description": "The cleaned-up name of the merchant.", "example": "Blue Bottle Coffee"}
_TAGS = {"description": "At most 20.", "example": ["holiday"]}
_NOTES = {"description": "Free text.", "example": "with Grace"}
_EXTERNAL = {
    "description": "Your own id for it, unique in its account; a second one is 409 `duplicate_external_id`.",
    "example": "20261004-17",
}
KIND_SHOWN = {"description": "How it counts: as income, as an expense, or as neither (transfer).", "example": "expense"}
_SPLITS = {
    "description": "2 to 50 parts that add up to the amount, 16 KiB of notes in all; an empty list removes the split.",
    "maxItems": MAX_SPLITS,
    "example": [
        {"amount": "-8.50", "category_id": CATEGORY_ID, "kind": "expense", "notes": "wool socks"},
        {"amount": "-4.00", "category_id": None},
    ],
}
CURRENCY = {"description": "ISO 4217.", "example": "USD"}


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

    account_id = Id(required=True, metadata=ACCOUNT)
    amount = Amount(required=True, metadata=AMOUNT)
    date = Day(required=True, metadata=DAY)
    description = Text(required=True, least=1, most=500, metadata=_DESCRIPTION)
    currency = Currency(metadata={**CURRENCY, "description": "Must be the account's."})
    merchant = Text(least=1, most=200, metadata=MERCHANT)
    category_id = Id(metadata=BY_ID)
    category = slug()
    value_date = Day(metadata=_VALUE_DAY)
    transaction_date = Day(metadata=_SPENT_DAY)
    notes = Text(most=2000, metadata=_NOTES)
    tags = _tags()
    kind = Choice(KIND, metadata=KIND_SHOWN)
    status = Choice(COUNTED_STATUS, metadata={"example": "posted"})
    external_id = Text(least=1, most=300, metadata=_EXTERNAL)
    original_amount = Amount(
        metadata={"description": "The amount in the currency of the purchase.", "example": "-11.90"}
    )
    original_currency = Currency(metadata={**CURRENCY, "example": "EUR"})

    @ma.validates_schema
    def _has_whole_original(self, data: Loaded, **_: Any) -> None:
        if ("original_amount" in data) != ("original_currency" in data):
            missing = "original_currency" if "original_amount" in data else "original_amount"
            raise ma.ValidationError({missing: ["original_amount and original_currency go together."]})


class SplitPart(CategoryOnce):
    """One part of a transaction."""

    amount = Amount(required=True, metadata={**AMOUNT, "description": "Signed, never zero."})
    category_id = Id(allow_none=True, metadata={**BY_ID, "description": "Or `category`; null for no category."})
    category = slug(allow_none=True)
    kind = Choice(KIND, metadata={**KIND_SHOWN, "description": "Default: that of the category."})
    notes = Text(most=2000, allow_none=True, metadata=_NOTES)

    @ma.validates_schema
    def _names_a_category(self, data: Loaded, **_: Any) -> None:
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
    """The fields to change; null clears one (RFC 7396). Those set are locked: no rule or import changes them."""

    EXAMPLES: ClassVar = examples.PATCH

    account_id = Id(metadata={**ACCOUNT, "description": "Another account of the same currency."})
    amount = Amount(metadata=AMOUNT)
    date = Day(metadata=DAY)
    value_date = Day(allow_none=True, metadata=_VALUE_DAY)
    transaction_date = Day(allow_none=True, metadata=_SPENT_DAY)
    merchant = Text(least=1, most=200, allow_none=True, metadata=MERCHANT)
    category_id = Id(allow_none=True, metadata=BY_ID)
    category = slug(allow_none=True)
    kind = Choice(KIND, metadata=KIND_SHOWN)
    status = Choice(COUNTED_STATUS, metadata={"example": "posted"})
    tags = _tags(allow_none=True)
    notes = Text(most=2000, allow_none=True, metadata=_NOTES)
    splits = _splits(allow_none=True)


class SplitOut(StrictSchema):
    """One part of a split transaction."""

    amount = fields.String(required=True, metadata={"example": "-8.50"})
    category_id = Id(required=True, allow_none=True, metadata=_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"example": "board-games"})
    kind = Choice(KIND, required=True, metadata=KIND_SHOWN)
    notes = fields.String(required=True, allow_none=True, metadata={"example": None})


class TransactionOut(StrictSchema):
    """A transaction. Amount and date are null while its sentence is being read, and if it could not be read."""

    id = Id(required=True, metadata=_ID)
    account_id = Id(required=True, allow_none=True, metadata=ACCOUNT)
    date = Day(required=True, allow_none=True, metadata=DAY)
    value_date = Day(required=True, allow_none=True, metadata=_VALUE_DAY)
    transaction_date = Day(required=True, allow_none=True, metadata=_SPENT_DAY)
    amount = fields.String(required=True, allow_none=True, metadata=AMOUNT)
    currency = Currency(required=True, metadata=CURRENCY)
    original_amount = fields.String(required=True, allow_none=True, metadata={"example": "-11.90"})
    original_currency = Currency(required=True, allow_none=True, metadata={"example": "EUR"})
    description = fields.String(required=True, metadata=_DESCRIPTION)
    merchant = fields.String(required=True, allow_none=True, metadata=MERCHANT)
    category_id = Id(required=True, allow_none=True, metadata=_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    category_tier = Choice(
        TIER,
        required=True,
        metadata={"description": "What decided the category.", "example": "local"},
    )
    confidence = fields.Float(
        required=True, allow_none=True, metadata={"description": "How sure the category is, 0 to 1.", "example": 0.9}
    )
    kind = Choice(KIND, required=True, metadata=KIND_SHOWN)
    status = Choice(STATUS, required=True, metadata={"example": "posted"})
    tags = fields.List(fields.String(), required=True, metadata=_TAGS)
    notes = fields.String(required=True, allow_none=True, metadata=_NOTES)
    source = Choice(SOURCE, required=True, metadata={"example": "import"})
    import_id = Id(required=True, allow_none=True, metadata=_IMPORT)
    import_row = fields.Integer(required=True, allow_none=True, metadata={"example": 17})
    external_id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The id that its source gave it.", "example": "20261004-17"},
    )
    transfer_id = Id(
        required=True,
        allow_none=True,
        metadata={
            "description": "The other leg, if this is one leg of a transfer between own accounts.",
            "example": None,
        },
    )
    receipt_id = Id(
        required=True,
        allow_none=True,
        metadata={
            "description": "Its receipt, if it has one: GET /transactions/{id}/receipt is the file, and the result of "
            "the job of this id what was read in it.",
            "example": None,
        },
    )
    splits = fields.List(
        fields.Nested(SplitOut), required=True, metadata={"description": "Its parts; empty if it is not split."}
    )
    summary = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "A line about it; null until POST /transactions/{transaction_id}/summarize made one, and "
            "again once its day, amount, merchant or kind changed.",
            "example": "Monthly, 11th time, 2 % more than usual",
        },
    )
    locked = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "The fields that the user set, and that no rule or import changes.",
            "example": ["category"],
        },
    )
    revision = fields.Integer(
        required=True, metadata={"description": "Increases with every change; the ETag contains it.", "example": 1}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class TransferIn(StrictSchema):
    """The other leg of a transfer."""

    EXAMPLES: ClassVar = examples.TRANSFER

    transaction_id = Id(required=True, metadata={"description": "The other transaction.", "example": MONEY_IN_ID})


class OfferOut(StrictSchema):
    """Past transactions of the same merchant that POST /rules/apply could move to the same category."""

    merchant = fields.String(required=True, metadata=MERCHANT)
    category_id = Id(required=True, metadata=_CATEGORY)
    count = fields.Integer(required=True, metadata={"example": 7})


class PatchedOut(TransactionOut):
    """The changed transaction."""

    offer = fields.Nested(
        OfferOut,
        required=True,
        allow_none=True,
        metadata={"description": "After a new category: past transactions that could get it too."},
    )


class TransactionPage(ListOut):
    """A page of transactions."""

    data = fields.List(fields.Nested(TransactionOut), required=True)
