"""What the export of a wallet makes of accounts and totals."""

import pytest

from tests.imports.undo.undoing import undo

pytestmark = pytest.mark.usefixtures("worker")

HEADER = "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Reference Txn ID,Balance,Balance Impact\n"
WALLET = HEADER + (
    "2026-10-02,09:00:01,,Bank Deposit to PP Account,Completed,USD,120.00,0.00,120.00,A1,,120.00,Credit\n"
    "2026-10-03,11:30:44,Birch Ltd,General Authorization,Pending,GBP,-40.00,0.00,-40.00,A2,,0.00,Memo\n"
    "2026-10-04,11:31:00,,General Currency Conversion,Completed,USD,-52.60,0.00,-52.60,A3,A5,67.40,Debit\n"
    "2026-10-04,11:31:00,,General Currency Conversion,Completed,GBP,40.00,0.00,40.00,A4,A5,40.00,Credit\n"
    "2026-10-04,11:31:00,Birch Ltd,Express Checkout Payment,Completed,GBP,-40.00,0.00,-40.00,A5,A2,0.00,Debit\n"
    "2026-10-09,14:00:00,Orla Finch,Website Payment,Completed,USD,100.00,-3.20,96.80,A6,,164.20,Credit\n"
)
BANK = "Date,Description,Amount,Currency\n2026-10-01,PAYPAL INST XFER,-120.00,USD\n2026-10-03,Bakery,-4.00,USD\n"


def kinds(user):
    rows = user.all("/transactions", sort="date")
    return {row["description"].split(" ")[0]: row["kind"] for row in rows}


def test_a_purchase_in_a_foreign_currency_is_counted_once(user):
    result = user.imported(WALLET.encode(), "wallet.csv")
    assert (result["created"], result["ignored"], result["balance_proof"]) == (5, 2, "proved")
    balances = {account["currency"]: account["balance"] for account in user.get("/accounts").json["data"]}
    assert balances == {"USD": "164.20", "GBP": "0.00"}
    assert kinds(user) == {"Bank": "transfer", "General": "transfer", "Birch": "expense", "Orla": "income"}
    legs = [row for row in user.all("/transactions") if row["transfer_id"]]
    assert sorted(leg["amount"] for leg in legs) == ["-52.60", "40.00"]


@pytest.mark.parametrize("called", ["paypal.csv", "Download.CSV"])
@pytest.mark.parametrize("first", [0, 1])
def test_money_drawn_from_the_bank_is_a_transfer_in_both(user, first, called):
    files = [(WALLET, called), (BANK, "bank.csv")]
    for text, name in files[first:] + files[:first]:
        user.imported(text.encode(), name)
    drawn = [row for row in user.all("/transactions") if row["amount"] in ("120.00", "-120.00")]
    assert {row["kind"] for row in drawn} == {"transfer"}
    assert all(row["transfer_id"] for row in drawn)


def test_the_wallet_imported_twice_adds_nothing(user):
    user.imported(WALLET.encode(), "wallet.csv")
    assert user.imported(WALLET.encode(), "wallet.csv")["created"] == 0


HISTORY = (
    "ID,Status,Direction,Finished on,Source fee amount,Source fee currency,Source name,Source amount (after fees),"
    "Source currency,Target name,Target amount (after fees),Target currency,Note\n"
    "T1,COMPLETED,IN,2026-10-02 09:12:00,,,Oak Oy,1500.00,EUR,Ines Calder,1500.00,EUR,Invoice 14\n"
    "T3,COMPLETED,OUT,2026-10-06 10:00:00,2.15,EUR,Ines Calder,297.85,EUR,Tom Abara,255.90,GBP,deposit\n"
    "B5,COMPLETED,NEUTRAL,2026-10-12 10:00:00,0.90,EUR,Ines Calder,199.10,EUR,Ines Calder,214.00,USD,\n"
    "C6,COMPLETED,OUT,2026-10-13 10:00:00,0.00,USD,Ines Calder,14.00,USD,Bookshop,14.00,USD,\n"
)


def test_a_history_of_both_sides_leaves_every_balance_where_it_stands(user):
    result = user.imported(HISTORY.encode(), "history.csv")
    assert (result["created"], result["warnings"]) == (5, [])
    balances = {account["currency"]: account["balance"] for account in user.get("/accounts").json["data"]}
    assert balances == {"EUR": "1000.00", "USD": "200.00"}
    legs = [row for row in user.all("/transactions") if row["transfer_id"]]
    assert sorted(leg["amount"] for leg in legs) == ["-200.00", "214.00"]
    again = user.imported(HISTORY.encode(), "history.csv")
    assert again["created"] == 0
    undo(user, again)
    undo(user, result)
    assert {account["balance"] for account in user.get("/accounts").json["data"]} <= {"0.00"}
