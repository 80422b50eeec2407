"""Which statements are missing, and which days two of them share."""

from datetime import date
from itertools import permutations

import pytest
from bson import ObjectId

from app.accounts.coverage import Statement, gaps, opening_of, overlaps


def statement(first, last, opening=None, closing=None, **more):
    """A statement from one day of 2026 to another, given as `month.day`."""
    return Statement(ObjectId(), day(first), day(last), opening, closing, **more)


def day(text):
    month, number = text.split(".")
    return date(2026, int(month), int(number))


def a_gap(first, last, reason):
    return {"from": day(first), "to": day(last), "reason": reason}


def test_balances_that_meet_leave_no_gap_however_far_apart_the_days_are():
    assert gaps([statement("1.3", "1.20", 0, 500), statement("6.2", "6.28", 500, 900)]) == []


@pytest.mark.parametrize(("last", "first"), [("1.20", "6.2"), ("1.30", "1.31"), ("1.31", "1.31")])
def test_balances_that_do_not_meet_are_a_gap_even_within_a_day(last, first):
    found = gaps([statement("1.3", last, 0, 500), statement(first, "6.28", 400, 900)])
    assert found == [a_gap(last, first, "balance")]


def test_balances_need_not_meet_on_a_day_of_which_both_hold_the_same_rows():
    assert gaps([statement("1.3", "1.31", 0, 500), statement("1.31", "2.28", 400, 900, repeats=True)]) == []


@pytest.mark.parametrize(
    ("last", "first", "expected"),
    [
        ("1.3", "2.27", []),
        ("1.31", "3.1", [a_gap("2.1", "2.28", "missing_month")]),
        ("1.1", "5.31", [a_gap("2.1", "4.30", "missing_month")]),
    ],
)
def test_without_balances_a_gap_is_a_whole_month_without_a_row(last, first, expected):
    assert gaps([statement("1.1", last), statement(first, "5.31")]) == expected


def test_a_month_that_a_statement_says_it_covers_is_not_missing():
    assert gaps([statement("1.1", "1.5", covers_to=day("3.31")), statement("4.2", "4.9")]) == []
    assert gaps([statement("1.1", "1.5"), statement("4.2", "4.9", covers_from=day("2.1"))]) == []


def test_a_statement_within_another_does_not_end_what_is_covered():
    year = statement("1.1", "10.31", 0, 700)
    assert gaps([year, statement("2.1", "2.28", 10, 20), statement("11.2", "11.9", 700, 800)]) == []


def test_statements_that_share_days_overlap_and_those_that_meet_do_not():
    january, middle, march = statement("1.1", "1.31"), statement("1.20", "3.1"), statement("3.1", "3.31")
    assert overlaps([march, january, middle]) == [
        {"from": day("1.20"), "to": day("1.31"), "import_ids": [january.import_id, middle.import_id]}
    ]


def test_no_statement_no_gap_and_no_overlap():
    assert (gaps([]), overlaps([]), opening_of([])) == ([], [], None)


def test_statements_of_one_day_follow_their_balances_in_whatever_order_they_came():
    parts = [("1.5", "1.5", 100, 80), ("1.5", "1.5", 80, 95), ("1.5", "1.5", 95, 60), ("1.5", "2.4", 60, 10)]
    for order in permutations(parts):
        statements = [statement(*part) for part in order]
        assert (opening_of(statements).opening_minor, gaps(statements)) == (100, [])


def test_the_earliest_known_opening_balance_counts():
    statements = [statement("1.1", "1.31"), statement("3.1", "3.31", 300, 400), statement("2.1", "2.28", 200, 300)]
    assert opening_of(statements).opening_minor == 200


def test_many_statements_give_a_bounded_answer():
    daily = [statement("1.1", "12.31") for _ in range(500)]
    assert len(overlaps(daily)) == 100
