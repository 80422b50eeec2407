"""JSON statements: lists of objects are tables whose headers are their keys; our own export is read exactly."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.native.rows import FullRow
from app.formats.registry import recognise

ROWS = [
    {"date": "2024-01-05", "text": "Coffee", "amount": -4.5},
    {"date": "2024-01-06", "text": "Salary", "amount": 2500},
    {"date": "2024-01-27", "text": "Rent", "amount": -900.25},
]
AMOUNTS = [Decimal("-4.5"), Decimal(2500), Decimal("-900.25")]


def infer(content, **hints):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    reader = recognise(file.read(65536), "statement.txt")
    assert reader.format == "json"
    return reader, file, reader.infer(file, Hints(**hints))


def read(content, start=0, **hints):
    reader, file, layout = infer(content, **hints)
    return list(reader.records(file, Layout.from_document(json.loads(json.dumps(layout.to_document()))), start))


def rows(content, **hints):
    return [record for record in read(content, **hints) if isinstance(record, Row)]


def refused(content):
    with pytest.raises(ReadError) as caught:
        infer(content)
    return caught.value.code


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        {"transactions": ROWS},
        {"data": ROWS, "next_cursor": None, "has_more": False},
        {"result": {"page": 1, "rows": ROWS}},
        {"accounts": [{"name": "Giro"}], "categories": [{"id": i} for i in range(9)], "transactions": ROWS},
        "\n".join(map(json.dumps, ROWS)),
        "\ufeff" + json.dumps(ROWS, indent=2),
        json.dumps(ROWS).encode("utf-16"),
    ],
)
def test_lists_of_objects_are_read_wherever_they_stand(content):
    found = read(content)
    assert [(record.row, record.amount) for record in found] == list(enumerate(AMOUNTS, 1))
    assert [record.description for record in found] == ["Coffee", "Salary", "Rent"]


def test_one_object_alone_is_one_transaction():
    assert [row.amount for row in rows(ROWS[0])] == [Decimal("-4.5")]


def test_amounts_keep_their_digits():
    text = '[{"date": "2024-01-05", "text": "Bonus", "amount": 90071992547409.93}]'
    assert rows(text)[0].amount == Decimal("90071992547409.93")


def test_texts_of_amounts_are_read_as_in_any_table():
    days = ["05.01.2024", "26.01.2024"]
    content = [{"Buchungstag": day, "Text": "Miete", "Betrag": "-1.900,25 €"} for day in days]
    assert [(row.date, row.amount, row.currency) for row in rows(content)] == [
        (date(2024, 1, 5), Decimal("-1900.25"), "EUR"),
        (date(2024, 1, 26), Decimal("-1900.25"), "EUR"),
    ]


def a_booking(day, amount, creditor):
    return {
        "transactionId": f"T{day}",
        "bookingDate": f"2024-01-{day:02}",
        "transactionAmount": {"amount": amount, "currency": "EUR"},
        "creditorName": creditor,
        "remittanceInformationUnstructuredArray": ["invoice", "17"],
    }


def test_objects_in_objects_and_pending_lists_are_read():
    content = {
        "account": {"iban": "DE89370400440532013000"},
        "transactions": {
            "booked": [a_booking(5, "-4.50", "Blue Bottle"), a_booking(6, "-9.00", "Market")],
            "pending": [a_booking(7, "-3.00", "Kiosk")],
        },
    }
    found = rows(content)
    assert [(row.amount, row.currency, row.pending) for row in found] == [
        (Decimal("-4.50"), "EUR", False),
        (Decimal("-9.00"), "EUR", False),
        (Decimal("-3.00"), "EUR", True),
    ]
    assert {row.account for row in found} == {"DE89370400440532013000"}
    assert "Blue Bottle" in found[0].description


def test_a_key_can_be_named_for_a_field():
    content = [{**row, "paidAmount": {"value": -1}} for row in ROWS]
    assert {row.amount for row in rows(content, mapping={"amount": "paidAmount.value"})} == {Decimal(-1)}


def test_objects_may_lack_keys_and_one_that_cannot_be_read_spoils_no_other():
    content = [
        *ROWS,
        {"date": "2024-01-28", "amount": "much"},
        {"text": "nothing", "amount": -5},
        {"date": "2024-01-29", "amount": -1},
    ]
    assert [type(record) for record in read(content)] == [Row, Row, Row, Rejected, Rejected, Row]


def test_reading_goes_on_behind_any_object():
    everything = read(ROWS)
    assert [read(ROWS, start) for start in range(4)] == [everything[start:] for start in range(4)]


EXPORTED = {
    "id": "6740a1b2c3d4e5f601234567",
    "account_id": "6740a1b2c3d4e5f601234500",
    "account": "Checking",
    "date": "2026-10-04",
    "value_date": "2026-10-05",
    "transaction_date": None,
    "amount": "-12.50",
    "currency": "USD",
    "description": "BLUE BOTTLE COFFEE 0123",
    "merchant": "Blue Bottle",
    "category": "coffee",
    "notes": "with Grace",
    "tags": ["holiday", "team"],
    "status": "posted",
    "external_id": "T-1",
}


def test_an_export_of_ours_is_read_field_by_field():
    assert read({"transactions": [EXPORTED], "exported_at": "2026-11-01"}) == [
        FullRow(
            1,
            date(2026, 10, 4),
            Decimal("-12.50"),
            "USD",
            "BLUE BOTTLE COFFEE 0123",
            value_date=date(2026, 10, 5),
            external_id="T-1",
            own_id="6740a1b2c3d4e5f601234567",
            account="6740a1b2c3d4e5f601234500",
            account_name="Checking",
            merchant="Blue Bottle",
            category="coffee",
            notes="with Grace",
            tags=("holiday", "team"),
        )
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"status": "pending"}, FullRow),
        ({"status": "processing", "amount": None, "date": None}, Ignored),
        ({"tags": "a, b"}, FullRow),
        ({"amount": "NaN"}, Rejected),
        ({"amount": True}, Rejected),
        ({"date": "2026-13-01"}, Rejected),
        ({"date": None}, Rejected),
        ({"currency": "XXXX"}, Rejected),
        ({"notes": "x" * 5000}, Rejected),
    ],
)
def test_a_transaction_of_an_export_that_cannot_be_kept_spoils_no_other(change, kind):
    assert [type(record) for record in read([EXPORTED, {**EXPORTED, **change}])] == [FullRow, kind]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "not_a_statement"),
        ('{"a": 1}', "one_column"),
        ('["2024-01-05", "Coffee"]', "not_a_statement"),
        (json.dumps(ROWS)[:-5], "bad_json"),
        (json.dumps(ROWS)[:-1], "bad_json"),
        ('[{"date": "2024-01-05", "amount": NaN}]', "bad_json"),
        ('{"a": ' * 50 + "1" + "}" * 50, "bad_json"),
        ("[" * 100_000, "bad_json"),
        ('{"a":' * 100_000, "bad_json"),
        ('[{"a": "' + "x" * 5_000_000 + '"}]', "bad_json"),
        ([{f"key {i}": i for i in range(600)}], "too_many_columns"),
        ([{f"key {i}": i} for i in range(600)], "too_many_columns"),
    ],
)
def test_json_that_is_no_statement_says_why(content, code):
    assert refused(content) == code


def test_characters_that_nothing_can_hold_are_replaced():
    text = '[{"date": "2024-01-05", "text": "half \\ud83d a pair", "amount": -1}]'
    assert rows(text)[0].description == "half ? a pair"
