"""Reads a plan that came from elsewhere: a model's answer, or one that was kept. What is impossible is refused."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from app.ai.questions.plan import (
    GROUPS,
    KINDS,
    MEASURES,
    MOST_ROWS,
    ORDERS,
    PERS,
    WEEKDAYS,
    Filters,
    Names,
    Plan,
)
from app.ai.questions.vocabulary import Vocabulary
from app.money import CURRENCIES

_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)
_LONGEST_NAME = 120
_MOST_NAMES = 20
_MOST_MONEY = Decimal(10) ** 15
# What can be grouped, and what can be divided by a time.
_GROUPED = {"sum", "average", "count", "largest", "smallest", "median"}
_DIVIDED = {"sum", "average", "count"}
_OF_ACCOUNTS = {"balance", "net_worth"}


class ImpossiblePlan(Exception):
    """A plan that says nothing possible; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_plan(answer: Mapping[str, object], vocabulary: Vocabulary) -> Plan:
    """Returns the plan in an answer with the names of PlanJson or PlanAnswer; raises ImpossiblePlan.

    Categories, accounts and tags are those of the vocabulary; a merchant may be an unknown one.
    """
    reading = _Reading(answer)
    filters, exclude = reading.part("filters"), reading.part("exclude")
    plan = Plan(
        measure=reading.word("measure", MEASURES, "sum"),
        kind=reading.word("kind", KINDS, "expense"),
        currency=reading.text("currency"),
        filters=Filters(
            **_names(filters, vocabulary),
            text=filters.text("text"),
            weekday=filters.word("weekday", WEEKDAYS, None),
            amount_min=filters.amount("amount_min"),
            amount_max=filters.amount("amount_max"),
        ),
        exclude=Names(**_names(exclude, vocabulary)),
        from_=reading.day("from"),
        to=reading.day("to"),
        group_by=reading.word("group_by", GROUPS, "none"),
        compare_from=reading.day("compare_from"),
        compare_to=reading.day("compare_to"),
        per=reading.word("per", PERS, "none"),
        limit=reading.whole("limit"),
        order=reading.word("order", ORDERS, None),
    )
    problems = reading.problems or problems_of(plan)
    if problems:
        raise ImpossiblePlan(problems)
    return plan


def problems_of(plan: Plan) -> list[str]:
    """Returns what is impossible in a plan, as sentences."""
    found = {
        "`from` is after `to`": _inverted(plan.from_, plan.to),
        "`compare_from` is after `compare_to`": _inverted(plan.compare_from, plan.compare_to),
        "a comparison needs both its days": (plan.compare_from is None) != (plan.compare_to is None),
        "`amount_min` is above `amount_max`": _inverted(plan.filters.amount_min, plan.filters.amount_max),
        f"`limit` is 1 to {MOST_ROWS}": plan.limit is not None and not 1 <= plan.limit <= MOST_ROWS,
        "`currency` is no code of ISO 4217": bool(plan.currency) and plan.currency not in CURRENCIES,
        f"`{plan.measure}` has no groups": plan.group_by != "none" and plan.measure not in _GROUPED,
        f"`{plan.measure}` is not said per {plan.per}": plan.per != "none" and plan.measure not in _DIVIDED,
        f"`{plan.measure}` is of accounts only": plan.measure in _OF_ACCOUNTS and _of_transactions(plan),
    }
    return [problem for problem, wrong in found.items() if wrong]


def _inverted(low: Any, high: Any) -> bool:
    return low is not None and high is not None and bool(low > high)


def _of_transactions(plan: Plan) -> bool:
    """Whether it filters by what an account's balance cannot be filtered by."""
    ours, left_out = plan.filters, plan.exclude
    filters = Filters(account_id=ours.account_id)
    return ours != filters or left_out != Names(account_id=left_out.account_id)


def _names(reading: "_Reading", vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "category": reading.names("category", vocabulary.categories.__contains__),
        "merchant": reading.names("merchant", lambda _name: True),
        "account_id": reading.names("account_id", vocabulary.accounts.__contains__),
        "tag": reading.names("tag", frozenset(vocabulary.tags.values()).__contains__),
    }


class _Reading:
    """Reads the fields of an answer one by one and keeps what is wrong with them."""

    def __init__(self, answer: Any, problems: list[str] | None = None) -> None:
        self.problems: list[str] = [] if problems is None else problems
        self._answer: Mapping[str, object] = answer if isinstance(answer, Mapping) else {}
        if not isinstance(answer, Mapping):
            self.problems.append("a plan and its filters are objects")

    def part(self, name: str) -> "_Reading":
        return _Reading(self._answer.get(name) or {}, self.problems)

    def word(self, name: str, words: tuple[Any, ...], default: Any) -> Any:
        value = self._answer.get(name)
        if value is None:
            return default
        return value if value in words else self._wrong(name, value, f"is one of {', '.join(words)}")

    def text(self, name: str) -> Any:
        value = self._answer.get(name)
        if value is None or value == "":
            return None
        fits = isinstance(value, str) and value.strip() and len(value) <= _LONGEST_NAME
        return (
            str(value).strip() if fits else self._wrong(name, value, f"is a text of up to {_LONGEST_NAME} characters")
        )

    def names(self, name: str, known: Callable[[str], bool]) -> tuple[str, ...]:
        value = self._answer.get(name) or []
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or len(listed) > _MOST_NAMES or not all(map(_is_name, listed)):
            self._wrong(name, value, f"is up to {_MOST_NAMES} names")
            return ()
        for unknown in (each for each in listed if not known(each)):
            self._wrong(name, unknown, "is not one of this workspace")
        return tuple(dict.fromkeys(listed))

    def day(self, name: str) -> date | None:
        value = self._answer.get(name)
        if value is None or value == "":
            return None
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        fits = day is not None and _EARLIEST <= day <= _LATEST
        return day if fits else self._wrong(name, value, "is a day such as 2026-11-29")

    def amount(self, name: str) -> Decimal | None:
        value = self._answer.get(name)
        if value is None or value == "":
            return None
        try:
            amount = Decimal(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
        except InvalidOperation:
            amount = None
        fits = amount is not None and amount.is_finite() and 0 <= amount < _MOST_MONEY
        return amount if fits else self._wrong(name, value, "is an amount such as 12.50, without a sign")

    def whole(self, name: str) -> int | None:
        value = self._answer.get(name)
        fits = value is None or (isinstance(value, int) and not isinstance(value, bool))
        return cast(int | None, value) if fits else self._wrong(name, value, "is a whole number")

    def _wrong(self, name: str, value: Any, what: str) -> Any:
        self.problems.append(f"`{name}` {what}, not {str(value)[:_LONGEST_NAME]!r}")
        return None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LONGEST_NAME
