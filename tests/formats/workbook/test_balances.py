"""Balances decide in workbooks and lists of objects as they do in text."""

import io
import json
from decimal import Decimal

import pytest
import xlsxwriter

from app.formats.interface import Hints, Row
from app.formats.registry import recognise

LINES = [
    ("2026-01-17", "Fifth", 2.25, 115.25),
    ("2026-01-16", "Fourth", 20.0, 117.5),
    ("2026-01-15", "Third", 7.5, 97.5),
    ("2026-01-14", "Second", 5.0, 105.0),
    ("2026-01-13", "First", 10.0, 110.0),
]
SIGNED = ["-2.25", "20", "-7.5", "-5"]


def workbook(lines):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([("Date", "Text", "Amount", "Balance"), *lines]):
            sheet.write_row(number, 0, cells)
    return file.getvalue()


def objects(lines):
    names = ("date", "description", "amount", "balance")
    return json.dumps([dict(zip(names, line, strict=True)) for line in lines]).encode()


def wrapped_objects(lines):
    return json.dumps({"bank": "Mine", "transactions": json.loads(objects(lines))}).encode()


@pytest.mark.parametrize("write", [workbook, objects, wrapped_objects])
@pytest.mark.parametrize("twice", [False, True])
def test_unsigned_amounts_go_as_the_balance_moves(write, twice):
    content = write([LINES[0], *LINES] if twice else LINES)
    reader = recognise(content[:4096], "statement")
    file = io.BytesIO(content)
    layout = reader.infer(file, Hints())
    rows = [record for record in reader.records(file, layout) if isinstance(record, Row)]
    assert [row.amount for row in rows[:-1]] == [Decimal(amount) for amount in SIGNED]
    first = len([LINES[0], *LINES] if twice else LINES) + (write is workbook)
    assert rows[-1].row == first
    [message] = [warning["message"] for warning in layout.warnings if warning["code"] == "assumed_sign_of_line"]
    assert f"line {first} " in message
