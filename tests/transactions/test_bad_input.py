"""What is wrong is refused with a code and a pointer, and changes nothing."""

import json

import pytest

from tests.transactions.builders import a_body, a_transaction, an_account

# Field, value, and the code where it is not the general one.
WRONG = [
    ("amount", "12,50", None),
    ("amount", "1e5", None),
    ("amount", "NaN", None),
    ("amount", "Infinity", None),
    ("amount", "", None),
    ("amount", "１２", None),
    ("amount", True, None),
    ("amount", None, None),
    ("amount", [], None),
    ("amount", {"$gt": ""}, None),
    ("amount", "1.005", "too_many_decimals"),
    ("amount", "90000000000000.01", "amount_out_of_range"),
    ("amount", "9" * 30, None),
    ("date", "2026-02-30", None),
    ("date", "2025-02-29", None),
    ("date", "2026-13-01", None),
    ("date", "04/10/2026", None),
    ("date", "2026-10-04T00:00:00Z", None),
    ("date", "0001-01-01", None),
    ("date", 20261004, None),
    ("date", {"$gt": ""}, None),
    ("value_date", "2026-02-30", None),
    ("description", "", None),
    ("description", "x" * 501, None),
    ("description", "a\x00b", None),
    ("description", 5, None),
    ("description", {"$gt": ""}, None),
    ("account_id", "nonsense", None),
    ("account_id", {"$gt": ""}, None),
    ("account_id", 5, None),
    ("category_id", "nonsense", None),
    ("category_id", {"$ne": None}, None),
    ("merchant", {"$gt": ""}, None),
    ("currency", "usd", None),
    ("currency", "XXX", None),
    ("kind", "gift", None),
    ("status", "processing", None),
    ("tags", "holiday", None),
    ("tags", ["x"] * 21, None),
    ("notes", ["x"], None),
    ("original_amount", "1.00", None),
    ("surprise", 1, None),
    ("workspace_id", "6740a1b2c3d4e5f601234567", None),
    ("amount_minor", 5, None),
]


@pytest.mark.parametrize(("field", "value", "code"), WRONG)
def test_a_wrong_field_is_pointed_at(user, field, value, code):
    answer = user.post("/transactions", a_body(an_account(user), **{field: value}))
    assert answer.status == 422, answer.json
    assert answer.code == (code or "validation_failed")
    expected = "/original_currency" if field == "original_amount" else f"/{field}"
    assert answer.pointers == {expected}
    assert user.all("/transactions") == []


@pytest.mark.parametrize("field", ["account_id", "amount", "date", "description"])
def test_a_missing_field_is_pointed_at(user, field):
    body = a_body(an_account(user))
    del body[field]
    answer = user.post("/transactions", body)
    assert (answer.status, answer.pointers) == (422, {f"/{field}"})


def test_a_wrong_tag_is_pointed_at_by_its_place(user):
    answer = user.post("/transactions", a_body(an_account(user), tags=["fine", "x" * 51]))
    assert (answer.status, answer.pointers) == (422, {"/tags/1"})


@pytest.mark.parametrize("literal", [b"NaN", b"Infinity", b"1e400"])
def test_numbers_that_are_no_amounts_are_refused(user, literal):
    body = json.dumps(a_body(an_account(user), amount="@")).encode().replace(b'"@"', literal)
    answer = user.post("/transactions", body)
    assert answer.status in (400, 422)
    assert answer.code in ("invalid_json", "validation_failed")
    assert user.all("/transactions") == []


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1.5"), ("KWD", "1.0005"), ("USD", "0.001")])
def test_no_currency_takes_more_decimals_than_it_has(user, currency, amount):
    answer = user.post("/transactions", a_body(an_account(user, currency=currency), amount=amount))
    assert (answer.status, answer.code, answer.pointers) == (422, "too_many_decimals", {"/amount"})


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_refused(user, body):
    assert user.post("/transactions", json.dumps(body).encode()).status in (400, 422)


WRONG_CHANGES = [
    *[row for row in WRONG if row[0] not in ("description", "currency", "original_amount")],
    ("description", "another", None),
    ("date", None, None),
    ("account_id", None, None),
    ("kind", None, None),
    ("source", "import", None),
    ("revision", 7, None),
]


@pytest.mark.parametrize(("field", "value", "code"), WRONG_CHANGES)
def test_a_wrong_change_is_pointed_at_and_changes_nothing(user, field, value, code):
    created = a_transaction(user, an_account(user))
    answer = user.patch(f"/transactions/{created['id']}", {field: value})
    assert answer.status == 422, answer.json
    assert answer.code == (code or "validation_failed")
    assert answer.pointers == {f"/{field}"}
    assert user.get(f"/transactions/{created['id']}").json == created


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account_id", "x"),
        ("category_id", "5"),
        ("import_id", "z" * 24),
        ("kind", "gift"),
        ("status", "gone"),
        ("date_from", "2026-02-30"),
        ("date_to", "yesterday"),
        ("amount_min", "1e3"),
        ("amount_max", "much"),
        ("uncategorised", "maybe"),
        ("sort", "merchant"),
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "many"),
        ("cursor", "nonsense"),
        ("cursor", "é"),
        ("q", "a\x00b"),
        ("q", ""),
    ],
)
def test_a_wrong_filter_is_named(user, name, value):
    answer = user.get("/transactions", **{name: value})
    assert (answer.status, answer.pointers) == (422, {name})


@pytest.mark.parametrize("name", ["categories", "amount_min[$gt]"])
def test_a_filter_that_does_not_exist_is_refused(user, name):
    answer = user.get("/transactions", **{name: "1"})
    assert (answer.status, answer.code) == (400, "unknown_parameter")


@pytest.mark.parametrize("path", ["/transactions/nonsense", "/transactions/6740a1b2c3d4e5f601234567"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_id_that_names_nothing_is_not_found(user, method, path):
    body = {"json": {"notes": "x"}} if method == "PATCH" else {}
    assert user.request(method, path, **body).status == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_somebody_elses_is_not_found(user, another_user, method):
    created = a_transaction(user, an_account(user))
    body = {"json": {"notes": "x"}} if method == "PATCH" else {}
    assert another_user.request(method, f"/transactions/{created['id']}", **body).status == 404
    assert user.get(f"/transactions/{created['id']}").json == created
