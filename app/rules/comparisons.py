"""How conditions compare: texts, amounts, and values that are equal or not.

Texts are compared folded (NFKC, case, white space), amounts as decimals in the transaction's own currency.
"""

import operator
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import re2

from app.money import MoneyError, plain_decimal
from app.rules.candidate import Compared, fold

MAX_VALUE_LENGTH = 500
# Bytes of compiled automaton a pattern may use; a page of alternatives fits, a bomb such as (x{500}){500} does not.
MAX_PATTERN_MEMORY = 1 << 18

# Reads the value of one field.
Getter = Callable[[Compared], Any]
Predicate = Callable[[Compared], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A way to compare: its operators, what is wrong with a value of a condition, and the predicate of one."""

    ops: frozenset[str]
    problem_of: Callable[[str, object], str | None]
    predicate: Callable[[Getter, str, str], Predicate]


def _text_problem(op: str, value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "Give a text that is not empty."
    if len(value) > MAX_VALUE_LENGTH:
        return f"At most {MAX_VALUE_LENGTH} characters."
    return _pattern_problem(value) if op == "matches" else None


def _pattern_problem(pattern: str) -> str | None:
    try:
        _compile_pattern(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else "not a pattern"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"Not a regular expression RE2 accepts: {text}."
    return None


def _compile_pattern(pattern: str) -> Any:  # re2 carries no types
    """RE2 runs in time linear in the text, so a pattern of a user cannot hang a worker."""
    options = re2.Options()
    options.max_mem = MAX_PATTERN_MEMORY
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(unicodedata.normalize("NFKC", pattern), options)


def _compares_text(get: Getter, op: str, value: str) -> Predicate:
    if op == "matches":
        search = _compile_pattern(value).search
        return lambda row: search(get(row)) is not None
    wanted = fold(value)
    match op:
        case "equals":
            return lambda row: get(row) == wanted
        case "contains":
            return lambda row: wanted in get(row)
        case "starts_with":
            return lambda row: get(row).startswith(wanted)
        case _:
            return lambda row: get(row).endswith(wanted)


TEXT = Comparison(
    frozenset({"equals", "contains", "starts_with", "ends_with", "matches"}), _text_problem, _compares_text
)

_AMOUNT_OPS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "equals": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _amount_problem(_op: str, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return 'Give the amount as a decimal string such as "-12.50".'
    try:
        _as_decimal(plain_decimal(value.strip()) if isinstance(value, str) else value)
    except (MoneyError, InvalidOperation):
        return f'{str(value)[:40]!r} is not an amount such as "-12.50".'
    return None


def _as_decimal(value: str | int | Decimal) -> Decimal:
    """The number of a rule that may be older than the check of how it is written."""
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise InvalidOperation
    return number


def _compares_amount(get: Getter, op: str, value: str) -> Predicate:
    compare, wanted = _AMOUNT_OPS[op], _as_decimal(value)
    return lambda row: compare(get(row), wanted)


AMOUNT = Comparison(frozenset(_AMOUNT_OPS), _amount_problem, _compares_amount)


def _compares_exactly(get: Getter, _op: str, value: str) -> Predicate:
    wanted = str(value)
    return lambda row: bool(get(row) == wanted)


EXACT = Comparison(frozenset({"equals"}), _text_problem, _compares_exactly)
