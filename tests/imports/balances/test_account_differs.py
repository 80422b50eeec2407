"""An import says so when its account stands elsewhere than where the statement ends."""

import pytest

HEADER = "Date,Description,Amount,Balance\n"
MARCH = ["2026-03-02,Rent,-900.00,1100.00\n", "2026-03-05,Salary,2500.00,3600.00\n"]
APRIL = ["2026-04-02,Rent,-900.00,2700.00\n", "2026-04-09,Groceries,-55.40,2644.60\n"]
MAY = ["2026-05-02,Rent,-900.00,1744.60\n", "2026-05-09,Groceries,-44.60,1700.00\n"]

pytestmark = pytest.mark.usefixtures("worker")


def statement(*lines):
    return (HEADER + "".join(lines)).encode()


def told(result):
    return [warning["message"] for warning in result["warnings"] if warning["code"] == "account_differs"]


def an_account(user, opening="0.00"):
    fields = {"name": "Mine", "type": "checking", "currency": "USD", "opening_balance": opening}
    return user.post("/accounts", fields).json["id"]


def test_the_difference_is_told_with_the_import_and_with_its_job(user):
    result = user.imported(statement(*MARCH), account_id=an_account(user, "2700.00"))
    [message] = told(result)
    assert all(text in message for text in ("'Mine'", "3600.00 USD", "2026-03-05", "4300.00", "700.00 more"))
    assert told(user.get(f"/imports/{result['import_id']}").json) == [message]


FIELDS = ["currency", "date", "stated", "computed", "difference"]


@pytest.mark.parametrize("opening", ["2700.00", "1999.99", "-50.00"])
def test_a_program_finds_the_figures_beside_the_sentence(user, opening):
    account = an_account(user, opening)
    [warning] = [each for each in user.imported(statement(*MARCH), account_id=account)["warnings"] if "stated" in each]
    more = {"2700.00": ("4300.00", "700.00"), "1999.99": ("3599.99", "-0.01"), "-50.00": ("1550.00", "-2050.00")}
    assert [warning[name] for name in FIELDS] == ["USD", "2026-03-05", "3600.00", *more[opening]]
    assert warning["account_id"] == account
    assert "opening_balance" not in warning


def test_an_account_made_without_an_opening_balance_is_offered_that_of_its_first_statement(user):
    account = an_account(user)
    [warning] = [each for each in user.imported(statement(*MARCH), account_id=account)["warnings"] if "stated" in each]
    assert warning["opening_balance"] == "2000.00"
    user.patch(f"/accounts/{account}", {"opening_balance": warning["opening_balance"]})
    assert user.get(f"/accounts/{account}").json["balance"] == warning["stated"]
    assert told(user.imported(statement(*APRIL), account_id=account)) == []


def test_what_is_missing_later_is_no_opening_balance(user):
    account = an_account(user)
    user.imported(
        HEADER.replace(",Balance", "").encode() + b"2026-02-02,Bonus,300.00\n2026-02-03,Fee,-1.00\n", account_id=account
    )
    [warning] = [each for each in user.imported(statement(*MARCH), account_id=account)["warnings"] if "stated" in each]
    assert "opening_balance" not in warning


@pytest.mark.parametrize("order", [(MARCH, APRIL, MAY), (MAY, APRIL, MARCH), (APRIL, MAY, MARCH)])
def test_statements_that_meet_are_never_doubted_whatever_their_order(user, order):
    for lines in order[:1]:
        assert told(user.imported(statement(*lines))) == []
    [account] = user.get("/accounts").json["data"]
    results = [user.imported(statement(*lines), account_id=account["id"]) for lines in order[1:]]
    assert told(results[-1]) == []
    assert user.get(f"/accounts/{account['id']}").json["balance"] == "1700.00"


def test_the_right_opening_balance_is_no_difference(user):
    account = an_account(user, "2000.00")
    for lines in (MARCH, [*MARCH, *APRIL], MAY, MARCH):
        assert told(user.imported(statement(*lines), account_id=account)) == []


def test_a_missing_statement_is_a_difference(user):
    account = an_account(user, "2000.00")
    user.imported(statement(*MARCH), account_id=account)
    [message] = told(user.imported(statement(*MAY), account_id=account))
    assert "955.40 more" in message


def test_what_is_entered_later_or_pending_is_no_difference(user):
    account = an_account(user, "2000.00")
    common = {"account_id": account, "currency": "USD", "description": "Coffee", "amount": "-4.00"}
    user.post("/transactions", {**common, "date": "2026-06-20"})
    user.post("/transactions", {**common, "date": "2026-03-05"})  # of the last day of the statement
    assert told(user.imported(statement(*MARCH), account_id=account)) == []


def test_an_ofx_ledger_balance_is_held_against_the_account(user):
    line = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>-10.00<FITID>A2026030201<NAME>Zoo</STMTTRN>"
    ledger = "<LEDGERBAL><BALAMT>523.10<DTASOF>20260303</LEDGERBAL>"
    text = (
        "<OFX><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>77</BANKACCTFROM>"
        f"<BANKTRANLIST>{line}</BANKTRANLIST>{ledger}</STMTRS></OFX>"
    )
    [message] = told(user.imported(text.encode(), "x.ofx", account_id=an_account(user, "1233.10")))
    assert "523.10 USD" in message
    assert "700.00 more" in message
