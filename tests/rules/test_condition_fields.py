"""Every field that conditions can compare: a decision is remembered by all that it was made from."""

from typing import NamedTuple

import pytest
from bson import ObjectId

from app.categories.taxonomy import DEFAULT_CATEGORIES
from app.rules.candidate import Candidate, Compared
from app.rules.categoriser import Categoriser
from app.rules.conditions import CONDITION_FIELDS

CATEGORIES = {
    default.slug: {"_id": ObjectId(), "slug": default.slug, "kind": default.kind} for default in DEFAULT_CATEGORIES
}
ACCOUNT = ObjectId()


class Example(NamedTuple):
    """A condition, and two transactions that are alike but for what it compares: it holds for the second only."""

    op: str
    value: str
    without: dict[str, object]
    holds: dict[str, object]


# A new condition field needs its example here.
EXAMPLES = {
    "merchant": Example("equals", "me", {"merchant": "You"}, {"merchant": "Me"}),
    "description": Example("contains", "0124", {"description": "SHOP 0123"}, {"description": "SHOP 0124"}),
    "notes": Example("contains", "team", {"notes": None}, {"notes": "Team lunch"}),
    "amount": Example("lt", "-5", {"amount_minor": -450}, {"amount_minor": -900}),
    "amount_abs": Example("equals", "450", {"currency": "USD"}, {"currency": "JPY"}),
    "account_id": Example("equals", str(ACCOUNT), {"account_id": ObjectId()}, {"account_id": ACCOUNT}),
    "currency": Example("equals", "EUR", {"currency": "USD"}, {"currency": "EUR"}),
}


def a_candidate(made_by=Candidate, **facts):
    return made_by(**{"description": "SHOP 0123", "amount_minor": -450, "currency": "USD", **facts})


def a_categoriser(field):
    example = EXAMPLES[field]
    condition = {"field": field, "op": example.op, "value": example.value}
    rule = {"_id": ObjectId(), "conditions": [condition], "actions": {"tags": ["hit"]}, "priority": 1, "enabled": True}
    return Categoriser([rule], {}, CATEGORIES)


@pytest.mark.parametrize("field", CONDITION_FIELDS)
def test_a_decision_is_not_reused_for_a_transaction_that_differs_in_what_a_rule_compares(field):
    categoriser, example = a_categoriser(field), EXAMPLES[field]
    assert categoriser.file(a_candidate(**example.without)).tags == ()
    assert categoriser.file(a_candidate(**example.holds)).tags == ("hit",)


@pytest.mark.parametrize("field", CONDITION_FIELDS)
def test_a_decision_is_reused_for_a_transaction_with_the_same_facts(field):
    categoriser, example = a_categoriser(field), EXAMPLES[field]
    first = categoriser.file(a_candidate(**example.holds))
    assert categoriser.file(a_candidate(**example.holds)) is first


class Recording(Candidate):
    """A candidate that notes which of its facts are read."""

    def __getattribute__(self, name):
        if not name.startswith("_"):
            _READ.add(name)
        return super().__getattribute__(name)


_READ: set[str] = set()


@pytest.mark.parametrize("field", CONDITION_FIELDS)
def test_a_field_names_all_facts_that_its_value_is_made_from(field):
    candidate = a_candidate(Recording, merchant="Shop", notes="Team lunch", account_id=ACCOUNT)
    _READ.clear()
    getattr(Compared(candidate), field)
    assert set(CONDITION_FIELDS[field].facts) == _READ


def test_without_rules_transactions_that_differ_in_amount_notes_and_numbers_share_a_decision():
    categoriser = Categoriser([], {}, CATEGORIES)
    first = categoriser.file(a_candidate(description="NETFLIX 0123", notes="mine"))
    assert categoriser.file(a_candidate(description="NETFLIX 9876", amount_minor=-1299, account_id=ACCOUNT)) is first
