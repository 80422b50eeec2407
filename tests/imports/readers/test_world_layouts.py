"""Layouts as banks of the world write them: one small statement for each way that needed a rule of its own."""

import io
import json
from decimal import Decimal

import pytest

from app.imports.readers import recognise
from app.imports.readers.base import Hints, Ignored, Layout, ReadError, Rejected, Row


def judged(text, name="statement.csv", encoding="utf-8", **hints):
    file = io.BytesIO(text.lstrip("\n").encode(encoding))
    reader = recognise(file.read(4096), name)
    layout = reader.infer(file, Hints(file_name=name, **hints))
    stored = Layout.from_document(json.loads(json.dumps(layout.to_document())))
    return stored, list(reader.records(file, stored))


def rows(text, **options):
    """`2024-03-28 -45.20` for each row."""
    _, records = judged(text, **options)
    assert [record for record in records if isinstance(record, Rejected)] == []
    return [f"{record.date} {record.amount}" for record in records if isinstance(record, Row)]


# -- dates


def test_day_month_and_year_may_stand_in_three_columns():
    text = "Jahr;Monat;Tag;Text;Betrag\n2024;3;28;Bäcker;-4,20\n2024;4;1;Lohn;1.000,00\n"
    assert rows(text) == ["2024-03-28 -4.20", "2024-04-01 1000.00"]


def test_of_two_split_dates_the_one_that_is_named_better_is_the_booking_date():
    text = """
操作日(年),操作日(月),操作日(日),取扱日付(年),取扱日付(月),取扱日付(日),摘要,お支払金額,お預り金額,残高
2024,03,28,2024,03,29,コンビニ,452,,1000
2024,03,29,2024,04,01,給与,,2000,3000
"""
    assert rows(text, encoding="cp932") == ["2024-03-29 -452", "2024-04-01 2000"]


def test_the_year_of_a_short_date_stands_in_the_date_beside_it():
    text = "Buchungstag;Valutadatum;Text;Betrag\n02.01.;31.12.23;Bäcker;-4,20\n28.03.;28.03.24;Lohn;1.000,00\n"
    assert rows(text) == ["2024-01-02 -4.20", "2024-03-28 1000.00"]


def test_a_line_that_is_not_booked_takes_the_day_of_its_transaction():
    text = """
Booking date,Transaction date,Text,Amount
,2024-03-30,Music,-9.99
2024-03-28,2024-03-27,Shop,-4.20
2024-03-25,2024-03-25,Pay,1000.00
"""
    _, records = judged(text)
    found = [(str(r.date), r.pending) for r in records if isinstance(r, Row)]
    assert found == [("2024-03-30", True), ("2024-03-28", False), ("2024-03-25", False)]
