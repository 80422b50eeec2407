"""Equal purchases on a day that two statements share, resolved by their running balances."""

import itertools
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.imports.dedup.balance_chain import Step, is_one_sequence
from tests.transactions.builders import an_account

HEADER = "Date,Description,Amount,Balance\n"
OPENING = 100_00


@dataclass(frozen=True)
class Line:
    day: int
    what: str
    cents: int
    after: int = 0

    def __str__(self):
        return f"2026-09-{self.day:02d},{self.what},{money(self.cents)},{money(self.after)}"


def money(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def with_balances(lines):
    afters = itertools.accumulate((line.cents for line in lines), initial=OPENING)
    return [Line(line.day, line.what, line.cents, after) for line, after in zip(lines, list(afters)[1:], strict=True)]


def statement(lines, *, newest_first=False):
    ordered = lines[::-1] if newest_first else lines
    return (HEADER + "".join(f"{line}\n" for line in ordered)).encode()


def imported(user, account):
    rows = user.all("/transactions", account_id=account)
    return Counter((row["date"], row["description"], row["amount"]) for row in rows)


def expected(lines):
    return Counter((f"2026-09-{line.day:02d}", line.what, money(line.cents)) for line in lines)


COFFEES = with_balances(
    [Line(1, "Rent", -40_00), Line(2, "Coffee", -4_50), Line(2, "Coffee", -4_50), Line(2, "Bakery", -3_00)]
)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("order", [1, -1])
def test_two_statements_that_overlap_between_two_coffees_have_two(user, newest_first, order):
    account = an_account(user)["id"]
    for piece in (COFFEES[:2], COFFEES[2:])[::order]:
        result = user.imported(statement(piece, newest_first=newest_first), account_id=account)
        assert result["created"] == len(piece)
    assert imported(user, account) == expected(COFFEES)
    assert user.imported(statement(COFFEES), account_id=account)["created"] == 0


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("order", [1, -1])
def test_of_three_equal_coffees_none_is_lost(user, order):
    account, coffees = an_account(user)["id"], with_balances([Line(1, "Coffee", -4_50)] * 3)
    for piece in (coffees[:1], coffees[1:])[::order]:
        user.imported(statement(piece), account_id=account)
    assert imported(user, account) == expected(coffees)


@pytest.mark.usefixtures("worker")
def test_one_coffee_in_both_statements_is_one(user):
    account = an_account(user)["id"]
    user.imported(statement(COFFEES[:2]), account_id=account)
    result = user.imported(statement(COFFEES[1:]), account_id=account)
    assert (result["created"], result["duplicate"]) == (2, 1)


@pytest.mark.usefixtures("worker")
def test_a_statement_sorted_anew_is_counted_instead(user):
    account = an_account(user)["id"]
    user.imported(statement(COFFEES), account_id=account)
    anew = with_balances([COFFEES[0], COFFEES[3], COFFEES[2], COFFEES[1]])
    assert user.imported(statement(anew), account_id=account)["created"] == 0


@pytest.mark.usefixtures("worker")
def test_a_deleted_coffee_is_still_one_of_the_two(user):
    account = an_account(user)["id"]
    user.imported(statement(COFFEES[:2]), account_id=account)
    [coffee] = user.all("/transactions", q="Coffee")
    user.delete(f"/transactions/{coffee['id']}")
    result = user.imported(statement(COFFEES), account_id=account)
    assert (result["created"], result["duplicate"]) == (2, 2)


def steps(*triples):
    return Counter(Step(*triple) for triple in triples)


def test_pieces_that_follow_each_other_are_one_sequence():
    assert is_one_sequence(steps(("a", 10, 8)), steps(("a", 8, 6), ("b", 6, 5)), only_shared_day=False)


def test_what_branches_is_none():
    assert not is_one_sequence(steps(("a", 10, 8), ("b", 8, 7)), steps(("b", 10, 9), ("a", 9, 7)), only_shared_day=True)


def test_a_gap_is_bridged_only_where_nothing_else_is_common():
    pieces = steps(("a", 10, 8)), steps(("a", 6, 4))
    assert [is_one_sequence(*pieces, only_shared_day=only) for only in (True, False)] == [True, False]


PURCHASES = st.tuples(
    st.integers(1, 3), st.sampled_from([("Coffee", -450), ("Bus", -290), ("Coffee", -450), ("Pay", 700)])
)


@st.composite
def pieces_of_a_month(draw):
    """A statement with twins, the pieces it is cut into, and the order in which they come."""
    lines = [
        Line(day, *what) for day, what in sorted(draw(st.lists(PURCHASES, min_size=2, max_size=9)), key=lambda p: p[0])
    ]
    whole = with_balances(lines)
    assume(len({(line.day, line.what, line.after) for line in whole}) == len(whole))
    cuts = sorted(draw(st.sets(st.integers(1, len(whole) - 1), max_size=2)))
    starts, ends = [0, *cuts], [*cuts, len(whole)]
    overlaps = draw(st.lists(st.integers(0, 2), min_size=len(starts), max_size=len(starts)))
    pieces = [whole[max(0, start - more) : end] for start, end, more in zip(starts, ends, overlaps, strict=True)]
    return whole, draw(st.permutations(pieces)), draw(st.booleans())


@pytest.mark.slow
@pytest.mark.usefixtures("worker")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(month=pieces_of_a_month())
def test_any_pieces_in_any_order_give_the_rows_of_the_whole(user, month):
    whole, pieces, newest_first = month
    account = an_account(user, name=f"Account {len(user.all('/accounts'))}")["id"]
    for piece in pieces:
        user.imported(statement(piece, newest_first=newest_first), account_id=account)
    assert imported(user, account) == expected(whole)
    assert user.imported(statement(whole), account_id=account)["created"] == 0
