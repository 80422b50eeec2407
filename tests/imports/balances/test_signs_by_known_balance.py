"""OFX without signs is read by what its account held before and what the statement ends at."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")


def ofx(lines, closing, month):
    text = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>2026{month}{n:02}<TRNAMT>{amount}<FITID>K2026{month}{n}<NAME>Text {n}"
        for n, amount in enumerate(lines, 3)
    )
    return (
        "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>7712</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>2026{month}01<DTEND>2026{month}28{text}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{closing}<DTASOF>2026{month}28</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def codes(result):
    return [warning["code"] for warning in result["warnings"]]


def amounts(user):
    return sorted(row["amount"] for row in user.all("/transactions"))


def test_the_balance_of_the_last_statement_signs_the_lines_of_the_next(user):
    user.imported(ofx(["100.00", "-20.00"], "80.00", "09"), "september.ofx")
    result = user.imported(ofx(["40.00", "7.13", "15.00"], "47.87", "10"), "october.ofx")
    assert amounts(user) == ["-20.00", "-40.00", "-7.13", "100.00", "15.00"]
    assert codes(result) == []
    assert user.all("/accounts")[0]["balance"] == "47.87"


def test_an_opening_balance_a_user_entered_counts_as_well(user):
    fields = {"name": "Giro", "type": "checking", "currency": "EUR", "opening_balance": "80.00"}
    account = user.post("/accounts", fields).json["id"]
    user.imported(ofx(["40.00", "7.13", "15.00"], "47.87", "10"), "october.ofx", account_id=account)
    assert amounts(user) == ["-40.00", "-7.13", "15.00"]


def test_the_same_file_again_is_read_the_same_way_and_adds_nothing(user):
    unknown = ofx(["40.00", "7.13", "15.00"], "500.00", "10")
    first, again = (user.imported(unknown, f"october{n}.ofx") for n in range(2))
    assert codes(first) == codes(again) == ["assumed_sign"]
    assert (again["created"], amounts(user)) == (0, ["15.00", "40.00", "7.13"])
