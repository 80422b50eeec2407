"""Any imports, undone in any order, leave what importing only the others would have brought."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.undo.undoing import lines, state, undo

pytestmark = [pytest.mark.usefixtures("worker"), pytest.mark.slow]

_LINE = st.tuples(
    st.integers(1, 9), st.sampled_from(["Coffee", "Rent", "Market"]), st.sampled_from(["-4.50", "-900.00", "31.20"])
)
_STATEMENTS = st.lists(st.lists(_LINE, min_size=1, max_size=8).map(sorted), min_size=2, max_size=4)


@st.composite
def undoings(draw):
    """Statements, and which of them are undone in which order."""
    statements = draw(_STATEMENTS)
    order = draw(st.permutations(range(len(statements))))
    return statements, order[: draw(st.integers(1, len(order)))]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(undoings())
def test_undoing_in_any_order_leaves_what_the_others_bring_alone(new_user, undoing):
    statements, undone = undoing
    user, other = new_user(), new_user()
    account, same = (each.post("/accounts", {"name": "Giro", "currency": "USD"}).json["id"] for each in (user, other))
    imported = [user.imported(lines(*rows), account_id=account) for rows in statements]
    for index in undone:
        undo(user, imported[index])
    for index, rows in enumerate(statements):
        if index not in undone:
            other.imported(lines(*rows), account_id=same)
    assert state(user) == state(other)


_STATES = [["Pending"], ["Pending", "Posted"], ["Pending", None], ["Posted"], ["Pending", "Pending", "Posted"]]


@st.composite
def downloads(draw):
    """What a bank lists on some days: each movement pending, then booked, or gone; and what is imported and undone."""
    movements = draw(st.lists(st.tuples(st.integers(3, 12), st.sampled_from(_STATES)), min_size=1, max_size=4))
    made = []
    for today in sorted(draw(st.sets(st.integers(5, 20), min_size=2, max_size=4))):
        rows = [
            f"2026-01-01,RENT,-900.00,Posted\n2026-01-{today:02},DAILY {'ABCDEFGHIJKLMNOPQRSTUV'[today]},-1.00,Posted\n"
        ]
        for number, (day, states) in enumerate(movements):
            state_now = states[min(max(0, today - day) // 2, len(states) - 1)]
            if today >= day and state_now:
                rows.append(f"2026-01-{day:02},SHOP{'WXYZ'[number]},-{number + 5}.50,{state_now}\n")
        made.append(("Date,Description,Amount,Status\n" + "".join(rows)).encode())
    return made, draw(st.permutations(range(len(made)))), draw(st.sets(st.integers(0, len(made) - 1)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(downloads())
def test_pending_rows_are_what_the_statements_that_stay_say_in_any_order(new_user, case):
    made, order, undone = case
    user, other = new_user(), new_user()
    account, same = (each.post("/accounts", {"name": "Giro", "currency": "USD"}).json["id"] for each in (user, other))
    imported = {index: user.imported(made[index], account_id=account) for index in order}
    for index in undone:
        undo(user, imported[index])
    for index, content in enumerate(made):
        if index not in undone:
            other.imported(content, account_id=same)
    assert _by_status(user) == _by_status(other)


def _by_status(user):
    return sorted((row["date"], row["amount"], row["status"]) for row in user.all("/transactions"))


@st.composite
def with_balances(draw):
    """A movement a line with the balance after it, cut into statements that meet or overlap, in some order."""
    days = sorted(draw(st.lists(st.integers(1, 28), min_size=2, max_size=14)))
    rows, balance = [], draw(st.integers(-500, 500))
    for number, day in enumerate(days):
        amount = draw(st.sampled_from([-450, -90_000, 3120]))
        balance += amount
        rows.append(f"2026-01-{day:02},Shop {number},{amount / 100:.2f},{balance / 100:.2f}")
    cuts = sorted({0, len(rows), *draw(st.lists(st.integers(1, len(rows) - 1), max_size=3))})
    parts = [rows[max(0, first - draw(st.integers(0, 2))) : last] for first, last in pairwise(cuts)]
    return rows, parts, draw(st.permutations(range(len(parts))))


def statement(rows):
    return "\n".join(["Account number: 12345678", "", "Date,Description,Amount,Balance", *rows, ""]).encode()


def balances(user):
    [account] = user.all("/accounts")
    return account["opening_balance"], account["balance"], account["coverage"]["gaps"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(with_balances())
def test_statements_in_any_order_give_the_same_opening_and_balance(new_user, cut):
    rows, parts, order = cut
    whole, user = new_user(), new_user()
    whole.imported(statement(rows))
    for index in order:
        user.imported(statement(parts[index]))
    assert balances(user) == balances(whole)
