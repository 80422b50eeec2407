"""What is asked of the past, and what it would change."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.infra.fields import Id, StrictSchema, Text, not_blank
from app.money import format_amount
from app.rules.schemas import RulePatch

_RULE = {"description": "A saved rule.", "example": "6740a1b2c3d4e5f601234567"}
_MERCHANT = {"description": "With category_id: all of this merchant.", "example": "Blue Bottle Coffee"}
_CATEGORY = {"description": "Where the merchant's transactions go.", "example": "6740a1b2c3d4e5f601234567"}


def _refuse_half_a_merchant(data: Mapping[str, Any]) -> None:
    missing = {"merchant", "category_id"} - data.keys()
    if len(missing) == 1:
        raise ma.ValidationError({missing.pop(): ["merchant and category_id go together."]})


def _refuse_two_forms(data: Mapping[str, Any], *forms: str) -> None:
    """At most one form may be sent, each known by the field that names it."""
    sent = [form for form in forms if form in data]
    if len(sent) > 1:
        raise ma.ValidationError({sent[1]: [f"Not together with {sent[0]}."]})


class ApplyIn(StrictSchema):
    """One rule, or a merchant and its category; all enabled rules for an empty object."""

    rule_id = Id(metadata=_RULE)
    merchant = Text(least=1, most=200, validate=not_blank, metadata=_MERCHANT)
    category_id = Id(metadata=_CATEGORY)

    @ma.validates_schema
    def _is_one_form(self, data: Mapping[str, Any], **_: Any) -> None:
        _refuse_two_forms(data, "rule_id", "merchant")
        _refuse_half_a_merchant(data)


class PreviewIn(RulePatch):
    """A rule that need not be saved (conditions and actions), a saved one, or a merchant and its category."""

    rule_id = Id(metadata=_RULE)
    merchant = Text(least=1, most=200, validate=not_blank, metadata=_MERCHANT)
    category_id = Id(metadata=_CATEGORY)

    @ma.validates_schema
    def _is_one_form(self, data: Mapping[str, Any], **_: Any) -> None:
        _refuse_two_forms(data, "rule_id", "merchant", "conditions")
        _refuse_half_a_merchant(data)
        if not {"rule_id", "merchant"} & data.keys():
            _require(data, "conditions", "actions")


def _require(data: Mapping[str, Any], *names: str) -> None:
    missing = {name: ["Missing data for required field."] for name in names if name not in data}
    if missing:
        raise ma.ValidationError(missing)


class FiledOut(StrictSchema):
    """What a rule may set of a transaction."""

    category_id = Id(required=True, allow_none=True, metadata={"example": "6740a1b2c3d4e5f601234567"})
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    merchant = fields.String(required=True, allow_none=True, metadata={"example": "Blue Bottle Coffee"})
    kind = fields.String(required=True, metadata={"example": "expense"})
    tags = fields.List(fields.String(), required=True, metadata={"example": ["commute"]})
    notes = fields.String(required=True, allow_none=True, metadata={"example": "on the way to work"})


class PreviewedOut(StrictSchema):
    """A transaction that would change."""

    id = Id(required=True, metadata={"example": "6740a1b2c3d4e5f601234567"})
    date = fields.String(required=True, metadata={"format": "date", "example": "2026-10-04"})
    amount = fields.String(required=True, metadata={"example": "-4.50"})
    currency = fields.String(required=True, metadata={"example": "USD"})
    description = fields.String(required=True, metadata={"example": "BLUE BOTTLE COFFEE 0123 OAKLAND CA"})
    before = fields.Nested(FiledOut, required=True)
    after = fields.Nested(FiledOut, required=True)


class PreviewOut(StrictSchema):
    """How many past transactions are meant and how many of them would change, with the newest of those."""

    matching = fields.Integer(required=True, metadata={"description": "Those meant.", "example": 31})
    changing = fields.Integer(
        required=True,
        metadata={"description": "Those that would change; what a user set stays.", "example": 28},
    )
    examined = fields.Integer(
        required=True, metadata={"description": "Those looked at, the newest first.", "example": 412}
    )
    complete = fields.Boolean(required=True, metadata={"description": "Whether that were all.", "example": True})
    transactions = fields.List(
        fields.Nested(PreviewedOut), required=True, metadata={"description": "Up to 20 that would change."}
    )


def preview_out(preview: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of service.preview's answer."""
    numbers = {name: preview[name] for name in ("matching", "changing", "examined", "complete")}
    return {**numbers, "transactions": [_previewed(*change) for change in preview["examples"]]}


def _previewed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": before["_id"],
        "date": before["date"].strftime("%Y-%m-%d"),
        "amount": format_amount(before["amount_minor"], before["currency"]),
        "currency": before["currency"],
        "description": before["description"],
        "before": _filed(before),
        "after": _filed(after),
    }


def _filed(transaction: Mapping[str, Any]) -> dict[str, Any]:
    names = ("category_id", "category", "merchant", "kind", "tags", "notes")
    return {name: transaction[name] for name in names}
