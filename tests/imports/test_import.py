"""Importing statements: the main job, as its user sees it."""

from datetime import date, timedelta

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client import eventually

pytestmark = pytest.mark.usefixtures("worker")

STATEMENT = b"""Date,Description,Amount
2026-01-05,Blue Bottle Coffee,-4.50
2026-01-05,Blue Bottle Coffee,-4.50
2026-01-06,ACME Corp Salary,2500.00
2026-01-07,Corner Market,-31.20
"""


def a_statement(*lines):
    """A statement of (day of January 2026, description, amount)."""
    rows = [f"2026-01-{day:02},{description},{amount}" for day, description, amount in lines]
    return "\n".join(["Date,Description,Amount", *rows, ""]).encode()


def a_large_statement(first, lines):
    """Lines numbered from `first`: the same number is the same line in every statement."""
    rows = [f"{date(2026, 1, 1) + timedelta(n % 90)},Shop {n},-{n}.00" for n in range(first, first + lines)]
    return "\n".join(["Date,Description,Amount", *rows, ""]).encode()


def amounts(user, **query):
    return sorted(row["amount"] for row in user.all("/transactions", **query))


def counts(result):
    return {name: result[name] for name in ("lines", "created", "duplicate", "rejected", "ignored")}


def test_a_statement_becomes_transactions(user):
    result = user.imported(STATEMENT, "checking.csv")
    assert counts(result) == {"lines": 5, "created": 4, "duplicate": 0, "rejected": 0, "ignored": 1}
    assert (result["format"], result["date_order"]) == ("csv", "ymd")
    assert [warning["code"] for warning in result["warnings"]] == ["assumed_currency"]
    assert amounts(user) == ["-31.20", "-4.50", "-4.50", "2500.00"]


def test_rows_know_where_they_came_from(user):
    result = user.imported(STATEMENT)
    rows = user.all("/transactions", import_id=result["import_id"])
    assert sorted((row["import_row"], row["source"], row["status"]) for row in rows) == [
        (number, "import", "posted") for number in (2, 3, 4, 5)
    ]
    assert {row["account_id"] for row in rows} == set(result["account_ids"])


def test_the_account_is_named_after_the_file_and_its_balance_follows(user):
    user.imported(STATEMENT, "checking_2026-01.csv")
    [account] = user.all("/accounts")
    assert (account["name"], account["currency"], account["balance"]) == ("checking", "USD", "2459.80")


def test_importing_the_same_statement_twice_adds_rows_once(user):
    user.imported(STATEMENT)
    again = user.imported(STATEMENT)
    assert counts(again) == {"lines": 5, "created": 0, "duplicate": 4, "rejected": 0, "ignored": 1}
    assert len(amounts(user)) == 4


def test_the_same_statement_under_another_name_adds_nothing(user):
    first = user.imported(STATEMENT, "checking.csv")
    again = user.imported(STATEMENT, "download(1).csv")
    assert (again["created"], again["account_ids"]) == (0, first["account_ids"])


def test_two_accounts_of_one_bank_that_share_a_fee_stay_two(user):
    fee = (31, "Monthly fee", "-5.00")
    user.imported(a_statement((5, "Coffee", "-4.50"), (6, "Rent", "-900.00"), fee), "giro.csv")
    user.imported(a_statement((7, "Cinema", "-12.00"), (8, "Fuel", "-50.00"), fee), "visa.csv")
    assert {(account["name"], account["balance"]) for account in user.all("/accounts")} == {
        ("giro", "-909.50"),
        ("visa", "-67.00"),
    }


def test_two_accounts_of_one_bank_with_the_same_fare_each_day_stay_two(user):
    def written(what):
        each_day = (((day, "Metro", "-2.50"), (day, what, f"-{day}.00")) for day in range(5, 15))
        return a_statement(*(row for rows in each_day for row in rows))

    first, second = user.imported(written("Market"), "giro.csv"), user.imported(written("Cinema"), "savings.csv")
    assert (second["created"], second["duplicate"]) == (20, 0)
    assert first["account_ids"] != second["account_ids"]
    assert user.imported(written("Cinema"), "under another name.csv")["account_ids"] == second["account_ids"]


def test_identical_lines_of_one_file_stay_as_many(user):
    user.imported(a_statement(*[(5, "Coffee", "-4.50")] * 3))
    more = user.imported(a_statement(*[(5, "Coffee", "-4.50")] * 5))
    assert (more["duplicate"], more["created"]) == (3, 2)


def test_the_spelling_of_a_bank_may_change(user):
    user.imported(a_statement((5, "Blue Bottle", "-4.50"), (6, "Rent", "-900.00")))
    again = user.imported(a_statement((5, "BLUE  BOTTLE ", "-4.50"), (6, "rent", "-900.00")))
    assert again["created"] == 0


def test_a_deleted_transaction_does_not_come_back(user):
    user.imported(STATEMENT)
    [salary] = [row for row in user.all("/transactions") if row["amount"] == "2500.00"]
    user.delete(f"/transactions/{salary['id']}")
    assert user.imported(STATEMENT)["created"] == 0
    assert amounts(user) == ["-31.20", "-4.50", "-4.50"]


def test_an_edited_transaction_is_still_recognised(user):
    user.imported(STATEMENT)
    for row in user.all("/transactions"):
        user.patch(f"/transactions/{row['id']}", {"amount": "-1.00", "date": "2026-02-01"})
    assert user.imported(STATEMENT)["created"] == 0


