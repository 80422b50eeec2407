"""A piece of advice: what was found, its evidence, what it would save, and what can be done about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from bson import ObjectId

from app.infra.untyped import JsonObject
from app.insights.numbers import Number

Kind = Literal[
    "paid_twice",
    "charged_twice",
    "same_category",
    "price_rise",
    "growing_category",
    "bank_fees",
    "habit",
    "uncategorised",
    "largest_category",
    "savings_rate",
]
Period = Literal["year", "once"]
# The filters of the list of transactions, by which evidence is found and shown; days as midnight UTC.
Filters = Mapping[str, str | datetime | Sequence[str] | bool]

_TRANSACTIONS = "/api/v1/transactions"
_WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Action:
    """A request to this API that does something about it."""

    kind: Literal["list_transactions", "create_rule"]
    method: Literal["GET", "POST"]
    path: str
    body: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece; amounts in minor units of the currency that all advice is in.

    Its transactions are `transaction_ids`, or those that `filters` select where there are none.
    """

    kind: Kind
    title: str
    text: str
    numbers: Sequence[Number]
    filters: Filters
    saving: int = 0
    period: Period = "year"
    transaction_ids: Sequence[ObjectId] = ()
    action: Action | None = None

    @property
    def act(self) -> Action:
        """The action; where there is nothing better, to look at the transactions."""
        return self.action or Action("list_transactions", "GET", f"{_TRANSACTIONS}?{urlencode(_written(self.filters))}")


def _written(filters: Filters) -> dict[str, str]:
    """The filters as a query has them."""
    return {name: _word(value) for name, value in filters.items()}


def _word(value: str | datetime | Sequence[str] | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str) else ",".join(value)


def watch(merchant: str) -> Action:
    """Returns the action that tags what the merchant gets from now on."""
    condition = {"field": "merchant", "op": "equals", "value": merchant}
    body = {"name": f"Watch {merchant}"[:100], "conditions": [condition], "actions": {"tags": [_WATCHED]}}
    return Action("create_rule", "POST", "/api/v1/rules", body)


def ranked(found: Sequence[Advice], most: int) -> list[Advice]:
    """Returns so much advice, what saves most first: the best of each kind, and seconds only where there is room."""
    best, more = list[Advice](), list[Advice]()
    for advice in sorted(found, key=_by_saving):
        (more if any(each.kind == advice.kind for each in best) else best).append(advice)
    return sorted([*best, *more][:most], key=_by_saving)


def _by_saving(advice: Advice) -> int:
    return -advice.saving
