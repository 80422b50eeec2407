"""The user's rules: conditions over one transaction, compiled once and asked for every row.

A rule document carries ``conditions`` (all must hold), ``actions``, ``priority`` (lower is asked first) and
``enabled``. Text is compared folded (NFKC, case, white space); amounts are compared as decimals in the row's own
currency.
"""

import operator
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import re2

from app.money import MoneyError, from_minor, plain_decimal

MAX_CONDITIONS = 20
MAX_VALUE_LENGTH = 500
# Bytes of compiled automaton a pattern may use; a page of alternatives fits, a bomb such as (x{500}){500} does not.
MAX_PATTERN_MEMORY = 1 << 18

TEXT_FIELDS = frozenset({"merchant", "description", "notes"})
AMOUNT_FIELDS = frozenset({"amount", "amount_abs"})
EXACT_FIELDS = frozenset({"account_id", "currency"})
TEXT_OPS = frozenset({"equals", "contains", "starts_with", "ends_with", "matches"})
AMOUNT_OPS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "equals": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}

Problem = tuple[str, str]


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case-folded, white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


# Not frozen: that would double the time to make one, which is done for every row.
@dataclass(eq=False)
class Candidate:
    """What rules may look at in a transaction; ``amount_minor`` is signed, in minor units of ``currency``."""

    merchant: str
    description: str
    amount_minor: int
    currency: str
    notes: str = ""
    account_id: str = ""

    @cached_property
    def folded(self) -> dict[str, str]:
        """The text fields in their compared form."""
        return {
            "merchant": fold(self.merchant),
            "description": fold(self.description),
            "notes": fold(self.notes),
        }

    @cached_property
    def amount(self) -> Decimal:
        """The signed amount as a decimal."""
        return from_minor(self.amount_minor, self.currency)


Predicate = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked; the actions are those of its document, None or empty where it has none."""

    rule_id: str
    predicates: tuple[Predicate, ...]
    category: str | None = None
    merchant: str | None = None
    tags: tuple[str, ...] = ()
    notes: str | None = None
    kind: str | None = None


class Matcher:
    """The enabled rules of a workspace in the order they are asked."""

    def __init__(self, rules: Iterable[CompiledRule], fields: Collection[str] = ()) -> None:
        self.rules = tuple(rules)
        # The fields of a transaction that the rules read.
        self.fields = frozenset(fields)

    def first_match(self, row: Candidate) -> CompiledRule | None:
        """The first rule whose conditions all hold, or None."""
        # Written out: this is asked for every row of an import and every rule, where a call of all() doubles the time.
        for rule in self.rules:
            for holds in rule.predicates:
                if not holds(row):
                    break
            else:
                return rule
        return None


def compile_rules(rules: Iterable[Mapping[str, Any]]) -> Matcher:
    """Compile stored rule documents, leaving out the disabled ones.

    Equal priorities keep the order given. The documents passed ``validate_conditions`` when they were saved; one that
    does not now raises ValueError.
    """
    enabled = [rule for rule in rules if rule.get("enabled", True)]
    enabled.sort(key=lambda rule: rule.get("priority", 0))
    fields = {condition["field"] for rule in enabled for condition in rule["conditions"]}
    return Matcher([_compile_rule(rule) for rule in enabled], fields)


def _compile_rule(rule: Mapping[str, Any]) -> CompiledRule:
    conditions = rule["conditions"]
    problems = validate_conditions(conditions)
    if problems:
        pointer, message = problems[0]
        raise ValueError(f"Rule {rule.get('_id', rule.get('id'))}: {pointer}: {message}")
    actions = rule.get("actions", {})
    return CompiledRule(
        rule_id=str(rule.get("_id", rule.get("id", ""))),
        predicates=tuple(_compile_condition(c["field"], c["op"], c["value"]) for c in conditions),
        category=actions.get("category"),
        merchant=actions.get("merchant"),
        tags=tuple(actions.get("tags") or ()),
        notes=actions.get("notes"),
        kind=actions.get("kind"),
    )


def _compile_condition(field: str, op: str, value: Any) -> Predicate:
    if field in TEXT_FIELDS:
        return _matches_pattern(field, value) if op == "matches" else _compares_text(field, op, fold(value))
    if field in AMOUNT_FIELDS:
        return _compares_amount(field, AMOUNT_OPS[op], _as_decimal(value))
    wanted = str(value)
    return lambda row: getattr(row, field) == wanted


def _compares_text(field: str, op: str, wanted: str) -> Predicate:
    match op:
        case "equals":
            return lambda row: row.folded[field] == wanted
        case "contains":
            return lambda row: wanted in row.folded[field]
        case "starts_with":
            return lambda row: row.folded[field].startswith(wanted)
        case _:
            return lambda row: row.folded[field].endswith(wanted)


def _matches_pattern(field: str, pattern: str) -> Predicate:
    search = _compile_pattern(pattern).search
    return lambda row: search(row.folded[field]) is not None


def _compares_amount(field: str, compare: Callable[[Decimal, Decimal], bool], wanted: Decimal) -> Predicate:
    if field == "amount_abs":
        return lambda row: compare(abs(row.amount), wanted)
    return lambda row: compare(row.amount, wanted)


def _compile_pattern(pattern: str) -> Any:
    """RE2 runs in time linear in the text, so a pattern of a user cannot hang a worker."""
    options = re2.Options()
    options.max_mem = MAX_PATTERN_MEMORY
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(unicodedata.normalize("NFKC", pattern), options)


def _as_decimal(value: Any) -> Decimal:
    """The number of a rule that may be older than the check of how it is written."""
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise InvalidOperation
    return number


def validate_conditions(conditions: Any) -> list[Problem]:
    """What is wrong with a rule's conditions, as (JSON pointer, message) pairs; empty when they can be compiled."""
    if not isinstance(conditions, list) or not conditions:
        return [("/conditions", "Give at least one condition.")]
    if len(conditions) > MAX_CONDITIONS:
        return [("/conditions", f"A rule has at most {MAX_CONDITIONS} conditions.")]
    problems: list[Problem] = []
    for index, condition in enumerate(conditions):
        problems += _validate_condition(f"/conditions/{index}", condition)
    return problems


