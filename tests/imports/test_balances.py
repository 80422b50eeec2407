"""Balance proof: running balances must follow from the amounts."""

from datetime import date
from decimal import Decimal

import pytest

from app.imports.balances import BalanceProof
from app.imports.readers.base import Row


def verdict(*lines, **more):
    proof = BalanceProof()
    for number, (amount, balance) in enumerate(lines, 1):
        stated = None if balance is None else Decimal(balance)
        proof.add(Row(number, date(2026, 1, 1), Decimal(amount), "USD", "", balance=stated, **more))
    return proof.verdict()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("-5", "95"), ("10", "105"), ("-1", "104")], "proved"),
        ([("-1", "104"), ("10", "105"), ("-5", "95")], "proved"),
        ([("-5", "95"), ("10", None), ("-1", "104")], "proved"),
        ([("-1", "104"), ("10", None), ("-5", "95")], "proved"),
        ([("-5", "95"), ("10", "105"), ("-1", "103"), ("1", "104")], {"breaks_at": 3}),
        ([("-5", None), ("10", None)], "not stated"),
        ([("-5", "95")], "not stated"),
        ([], "not stated"),
    ],
)
def test_balances_follow_in_one_order_or_break_at_a_row(lines, expected):
    assert verdict(*lines) == expected


def test_pending_rows_stand_outside_the_balance():
    assert verdict(("-5", "95"), ("10", "90"), pending=True) == "not stated"


def test_each_account_and_currency_has_its_own_balance():
    proof = BalanceProof()
    for number, (account, amount, balance) in enumerate([("A", 1, 1), ("B", 5, 50), ("A", 1, 2), ("B", 5, 55)], 1):
        row = Row(number, date(2026, 1, 1), Decimal(amount), "USD", "", balance=Decimal(balance), account=account)
        proof.add(row)
    assert proof.verdict() == "proved"
