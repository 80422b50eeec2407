"""The JSON of rules and of suggested categories: requests and responses."""

from decimal import Decimal
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields, validate

from app.categories.schemas import BY_ID, KIND, CategoryOnce, slug
from app.infra.documentation.examples import CATEGORY_ID, RULE_ID, named
from app.infra.fields import (
    Amount,
    Choice,
    Currency,
    Flag,
    Id,
    StrictSchema,
    Text,
    Vocabulary,
    Whole,
    is_blank,
    is_in_range,
    not_blank,
)
from app.infra.pagination import ListOut
from app.rules.comparisons import MAX_VALUE_LENGTH
from app.rules.conditions import CONDITION_FIELDS, MAX_CONDITIONS, OPERATORS
from app.rules.documents import Actions, Rule

TIER = Vocabulary(
    "SuggestionTier",
    "What decided on the category: a rule, what corrections taught (learned), the built-in lexicon (local), the "
    "built-in model of shops' names (model), what a language model said about the merchant (ai), or nothing.",
    ("rule", "learned", "local", "model", "ai", "none"),
)
MAX_SUGGESTIONS = 500
DEFAULT_PRIORITY = 100
MOST_PRIORITY = 1_000_000
MAX_TAGS = 20

_A_CATEGORY = {"example": CATEGORY_ID}
_FIELDS = Vocabulary(
    "ConditionField",
    "The field of a transaction that a condition compares.",
    tuple(sorted(CONDITION_FIELDS)),
)
_OPS = Vocabulary(
    "ConditionOperator",
    "How a condition compares; `matches` takes a regular expression of RE2.",
    tuple(sorted(OPERATORS)),
)
_FIELD = {"description": "The field that the condition compares.", "example": "merchant"}
_OP = {"description": "How it is compared; `matches` takes a regular expression of RE2.", "example": "contains"}
_VALUE = {
    "description": "A text, an account's id, a currency, or an amount; texts are compared without case.",
    "example": "blue bottle",
}
_PRIORITY = {"description": "Rules with lower numbers are tried first; of equal ones the older.", "example": 100}
_ENABLED = {"description": "Whether the rule is used.", "example": True}
_NAME = {"description": "A name of your own.", "example": "Coffee on the way to work"}


