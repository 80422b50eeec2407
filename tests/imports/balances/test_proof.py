"""Balance proof: running balances must follow from the amounts."""

from datetime import date
from decimal import Decimal

import pytest

from app.formats.interface import Row
from app.imports.balances.proof import BalanceProof


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
        (
            [("-5", "95"), ("10", "105"), ("-1", "103"), ("1", "104")],
            {"breaks_at": 3, "expected": "104.00", "stated": "103.00"},
        ),
        ([("-5", None), ("10", None)], "not stated"),
        ([("-5", "95")], "not stated"),
        ([], "not stated"),
    ],
)
def test_balances_follow_in_one_order_or_break_at_a_row(lines, expected):
    assert verdict(*lines) == expected


def a_row(number, amount, balance=None, **more):
    stated = None if balance is None else Decimal(balance)
    return Row(number, date(2026, 1, 1), Decimal(amount), "USD", "", balance=stated, **more)


def a_statement(opening, closing, account=None):
    return {"account": account, "currency": "USD", "opening": opening, "closing": closing, "from": None, "to": None}


def proof_of(statements, *records):
    """The proof of a file with balances outside its rows; a number among the rows is a rejected line."""
    proof = BalanceProof(statements=statements)
    for record in records:
        if isinstance(record, int):
            proof.reject(record)
        else:
            proof.add(record)
    return proof


@pytest.mark.parametrize(
    ("opening", "closing", "expected"),
    [
        ("100", "105", "proved"),
        ("100", "106", {"breaks_at": 2, "expected": "105.00", "stated": "106.00"}),
        (None, "105", "not stated"),
        ("100", None, "not stated"),
        (None, None, "not stated"),
    ],
)
def test_rows_must_lead_from_an_opening_to_a_closing_balance(opening, closing, expected):
    proof = proof_of([a_statement(opening, closing)], a_row(1, "-5"), a_row(2, "10"))
    assert proof.verdict() == expected


def test_one_stated_balance_proves_nothing_but_gives_the_other():
    [finding] = proof_of([a_statement(None, "105")], a_row(1, "-5"), a_row(2, "10")).findings().values()
    assert (finding.opening, finding.closing, finding.certain) == (100, 105, False)


def test_each_account_is_proved_by_its_own_statement():
    statements = [a_statement("100", "95", "A"), a_statement("7", "9", "B")]
    rows = [a_row(1, "-5", account="A"), a_row(2, "2", account="B")]
    assert proof_of(statements, *rows).verdict() == "proved"
    rows[1] = a_row(2, "3", account="B")
    assert proof_of(statements, *rows).verdict() == {
        "breaks_at": 2,
        "account": "B",
        "currency": "USD",
        "expected": "10.00",
        "stated": "9.00",
    }


SEVERAL = [a_statement("100", "95"), a_statement("95", "95"), a_statement("200", "210"), a_statement("210", "211")]


def test_several_statements_of_an_account_are_proved_one_by_one():
    rows = [a_row(1, "-2"), a_row(2, "-3", "95"), a_row(3, "10", "210"), a_row(4, "1", "211")]
    assert proof_of(SEVERAL, *rows).verdict() == "proved"


def test_the_statement_that_breaks_is_found():
    rows = [a_row(1, "-2"), a_row(2, "-3", "95"), a_row(3, "9", "210"), a_row(4, "1", "211")]
    assert proof_of(SEVERAL, *rows).verdict() == {"breaks_at": 3, "expected": "209.00", "stated": "210.00"}


def test_a_running_balance_that_breaks_is_named_before_the_closing_one():
    statement = a_statement("100", "120")
    rows = [a_row(1, "5", "105"), a_row(2, "5", "111"), a_row(3, "9", "120")]
    assert proof_of([statement], *rows).verdict()["breaks_at"] == 2
    assert proof_of([statement], a_row(1, "5", "106"), a_row(2, "14", "120")).verdict()["breaks_at"] == 1


@pytest.mark.parametrize(
    "records",
    [
        (a_row(1, "5", "105"), 2, a_row(3, "5", "111"), 4, a_row(5, "9", "121")),
        (a_row(1, "5", "105"), 2, 3, a_row(4, "5", "111"), a_row(5, "5", "116")),
    ],
)
def test_a_rejected_line_that_explains_a_break_is_named(records):
    assert proof_of([], *records).verdict() == {"breaks_at": 2, "expected": "110.00", "stated": "111.00"}


def test_a_rejected_last_line_explains_a_closing_balance_that_does_not_come_out():
    assert proof_of([a_statement("100", "120")], a_row(1, "5"), 2).verdict()["breaks_at"] == 2


def test_a_rejected_line_elsewhere_explains_nothing():
    records = (1, a_row(2, "5", "105"), a_row(3, "5", "111"), 4, a_row(5, "5", "116"))
    assert proof_of([], *records).verdict()["breaks_at"] == 3


@pytest.mark.parametrize(("row", "opening"), [(a_row(1, "-5", "95"), 100), (a_row(1, "-5"), None)])
def test_one_row_has_an_opening_balance_only_by_its_own(row, opening):
    [finding] = proof_of([], row).findings().values()
    assert (finding.opening, finding.proved) == (opening, False)


def test_pending_rows_stand_outside_the_balance():
    assert verdict(("-5", "95"), ("10", "90"), pending=True) == "not stated"


def test_each_account_and_currency_has_its_own_balance():
    proof = BalanceProof()
    for number, (account, amount, balance) in enumerate([("A", 1, 1), ("B", 5, 50), ("A", 1, 2), ("B", 5, 55)], 1):
        row = Row(number, date(2026, 1, 1), Decimal(amount), "USD", "", balance=Decimal(balance), account=account)
        proof.add(row)
    assert proof.verdict() == "proved"
