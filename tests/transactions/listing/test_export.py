"""Transactions as files to be downloaded: what the filters select, safe to open, told apart from half a file."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest
import quiffen
from defusedxml import ElementTree

from app.formats.native.columns import COLUMNS
from app.infra import waiting
from tests.transactions.builders import a_transaction, an_account

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ofx": "application/x-ofx",
    "qif": "application/qif",
}


@pytest.fixture
def account(user):
    return an_account(user, opening_balance="100.00")


def export(user, **query):
    answer = user.get("/transactions/export", **query)
    assert answer.status == 200, answer.json
    return answer


def table(user, **query):
    """The lines of a CSV export by their columns."""
    return list(csv.DictReader(io.StringIO(export(user, **query).body.decode("utf-8-sig"), newline="")))


def test_a_table_holds_each_transaction_in_the_order_of_days(user, account):
    later = a_transaction(user, account, date="2026-10-05", amount="-12.50", tags=["b", "a"], notes="with Grace")
    earlier = a_transaction(user, account, date="2026-10-04")
    first, second = table(user)
    assert tuple(first) == COLUMNS
    assert (first["id"], second["id"]) == (earlier["id"], later["id"])
    names = ("date", "amount", "currency", "description", "merchant", "category_tier", "kind", "status", "notes")
    assert [second[name] or None for name in names] == [later[name] for name in names]
    assert (second["tags"], second["account"], second["account_id"]) == ("b,a", "Checking", account["id"])


@pytest.mark.parametrize(("kind", "content_type"), TYPES.items())
def test_every_format_is_a_file_of_its_own_type(user, account, kind, content_type):
    a_transaction(user, account)
    headers = export(user, format=kind).headers
    assert headers["Content-Type"].partition(";")[0] == content_type
    assert headers["Content-Disposition"].startswith("attachment; filename=transactions-")
    assert headers["Content-Disposition"].endswith(f".{kind}")


@pytest.mark.parametrize("kind", TYPES)
def test_a_workspace_without_transactions_gives_a_file_without_any(user, kind):
    assert export(user, format=kind).body


def test_filters_are_those_of_the_list(user, account):
    for day, amount, tags in (("2026-10-04", "-1.00", ["a"]), ("2026-10-05", "-2.00", []), ("2026-10-06", "3.00", [])):
        a_transaction(user, account, date=day, amount=amount, tags=tags)
    for query in ({"tag": "a"}, {"kind": "income"}, {"amount_max": "-2"}, {"date_from": "2026-10-05"}, {"q": "none"}):
        listed = user.get("/transactions", sort="-amount", **query).json["data"]
        assert [row["id"] for row in table(user, sort="-amount", **query)] == [row["id"] for row in listed]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"format": "pdf"}, 422, "validation_failed"),
        ({"sort": "name"}, 422, "validation_failed"),
        ({"date_from": "yesterday"}, 422, "validation_failed"),
        ({"limit": "5"}, 400, "unknown_parameter"),
        ({"cursor": "abc"}, 400, "unknown_parameter"),
        ({"colour": "blue"}, 400, "unknown_parameter"),
    ],
)
def test_what_the_export_does_not_know_is_refused(user, query, status, code):
    answer = user.get("/transactions/export", **query)
    assert (answer.status, answer.code, answer.pointers) == (status, code, set(query))


def test_what_has_no_amount_yet_is_left_out(user, account):
    posted = a_transaction(user, account)
    user.post("/transactions", {"text": "coffee 4.50 at Blue Bottle"})
    assert [row["id"] for row in table(user)] == [posted["id"]]
    assert table(user, status="processing") == []


FORMULAS = [
    *("=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1"),
    *("\u200b=1", "\ufeff=1", " =1", "\u00a0=1", "\u3000=1", "\u00ad+1", "\u2060\u202e@A1", "\x01=1", "\u3164=1"),
    *("＝1", " ＋1", "\u200b－1", "＠A1", "﹦1", "﹣1", "\u200b\t\u200b=1", "'\u200b=1"),
]


def test_no_cell_of_a_table_is_run_as_a_formula(user, account):
    for text in FORMULAS:
        a_transaction(user, account, description=text, merchant=text, notes=text, tags=[text], amount="-12.50")
    for row in table(user):
        assert all(not cell.startswith(tuple("=+-@\t\r")) for name, cell in row.items() if name != "amount")
        assert row["amount"] == "-12.50"
    assert sorted(row["description"][1:] for row in table(user)) == sorted(FORMULAS)


def test_a_workbook_holds_numbers_days_and_texts(user, account):
    for text in FORMULAS:
        a_transaction(user, account, description=text, amount="-12.50")
    book = openpyxl.load_workbook(io.BytesIO(export(user, format="xlsx").body))
    header, *rows = list(book.active.iter_rows())
    place = {cell.value: number for number, cell in enumerate(header)}
    assert tuple(place) == COLUMNS
    assert {row[place["description"]].data_type for row in rows} == {"s"}
    assert {row[place["amount"]].value for row in rows} == {-12.5}
    assert {row[place["date"]].value.date().isoformat() for row in rows} == {"2026-10-04"}
    book.close()


def test_other_programs_read_qif_and_ofx(user, account, tmp_path):
    card = an_account(user, name="Card", type="credit_card", currency="EUR")
    a_transaction(user, account, amount="-12.50", merchant="Tom & Jerry's <Shop>", date="2026-10-04")
    a_transaction(user, card, amount="7.00", description="A\nB " * 100, merchant="Long " * 20, date="2026-10-05")
    (tmp_path / "x.qif").write_bytes(export(user, format="qif").body)
    read = quiffen.Qif.parse(tmp_path / "x.qif")
    opening, found = read.accounts["Checking"].transactions["Bank"]
    assert (opening.amount, opening.payee) == (Decimal("100.00"), "Opening Balance")
    assert (found.amount, found.date.date().isoformat(), found.payee) == (
        Decimal("-12.50"), "2026-10-04", "Tom & Jerry's <Shop>",
    )  # fmt: skip
    tree = ElementTree.fromstring(export(user, format="ofx").body)
    lines = {line.findtext("TRNAMT"): line for line in tree.iter("STMTTRN")}
    assert lines["-12.50"].findtext("NAME") == "Tom & Jerry's <Shop>"
    assert (len(lines["7.00"].findtext("NAME")), len(lines["7.00"].findtext("MEMO"))) == (32, 255)
    assert [each.text for each in tree.iter("BALAMT")] == ["87.50", "7.00"]


def test_json_is_one_object(user, account):
    entered = a_transaction(user, account, original_amount="-11.90", original_currency="EUR")
    [row] = json.loads(export(user, format="json").body)["transactions"]
    assert tuple(row) == COLUMNS
    assert all(row[name] == entered[name] for name in COLUMNS if name in entered)


def test_only_so_many_download_at_once(user):
    others = range(waiting.downloads.most)
    assert all(waiting.downloads.take(each) for each in others)
    try:
        answer = user.get("/transactions/export")
        assert (answer.status, answer.code) == (503, "too_many_waiting")
        assert "Retry-After" in answer.headers
    finally:
        for each in others:
            waiting.downloads.leave(each)
    assert export(user).body
