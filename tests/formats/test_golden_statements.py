"""Each folder of tests/data/statements is a statement and what must come of it; adding a layout is
adding a folder.
"""

import json
from pathlib import Path

import pytest

from app.formats.interface import Hints, Layout, Rejected, Row
from app.formats.registry import recognise

STATEMENTS = Path(__file__).parents[1] / "data" / "statements"
CURRENCY_OF_FOLDER = {"utf16-french": "EUR", "sep-line-mac-ends": "DKK"}  # files that name none


def read(folder):
    hints = Hints(file_name="statement.csv", default_currency=CURRENCY_OF_FOLDER.get(folder.name, "USD"))
    with (folder / "statement.csv").open("rb") as file:
        reader = recognise(file.read(4096), "statement.csv")
        layout = reader.infer(file, hints)
        stored = Layout.from_document(json.loads(json.dumps(layout.to_document())))
        return stored, list(reader.records(file, stored))


def shown(row, wanted):
    """The fields of the row that the expectation names, as text."""
    return {name: str(getattr(row, name)) for name in wanted}


@pytest.mark.parametrize("folder", sorted(STATEMENTS.iterdir()), ids=lambda folder: folder.name)
def test_a_statement_gives_the_rows_it_must(folder):
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    layout, records = read(folder)
    rows = [record for record in records if isinstance(record, Row)]
    assert [shown(row, want) for row, want in zip(rows, expected["rows"], strict=True)] == expected["rows"]
    assert [[r.row, r.code] for r in records if isinstance(r, Rejected)] == expected["rejected"]
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert {name: getattr(layout, name) for name in expected["layout"]} == expected["layout"]
    assert [warning["code"] for warning in layout.warnings] == expected["warnings"]
