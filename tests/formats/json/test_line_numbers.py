"""Lines are numbered by the objects of the list, whatever stands beside it in the file."""

import io
import json

import pytest

from app.formats.interface import Hints
from app.formats.registry import recognise

TWINS = [
    {"date": f"2026-10-0{n + 1}", "description": text, "amount": amount, "balance": balance}
    for n, (text, amount, balance) in enumerate(
        [("A", -4.5, 95.5), ("Bus", -2.5, 93), ("C", -6.25, 86.75), ("D", -5.75, 81)]
    )
]
TWINS.insert(2, dict(TWINS[1]))
SPLIT = [
    {"id": "1", "parent_id": "", "date": "2026-10-02", "payee": "Market", "amount": -30},
    {"id": "2", "parent_id": "1", "date": "2026-10-02", "payee": "Market", "amount": -10},
    {"id": "3", "parent_id": "1", "date": "2026-10-02", "payee": "Market", "amount": -19},
    {"id": "4", "parent_id": "", "date": "2026-10-03", "payee": "Kiosk", "amount": -30},
    {"id": "5", "parent_id": "4", "date": "2026-10-03", "payee": "Kiosk", "amount": -10},
    {"id": "6", "parent_id": "4", "date": "2026-10-03", "payee": "Kiosk", "amount": -20},
]
TRANSFERS = [
    {"date": "2026-10-01", "type": "Expense", "account": "Cash", "to_account": "", "amount": 4, "note": "bun"},
    {"date": "2026-10-02", "type": "Transfer", "account": "Bank", "to_account": "Cash", "amount": 50, "note": ""},
    {"date": "2026-10-03", "type": "Income", "account": "Bank", "to_account": "", "amount": 900, "note": "pay"},
]


def read(document):
    """What the records of a document are, and what is warned of it."""
    file = io.BytesIO(json.dumps(document).encode())
    reader = recognise(file.getvalue(), "export.json")
    layout = reader.infer(file, Hints(file_name="export.json"))
    records = [(each.row, type(each).__name__, getattr(each, "amount", None)) for each in reader.records(file, layout)]
    return records, layout.warnings


@pytest.mark.parametrize("lines", [TWINS, SPLIT, TRANSFERS], ids=["told twice", "split", "other leg"])
def test_single_values_beside_the_list_move_no_line(lines):
    beside = {"bank": "Quorn", "owner": "Ada", "exported": "yes", "lines": lines}
    assert read(beside) == read(lines)
