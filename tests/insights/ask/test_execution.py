"""Every measure, filter, grouping and comparison is exact to the cent, against an oracle in plain Python."""

import itertools
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from app.ai.questions import Filters, Names, Plan, Setting, problems_of
from app.insights.ask.answers import tell
from app.insights.ask.execution import run
from app.insights.ask.known_names import known_names
from tests.insights.ask.ledger import ABROAD, TODAY

SETTING = Setting(TODAY, "en-GB", "EUR", first_weekday=0)

PERIODS = {
    "month": (date(2026, 10, 1), date(2026, 10, 31)),
    "year": (date(2026, 1, 1), date(2026, 11, 29)),
    "odd": (date(2026, 2, 11), date(2026, 7, 19)),
    "week": (date(2026, 11, 2), date(2026, 11, 8)),
    "open": (None, None),
    "since": (date(2026, 5, 4), None),
    "empty": (date(2024, 1, 1), date(2024, 3, 31)),
}
FILTERS = {
    "all": Filters(),
    "food": Filters(category=("food",)),
    "two categories": Filters(category=("coffee", "fuel")),
    "merchant": Filters(merchant=("Pret A Manger",)),
    "nobody": Filters(merchant=("Nobody & Sons",)),
    "account": Filters(account_id=("Visa Card",)),
    "tag": Filters(tag=("vacation", "work")),
    "text": Filters(text="parking"),
    "pattern": Filters(text="#000."),
    "weekend": Filters(weekday="weekend"),
    "friday": Filters(weekday="friday"),
    "over": Filters(amount_min=Decimal("50.00")),
    "between": Filters(amount_min=Decimal(10), amount_max=Decimal("25.50")),
    "all at once": Filters(category=("food",), account_id=("Checking",), weekday="workday", amount_max=Decimal(80)),
}
EXCLUDED = {
    "none": Names(),
    "merchant": Names(merchant=("Lidl",)),
    "category": Names(category=("food",), tag=("Japan trip",)),
    "account": Names(account_id=("Checking",)),
}
GROUPED = ("sum", "average", "count", "largest", "smallest", "median")
KINDS = ("expense", "income", "net", "transfer", "refund")
TIMED, PERS = ("sum", "average", "count"), ("month", "week", "day")
GROUPS = ("category", "merchant", "month", "week", "day", "weekday", "account", "tag")


def a_plan(asker, measure="sum", kind="expense", span="month", filters="all", left_out="none", **more):
    """A plan with accounts by their names."""
    ours, not_ours = FILTERS[filters], EXCLUDED[left_out]
    first, last = PERIODS[span]
    return Plan(
        measure,
        kind,
        filters=replace(ours, account_id=tuple(asker.accounts[name] for name in ours.account_id)),
        exclude=replace(not_ours, account_id=tuple(asker.accounts[name] for name in not_ours.account_id)),
        from_=first,
        to=last,
        **more,
    )


def told(asker, plan):
    assert problems_of(plan) == []
    known = known_names(asker.scope, asker.scope.last_seq())
    outcome = run(asker.scope, plan, known, SETTING, "EUR")
    return outcome, tell(outcome, known, "en-GB")


def length_of(plan, facts):
    """How many months, weeks or days a figure per time is of."""
    if plan.per == "none":
        return None
    first = plan.from_ or (date.fromisoformat(facts[0][0]["date"]) if facts else TODAY)
    last = min(plan.to or TODAY, TODAY)
    if plan.to and plan.to < first:
        last = first
    days = (last - first).days + 1
    if plan.per == "day":
        return Decimal(days)
    if plan.per == "week":
        return Decimal(days) / 7
    months = (last.year - first.year) * 12 + last.month - first.month
    return Decimal(months + 1) if first.day == 1 else Decimal(days) * 4800 / 146097


def numbers_of(answer):
    """The first number of each name."""
    found = {}
    for number in answer.numbers:
        found.setdefault(number["name"], Decimal(number["value"]))
    return found


