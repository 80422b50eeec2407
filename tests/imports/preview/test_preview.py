"""Preview: how a statement would be read, and that nothing of it is stored."""

import io
import json
import time
import zipfile
from contextlib import ExitStack
from datetime import date

import pytest
import xlsxwriter
from bson import ObjectId
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.common.column_mapping import is_column
from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Layout, Row
from app.imports import service
from app.imports.layouts.mappings import mapping_errors, mapping_of
from tests.formats.csv.test_round_trip import marks, orders, render, signs, transactions

STATEMENT = b"""Date,Description,Amount,Balance
2026-01-05,Blue Bottle Coffee,-4.50,95.50
2026-01-06,ACME Corp Salary,2500.00,2595.50
2026-13-45,Nonsense,-1.00,2594.50
2026-01-07,Corner Market,-31.20,2563.30
Total,,2463.30,
"""


def look(user, content, filename="statement.csv", **fields):
    return user.upload(content, filename, path="/transactions/import/preview", **fields)


def seen(user, content, filename="statement.csv", **fields):
    answer = look(user, content, filename, **fields)
    assert answer.status == 200, answer.json
    return answer.json


def test_a_preview_shows_the_reading(user):
    found = seen(user, STATEMENT)
    assert (found["format"], found["encoding"], found["date_order"]) == ("csv", "utf-8", "ymd")
    assert found["dialect"]["delimiter"] == ","
    assert (found["dialect"]["decimal_mark"], found["dialect"]["header_row"]) == (".", 1)
    assert (found["sign_convention"], found["currency"], found["judged"]) == ("signed", "USD", "whole")
    assert found["counts"] == {"rows": 3, "rejected": 1, "ignored": 2}
    assert found["mapping_source"] == "judged"
    assert [warning["code"] for warning in found["warnings"]] == ["assumed_currency"]


def test_a_preview_shows_the_columns_with_some_of_their_cells(user):
    columns = seen(user, STATEMENT)["columns"]
    assert [(column["index"], column["header"], column["field"]) for column in columns] == [
        (0, "Date", "date"),
        (1, "Description", "description"),
        (2, "Amount", "amount"),
        (3, "Balance", "balance"),
    ]
    assert columns[2]["samples"] == ["-4.50", "2500.00", "-31.20"]


def test_a_preview_shows_the_first_rows_as_they_would_be_posted(user, worker):
    rows = seen(user, STATEMENT)["rows"]
    names = ("row", "date", "amount", "currency", "description", "balance", "pending", "duplicate_of", "account_id")
    assert [rows[0][name] for name in names] == [
        2, "2026-01-05", "-4.50", "USD", "Blue Bottle Coffee", "95.50", False, None, None,
    ]  # fmt: skip
    user.imported(STATEMENT)
    posted = {row["import_row"]: row for row in user.all("/transactions")}
    again = seen(user, STATEMENT)["rows"]
    assert [row["duplicate_of"] for row in again] == [posted[row["row"]]["id"] for row in again]
    assert all(
        row[name] == posted[row["row"]][name] for row in again for name in ("merchant", "category", "account_id")
    )


def test_a_preview_shows_lines_that_would_be_rejected(user):
    [problem] = seen(user, STATEMENT)["problems"]
    assert (problem["row"], problem["code"]) == (4, "bad_date")
    assert "Nonsense" in problem["raw"]


def test_at_most_twenty_rows_and_problems_are_shown(user):
    lines = "".join(f"2026-01-{1 + n % 28:02},Shop {n},-{n}.50\nlater,Shop {n},-1.00\n" for n in range(60))
    found = seen(user, f"Date,Description,Amount\n{lines}".encode())
    assert (len(found["rows"]), len(found["problems"])) == (20, 20)
    assert found["counts"] == {"rows": 60, "rejected": 60, "ignored": 1}


def test_a_preview_proves_the_balances(user):
    proved = STATEMENT.replace(b"2026-13-45", b"2026-01-06")
    assert seen(user, proved)["balance_proof"] == "proved"
    assert seen(user, STATEMENT)["balance_proof"] != "proved"


def test_nothing_of_a_preview_is_kept(user, counts):
    user.get("/categories")
    before = counts(user)
    mapping = json.dumps(seen(user, STATEMENT)["mapping"])
    seen(user, STATEMENT, mapping=mapping)
    seen(user, STATEMENT, mapping="{}")
    assert counts(user) == before


