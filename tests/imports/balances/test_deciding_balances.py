"""Statements whose balances decide what their columns leave open, from the upload to the account."""

import json

import pytest

HEADER = "Date,Description,Amount,Balance\n"
# Newest day first, the lines of a day in any order; 1,000.00 before the oldest line, which is money in.
UNSIGNED = [
    "2026-03-15,Corner shop,20.00,1234.50\n",
    "2026-03-14,Rent,700.00,1254.50\n",
    "2026-03-14,Client,850.00,1954.50\n",
    "2026-03-13,Fuel,45.50,1104.50\n",
    "2026-03-13,Refund from shop,150.00,1150.00\n",
]
OPENING = "2026-03-12,Opening balance,,1000.00\n"

pytestmark = pytest.mark.usefixtures("worker")


def amounts(user):
    return {row["description"]: row["amount"] for row in user.all("/transactions")}


def codes(result):
    return [warning["code"] for warning in result["warnings"]]


def preview(user, content, **fields):
    return user.upload(content, path="/transactions/import/preview", **fields).json


def test_unsigned_amounts_end_at_the_stated_balance(user):
    result = user.imported((HEADER + "".join(UNSIGNED) + OPENING).encode())
    assert (result["balance_proof"], "assumed_sign" in codes(result)) == ("proved", False)
    expected = {"Corner shop": "-20.00", "Rent": "-700.00", "Client": "850.00", "Fuel": "-45.50"}
    assert amounts(user) == {**expected, "Refund from shop": "150.00"}
    [account] = user.all("/accounts")
    assert (account["opening_balance"], account["balance"]) == ("1000.00", "1234.50")


def test_the_mapping_that_a_preview_shows_reads_the_file_the_same_way(user):
    content = (HEADER + "".join(UNSIGNED) + OPENING).encode()
    shown = preview(user, content)
    assert (shown["sign_convention"], shown["balance_proof"]) == ("balances", "proved")
    again = preview(user, content, mapping=json.dumps(shown["mapping"]))
    assert [row["amount"] for row in again["rows"]] == [row["amount"] for row in shown["rows"]]


def test_a_line_told_twice_is_imported_once_and_said(user):
    lines = [UNSIGNED[0], *UNSIGNED]
    result = user.imported((HEADER + "".join(lines) + OPENING).encode())
    assert (result["created"], result["balance_proof"], "repeated_line" in codes(result)) == (5, "proved", True)


def test_importing_it_again_changes_nothing(user):
    content = (HEADER + "".join(UNSIGNED) + OPENING).encode()
    [account_id] = user.imported(content)["account_ids"]
    before = amounts(user)
    assert user.imported(content, account_id=account_id)["created"] == 0
    assert amounts(user) == before


def test_a_break_names_the_line_and_what_explains_it(user):
    lines = [line.replace("1254.50", "1254.40") if "Rent" in line else line for line in UNSIGNED]
    proof = user.imported((HEADER + "".join(lines) + OPENING).encode())["balance_proof"]
    assert amounts(user)["Rent"] == "-700.00"
    assert (proof["breaks_at"], proof["explained_by"]) == (3, "stated_balance")
