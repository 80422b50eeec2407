"""A layout is stored with its import, and read again by whatever version of the reader comes later."""

import io
import json

import pytest

from app.formats.csv.layout import CsvLayout
from app.formats.interface import Hints, Layout, Row
from app.formats.registry import recognise

STATEMENT = b"""Date;Text;Debit;Credit;Balance
01.03.2024;Shop;20,00;;80,00
02.03.2024;Salary;;50,00;130,00
"""
# As the first version stored it: whatever a later one adds is missing.
OLD_DOCUMENT = {
    "format": "csv",
    "encoding": "utf-8",
    "delimiter": ";",
    "header_row": 1,
    "columns": {"date": 0, "debit": 2, "credit": 3, "balance": 4, "description": [1]},
    "headers": ["Date", "Text", "Debit", "Credit", "Balance"],
    "date_order": "dmy",
    "date_formats": {"date": "dmy"},
    "decimal_mark": ",",
    "thousands_mark": ".' ",
    "sign_convention": "debit_credit",
    "currency": "EUR",
    "details": {
        "first": 2,
        "last": 3,
        "lines": 3,
        "width": 5,
        "expected": "EUR",
        "factors": [-1, 1],
        "skip_space": False,
        "wrapped": False,
        "keys": [],
        "nuls": False,
        "left_by_a_version_that_knew_more": 1,
    },
}


def inferred(content, name="statement.csv"):
    reader = recognise(content, name)
    return reader, reader.infer(io.BytesIO(content), Hints(default_currency="EUR"))


def test_a_layout_stored_by_the_first_version_still_reads_its_file():
    layout = Layout.from_document(OLD_DOCUMENT)
    records = list(recognise(STATEMENT, "a.csv").records(io.BytesIO(STATEMENT), layout))
    assert [str(record.amount) for record in records if isinstance(record, Row)] == ["-20.00", "50.00"]


def test_a_layout_comes_back_from_json_as_it_was_inferred():
    _, layout = inferred(STATEMENT)
    assert CsvLayout.from_document(json.loads(json.dumps(layout.to_document()))) == layout


def test_the_reader_of_a_format_finds_its_own_fields_in_a_layout_loaded_without_it():
    _, layout = inferred(STATEMENT)
    loaded = Layout.from_document(layout.to_document())
    assert (type(loaded), loaded.width, loaded.lines) == (Layout, 5, 3)
    assert CsvLayout.of(loaded) == layout


def test_what_one_class_of_layouts_does_not_know_is_kept_for_the_others():
    assert (
        Layout.from_document(OLD_DOCUMENT).to_document()["details"].items() >= {"first": 2, "factors": [-1, 1]}.items()
    )
    assert CsvLayout.from_document(OLD_DOCUMENT).details == {"left_by_a_version_that_knew_more": 1}


@pytest.mark.parametrize("name", ["first", "last", "expected", "factors", "lines", "width", "currency_assumed"])
def test_the_stored_names_stay_what_they_were(name):
    assert name in inferred(STATEMENT)[1].to_document()["details"]
