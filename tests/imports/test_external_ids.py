"""Ids in an import: the same id is a duplicate, and one with another amount is reported."""

import pytest

from tests.transactions.builders import a_transaction, an_account

pytestmark = pytest.mark.usefixtures("worker")

COFFEE = {"date": "2026-10-04", "amount": "-4.50", "description": "BLUE BOTTLE COFFEE", "external_id": "17"}
OFX = """<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>4711<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20261001<DTEND>20261031
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>2026100{0}<TRNAMT>{1}<FITID>20261004000017<NAME>{2}</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""


def imported(user, account, *rows):
    answer = user.post("/transactions/import", {"transactions": rows, "account_id": account["id"]})
    return user.finished(answer)["result"]


def the_rows(user, result):
    return user.get(f"/imports/{result['import_id']}/rows").json["data"]


@pytest.fixture
def account(user):
    return an_account(user)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount": "-5.00"}, "amount -4.50, not -5.00"),
        ({"date": "2026-10-05"}, "date 2026-10-04, not 2026-10-05"),
        ({"description": "Blue Bottle"}, "description 'BLUE BOTTLE COFFEE', not 'Blue Bottle'"),
    ],
)
def test_the_same_id_with_other_facts_is_reported_in_the_result_and_in_its_line(user, account, change, told):
    imported(user, account, COFFEE)
    result = imported(user, account, {**COFFEE, **change}, {**COFFEE, "external_id": "18"})
    assert (result["created"], result["duplicate"]) == (1, 1)
    (warning,) = result["warnings"]
    assert warning["code"] == "other_facts"
    assert told in warning["message"]
    row, other = the_rows(user, result)
    assert (row["outcome"], row["code"]) == ("duplicate", "other_facts")
    assert told in row["message"]
    assert row["amount"] == change.get("amount", "-4.50")
    assert other["code"] is None


def test_the_same_facts_again_are_said_nothing_of(user, account):
    imported(user, account, COFFEE)
    again = imported(user, account, COFFEE)
    assert (again["duplicate"], again["warnings"]) == (1, [])


def test_what_a_user_corrected_is_said_nothing_of(user, account):
    imported(user, account, COFFEE)
    (row,) = user.all("/transactions")
    user.patch(f"/transactions/{row['id']}", {"amount": "-4.60"})
    assert imported(user, account, COFFEE)["warnings"] == []


def test_an_id_with_another_amount_is_reported(user):
    user.imported(OFX.format(4, "-4.50", "BLUE BOTTLE").encode(), "a.ofx")
    again = user.imported(OFX.format(5, "-4.50", "Blue Bottle Coffee").encode(), "b.ofx")
    assert (again["duplicate"], again["warnings"]) == (1, [])  # a day or words told anew mean the same
    other = user.imported(OFX.format(4, "-9.99", "BLUE BOTTLE").encode(), "c.ofx")
    assert [warning["code"] for warning in other["warnings"]] == ["other_facts"]
    (row,) = (row for row in the_rows(user, other) if row["outcome"] == "duplicate")
    assert (row["amount"], row["code"]) == ("-9.99", "other_facts")
    assert "amount -4.50, not -9.99" in row["message"]


def test_what_was_created_by_its_id_is_a_duplicate_in_an_import(user, account):
    made = a_transaction(user, account, external_id="17")
    result = imported(user, account, COFFEE)
    assert (result["created"], result["duplicate"]) == (0, 1)
    assert the_rows(user, result)[0]["transaction_id"] == made["id"]


def test_what_was_imported_by_its_id_is_not_created_again(user, account):
    imported(user, account, COFFEE)
    answer = user.post("/transactions", {**COFFEE, "account_id": account["id"]})
    assert (answer.status, answer.code, answer.json["differs"]) == (409, "duplicate_external_id", [])


def test_a_matched_transaction_keeps_its_own_id(user, account):
    made = a_transaction(user, account, external_id="17")
    statement = b"Date,Description,Amount\n2026-10-04,BLUE BOTTLE COFFEE OAKLAND,-4.50\n"
    user.imported(statement, account_id=account["id"])
    (match,) = user.all("/transactions/matches")
    answer = user.post(f"/transactions/{made['id']}/match", {"transaction_id": match["imported"]["id"]})
    assert (answer.status, answer.json["external_id"]) == (200, "17")
    assert user.post("/transactions", a_body_of(account)).code == "duplicate_external_id"
    assert imported(user, account, COFFEE)["duplicate"] == 1
    assert len(user.all("/transactions")) == 1


def a_body_of(account):
    return {**COFFEE, "account_id": account["id"]}