@st.composite
def overlapping(draw):
    """Lines of a month, and two statements of it that share days."""
    line = st.tuples(
        st.integers(1, 28), st.sampled_from(["Coffee", "Rent", "Market"]), st.sampled_from(["-4.50", "-900.00"])
    )
    lines = sorted(draw(st.lists(line, min_size=2, max_size=25)))
    first, last = draw(st.sampled_from(lines))[0], draw(st.sampled_from(lines))[0]
    until, since = max(first, last), min(first, last)
    return lines, [row for row in lines if row[0] <= until], [row for row in lines if row[0] >= since]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(overlapping(), st.booleans())
def test_overlapping_statements_give_the_same_transactions_in_either_order(new_user, statements, newest_first):
    lines, early, late = statements
    user = new_user()
    for part in (late, early) if newest_first else (early, late):
        user.imported(a_statement(*part))
    held = sorted((int(row["date"][-2:]), row["description"], row["amount"]) for row in user.all("/transactions"))
    assert held == lines


def test_a_bank_id_counts_more_than_other_words(user):
    header = "Date,Description,Amount,Transaction ID\n"
    user.imported(f"{header}2026-01-05,Pending: Coffee,-4.50,T-1\n2026-01-06,Rent,-900.00,T-2\n".encode())
    again = user.imported(f"{header}2026-01-05,Coffee,-4.50,T-1\n2026-01-06,Rent,-900.00,T-2\n".encode())
    assert (again["created"], again["duplicate"]) == (0, 2)


def test_an_id_on_different_lines_is_no_id(user):
    header = "Date,Description,Amount,Transaction ID\n"
    lines = "2026-01-05,Coffee,-4.50,7\n2026-01-05,Fee,-0.10,7\n2026-01-06,Rent,-900.00,8\n"
    result = user.imported((header + lines).encode())
    assert (result["created"], result["duplicate"]) == (3, 0)


TEXT = "Datum;Verwendungszweck;Betrag\n05.01.2026;Müller Café;-1.004,50\n26.01.2026;Gehalt März;2.500,00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_rows(user, encoding):
    user.imported(TEXT.encode(encoding), currency="EUR")
    found = {(row["date"], row["description"], row["amount"], row["currency"]) for row in user.all("/transactions")}
    assert found == {
        ("2026-01-05", "Müller Café", "-1004.50", "EUR"),
        ("2026-01-26", "Gehalt März", "2500.00", "EUR"),
    }


def test_a_chinese_statement_is_read(user):
    text = "交易日期,交易摘要,交易金额\n2026-01-05,星巴克咖啡,-32.00\n2026-01-06,工资收入,8000.00\n"
    user.imported(f"{text}2026-01-07,超市购物,-120.50\n".encode("gb18030"), currency="CNY")
    assert {row["description"] for row in user.all("/transactions")} == {"星巴克咖啡", "工资收入", "超市购物"}


def test_currencies_of_one_statement_go_to_accounts_of_their_own(user):
    text = b"Date,Description,Amount,Currency\n2026-01-05,Coffee,-4.50,USD\n2026-01-06,Tea,-3.00,EUR\n"
    result = user.imported(text, "travel.csv")
    assert len(result["account_ids"]) == 2
    assert {(a["currency"], a["balance"]) for a in user.all("/accounts")} == {("USD", "-4.50"), ("EUR", "-3.00")}


def test_a_given_account_refuses_lines_in_another_currency(user):
    account = user.post("/accounts", {"name": "Giro", "currency": "EUR", "type": "checking"}).json
    text = b"Date,Description,Amount,Currency\n2026-01-05,Coffee,-4.50,USD\n2026-01-06,Tea,-3.00,EUR\n"
    result = user.imported(text, account_id=account["id"])
    assert (result["created"], result["rejected"], result["account_ids"]) == (1, 1, [account["id"]])
    [rejected] = user.all(f"/imports/{result['import_id']}/rows", outcome="rejected")
    assert (rejected["row"], rejected["code"]) == (2, "currency_mismatch")


def test_running_balances_prove_the_rows(user):
    text = b"Date,Description,Amount,Balance\n2026-01-05,Coffee,-4.50,95.50\n2026-01-06,Tea,-3.00,92.50\n"
    result = user.imported(text + b"2026-01-07,Pay,10.00,102.50\n")
    assert result["balance_proof"] == "proved"


def test_the_first_row_that_breaks_the_balance_is_named(user):
    lines = [(-4, 96), (-3, 93), (-1, 92), (-2, 80), (-5, 75), (10, 85)]
    rows = [f"2026-01-{day:02},Shop {day},{amount}.00,{balance}.00" for day, (amount, balance) in enumerate(lines, 5)]
    result = user.imported("\n".join(["Date,Description,Amount,Balance", *rows, ""]).encode())
    assert result["balance_proof"] == {"breaks_at": 5, "expected": "90.00", "stated": "80.00"}


def test_a_cancelled_import_keeps_what_it_committed(user, db):
    started = user.upload(a_large_statement(1, 30_000))
    path = f"/imports/{started.json['import']['id']}"
    eventually(lambda: user.get(path).json["lines"])
    assert user.delete(f"/jobs/{started.json['job']['id']}").status == 202
    assert user.finished(started)["state"] == "cancelled"
    shown = user.get(path).json
    assert shown["state"] == "cancelled"
    assert shown["created"] + shown["ignored"] == shown["lines"] < 30_001
    assert db["transactions"].count_documents({"import_id": ObjectId(shown["id"])}) == shown["created"]


@pytest.mark.slow
def test_two_large_statements_at_once_in_one_workspace(user):
    started = [user.upload(a_large_statement(1, 2500)), user.upload(a_large_statement(1001, 2500))]
    jobs = [user.finished(answer) for answer in started]
    assert [job["state"] for job in jobs] == ["succeeded", "succeeded"]
    assert sum(job["result"]["created"] for job in jobs) == 3500
    assert len(user.all("/transactions", limit=200)) == 3500
