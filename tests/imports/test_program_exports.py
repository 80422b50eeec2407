"""Exports of programs for one's own accounts, through the API: transfers told in one line, and in two."""

import json

import pytest

from tests.imports.undo.undoing import undo
from tests.spreadsheets import xlsx

pytestmark = pytest.mark.usefixtures("worker")

HEADER = [
    "Time",
    "Type",
    "Category",
    "Account",
    "Account Currency",
    "Amount",
    "Account2",
    "Account2 Currency",
    "Account2 Amount",
    "Note",
]
LINES = [
    ["2026-03-01", "Income", "Pay", "Giro", "EUR", "1000.00", "", "", "", "March"],
    ["2026-03-02", "Expense", "Food", "Giro", "EUR", "60.00", "", "", "", "Lunch"],
    ["2026-03-03", "Transfer", "Aside", "Giro", "EUR", "200.00", "Vault", "EUR", "200.00", "aside"],
    ["2026-03-04", "Transfer", "Trip", "Giro", "EUR", "100.00", "Travel", "USD", "110.00", "dollars"],
    ["2026-03-05", "Transfer", "Back", "Vault", "EUR", "50.00", "Giro", "EUR", "50.00", "back"],
    ["2026-03-06", "Expense", "Fun", "Travel", "USD", "10.00", "", "", "", "Museum"],
]
BALANCES = {"Giro": "690.00", "Vault": "150.00", "Travel": "100.00"}


def as_csv():
    return "".join(f"{','.join(line)}\n" for line in [HEADER, *LINES]).encode()


def as_workbook():
    return xlsx(
        {"All": [[float(cell) if cell.endswith(".00") else cell for cell in line] for line in [HEADER, *LINES]]}
    )


def as_json():
    return json.dumps([dict(zip(HEADER, line, strict=True)) for line in LINES]).encode()


FORMATS = [(as_csv, "all.csv"), (as_workbook, "all.xlsx"), (as_json, "all.json")]


def balances(user):
    return {account["name"]: account["balance"] for account in user.all("/accounts")}


@pytest.mark.parametrize(("content", "name"), FORMATS)
def test_a_transfer_told_in_one_line_moves_money_between_both_accounts(user, content, name):
    result = user.imported(content(), name)
    assert (result["created"], result["transfers"], result["rejected"]) == (9, 3, 0)
    assert balances(user) == BALANCES
    moved = [row for row in user.all("/transactions") if row["kind"] == "transfer"]
    assert len(moved) == 6
    assert all(row["transfer_id"] for row in moved)


def test_the_same_export_again_changes_nothing_and_undoing_it_leaves_nothing(user):
    first = user.imported(as_csv(), "all.csv")
    again = user.imported(as_csv(), "all (1).csv")
    assert (again["created"], again["duplicate"]) == (0, 9)
    assert balances(user) == BALANCES
    undo(user, again)
    undo(user, first)
    assert balances(user) == {}


def test_a_file_of_one_account_opens_no_other_and_a_later_one_of_all_completes_it(user):
    user.imported("".join(f"{','.join(line)}\n" for line in [HEADER, *LINES[:4]]).encode(), "all.csv")
    assert balances(user) == {"Giro": "640.00"}
    assert user.imported(as_csv(), "all (1).csv")["created"] == 5  # two lines, and the other legs of three
    assert balances(user) == BALANCES


def test_lines_for_one_account_that_the_user_names_get_no_other_legs(user):
    account = user.post("/accounts", {"name": "Mine", "type": "checking", "currency": "EUR"}).json["id"]
    content = "".join(f"{','.join(line)}\n" for line in [HEADER, *LINES[:3], LINES[4]]).encode()
    result = user.imported(content, "giro.csv", account_id=account)
    assert (result["created"], result["ignored"]) == (4, 3)
    found = sorted((row["date"], row["amount"], row["kind"]) for row in user.all("/transactions"))
    assert [row[1:] for row in found] == [
        ("1000.00", "income"),
        ("-60.00", "expense"),
        ("-200.00", "transfer"),
        ("-50.00", "transfer"),
    ]


def test_a_program_that_writes_both_lines_of_a_transfer_is_not_doubled(user):
    content = (
        b"Account,Date,Payee,Category,Memo,Outflow,Inflow\nChecking,10/20/2026,Transfer : Savings,,,200.00,0.00\n"
        b"Savings,10/20/2026,Transfer : Checking,,,0.00,200.00\nChecking,10/21/2026,Corner Shop,Food,,20.00,0.00\n"
    )
    result = user.imported(content, "register.csv")
    assert (result["created"], result["transfers"]) == (3, 1)
    assert balances(user) == {"Checking": "-220.00", "Savings": "200.00"}