class Value(fields.Field[Any]):
    """The value of a condition: a string or, for amounts, a number."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str | int | Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ma.ValidationError("Give a text or an amount.")
        if isinstance(value, str) and "\x00" in value:
            raise ma.ValidationError("The text holds a NUL character.")
        if isinstance(value, str) and is_blank(value):
            raise ma.ValidationError("The text is blank.")
        if isinstance(value, Decimal) and not is_in_range(value):
            raise ma.ValidationError("The amount is out of range.")
        return value


class ConditionIn(StrictSchema):
    """One condition of a rule."""

    field = Choice(_FIELDS, required=True, metadata=_FIELD)
    op = Choice(_OPS, required=True, metadata=_OP)
    value = Value(
        required=True,
        metadata={**_VALUE, "oneOf": [{"type": "string", "maxLength": MAX_VALUE_LENGTH}, {"type": "number"}]},
    )


class ActionsIn(CategoryOnce):
    """What the rule sets; at least one of them."""

    category_id = Id(allow_none=True, metadata=BY_ID)
    category = slug(allow_none=True)
    merchant = Text(least=1, most=200, validate=not_blank, allow_none=True, metadata={"example": "Blue Bottle Coffee"})
    tags = fields.List(
        Text(least=1, most=50),
        validate=validate.Length(max=MAX_TAGS),
        allow_none=True,
        metadata={"description": "Added to those already there.", "example": ["commute"]},
    )
    notes = Text(
        most=2000,
        allow_none=True,
        metadata={"description": "Only where there are no notes yet.", "example": "on the way to work"},
    )
    kind = Choice(KIND, allow_none=True, metadata={"example": "expense"})


def _conditions(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.Nested(ConditionIn),
        validate=validate.Length(1, MAX_CONDITIONS),
        metadata={"description": "All must hold."},
        **options,
    )


def _priority(**options: Any) -> Whole:
    return Whole(validate=validate.Range(-MOST_PRIORITY, MOST_PRIORITY), metadata=_PRIORITY, **options)


class RuleIn(StrictSchema):
    """A new rule."""

    EXAMPLES: ClassVar = named(
        merchant=(
            "By the merchant",
            {
                "name": "Coffee on the way to work",
                "conditions": [{"field": "merchant", "op": "contains", "value": "blue bottle"}],
                "actions": {"category": "coffee", "tags": ["commute"]},
            },
        ),
        pattern=(
            "By a regular expression and the amount",
            {
                "conditions": [
                    {"field": "description", "op": "matches", "value": "(payroll|salary)"},
                    {"field": "amount", "op": "gt", "value": "1000"},
                ],
                "actions": {"category": "salary"},
                "priority": 50,
            },
        ),
    )

    name = Text(least=1, most=100, load_default=None, allow_none=True, metadata=_NAME)
    conditions = _conditions(required=True)
    actions = fields.Nested(ActionsIn, required=True)
    priority = _priority(load_default=DEFAULT_PRIORITY)
    enabled = Flag(load_default=True, metadata=_ENABLED)


class RulePatch(StrictSchema):
    """What may change; conditions are replaced as a whole, of the actions only those sent."""

    EXAMPLES: ClassVar = named(
        pause=("Switch it off", {"enabled": False}),
        refile=("Another category, the other actions stay", {"actions": {"category": "dining"}, "enabled": True}),
    )

    name = Text(least=1, most=100, allow_none=True, metadata=_NAME)
    conditions = _conditions()
    actions = fields.Nested(ActionsIn)
    priority = _priority()
    enabled = Flag(metadata=_ENABLED)


class ConditionOut(StrictSchema):
    """One condition; amounts are decimal strings."""

    field = Choice(_FIELDS, required=True, metadata=_FIELD)
    op = Choice(_OPS, required=True, metadata=_OP)
    value = fields.String(required=True, metadata=_VALUE)


class ActionsOut(StrictSchema):
    """What a rule sets, null or empty where it sets nothing."""

    category_id = Id(required=True, allow_none=True, metadata=_A_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    merchant = fields.String(required=True, allow_none=True, metadata={"example": "Blue Bottle Coffee"})
    tags = fields.List(fields.String(), required=True, metadata={"example": ["commute"]})
    notes = fields.String(required=True, allow_none=True, metadata={"example": "on the way to work"})
    kind = Choice(KIND, required=True, allow_none=True, metadata={"example": "expense"})


class RuleOut(StrictSchema):
    """A rule."""

    id = Id(required=True, metadata={"example": RULE_ID})
    name = fields.String(required=True, allow_none=True, metadata=_NAME)
    conditions = fields.List(fields.Nested(ConditionOut), required=True)
    actions = fields.Nested(ActionsOut, required=True)
    priority = fields.Integer(required=True, metadata=_PRIORITY)
    enabled = fields.Boolean(required=True, metadata=_ENABLED)
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class RulePage(ListOut):
    """One page of rules, in the order in which they are tried."""

    data = fields.List(fields.Nested(RuleOut), required=True)


class SuggestRow(StrictSchema):
    """A transaction that need not exist."""

    description = Text(
        least=1, most=500, required=True, metadata={"example": "POS PURCHASE BLUE BOTTLE 0123 OAKLAND CA"}
    )
    amount = Amount(load_default=Decimal(0), metadata={"description": "Negative is money out.", "example": "-4.50"})
    currency = Currency(load_default=None, metadata={"description": "Default: the workspace's.", "example": "USD"})
    merchant = Text(
        least=1,
        most=200,
        load_default=None,
        allow_none=True,
        metadata={"description": "Default: read from the description.", "example": "Blue Bottle"},
    )


class SuggestIn(StrictSchema):
    """Up to 500 transactions."""

    EXAMPLES: ClassVar = named(
        lines=(
            "Lines of a statement",
            {
                "transactions": [
                    {"description": "POS PURCHASE BLUE BOTTLE 0123 OAKLAND CA", "amount": "-4.50"},
                    {"description": "ACME INC PAYROLL", "amount": "2500.00", "currency": "USD"},
                ]
            },
        ),
        merchant=("A merchant", {"transactions": [{"description": "Netflix", "merchant": "Netflix"}]}),
    )

    transactions = fields.List(fields.Nested(SuggestRow), required=True, validate=validate.Length(1, MAX_SUGGESTIONS))


class Suggestion(StrictSchema):
    """The category suggested for a transaction; null for none."""

    category_id = Id(required=True, allow_none=True, metadata=_A_CATEGORY)
    category = fields.String(required=True, allow_none=True, metadata={"description": "Its slug.", "example": "coffee"})
    confidence = fields.Float(required=True, allow_none=True, metadata={"description": "0 to 1.", "example": 0.97})
    tier = Choice(TIER, required=True, metadata={"description": "What decided.", "example": "local"})


class Suggestions(StrictSchema):
    """The suggestions, in the order asked."""

    data = fields.List(fields.Nested(Suggestion), required=True)


def rule_out(rule: Rule) -> dict[str, object]:
    """Returns the JSON form of a rule document."""
    names = ("name", "conditions", "priority", "enabled", "created_at", "updated_at")
    return {"id": rule["_id"], **{name: rule.get(name) for name in names}, "actions": _actions_out(rule["actions"])}


def _actions_out(actions: Actions) -> dict[str, object]:
    names = ("category_id", "category", "merchant", "notes", "kind")
    return {**{name: actions.get(name) for name in names}, "tags": actions.get("tags", [])}
