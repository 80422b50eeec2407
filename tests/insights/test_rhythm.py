"""The rhythm of payments: for any start, with late and skipped ones and several on a day; none where there is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights.rhythm import CADENCES, cadence_of

starts = st.dates(date(2015, 1, 1), date(2030, 1, 1))
cadences = st.sampled_from(CADENCES)


def beats(start, cadence, count):
    return [start + timedelta(round(number * cadence.days)) for number in range(count)]


@given(starts, cadences, st.integers(3, 40), st.data())
def test_a_rhythm_is_found_though_each_payment_may_be_a_day_late(start, cadence, count, data):
    late = data.draw(st.lists(st.integers(0, 1), min_size=count, max_size=count)) if cadence.days > 7 else [0] * count
    days = [day + timedelta(by) for day, by in zip(beats(start, cadence, count), late, strict=True)]
    assert cadence_of(days) == cadence


@given(starts, cadences, st.integers(6, 30), st.data())
def test_a_payment_that_was_skipped_breaks_no_rhythm(start, cadence, count, data):
    days = beats(start, cadence, count)
    del days[data.draw(st.integers(1, count - 2))]
    assert cadence_of(days) == cadence


@given(starts, st.integers(3, 12), st.sampled_from([1, 5, 28, 29, 30, 31]))
def test_the_same_day_of_every_month_is_monthly_in_short_months_too(start, count, day_of_month):
    months = [start.year * 12 + start.month - 1 + number for number in range(count)]
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months]
    days = [min(first + timedelta(day_of_month - 1), _end(first)) for first in firsts]
    assert cadence_of(days).name == "monthly"


def _end(first):
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=30), st.randoms())
def test_the_order_of_days_and_several_on_one_do_not_matter(days, random):
    shuffled = [*days, *days]
    random.shuffle(shuffled)
    assert cadence_of(shuffled) == cadence_of(days)


@given(starts, st.lists(st.integers(1, 5), min_size=2, max_size=30))
def test_payments_every_few_days_have_no_rhythm(start, gaps):
    days = [start + timedelta(sum(gaps[:number])) for number in range(len(gaps) + 1)]
    assert cadence_of(days) is None


@pytest.mark.parametrize("gaps", [[], [30], [7], [91], [30, 3, 90, 2, 30], [7, 40, 7, 2], [200, 30, 31, 2]])
def test_little_or_disorder_is_no_rhythm(gaps):
    start = date(2026, 1, 5)
    assert cadence_of([start + timedelta(sum(gaps[:number])) for number in range(len(gaps) + 1)]) is None


def test_what_comes_every_28_days_is_monthly_and_every_six_days_nothing():
    assert cadence_of([date(2026, 1, 1) + timedelta(28 * number) for number in range(6)]).name == "monthly"
    assert cadence_of([date(2026, 1, 1) + timedelta(6 * number) for number in range(9)]) is None


def test_two_payments_a_year_apart_are_yearly():
    assert cadence_of([date(2025, 3, 1), date(2026, 3, 3)]).name == "yearly"
