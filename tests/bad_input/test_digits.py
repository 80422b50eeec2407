"""Numbers told as text are plain digits: what Python's own readers of numbers take besides is refused everywhere."""

import pytest
from orjson import dumps

from tests.transactions.builders import a_body, an_account

ODD = ["1_0", "１０", "١٠", "Infinity", "-inf", "NaN", "1e3", "0x10", " ", "1 0", "1.0.0", "--1", "+-1"]


@pytest.mark.parametrize("text", ODD)
def test_no_amount_of_a_body_is_read_from_it(user, text):
    account = an_account(user)
    for path, body, pointer in [
        ("/transactions", a_body(account, amount=text), "/amount"),
        ("/accounts", {"name": "A", "type": "cash", "currency": "USD", "opening_balance": text}, "/opening_balance"),
        ("/rules", {"conditions": [_above(text)], "actions": {"tags": ["x"]}}, "/conditions/0/value"),
        (
            "/transactions/import",
            {"transactions": [{"date": "2026-10-01", "amount": text, "description": "x"}]},
            "/transactions/0/amount",
        ),
    ]:
        refused = user.post(path, body)
        assert (path, refused.status, refused.pointers) == (path, 422, {pointer})


def _above(value):
    return {"field": "amount", "op": "gt", "value": value}


@pytest.mark.parametrize("text", [*ODD, " 5", "5 ", "+5"])
def test_no_number_of_a_query_is_read_from_it(user, text):
    for name in ("limit", "amount_min"):
        refused = user.get("/transactions", **{name: text})
        assert (refused.status, refused.pointers) == (422, {name})


@pytest.mark.parametrize("text", ODD)
def test_a_line_of_an_export_with_it_is_rejected(user, worker, text):
    line = {
        "id": "6740a1b2c3d4e5f601234567",
        "account_id": "6740a1b2c3d4e5f601234568",
        "account": "A",
        "date": "2026-10-01",
        "amount": "-4.50",
        "currency": "USD",
        "description": "Tea",
        "status": "posted",
        "category": None,
        "notes": None,
        "tags": [],
        "merchant": None,
        "kind": "expense",
    }
    content = dumps({"transactions": [line, {**line, "id": "6740a1b2c3d4e5f601234569", "amount": text}]})
    counts = user.imported(content, "transactions.json")
    assert (counts["created"], counts["rejected"]) == (1, 1)