def test_a_file_with_two_readings_is_refused_with_both(new_user):
    user = new_user()
    workspace = user.get("/workspaces").json["data"][0]
    user.patch(f"/workspaces/{workspace['id']}", {"locale": "sv-SE"})
    text = b"Date,Description,Amount\n03/04/2026,Coffee,-4.50\n03/04/2026,Tea,-3.00\n"
    answer = look(user, text)
    assert (answer.status, answer.code) == (422, "ambiguous_date_order")
    assert {reading["date"] for reading in answer.json["readings"]} == {"2026-04-03", "2026-03-04"}


def test_a_file_without_amounts_shows_the_columns_there_are(user):
    answer = look(user, b"Date,Description,Who\n2026-01-05,Coffee,Ada\n2026-01-06,Tea,Grace\n")
    assert (answer.status, answer.code, answer.json["headers"]) == (
        422,
        "no_amount_column",
        ["Date", "Description", "Who"],
    )


def test_a_file_whose_lines_are_all_wrong_is_shown_and_not_imported(user, counts):
    text = b"Date,Description,Amount\n2026-01-05,Coffee,four\n2026-01-06,Tea,three\n"
    mapping = '{"date": "Date", "amount": "Amount", "description": "Description"}'
    found = seen(user, text, mapping=mapping)
    assert (found["rows"], len(found["problems"]), found["confidence"]) == ([], 2, 0)
    before = counts(user)
    answer = user.upload(text, mapping=mapping)
    assert (answer.status, answer.code, answer.pointers) == (422, "no_transactions", {"/mapping"})
    assert [line["code"] for line in answer.json["rejected"]] == ["bad_amount", "bad_amount"]
    assert counts(user) == before


def test_a_statement_of_a_quiet_month_can_be_imported(user, worker):
    assert user.imported(b"Date,Description,Amount\n")["created"] == 0


def test_a_large_file_whose_lines_are_all_wrong_fails_its_job_and_changes_nothing(user, worker):
    lines = "".join(f"2026-01-05,Some shop in some street {number},none\n" for number in range(60_000))
    mapping = '{"date": "Date", "amount": "Amount"}'
    started = user.upload(f"Date,Description,Amount\n{lines}".encode(), mapping=mapping)
    job = user.finished(started)
    assert (job["state"], job["problem"]["code"]) == ("failed", "no_transactions")
    shown = user.get(f"/imports/{started.json['import']['id']}").json
    assert (shown["lines"], shown["problem"]["code"]) == (0, "no_transactions")
    assert user.all("/accounts") == user.all("/transactions") == user.all("/imports/mappings") == []


@pytest.mark.parametrize(
    ("mapping", "pointer"),
    [
        ("{", "/mapping"),
        ("[1]", "/mapping"),
        ('"date"', "/mapping"),
        (json.dumps({"date": "x" * 30_000}), "/mapping"),
        ('{"colour": 1}', "/mapping/colour"),
        ('{"a/b": 1}', "/mapping/a~1b"),
        ('{"date": {"$gt": ""}}', "/mapping/date"),
        ('{"date": true}', "/mapping/date"),
        ('{"date": -1}', "/mapping/date"),
        ('{"date": [0]}', "/mapping/date"),
        ('{"date": "\\ud800"}', "/mapping/date"),
        ('{"description": []}', "/mapping/description"),
        ('{"description": [[0]]}', "/mapping/description"),
        ('{"date": "Booked"}', "/mapping/date"),
        ('{"amount": 4}', "/mapping/amount"),
        ('{"amount": 2, "balance": "Amount"}', "/mapping/balance"),
        ('{"description": [1, "Description"]}', "/mapping/description"),
        ('{"date_order": "dym"}', "/mapping/date_order"),
        ('{"decimal_mark": ";"}', "/mapping/decimal_mark"),
        ('{"thousands_mark": "x"}', "/mapping/thousands_mark"),
        ('{"sign_convention": "odd"}', "/mapping/sign_convention"),
        ('{"header_row": 0}', "/mapping/header_row"),
        ('{"currency": "Money"}', "/mapping/currency"),
        ('{"delimiter": "x"}', "/mapping/delimiter"),
    ],
)
@pytest.mark.parametrize("path", ["/transactions/import", "/transactions/import/preview"])
def test_a_wrong_mapping_is_pointed_at_and_changes_nothing(user, counts, mapping, pointer, path):
    before = counts(user)
    answer = user.upload(STATEMENT, path=path, mapping=mapping)
    assert (answer.status, answer.pointers) == (422, {pointer}), answer.json
    assert counts(user) == before


