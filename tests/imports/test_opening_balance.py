"""An account that an import opens starts from the balance its statement starts from."""

import pytest

HEADER = "Date,Description,Amount,Balance\n"
LINES = [
    "2026-03-02,Rent,-900.00,1100.00\n",
    "2026-03-05,Salary,2500.00,3600.00\n",
    "2026-03-09,Groceries,-55.40,3544.60\n",
]

pytestmark = pytest.mark.usefixtures("worker")


def statement(lines):
    return (HEADER + "".join(lines)).encode()


def only_account(user):
    [account] = user.get("/accounts").json["data"]
    return account["opening_balance"], account["balance"]


@pytest.mark.parametrize("lines", [LINES, LINES[::-1]], ids=["oldest first", "newest first"])
def test_a_proved_statement_gives_its_new_account_an_opening_balance(user, lines):
    result = user.imported(statement(lines))
    assert result["balance_proof"] == "proved"
    assert only_account(user) == ("2000.00", "3544.60")


def test_the_next_statement_leaves_the_opening_balance_alone(user):
    user.imported(statement(LINES[:2]))
    assert only_account(user) == ("2000.00", "3600.00")
    user.imported(statement(LINES))
    assert only_account(user) == ("2000.00", "3544.60")


def test_an_account_the_user_made_keeps_its_opening_balance(user):
    account = user.post("/accounts", {"name": "Mine", "type": "checking", "currency": "USD"}).json
    user.imported(statement(LINES), account_id=account["id"])
    assert only_account(user) == ("0.00", "1544.60")


def test_balances_that_do_not_add_up_prove_nothing(user):
    result = user.imported(statement([LINES[0], LINES[2]]))
    assert result["balance_proof"] == {"breaks_at": 3}
    assert only_account(user) == ("0.00", "-955.40")


def test_amounts_without_balances_open_at_zero(user):
    result = user.imported(b"Date,Description,Amount\n2026-03-02,Rent,-900.00\n2026-03-05,Salary,2500.00\n")
    assert result["balance_proof"] == "not stated"
    assert only_account(user) == ("0.00", "1600.00")


STATED = "Account;My giro\nOpening balance;100.00\nClosing balance;{closing}\n\nDate;Description;Amount\n"
ROWS = "2026-03-02;Rent;-40.00\n2026-03-05;Salary;90.50\n2026-03-09;Groceries;-0.50\n"


def test_stated_balances_prove_rows_that_carry_none(user):
    result = user.imported((STATED.format(closing="150.00") + ROWS).encode())
    assert result["balance_proof"] == "proved"
    assert only_account(user) == ("100.00", "150.00")


def test_a_stated_closing_balance_that_does_not_come_out_is_told(user):
    result = user.imported((STATED.format(closing="151.00") + ROWS).encode())
    assert result["balance_proof"] == {"closing": "151.00", "computed": "150.00"}
