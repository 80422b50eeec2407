"""Hundreds of written questions through POST /insights/ask: understood as meant, and answered as the oracle does."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from app.ai.questions import read_plan
from app.insights.ask.known_names import known_names
from tests.ai.questions.asked import plan_shown, written
from tests.insights.ask.test_execution import assert_numbers_are_kept, length_of, numbers_of

# The files are written for en-US with weeks from Monday on; the ledger's en-GB has these, and its days before months.
_MONTH_FIRST = re.compile(r"\d/\d+/\d")
PLANNED = [
    (question, plan)
    for question, plan in (*written("english.txt"), *written("other_languages.txt"))
    if not _MONTH_FIRST.search(question)
]
REFUSED = [question for question, _ in written("refused.txt")]
FOLLOWED = list(written("follow_ups.txt"))
PARTS = 8


class Told:
    """An answer of the API, as the checks of the oracle take it."""

    def __init__(self, answer):
        self.text, self.numbers, self.dates = answer["answer"], answer["numbers"], answer["dates"]


def ask(asker, question, query_id=None):
    body = {"question": question, "reference_date": "2026-11-29"} | ({"query_id": query_id} if query_id else {})
    return asker.user.post("/insights/ask", body)


def wrong(asker, question, plan_line, answer):
    """What is wrong with an answer; None if it is right. A refusal is told as such."""
    if answer.status != 200:
        return f"refused: {answer.json['detail']}"
    known = known_names(asker.scope, asker.scope.last_seq())
    plan = read_plan(answer.json["plan"], known.vocabulary)
    shown = plan_shown(plan)
    for number, name in enumerate(("Checking", "Savings", "Visa Card", "N26 Joint"), 1):
        shown = shown.replace(asker.accounts[name], f"a{number}")
    if shown != plan_line:
        return f"understood as {shown}"
    assert_numbers_are_kept(Told(answer.json), plan)
    return figures_that_differ(asker, plan, Told(answer.json))


def figures_that_differ(asker, plan, told):
    if plan.measure in ("balance", "net_worth"):
        return None  # test_execution has them
    found = numbers_of(told)
    currency = None if plan.measure in ("count", "list", "first_date", "last_date") else plan.currency
    facts = list(asker.oracle.facts(plan, plan.from_, plan.to, currency))
    expected = expectation(asker, plan, facts)
    if plan.compare_from and plan.group_by == "none":
        before = list(asker.oracle.facts(plan, plan.compare_from, plan.compare_to, currency))
        expected["previous"] = asker.oracle.figure(plan, before, length_of(plan, before)) or 0
    differing = {name: (value, found.get(name)) for name, value in expected.items() if found.get(name) != value}
    return differing or None


def expectation(asker, plan, facts):
    """The numbers that an answer has to have, by name."""
    oracle = asker.oracle
    if plan.measure == "list":
        return {"count": min(len(facts), plan.limit or len(facts))}
    if plan.measure in ("first_date", "last_date"):
        days = [row["date"] for row, *_ in facts]
        day = (min if plan.measure == "first_date" else max)(days, default=None)
        return {f"{plan.measure}_day": Decimal(day[8:])} if day else {"count": 0}
    if plan.measure == "savings_rate":
        return savings(oracle, plan)
    if plan.group_by == "none":
        name = "average" if plan.per != "none" else {"sum": "total"}.get(plan.measure, plan.measure)
        return {name: oracle.figure(plan, facts, length_of(plan, facts)) or 0}
    groups = oracle.grouped(plan, facts).items()
    amounts = {key: oracle.figure(plan, each, length_of(plan, facts)) for key, each in groups}
    ranked = sorted(amounts.items(), key=lambda each: each[1] or 0, reverse=plan.order != "asc")
    return dict(ranked[: plan.limit]) if plan.limit else amounts


def savings(oracle, plan):
    spans = (plan.from_, plan.to, plan.currency)
    plans = (replace(plan, kind="income"), replace(plan, kind="expense"))
    income, expense = (oracle.money(each, list(oracle.facts(each, *spans))) for each in plans)
    return {"income": income, "expense": expense, "savings_rate": round((income - expense) / income, 4)}


def assert_all_right(asker, questions):
    faults = {question: wrong(asker, question, plan, ask(asker, question)) for question, plan in questions}
    assert not {question: fault for question, fault in faults.items() if fault}


@pytest.mark.parametrize("part", range(PARTS))
def test_written_questions_are_answered_right(asker, part):
    assert_all_right(asker, PLANNED[part :: 20 * PARTS])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_all_written_questions_are_answered_right(asker, part):
    assert_all_right(asker, PLANNED[part::PARTS])


def test_written_questions_that_follow_one_another(asker):
    for questions, plan in FOLLOWED[::4]:
        query_id = None
        for question in questions.split(" > "):
            answer = ask(asker, question, query_id)
            assert answer.status == 200, (questions, answer.json)
            query_id = answer.json["query_id"]
        assert wrong(asker, questions, plan, answer) is None, questions


def test_what_has_no_plan_is_refused(asker):
    for question in REFUSED[::5]:
        refused = ask(asker, question)
        assert (refused.status, refused.code) == (422, "question_not_understood"), question
        assert not re.search(r"\d", refused.json["detail"]), question