def assert_told(asker, plan):
    """The figure, the groups, the rows and the ids are those of the oracle."""
    outcome, answer = told(asker, plan)
    oracle, currency = asker.oracle, None if plan.measure == "count" else outcome.currency
    facts = list(oracle.facts(plan, plan.from_, plan.to, currency))
    now = oracle.figure(plan, facts, length_of(plan, facts))
    found = numbers_of(answer)
    if plan.group_by == "none":
        name = "average" if plan.per != "none" else {"sum": "total"}.get(plan.measure, plan.measure)
        first = answer.numbers[0]
        assert (first["name"], Decimal(first["value"])) == (name, now or 0), answer.text
    else:
        groups = oracle.grouped(plan, facts)
        expected = {key: oracle.figure(plan, each, length_of(plan, facts)) for key, each in groups.items()}
        shown = {key: value for key, value in found.items() if key in expected}
        assert not any(
            value for key, value in found.items() if re.match(r"\d", key) and key not in expected and "_" not in key
        )
        newest = {key: value for key, value in expected.items() if value is not None}
        if len(expected) <= 200:
            assert shown == newest, answer.text
    assert_evidence(outcome, plan, facts)
    assert_numbers_are_kept(answer, plan)
    return found, answer


def assert_evidence(outcome, plan, facts):
    ids = [str(picked.id) for picked in outcome.newest]
    if plan.measure in ("largest", "smallest") and plan.group_by == "none":
        assert (outcome.rows, len(ids)) == (len(outcome.picked),) * 2
        return
    newest = sorted(((row["date"], row["id"]) for row, *_ in facts), reverse=True)
    assert outcome.rows == len(facts)
    assert ids == [row_id for _, row_id in newest[:200]]


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def assert_numbers_are_kept(answer, plan):
    """Every number in the text is one of the numbers, or of a day of the plan."""
    days = [day for day in (plan.from_, plan.to, plan.compare_from, plan.compare_to) if day]
    known = {Decimal(part) for day in days for part in (day.day, day.month, day.year)}
    known |= {abs(Decimal(number["value"])) for number in answer.numbers} | {Decimal(plan.limit or 0)}
    written = {Decimal(found.replace(",", "")) for found in NUMBER.findall(answer.text)}
    assert written <= known, answer.text


def plans(asker):
    """Each measure with every filter, kind, period, grouping and time; by what it is about."""
    for measure, filters, span, kind in itertools.product(GROUPED, FILTERS, PERIODS, ("expense", "net")):
        yield a_plan(asker, measure, kind, span, filters)
    for measure, kind, span, filters in itertools.product(GROUPED, KINDS, PERIODS, ("all", "account")):
        yield a_plan(asker, measure, kind, span, filters)
    for measure, by, span, filters in itertools.product(GROUPED, GROUPS, PERIODS, ("all", "food", "merchant", "over")):
        yield a_plan(asker, measure, span=span, filters=filters, group_by=by)
    for measure, per, span, filters in itertools.product(TIMED, PERS, PERIODS, ("all", "food", "merchant", "nobody")):
        yield a_plan(asker, measure, span=span, filters=filters, per=per)
    for left_out, span, by in itertools.product(EXCLUDED, PERIODS, ("none", "category", "merchant", "account")):
        yield a_plan(asker, span=span, left_out=left_out, group_by=by)


@pytest.mark.parametrize("part", range(4))
def test_figures_and_groups_are_exact(asker, part):
    some = Random(part).sample(list(plans(asker)), 20)
    for plan in some:
        assert_told(asker, plan)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(40))
def test_all_figures_and_groups_are_exact(asker, part):
    for plan in itertools.islice(plans(asker), part, None, 40):
        assert_told(asker, plan)