def _validate_condition(pointer: str, condition: Any) -> list[Problem]:
    if not isinstance(condition, Mapping):
        return [(pointer, "A condition is an object with field, op and value.")]
    field, op, value = condition.get("field"), condition.get("op"), condition.get("value")
    ops = _ops_of(field)
    if not ops:
        known = sorted(TEXT_FIELDS | AMOUNT_FIELDS | EXACT_FIELDS)
        return [(f"{pointer}/field", f"Unknown field; use one of {', '.join(known)}.")]
    if not isinstance(op, str) or op not in ops:
        return [(f"{pointer}/op", f"{field} can be compared with {', '.join(sorted(ops))}.")]
    message = _value_problem(str(field), str(op), value)
    return [(f"{pointer}/value", message)] if message else []


def _ops_of(field: Any) -> frozenset[str]:
    if not isinstance(field, str):
        return frozenset()
    if field in TEXT_FIELDS:
        return TEXT_OPS
    if field in AMOUNT_FIELDS:
        return frozenset(AMOUNT_OPS)
    return frozenset({"equals"}) if field in EXACT_FIELDS else frozenset()


def _value_problem(field: str, op: str, value: Any) -> str | None:
    if field in AMOUNT_FIELDS:
        return _amount_problem(value)
    if not isinstance(value, str) or not value.strip():
        return "Give a text that is not empty."
    if len(value) > MAX_VALUE_LENGTH:
        return f"At most {MAX_VALUE_LENGTH} characters."
    return _pattern_problem(value) if op == "matches" else None


def _amount_problem(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return 'Give the amount as a decimal string such as "-12.50".'
    try:
        _as_decimal(plain_decimal(value.strip()) if isinstance(value, str) else value)
    except (MoneyError, InvalidOperation):
        return f'{str(value)[:40]!r} is not an amount such as "-12.50".'
    return None


def _pattern_problem(pattern: str) -> str | None:
    try:
        _compile_pattern(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else "not a pattern"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"Not a regular expression RE2 accepts: {text}."
    return None
