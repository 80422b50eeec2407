"""The fields of a transaction that a rule's conditions can compare, and the check of conditions before they are saved.

A condition is {field, op, value}. A new field is a property of `Compared` and a line of CONDITION_FIELDS.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

from app.rules.comparisons import AMOUNT, EXACT, TEXT, Comparison, Predicate
from app.rules.documents import Condition

MAX_CONDITIONS = 20

# A JSON pointer into the rule, and a message.
Problem = tuple[str, str]


class ConditionField(NamedTuple):
    """How a field is compared, and the attributes of a Candidate from which `Compared` makes its value.

    A decision is remembered by the facts that the workspace's rules look at (`Categoriser`): a fact that is left out
    here would let transactions that differ in it share a decision.
    """

    comparison: Comparison
    facts: tuple[str, ...]


CONDITION_FIELDS: Mapping[str, ConditionField] = {
    "merchant": ConditionField(TEXT, ("merchant",)),
    "description": ConditionField(TEXT, ("description",)),
    "notes": ConditionField(TEXT, ("notes",)),
    "amount": ConditionField(AMOUNT, ("amount_minor", "currency")),
    "amount_abs": ConditionField(AMOUNT, ("amount_minor", "currency")),
    "account_id": ConditionField(EXACT, ("account_id",)),
    "currency": ConditionField(EXACT, ("currency",)),
}
OPERATORS = frozenset[str]().union(*(field.comparison.ops for field in CONDITION_FIELDS.values()))


def compile_condition(condition: Condition) -> Predicate:
    """Returns the predicate of a condition that `validate_conditions` found nothing wrong with."""
    name = condition["field"]
    return CONDITION_FIELDS[name].comparison.predicate(attrgetter(name), condition["op"], condition["value"])


def is_amount(name: str) -> bool:
    """Whether a field is compared as an amount."""
    return name in CONDITION_FIELDS and CONDITION_FIELDS[name].comparison is AMOUNT


def validate_conditions(conditions: object) -> list[Problem]:
    """Returns what is wrong with a rule's conditions, as (JSON pointer, message) pairs."""
    if not isinstance(conditions, list) or not conditions:
        return [("/conditions", "Give at least one condition.")]
    if len(conditions) > MAX_CONDITIONS:
        return [("/conditions", f"A rule has at most {MAX_CONDITIONS} conditions.")]
    problems: list[Problem] = []
    for index, condition in enumerate(conditions):
        problems += _validate_condition(f"/conditions/{index}", condition)
    return problems


def _validate_condition(pointer: str, condition: object) -> list[Problem]:
    if not isinstance(condition, Mapping):
        return [(pointer, "A condition is an object with field, op and value.")]
    name, op, value = condition.get("field"), condition.get("op"), condition.get("value")
    field = CONDITION_FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        return [(f"{pointer}/field", f"Unknown field; use one of {', '.join(sorted(CONDITION_FIELDS))}.")]
    ops = field.comparison.ops
    if not isinstance(op, str) or op not in ops:
        return [(f"{pointer}/op", f"{name} can be compared with {', '.join(sorted(ops))}.")]
    message = field.comparison.problem_of(op, value)
    return [(f"{pointer}/value", message)] if message else []