@pytest.mark.parametrize("measure", GROUPED)
@pytest.mark.parametrize("kind", ["expense", "income", "net", "refund"])
def test_comparisons_tell_both_figures_and_the_difference(asker, measure, kind):
    spans = [("month", PERIODS["year"]), ("odd", PERIODS["month"]), ("month", PERIODS["empty"])]
    for span, (first, last) in spans:
        plan = a_plan(asker, measure, kind, span, compare_from=first, compare_to=last)
        outcome, answer = told(asker, plan)
        found, facts = numbers_of(answer), facts_of_both(asker, plan)
        now, before = (asker.oracle.figure(plan, each, None) for each in facts)
        assert (found[{"sum": "total"}.get(measure, measure)], found["previous"]) == (now or 0, before or 0)
        if now is not None and before is not None:
            assert found["difference"] == now - before
            if before > 0 and now != before:
                assert found["change_percent"] == round(Decimal(now - before) * 100 / before, 1)
        if measure in ("sum", "average", "count", "median"):
            assert outcome.rows == sum(map(len, facts))
        assert_numbers_are_kept(answer, plan)


def facts_of_both(asker, plan):
    spans = ((plan.from_, plan.to), (plan.compare_from, plan.compare_to))
    currency = None if plan.measure == "count" else "EUR"
    return [list(asker.oracle.facts(plan, *span, currency)) for span in spans]


def test_groups_are_compared_one_by_one(asker):
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    plan = a_plan(asker, group_by="category", compare_from=first, compare_to=last)
    found = numbers_of(told(asker, plan)[1])
    now, before = (asker.oracle.grouped(plan, each) for each in facts_of_both(asker, plan))
    for slug in now | before:
        amounts = [asker.oracle.money(plan, groups.get(slug, [])) for groups in (now, before)]
        assert [found[slug], found[f"{slug}.previous"]] == amounts
        assert found[f"{slug}.difference"] == amounts[0] - amounts[1]


@pytest.mark.parametrize("order", [None, "asc", "desc"])
@pytest.mark.parametrize("group_by", ["merchant", "month"])
def test_groups_come_in_the_order_asked_for_and_no_more_than_that(asker, group_by, order):
    plan = a_plan(asker, span="year", group_by=group_by, order=order, limit=3)
    groups = asker.oracle.grouped(plan, asker.oracle.facts(plan, plan.from_, plan.to, "EUR"))
    amounts = {key: asker.oracle.money(plan, facts) for key, facts in groups.items()}
    ranked = sorted(amounts, key=amounts.get, reverse=order != "asc")
    expected = sorted(amounts) if group_by == "month" and order is None else ranked
    _, answer = told(asker, plan)
    assert [number["name"] for number in answer.numbers[:3]] == expected[:3]


@pytest.mark.parametrize("filters", ["all", "merchant", "over", "nobody", "tag"])
@pytest.mark.parametrize("order", [None, "asc"])
def test_lists_show_the_transactions_themselves(asker, filters, order):
    for span, limit in (("month", None), ("open", 4), ("year", None), ("empty", None)):
        plan = a_plan(asker, "list", "net", span, filters, limit=limit, order=order)
        outcome, answer = told(asker, plan)
        facts = list(asker.oracle.facts(plan, plan.from_, plan.to, None))
        ids = [row["id"] for row, *_ in (facts if order == "asc" else facts[::-1])]
        assert [str(picked.id) for picked in outcome.picked] == ids[: limit or 200]
        assert outcome.rows == min(len(facts), limit or len(facts))
        assert_numbers_are_kept(answer, plan)


@pytest.mark.parametrize("measure", ["first_date", "last_date"])
def test_the_first_and_the_last_day(asker, measure):
    for filters, span in itertools.product(("all", "merchant", "food", "tag", "nobody"), ("open", "year", "empty")):
        plan = a_plan(asker, measure, span=span, filters=filters)
        _, answer = told(asker, plan)
        days = [row["date"] for row, *_ in asker.oracle.facts(plan, plan.from_, plan.to, None)]
        expected = [days[0 if measure == "first_date" else -1]] if days else []
        assert [each["date"] for each in answer.dates] == expected
        assert_numbers_are_kept(answer, plan)


