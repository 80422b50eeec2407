"""Workbooks, archives and JSON files as their user sees them."""

import gzip
import json

import pytest

from tests.spreadsheets import xlsx, zipped

pytestmark = pytest.mark.usefixtures("worker")

HEADER = ["Date", "Description", "Amount"]
GIRO = [
    ["2026-01-05", "Blue Bottle Coffee", -4.5],
    ["2026-01-06", "ACME Salary", 2500.0],
    ["2026-01-07", "Rent", -900.0],
]
VISA = [["2026-01-08", "Book shop", -31.2], ["2026-01-09", "Kiosk", -2.0]]


def csv_of(lines):
    return "\n".join(",".join(map(str, line)) for line in [HEADER, *lines, []]).encode()


def accounts(user):
    return {account["name"]: account["balance"] for account in user.all("/accounts")}


def counts(result):
    return [result[name] for name in ("lines", "created", "duplicate", "rejected", "ignored")]


def test_a_workbook_becomes_transactions(user):
    result = user.imported(xlsx({"Sheet1": [HEADER, *GIRO]}), "giro_2026-01.xlsx")
    assert (result["format"], counts(result)) == ("xlsx", [4, 3, 0, 0, 1])
    assert accounts(user) == {"giro": "1595.50"}


def test_a_statement_is_the_same_in_every_packing(user):
    user.imported(csv_of(GIRO), "giro.csv")
    for content, name in [
        (gzip.compress(csv_of(GIRO)), "giro.csv.gz"),
        (zipped({"giro.csv": csv_of(GIRO)}), "giro.zip"),
        (xlsx({"Sheet1": [HEADER, *GIRO]}), "giro.xlsx"),
        (json.dumps([dict(zip(HEADER, line, strict=True)) for line in GIRO]).encode(), "giro.json"),
    ]:
        assert counts(user.imported(content, name))[1:3] == [0, 3], name
    assert accounts(user) == {"giro": "1595.50"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx({"Giro": [HEADER, *GIRO], "Visa": [HEADER, *VISA]}), "bank.xlsx"),
        (zipped({"Giro.csv": csv_of(GIRO), "Visa.csv": csv_of(VISA)}), "bank.zip"),
        (zipped({"Giro/2026-01.csv": csv_of(GIRO), "Visa/2026-01.csv": csv_of(VISA)}), "bank.zip"),
    ],
    ids=["sheets", "files", "folders"],
)
def test_statements_without_numbers_in_one_file_go_to_accounts_of_their_own(user, content, name):
    first, again = user.imported(content, name), user.imported(content, name)
    assert (counts(first), counts(again)) == ([7, 5, 0, 0, 2], [7, 0, 5, 0, 2])
    assert accounts(user) == {"Giro": "1595.50", "Visa": "-33.20"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx({"Jan 2026": [HEADER, *GIRO], "Feb 2026": [HEADER, *VISA]}), "giro.xlsx"),
        (zipped({"2026-01.csv": csv_of(GIRO), "2026-02.csv": csv_of(VISA)}), "giro.zip"),
    ],
    ids=["sheets", "files"],
)
def test_statements_called_after_months_are_of_one_account(user, content, name):
    assert counts(user.imported(content, name)) == [7, 5, 0, 0, 2]
    assert accounts(user) == {"giro": "1562.30"}


def test_all_rows_of_an_archive_go_to_the_account_the_user_names(user):
    account = user.post("/accounts", {"name": "Mine", "currency": "USD", "type": "checking"}).json
    content = zipped({"Giro.csv": csv_of(GIRO), "Visa.csv": csv_of(VISA)})
    result = user.imported(content, "bank.zip", account_id=account["id"])
    assert (result["created"], result["account_ids"]) == (5, [account["id"]])
    assert accounts(user) == {"Mine": "1562.30"}


def test_the_format_shown_is_that_of_what_is_inside(user):
    result = user.imported(zipped({"giro.dat": csv_of(GIRO)}), "giro.zip", format="csv")
    assert (result["format"], result["created"]) == ("csv", 3)


def test_what_an_archive_contains_beside_statements_is_reported(user):
    result = user.imported(zipped({"read me.txt": b"Dear\ncustomer\n", "giro.csv": csv_of(GIRO)}), "giro.zip")
    assert ["read me.txt" in w["message"] for w in result["warnings"] if w["code"] == "part_left_out"] == [True]


def test_what_a_person_said_comes_back_from_an_export(user, new_user):
    user.imported(csv_of(GIRO), "giro.csv")
    rows = user.all("/transactions")
    for row in rows:
        user.patch(f"/transactions/{row['id']}", {"merchant": "Mine", "notes": "seen", "tags": ["a", "b"]})
    exported = json.dumps({"transactions": user.all("/transactions")}).encode()
    other = new_user()
    result = other.imported(exported, "export.json")
    assert (result["format"], result["created"], result["rejected"]) == ("json", 3, 0)
    names = ("date", "amount", "currency", "description", "merchant", "category", "notes", "tags", "status")
    assert [[row[name] for name in names] for row in other.all("/transactions")] == [
        [row[name] for name in names] for row in user.all("/transactions")
    ]
    assert other.imported(exported, "export.json")["created"] == 0


def test_a_preview_shows_the_sheet_as_it_will_be_read(user):
    shown = user.upload(xlsx({"Sheet1": [HEADER, *GIRO]}), "giro.xlsx", path="/transactions/import/preview").json
    assert shown["format"] == "xlsx"
    assert [row["amount"] for row in shown["rows"]] == ["-4.50", "2500.00", "-900.00"]


def ofx_of(lines, account="4711"):
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{day}<NAME>{text}</STMTTRN>"
        for day, text, amount in lines
    )
    whose = f"<CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
    statement = f"<STMTTRNRS><STMTRS>{whose}<BANKTRANLIST>{rows}</BANKTRANLIST></STMTRS></STMTTRNRS>"
    return f"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1>{statement}</BANKMSGSRSV1></OFX>".encode()


def test_a_month_packed_in_two_formats_counts_once(user):
    result = user.imported(zipped({"giro.csv": csv_of(GIRO), "giro.ofx": ofx_of(GIRO)}), "giro.zip")
    assert counts(result) == [4, 3, 0, 0, 1]
    assert [warning["message"] for warning in result["warnings"] if warning["code"] == "part_left_out"] == [
        "'giro.ofx' was left out: it tells what 'giro.csv' does, in another format."
    ]
    assert accounts(user) == {"giro": "1595.50"}


def test_two_formats_with_different_movements_both_count(user):
    other = [GIRO[0], GIRO[1], ["2026-01-07", "Rent", -901.0]]
    result = user.imported(zipped({"giro.csv": csv_of(GIRO), "other.ofx": ofx_of(other)}), "giro.zip")
    assert result["created"] == 6
