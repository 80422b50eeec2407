import re

import pytest
from hypothesis import given

from app.insights.figures import month_figures
from app.insights.narrative import narrate
from app.money import format_amount
from tests.insights.rows import CATEGORIES, a_row
from tests.insights.test_figures import MONTHS, ROWS

SALARY = a_row(kind="income", category_id="salary", money_in=320000)


def story_of(*rows, currency="USD"):
    return narrate(month_figures(rows, MONTHS, currency, CATEGORIES))


def figures_of(rows):
    """Every number that may be told of a month, computed here from the rows alone, as unsigned strings."""
    figures = month_figures(rows, MONTHS, "USD", CATEGORIES)
    minors = {figures.uncategorised.amount}
    for total in (figures.totals, figures.previous):
        minors |= {total.income, total.expense, total.net}
    for category in figures.expenses:
        minors |= {category.amount, category.previous, category.amount - category.previous}
    return {format_amount(abs(minor), "USD") for minor in minors}


@given(ROWS)
def test_every_number_in_the_text_is_a_computed_one(rows):
    story = story_of(*rows)
    told = re.findall(r"-?\d+(?:\.\d+)?", story.text)
    assert set(told) == set(story.numbers.values())
    amounts = {number.lstrip("-") for number in told if re.search(r"\.\d\d$", number)}
    assert amounts <= figures_of(rows)


@given(ROWS)
def test_the_text_has_two_to_five_sentences(rows):
    assert 2 <= len(re.findall(r"[.)](?= [A-Z0-9]|$)", story_of(*rows).text)) <= 5


def test_a_month_is_told_by_what_stands_out():
    story = story_of(SALARY, a_row(out=30000), a_row(category_id="dining", out=10000), a_row("2026-02", out=25000))
    assert story.text == (
        "In March 2026 3200.00 USD came in and 400.00 USD were spent, which leaves 2800.00 USD, "
        "a savings rate of 87.5 %. "
        "Spending rose by 60.0 % against February 2026 (250.00 USD). "
        "The biggest category was Groceries with 300.00 USD, 75.0 % of spending. "
        "Dining grew most, by 100.00 USD from 0.00 USD."
    )


def test_spending_more_than_came_in_is_said():
    assert (
        "400.00 USD were spent, 100.00 USD more than came in."
        in story_of(a_row(kind="income", money_in=30000), a_row(out=40000)).text
    )


def test_nothing_to_compare_with_is_said():
    assert "There is no February 2026 to compare it with." in story_of(SALARY).text


def test_an_empty_month_is_told_as_one():
    assert story_of().text == (
        "There are no transactions in USD in March 2026. "
        "There are none in February 2026 either, so there is nothing to compare."
    )


def test_other_currencies_are_named():
    assert "Amounts in EUR and JPY stand apart" in story_of(SALARY, a_row(currency="JPY"), a_row(currency="EUR")).text


def test_the_other_currencies_are_named_however_much_else_there_is_to_say():
    story = story_of(
        SALARY,
        a_row(out=30000),
        a_row(category_id=None, out=5000),
        a_row("2026-02", out=25000),
        a_row(currency="EUR"),
    )
    assert len(re.findall(r"[.)](?= [A-Z0-9]|$)", story.text)) == 5
    assert story.text.endswith("Amounts in EUR stand apart and are not added up with USD.")


def test_an_empty_month_names_the_other_currencies_last():
    assert story_of(a_row(currency="EUR")).text.endswith("Amounts in EUR stand apart and are not added up with USD.")


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (1039, 185882, "Spending rose from 10.39 USD in February 2026 to 1858.82 USD."),
        (10000, 20100, "Spending rose from 100.00 USD in February 2026 to 201.00 USD."),
        (10000, 20000, "Spending rose by 100.0 % against February 2026 (100.00 USD)."),
        (20000, 100, "Spending fell by 99.5 % against February 2026 (200.00 USD)."),
    ],
)
def test_a_percentage_is_told_up_to_twice_as_much(before, now, told):
    assert told in story_of(a_row("2026-02", out=before), a_row(out=now)).text


def test_a_month_of_refunds_is_no_fall_of_more_than_everything():
    story = story_of(a_row("2026-02", out=1000), a_row(money_in=3000), a_row(kind="income", money_in=100))
    assert "Spending fell from 10.00 USD in February 2026 to -30.00 USD." in story.text


def test_amounts_have_the_digits_of_their_currency():
    assert "1500 JPY were spent" in story_of(a_row(currency="JPY", out=1500), currency="JPY").text
