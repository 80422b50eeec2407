"""Formats that sign their amounts say so where a file has none, unless something else tells."""

import json
from decimal import Decimal
from io import BytesIO

import pytest

from app.formats.interface import Hints, Row
from app.formats.json.reader import JsonReader
from app.formats.qif.reader import QifReader


def read(reader, text):
    """(amounts, codes of warnings)."""
    file = BytesIO(text.encode())
    layout = reader.infer(file, Hints(currency="EUR"))
    found = [row.amount for row in reader.records(file, layout) if isinstance(row, Row)]
    return found, [warning["code"] for warning in layout.warnings]


def simplefin(*transactions):
    listed = [{"id": f"t{n}", "posted": 1793000000 + 9000 * n, **each} for n, each in enumerate(transactions)]
    account = {"id": "A1", "name": "Giro", "currency": "EUR", "balance": "9.00", "transactions": listed}
    return json.dumps({"errors": [], "accounts": [account]})


SIDES = [
    ("debit", "credit"), ("DBIT", "CRDT"), ("out", "in"), ("withdrawal", "deposit"), ("Soll", "Haben"),
    ("débit", "crédit"),
]  # fmt: skip


@pytest.mark.parametrize(("out", "into"), SIDES)
@pytest.mark.parametrize("name", ["type", "transaction_type", "direction", "creditDebitIndicator"])
@pytest.mark.parametrize("nested", [False, True])
def test_a_field_that_says_debit_signs_the_amounts_of_simplefin(out, into, name, nested):
    def a_transaction(amount, side):
        field = {name: side}
        return {"amount": amount, "description": "Text", **({"extra": field} if nested else field)}

    text = simplefin(a_transaction("4.10", out), a_transaction("10.00", into), a_transaction("3.00", out))
    assert read(JsonReader(), text) == ([Decimal("-4.10"), Decimal("10.00"), Decimal("-3.00")], [])


@pytest.mark.parametrize("side", ["debit", "credit"])
def test_a_minus_anywhere_is_believed_before_such_a_field(side):
    lines = [{"amount": amount, "description": "Text", "type": side} for amount in ("-4.10", "10.00")]
    assert read(JsonReader(), simplefin(*lines)) == ([Decimal("-4.10"), Decimal("10.00")], [])


@pytest.mark.parametrize(("texts", "told"), [(("Zoo", "Kiosk"), True), (("Salary", "Interest paid"), False)])
def test_amounts_that_nothing_signs_are_told(texts, told):
    expected = ["assumed_sign"] if told else []
    lines = [{"amount": "10.00", "description": text} for text in texts]
    assert read(JsonReader(), simplefin(*lines)) == ([Decimal("10.00")] * 2, expected)
    records = "".join(f"D10/2{n}/2026\nT10.00\nP{text}\n^\n" for n, text in enumerate(texts))
    assert read(QifReader(), f"!Type:Bank\n{records}") == ([Decimal("10.00")] * 2, expected)


def test_qif_with_one_minus_is_no_doubt():
    records = "".join(f"D10/2{n}/2026\nT{amount}\nPZoo\n^\n" for n, amount in enumerate(("10.00", "-3.00")))
    assert read(QifReader(), f"!Type:Bank\n{records}")[1] == []


def test_qif_transfers_and_the_opening_balance_go_either_way():
    records = "D10/21/2026\nT80.00\nPOpening Balance\nL[Giro]\n^\nD10/22/2026\nT10.00\nPMove\nL[Savings]\n^\n"
    assert read(QifReader(), f"!Account\nNGiro\nTBank\n^\n!Type:Bank\n{records}")[1] == []
