"""The plan of a question: what to measure, of which transactions, over which days.

A plan is made by the local planner or by a model, and means the same whoever made it. As JSON it has the names that the
API shows. `checks.read_plan` reads one that came from elsewhere.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypedDict, cast, get_args

import typing_extensions

# What is worked out. `average` is of a transaction, or with `per` of a month, week or day; so is `count`. `balance` is
# that of accounts on the day `to`, `savings_rate` the part of income not spent, `list` the transactions themselves.
Measure = Literal[
    "sum", "average", "count", "largest", "smallest", "median",
    "balance", "net_worth", "savings_rate", "first_date", "last_date", "list",
]  # fmt: skip
# `expense` is spending net of refunds, `income` money in, `net` both (income less spending; of a count or a list, all
# but transfers), `transfer` moves between own accounts, `refund` money that came back: positive amounts filed as
# spending, and the category of refunds.
Kind = Literal["expense", "income", "net", "transfer", "refund"]
GroupBy = Literal["none", "category", "merchant", "month", "week", "day", "weekday", "account", "tag"]
Per = Literal["none", "month", "week", "day"]
# Of a list, by day; of groups, by value. None is the newest first, and of groups the largest, or the days in order.
Order = Literal["asc", "desc"]
Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend", "workday"
]  # fmt: skip

MEASURES: tuple[Measure, ...] = get_args(Measure)
KINDS: tuple[Kind, ...] = get_args(Kind)
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)
PERS: tuple[Per, ...] = get_args(Per)
ORDERS: tuple[Order, ...] = get_args(Order)
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what a plan is about; several of one kind mean any of them. A category means those below it as well."""

    category: tuple[str, ...] = ()
    merchant: tuple[str, ...] = ()
    account_id: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters(Names):
    """Which transactions a plan reads. `text` stands in the description; amounts are magnitudes, both included."""

    text: str | None = None
    weekday: Weekday | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A question as the program understood it. Periods include both days; without a day they are open on that side.

    `from_` is `from` in JSON. A comparison has both days. Without a `currency` the question named none.
    """

    measure: Measure = "sum"
    kind: Kind = "expense"
    currency: str | None = None
    filters: Filters = Filters()
    exclude: Names = Names()
    from_: date | None = None
    to: date | None = None
    group_by: GroupBy = "none"
    compare_from: date | None = None
    compare_to: date | None = None
    per: Per = "none"
    limit: int | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A question without a plan: why, and questions that have one.

    `is_outside` says that it was understood and has no answer, whoever is asked.
    """

    reason: str
    examples: tuple[str, ...] = field(default=())
    is_outside: bool = False


class NamesJson(TypedDict, total=False):
    """The names of a plan as JSON: a text for one, a list for several; what is not filtered by is left out."""

    category: str | list[str]
    merchant: str | list[str]
    account_id: str | list[str]
    tag: str | list[str]


class FiltersJson(NamesJson, total=False):
    """The filters as JSON; amounts are decimal strings."""

    text: str
    weekday: str
    amount_min: str
    amount_max: str


# A plan as JSON, days as 2026-11-29. `exclude` is there only if something is left out.
_PlanFields = TypedDict(
    "_PlanFields",
    {
        "measure": str,
        "kind": str,
        "currency": str | None,
        "filters": FiltersJson,
        "from": str | None,
        "to": str | None,
        "group_by": str,
        "compare_from": str | None,
        "compare_to": str | None,
        "per": str,
        "limit": int | None,
        "order": str | None,
    },
)


class PlanJson(_PlanFields, total=False):
    """A plan as JSON, as the API shows it and as it is kept."""

    exclude: NamesJson


class FiltersAnswer(typing_extensions.TypedDict):
    """The filters in a model's answer."""

    category: list[str]
    merchant: list[str]
    account_id: list[str]
    tag: list[str]
    text: str | None
    weekday: Weekday | None
    amount_min: str | None
    amount_max: str | None


# What a model is asked for; `understood` is false for a question that is not about the user's own money.
# pydantic, which reads the answer, wants the TypedDict of typing_extensions.
PlanAnswer = typing_extensions.TypedDict(
    "PlanAnswer",
    {
        "understood": bool,
        "measure": Measure,
        "kind": Kind,
        "currency": str | None,
        "filters": FiltersAnswer,
        "from": str | None,
        "to": str | None,
        "group_by": GroupBy,
        "compare_from": str | None,
        "compare_to": str | None,
        "per": Per,
        "limit": int | None,
        "order": Order | None,
    },
)


def plan_json(plan: Plan) -> PlanJson:
    """Returns a plan as JSON."""
    shown: PlanJson = {
        "measure": plan.measure,
        "kind": plan.kind,
        "currency": plan.currency,
        "filters": filters_json(plan.filters),
        "from": _day(plan.from_),
        "to": _day(plan.to),
        "group_by": plan.group_by,
        "compare_from": _day(plan.compare_from),
        "compare_to": _day(plan.compare_to),
        "per": plan.per,
        "limit": plan.limit,
        "order": plan.order,
    }
    if plan.exclude != Names():
        shown["exclude"] = filters_json(plan.exclude)
    return shown


def filters_json(names: Names) -> FiltersJson:
    """Returns filters as JSON, without those that are not set."""
    shown = {each.name: _value(getattr(names, each.name)) for each in fields(names)}
    return cast(FiltersJson, {name: value for name, value in shown.items() if value is not None})


def _value(value: Any) -> str | list[str] | None:
    if isinstance(value, tuple):
        return list(value) if len(value) > 1 else value[0] if value else None
    return None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
