import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from app.rules.candidate import Candidate, fold
from app.rules.conditions import validate_conditions
from app.rules.matcher import compile_rules


def a_candidate(**changes):
    fields = {
        "merchant": "Blue Bottle Coffee",
        "description": "SQ *BLUE BOTTLE COFFEE 0412",
        "amount_minor": -450,
        "currency": "USD",
        "notes": "with Ada",
        "account_id": ObjectId("65f0c0ffee0000000000a001"),
    }
    return Candidate(**fields | changes)


def a_rule(*conditions, **fields):
    named = [dict(zip(("field", "op", "value"), condition, strict=True)) for condition in conditions]
    return {"_id": "r1", "conditions": named, "actions": {"category": "coffee"}, **fields}


def matches(*conditions, **candidate):
    return compile_rules([a_rule(*conditions)]).first_match(a_candidate(**candidate)) is not None


@pytest.mark.parametrize(
    ("op", "value"),
    [
        ("equals", "blue bottle COFFEE"),
        ("contains", "Bottle"),
        ("starts_with", "blue"),
        ("ends_with", "coffee"),
        ("matches", r"^blue\s+b\w+"),
        ("matches", "BOTTLE"),
    ],
)
def test_text_is_compared_without_regard_to_case(op, value):
    assert matches(("merchant", op, value))
    assert not matches(("merchant", op, value), merchant="Ritual")


def test_text_is_compared_in_its_compatible_form():
    assert matches(("merchant", "equals", "Ｃafé  Ｎero"), merchant="cafe\u0301 nero")
    assert matches(("merchant", "contains", "straße"), merchant="HAUPTSTRASSE 5")


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("lt", "-4.49", True),
        ("lt", "-4.50", False),
        ("lte", "-4.50", True),
        ("gt", "-5", True),
        ("gte", "-4.5", True),
        ("equals", "-4.500", True),
        ("equals", "4.50", False),
    ],
)
def test_amounts_are_compared_with_their_sign(op, value, expected):
    assert matches(("amount", op, value)) is expected


def test_the_absolute_amount_ignores_the_sign():
    assert matches(("amount_abs", "equals", "4.50"))
    assert matches(("amount_abs", "gt", "4"), amount_minor=450)


def test_amounts_are_read_in_the_currency_of_the_row():
    assert matches(("amount", "equals", "-450"), currency="JPY")
    assert matches(("amount", "equals", "-0.450"), currency="KWD")


def test_all_conditions_must_hold():
    conditions = (("merchant", "contains", "bottle"), ("amount", "lt", "-10"))
    assert not matches(*conditions)
    assert matches(*conditions, amount_minor=-1001)


def test_account_and_currency_are_compared_exactly():
    assert matches(("account_id", "equals", "65f0c0ffee0000000000a001"), ("currency", "equals", "USD"))
    assert not matches(("currency", "equals", "EUR"))


def test_the_lowest_priority_number_is_asked_first_and_disabled_rules_never():
    by_name = ("merchant", "contains", "coffee")
    rules = [
        a_rule(by_name, _id="late", priority=20),
        a_rule(by_name, _id="off", priority=1, enabled=False),
        a_rule(by_name, _id="early", priority=10),
    ]
    found = compile_rules(rules).first_match(a_candidate())
    assert found is not None
    assert found.rule_id == "early"


def test_equal_priorities_keep_their_order():
    rules = [a_rule(("notes", "contains", "ada"), _id=name, priority=5) for name in ("first", "second")]
    found = compile_rules(rules).first_match(a_candidate())
    assert found is not None
    assert found.rule_id == "first"


def test_actions_come_with_the_rule():
    actions = {"merchant": "Blue Bottle", "tags": ["treat"], "notes": "again", "kind": "expense"}
    rule = compile_rules([a_rule(("notes", "contains", "ada"), actions=actions)]).rules[0]
    assert (rule.category, rule.merchant, rule.tags, rule.notes) == (None, "Blue Bottle", ("treat",), "again")
    assert rule.kind == "expense"


@pytest.mark.parametrize(
    ("condition", "pointer"),
    [
        ({"field": "colour", "op": "equals", "value": "red"}, "/conditions/0/field"),
        ({"field": ["merchant"], "op": "equals", "value": "red"}, "/conditions/0/field"),
        ({"field": "merchant", "op": "gt", "value": "a"}, "/conditions/0/op"),
        ({"field": "amount", "op": "contains", "value": "1"}, "/conditions/0/op"),
        ({"field": "amount", "op": ["lt"], "value": "1"}, "/conditions/0/op"),
        ({"field": "amount", "op": "lt", "value": "ten"}, "/conditions/0/value"),
        ({"field": "amount", "op": "lt", "value": "NaN"}, "/conditions/0/value"),
        ({"field": "amount", "op": "lt", "value": "1e999999999"}, "/conditions/0/value"),
        ({"field": "amount", "op": "lt", "value": True}, "/conditions/0/value"),
        ({"field": "merchant", "op": "contains", "value": "  "}, "/conditions/0/value"),
        ({"field": "merchant", "op": "contains", "value": "x" * 501}, "/conditions/0/value"),
        ({"field": "merchant", "op": "matches", "value": "(open"}, "/conditions/0/value"),
        ({"field": "merchant", "op": "matches", "value": r"(a)\1"}, "/conditions/0/value"),
        ({"field": "merchant", "op": "matches", "value": "((x{100}){100}){100}"}, "/conditions/0/value"),
        ("merchant equals red", "/conditions/0"),
    ],
)
def test_a_wrong_condition_is_named_by_its_pointer(condition, pointer):
    [(found, message)] = validate_conditions([condition])
    assert found == pointer
    assert message.endswith(".")


@pytest.mark.parametrize("conditions", [None, [], "merchant", [{}] * 21])
def test_conditions_are_a_list_of_one_to_twenty(conditions):
    assert validate_conditions(conditions)[0][0] == "/conditions"


def test_a_broken_document_is_not_compiled_silently():
    with pytest.raises(ValueError, match="Rule r1: /conditions/0/value"):
        compile_rules([a_rule(("merchant", "matches", "(open"))])


@given(st.text(max_size=60), st.sampled_from(["equals", "contains", "starts_with", "ends_with"]))
def test_every_text_matches_itself(text, op):
    condition = {"field": "description", "op": op, "value": text}
    if not validate_conditions([condition]):
        assert matches(("description", op, text), description=text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_pattern_is_either_refused_with_a_message_or_runs(pattern, text):
    if not validate_conditions([{"field": "notes", "op": "matches", "value": pattern}]):
        assert matches(("notes", "matches", pattern), notes=text) in (True, False)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_for_matching(text):
    assert fold(fold(text)) == fold(text)