def test_the_currency_of_a_mapping_is_that_of_the_account(user):
    account = user.post("/accounts", {"name": "Giro", "currency": "EUR", "type": "checking"}).json
    answer = look(user, STATEMENT, account_id=account["id"], mapping='{"currency": "USD"}')
    assert (answer.status, answer.code, answer.pointers) == (422, "currency_mismatch", {"/mapping/currency"})


def test_only_a_form_is_taken(user):
    answer = user.post("/transactions/import/preview", {"transactions": []})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_looking_asks_for_no_right_to_write(app):
    assert app.view_functions["imports.preview_import"].access == "read"


def test_a_stranger_may_not_look(user, another_user):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    stranger = another_user.with_headers(X_Workspace_Id=workspace)
    assert look(stranger, STATEMENT).status == 404


LAYOUTS = {
    "plain": STATEMENT,
    "german": "Konto;DE02120300000000202051\n\nBuchungstag;Wertstellung;Verwendungszweck;Betrag;Währung\n"
    "05.01.2026;06.01.2026;Miete Januar;-1.004,50;EUR\n26.01.2026;26.01.2026;Gehalt;2.500,00;EUR\n",
    "debit and credit": "Date\tDetails\tPaid out\tPaid in\tBalance\n13/02/2026\tTea\t3.00\t\t97.00\n"
    "14/02/2026\tPay\t\t10.00\t107.00\n",
    "flag": "Date,Narrative,Amount,Dr/Cr\n13/02/2026,Tea,3.00,DR\n14/02/2026,Pay,10.00,CR\n15/02/2026,Tea,3.00,DR\n",
    "without header": "13/02/2026,-3.00,*,,TEA ROOM 12\n14/02/2026,10.00,*,,ACME PAY\n15/02/2026,-4.10,*,,BAKERY\n",
    "repeated headers": "Date,Amount,Currency,Amount,Currency,Details\n2026-02-13,-3.00,EUR,-3.30,USD,Tea\n"
    "2026-02-14,-4.00,EUR,-4.60,CHF,Bun\n",
    "headed by a currency": 'Data,Opis,PLN\n2026-02-13,Herbata,"-3,00"\n2026-02-14,Zakupy,"-40,10"\n',
    "type column": "Date,Type,Description,Amount\n13/02/2026,Card payment,Tea,-3.00\n14/02/2026,Transfer,Pay,10.00\n",
    "several texts": "Datum;Empfänger;Zweck;Betrag EUR\n13.02.2026;Teehaus;Tee 12;-3,00\n14.02.2026;ACME;Lohn;10,00\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_mapping_sent_back_gives_the_same_reading(user, name):
    text = LAYOUTS[name]
    content = text if isinstance(text, bytes) else text.encode()
    first = seen(user, content)
    again = seen(user, content, mapping=json.dumps(first["mapping"]))
    assert again["mapping_source"] == "given"
    assert first["rows"]
    changed = {key for key in first if first[key] != again[key]}
    assert changed <= {"mapping_source", "warnings", "ambiguities", "confidence", "columns"}
    assert {warning["code"] for warning in again["warnings"]} <= {warning["code"] for warning in first["warnings"]}


@settings(max_examples=120, deadline=None)
@given(transactions, st.sampled_from(",;\t|"), orders, marks, signs, st.sampled_from(["en-US", "en-GB"]))
def test_a_mapping_leads_to_the_layout_it_was_made_of(rows, delimiter, order, marks, sign, locale):
    file = render(rows, delimiter, order[1], marks, sign)
    reader = CsvReader()
    layout = reader.infer(file, Hints(locale=locale))
    mapping = json.loads(json.dumps(mapping_of(layout)))
    assert mapping_errors(mapping) == {}
    currency = None if is_column("currency", mapping["currency"]) else mapping["currency"]
    hints = Hints(locale=locale, date_order=mapping["date_order"], currency=currency, mapping=mapping)
    again = reader.infer(file, hints)
    assert mapping_of(again) == mapping
    assert rows_of(reader, file, again) == rows_of(reader, file, layout)


def rows_of(reader, file, layout):
    return [record for record in reader.records(file, layout) if isinstance(record, Row)]


def test_formats_without_columns_have_no_mapping():
    assert mapping_of(Layout("ofx", columns={"external_id": "external_id"})) == {}


@pytest.mark.slow
def test_a_file_of_100_mb_is_previewed_in_seconds(user):
    line = b"13/02/2026,A shop with a name of some length 0123456789,-12.50,EUR,and some words about it\n"
    text = io.BytesIO()
    text.write(b"Date,Description,Amount,Currency,Notes\n")
    text.write(line * (100_000_000 // len(line)))
    began = time.monotonic()
    found = seen(user, text.getvalue())
    assert time.monotonic() - began < 10
    assert (found["judged"], found["counts"], found["balance_proof"]) == ("head", None, None)
    assert (len(found["rows"]), found["problems"]) == (20, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_head_of_a_large_file_ends_with_a_line(user, encoding):
    lines = "".join(f"13/02/2026,Café {number},-12.50\n" for number in range(100_000))
    found = seen(user, f"Date,Description,Amount\n{lines}".encode(encoding))
    assert (found["judged"], found["problems"], found["rows"][0]["description"]) == ("head", [], "Café 0")


OFX = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>12030000<ACCTID>202051<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-4.50<FITID>A1<NAME>Blue Bottle Coffee</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def test_a_format_without_columns_has_no_mapping_to_send(user):
    found = seen(user, OFX, "january.ofx")
    assert (found["format"], found["columns"], found["mapping"], found["dialect"]) == ("ofx", [], {}, None)
    [row] = found["rows"]
    assert (row["amount"], row["currency"], row["external_id"], row["account"]) == ("-4.50", "EUR", "A1", "202051")
    assert seen(user, OFX, "january.ofx", mapping="{}")["rows"] == found["rows"]
    answer = look(user, OFX, "january.ofx", mapping='{"date": "Date"}')
    assert (answer.status, answer.pointers) == (422, {"/mapping/date"})


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return file.getvalue()


def test_a_statement_in_an_archive_is_shown_like_one_beside_it(user):
    inside, outside = seen(user, zipped(january=STATEMENT), "january.zip"), seen(user, STATEMENT)
    assert {name for name in inside if inside[name] != outside[name]} <= {"warnings"}
    again = seen(user, zipped(january=STATEMENT), "january.zip", mapping=json.dumps(inside["mapping"]))
    assert again["rows"] == inside["rows"]


def test_statements_that_each_have_a_header_have_no_mapping_in_common(user):
    other = STATEMENT.replace(b"Date,Description,Amount", b"Day,Text,Amount").replace(b"2026-01", b"2026-02")
    found = seen(user, zipped(january=STATEMENT, february=other), "both.zip")
    assert (found["mapping"], found["columns"]) == ({}, [])
    assert found["counts"]["rows"] == 6


def a_workbook(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_a_workbook_is_shown_with_its_columns(user):
    content = a_workbook(
        ("Date", "Who", "Text", "Amount"),
        (date(2026, 1, 5), "Tea House", "green", -3.5),
        (date(2026, 1, 6), "Bakery", "rye", -20),
    )
    found = seen(user, content, "january.xlsx")
    assert (found["format"], found["columns"][3]["field"], found["columns"][1]["samples"]) == (
        "xlsx",
        "amount",
        ["Tea House", "Bakery"],
    )
    mapping = {**found["mapping"], "description": ["Text"]}
    again = seen(user, content, "january.xlsx", mapping=json.dumps(mapping))
    assert [(row["date"], row["amount"], row["description"]) for row in again["rows"]] == [
        ("2026-01-05", "-3.50", "green"),
        ("2026-01-06", "-20.00", "rye"),
    ]


def test_one_workspace_reads_two_files_at_once_in_a_process(user, another_user):
    workspace_id = ObjectId(user.get("/workspaces").json["data"][0]["id"])
    with ExitStack() as places:
        for _ in range(2):
            assert places.enter_context(service._readers.place(workspace_id))
        refused = look(user, STATEMENT)
        assert (refused.status, refused.code) == (503, "too_many_waiting")
        assert refused.headers["Retry-After"]
        assert look(another_user, STATEMENT).status == 200
        assert user.upload(STATEMENT).status == 202
    assert look(user, STATEMENT).status == 200
