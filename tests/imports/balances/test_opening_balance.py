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
    assert result["balance_proof"] == {"breaks_at": 3, "expected": "1044.60", "stated": "3544.60"}
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


def test_a_stated_closing_balance_that_does_not_come_out_is_shown(user):
    result = user.imported((STATED.format(closing="152.00") + ROWS).encode())
    assert result["balance_proof"] == {"breaks_at": 7, "expected": "150.00", "stated": "152.00"}


def test_the_line_whose_sign_explains_a_closing_balance_is_named(user):
    result = user.imported((STATED.format(closing="150.00") + ROWS.replace("-40.00", "40.00", 1)).encode())
    expected = {"breaks_at": 5, "expected": "230.00", "stated": "150.00", "explained_by": "sign"}
    assert result["balance_proof"] == expected


def test_rows_that_add_up_to_a_closing_balance_from_nothing_are_proved(user):
    head = STATED.format(closing="50.00").replace("Opening balance;100.00\n", "")
    assert user.imported((head + ROWS).encode())["balance_proof"] == "proved"
    assert only_account(user) == ("0.00", "50.00")


FEBRUARY = ["2026-02-03,Rent,-900.00,2900.00\n", "2026-02-20,Fuel,-900.00,2000.00\n"]


def test_an_earlier_statement_that_comes_later_gives_the_opening_balance(user):
    user.imported(statement(LINES), "giro.csv")
    february = user.imported(statement(FEBRUARY), "giro.csv")
    assert only_account(user) == ("3800.00", "3544.60")
    job = user.finished(user.delete(f"/imports/{february['import_id']}"))
    assert job["state"] == "succeeded"
    assert only_account(user) == ("2000.00", "3544.60")


def test_what_came_before_without_balances_is_part_of_the_opening_balance(user):
    user.imported(statement(LINES), "giro.csv")
    early = HEADER.replace(",Balance", "") + "2026-01-20,Bonus,300.00\n2026-01-21,Fee,-100.00\n"
    [account] = user.all("/accounts")
    user.imported(early.encode(), account_id=account["id"])
    assert only_account(user) == ("1800.00", "3544.60")


def test_an_opening_balance_a_user_set_stays(user):
    user.imported(statement(LINES), "giro.csv")
    [account] = user.all("/accounts")
    user.patch(f"/accounts/{account['id']}", {"opening_balance": "5.00"})
    user.imported(statement(FEBRUARY), account_id=account["id"])
    assert only_account(user)[0] == "5.00"


def test_a_missing_statement_is_a_gap_on_the_account_until_it_comes(user):
    january = ["2026-01-03,Start,5000.00,5000.00\n", "2026-01-20,Rent,-1200.00,3800.00\n"]
    [account_id] = user.imported(statement(january), "giro.csv")["account_ids"]
    user.imported(statement(LINES), account_id=account_id)
    coverage = user.get(f"/accounts/{account_id}").json["coverage"]
    assert coverage["gaps"] == [{"from": "2026-01-20", "to": "2026-03-02", "reason": "balance"}]
    assert [(each["opening_balance"], each["closing_balance"]) for each in coverage["statements"]] == [
        ("2000.00", "3544.60"),
        ("0.00", "3800.00"),
    ]
    user.imported(statement(FEBRUARY), account_id=account_id)
    [account] = user.all("/accounts")
    assert (account["coverage"]["gaps"], account["coverage"]["overlaps"], account["coverage"]["count"]) == ([], [], 3)


def test_statements_that_share_days_are_shown_as_overlaps(user):
    first = user.imported(statement(LINES[:2]), "giro.csv")
    second = user.imported(statement(LINES), "giro.csv")
    [account] = user.all("/accounts")
    ids = sorted([first["import_id"], second["import_id"]])
    assert account["coverage"]["overlaps"] == [{"from": "2026-03-02", "to": "2026-03-05", "import_ids": ids}]