@pytest.mark.parametrize("span", PERIODS)
def test_savings_rates(asker, span):
    plan = a_plan(asker, "savings_rate", "net", span)
    _, answer = told(asker, plan)
    found = numbers_of(answer)
    income, expense = (
        asker.oracle.money(each, list(asker.oracle.facts(each, plan.from_, plan.to, "EUR")))
        for each in (replace(plan, kind="income"), replace(plan, kind="expense"))
    )
    assert (found["income"], found["expense"]) == (income, expense)
    if income > 0:
        assert found["savings_rate"] == round((income - expense) / income, 4)
        assert found["savings_percent"] == round(100 * (income - expense) / income, 1)
    assert ("savings_rate" in found) == (income > 0)
    assert_numbers_are_kept(answer, plan)


@pytest.mark.parametrize("day", [None, date(2026, 10, 17), date(2025, 1, 1), date(2026, 8, 31)])
def test_balances_and_net_worth(asker, day):
    rows = [row for row in asker.oracle.rows if day is None or row["date"] <= day.isoformat()]
    balances = {
        name: 100 + sum(Decimal(row["amount"]) for row in rows if row["account_id"] == account_id)
        for name, account_id in asker.accounts.items()
    }
    worth = {"USD": balances[ABROAD], "EUR": sum(balances.values()) - balances[ABROAD]}
    _, answer = told(asker, Plan("net_worth", "net", to=day))
    assert {number["currency"]: Decimal(number["value"]) for number in answer.numbers if number["currency"]} == worth
    _, answer = told(asker, Plan("balance", "net", to=day))
    assert {name: numbers_of(answer)[name] for name in balances} == balances
    one = Plan("balance", "net", filters=Filters(account_id=(asker.accounts["Visa Card"],)), to=day)
    assert numbers_of(told(asker, one)[1])["balance"] == balances["Visa Card"]


@pytest.mark.parametrize(("span", "filters"), [("open", "all"), ("year", "food"), ("month", "merchant")])
@pytest.mark.parametrize("kind", ["expense", "income", "net"])
def test_a_list_says_what_all_of_it_comes_to_in_each_currency(asker, span, filters, kind):
    plan = a_plan(asker, "list", kind, span, filters)
    facts = list(asker.oracle.facts(plan, plan.from_, plan.to, None))
    _, answer = told(asker, plan)
    totals = {each["currency"]: Decimal(each["value"]) for each in answer.numbers if each["name"] == "total"}
    assert totals == {
        currency: asker.oracle.money(plan, [fact for fact in facts if fact[0]["currency"] == currency])
        for currency in {row["currency"] for row, *_ in facts}
    }


@pytest.mark.parametrize("span", ["year", "month", "open", "odd"])
@pytest.mark.parametrize("unit", PERS)
def test_sums_by_a_time_say_their_average_as_well(asker, span, unit):
    plan = a_plan(asker, span=span, group_by=unit)
    outcome, answer = told(asker, plan)
    facts = list(asker.oracle.facts(plan, plan.from_, plan.to, outcome.currency))
    per = replace(plan, measure="average", group_by="none", per=unit)
    assert numbers_of(answer)["average"] == asker.oracle.figure(per, facts, length_of(per, facts))
    assert f"a {unit} on average" in answer.text


def test_the_last_payment_is_told_as_such(asker):
    plan = a_plan(asker, "list", filters="food", span="open", limit=1, order="desc")
    outcome, answer = told(asker, plan)
    assert answer.text.startswith("The last expense in Food was ")
    assert numbers_of(answer)["transaction_1"] == abs(Decimal(outcome.picked[0].amount_minor)) / 100
