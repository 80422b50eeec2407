"""The JSON of refiling: which rules to apply to existing transactions, and what they would change."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields

from app.categories.schemas import KIND, CategoryOnce, slug
from app.infra.documentation.examples import CATEGORY_ID, RULE_ID, TRANSACTION_ID, named
from app.infra.fields import Choice, Currency, FormsSchema, Id, StrictSchema, Text, not_blank
from app.jobs.schemas import RefileJob
from app.money import format_amount
from app.refiling.preview import Preview
from app.rules.schemas import RuleIn
from app.transactions.documents import Transaction, some_fields

_RULE = {"description": "A saved rule.", "example": RULE_ID}
_MERCHANT = {"description": "With category_id: all of this merchant.", "example": "Blue Bottle Coffee"}
_CATEGORY = {"description": "The category for the merchant's transactions.", "example": CATEGORY_ID}


_ONE = named(
    merchant=("A merchant and its category", {"merchant": "Blue Bottle", "category": "coffee"}),
    rule=("A saved rule", {"rule_id": RULE_ID}),
)


class SavedRuleForm(StrictSchema):
    """One saved rule."""

    rule_id = Id(required=True, metadata=_RULE)


class MerchantForm(CategoryOnce):
    """A merchant and its category."""

    merchant = Text(least=1, most=200, validate=not_blank, required=True, metadata=_MERCHANT)
    category_id = Id(metadata=_CATEGORY)
    category = slug()

    @ma.validates_schema
    def _names_a_category(self, data: Mapping[str, object], **_: Any) -> None:
        if not {"category", "category_id"} & data.keys():
            raise ma.ValidationError({"category_id": ["Say the category, by category_id or category."]})


class AllRulesForm(StrictSchema):
    """An empty object: all enabled rules."""


class ApplyIn(FormsSchema):
    """One rule, or a merchant and its category; all enabled rules for an empty object."""

    EXAMPLES: ClassVar = {**_ONE, **named(all_rules=("All enabled rules", {}))}

    FORMS = (SavedRuleForm, MerchantForm, AllRulesForm)

    def form_of(self, body: Mapping[str, object]) -> type[StrictSchema]:
        """Returns the form whose fields the body has."""
        if "rule_id" in body:
            return SavedRuleForm
        return MerchantForm if {"merchant", "category_id", "category"} & body.keys() else AllRulesForm


class PreviewIn(FormsSchema):
    """A rule that need not be saved (conditions and actions), a saved one, or a merchant and its category."""

    EXAMPLES: ClassVar = {
        **_ONE,
        **named(
            draft=(
                "A rule that is not saved",
                {
                    "conditions": [{"field": "merchant", "op": "equals", "value": "netflix"}],
                    "actions": {"category": "subscriptions"},
                },
            )
        ),
    }

    FORMS = (RuleIn, SavedRuleForm, MerchantForm)

    def form_of(self, body: Mapping[str, object]) -> type[StrictSchema]:
        """Returns the form whose fields the body has."""
        if "rule_id" in body:
            return SavedRuleForm
        return MerchantForm if {"merchant", "category_id", "category"} & body.keys() else RuleIn


class RefileStarted(StrictSchema):
    """The job that applies rules to existing transactions."""

    job = fields.Nested(RefileJob, required=True)


class FiledOut(StrictSchema):
    """The fields of a transaction that a rule can set."""

    category_id = Id(required=True, allow_none=True, metadata={"example": CATEGORY_ID})
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    merchant = fields.String(required=True, allow_none=True, metadata={"example": "Blue Bottle Coffee"})
    kind = Choice(KIND, required=True, metadata={"example": "expense"})
    tags = fields.List(fields.String(), required=True, metadata={"example": ["commute"]})
    notes = fields.String(required=True, allow_none=True, metadata={"example": "on the way to work"})


class PreviewedOut(StrictSchema):
    """A transaction that would change."""

    id = Id(required=True, metadata={"example": TRANSACTION_ID})
    date = fields.String(required=True, metadata={"format": "date", "example": "2026-10-04"})
    amount = fields.String(required=True, metadata={"example": "-4.50"})
    currency = Currency(required=True, metadata={"example": "USD"})
    description = fields.String(required=True, metadata={"example": "BLUE BOTTLE COFFEE 0123 OAKLAND CA"})
    before = fields.Nested(FiledOut, required=True)
    after = fields.Nested(FiledOut, required=True)


class PreviewOut(StrictSchema):
    """How many existing transactions match and how many of them would change, with the newest of those."""

    matching = fields.Integer(required=True, metadata={"description": "How many match.", "example": 31})
    changing = fields.Integer(
        required=True,
        metadata={"description": "How many would change; fields that a user set stay.", "example": 28},
    )
    examined = fields.Integer(
        required=True, metadata={"description": "How many were looked at, the newest first.", "example": 412}
    )
    complete = fields.Boolean(
        required=True, metadata={"description": "Whether that were all transactions.", "example": True}
    )
    transactions = fields.List(
        fields.Nested(PreviewedOut), required=True, metadata={"description": "Up to 20 that would change."}
    )


def preview_out(preview: Preview) -> dict[str, object]:
    """Returns the JSON form of a preview."""
    numbers = {name: getattr(preview, name) for name in ("matching", "changing", "examined", "complete")}
    return {**numbers, "transactions": [_previewed(*change) for change in preview.examples]}


def _previewed(before: Transaction, after: Transaction) -> dict[str, object]:
    return {
        "id": before["_id"],
        "date": before["date"].strftime("%Y-%m-%d"),
        "amount": format_amount(before["amount_minor"], before["currency"]),
        "currency": before["currency"],
        "description": before["description"],
        "before": _filed(before),
        "after": _filed(after),
    }


def _filed(transaction: Transaction) -> dict[str, object]:
    names = ("category_id", "category", "merchant", "kind", "tags", "notes")
    return some_fields(transaction, names)
