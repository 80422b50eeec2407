"""A quotation mark that begins a cell and is never closed swallows no line, and a note of several lines stays one."""

import io
import random
from decimal import Decimal

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Row

COLUMNS = ["date", "text", "amount", "balance"]
NAMES = {"date": "Date", "text": "Description", "amount": "Amount", "balance": "Balance"}
ORDERS = [
    ["date", "text", "amount", "balance"],
    ["text", "date", "amount", "balance"],
    ["date", "amount", "balance", "text"],
    ["date", "amount", "text"],
]
OPENING = ['"6 INCH SUB', '"Old Town Cafe', '"', '"5 (five) pc']
WITHIN = ['Pizza 12" large', 'TV 42"', '"Quoted" bar', "Plain"]


def lines_of(chance, marked):
    """Lines whose texts hold quotation marks; those of `marked` begin with one that is not closed."""
    balance, lines = Decimal("900.00"), []
    for number in range(30):
        amount = Decimal(-chance.randint(100, 5000)) / 100
        balance += amount
        text = chance.choice(OPENING) if number in marked else f"Shop {number}"
        day = f"2026-01-{number + 1:02}"
        lines.append({"date": day, "text": text, "amount": str(amount), "balance": str(balance)})
    return lines


def read(text):
    file = io.BytesIO(text.encode())
    layout = CsvReader().infer(file, Hints(file_name="statement.csv"))
    return layout, list(CsvReader().records(file, layout))


def amounts_of(records):
    return [record.amount for record in records if isinstance(record, Row)]


def a_file(order, delimiter, lines):
    table = [NAMES, *lines]
    return "".join(delimiter.join(line[name] for name in order) + "\n" for line in table)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(6))
def test_each_line_is_read_whatever_marks_its_texts_hold(seed, order, delimiter):
    chance = random.Random(seed)
    marked = chance.sample(range(30), chance.randint(1, 5))
    lines = lines_of(chance, marked)
    for line in chance.sample([line for number, line in enumerate(lines) if number not in marked], 3):
        line["text"] = chance.choice(WITHIN)
    layout, records = read(a_file(order, delimiter, lines))
    assert amounts_of(records) == [Decimal(line["amount"]) for line in lines]
    assert "unclosed_quote" in [warning["code"] for warning in layout.warnings]


NOTES = [
    "Dinner\nwith friends",
    "Dinner, wine\nand 12,50 of tips, shared",
    "Copied:\n2026-01-01{d}Shop{d}-4.00{d}96.00\nand so on",
    "Trip\n2026-01-02{d} by train\n2026-01-03{d} back",
    'He said ""hi""\nand left',
    "First\n\nSecond\n\nThird",
]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_several_lines_is_one_line_of_the_statement(note, order, delimiter):
    lines = lines_of(random.Random(3), [])
    lines[7]["text"] = f'"{note.format(d=delimiter)}"'
    layout, records = read(a_file(order, delimiter, lines))
    assert amounts_of(records) == [Decimal(line["amount"]) for line in lines]
    assert "unclosed_quote" not in [warning["code"] for warning in layout.warnings]


@pytest.mark.parametrize("order", ORDERS)
def test_both_in_one_file(order):
    lines = lines_of(random.Random(4), [3, 12])
    lines[5]["text"], lines[14]["text"] = '"Dinner\nwith friends"', '"Two\nlines"'
    _, records = read(a_file(order, ",", lines))
    assert amounts_of(records) == [Decimal(line["amount"]) for line in lines]


def test_a_mark_above_the_table_swallows_neither_header_nor_lines():
    lines = lines_of(random.Random(5), [])
    lines[4]["text"] = 'TV 42"'
    _, records = read('"Savings,123\n' + a_file(ORDERS[0], ",", lines))
    assert amounts_of(records) == [Decimal(line["amount"]) for line in lines]


def test_many_marks_in_a_long_file_take_no_more_time_than_others():
    lines = [f'2026-01-{n % 28 + 1:02},"{n} INCH SUB,-1.00\n' for n in range(20_000)]
    _, records = read("Date,Description,Amount\n" + "".join(lines))
    assert len(amounts_of(records)) == len(lines)
