"""Importing transactions that come as JSON."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")

COFFEE = {"date": "2026-01-05", "amount": "-4.50", "description": "BLUE BOTTLE 0123"}


def imported(user, *rows, **more):
    answer = user.post("/transactions/import", {"transactions": rows, **more})
    assert answer.status == 202, answer.json
    return user.finished(answer)["result"]


def test_json_rows_become_transactions(user):
    result = imported(user, COFFEE, {**COFFEE, "amount": -3.10, "currency": "EUR"})
    assert (result["format"], result["lines"], result["created"]) == ("json", 2, 2)
    assert {(row["amount"], row["currency"]) for row in user.all("/transactions")} == {
        ("-4.50", "USD"),
        ("-3.10", "EUR"),
    }


def test_sending_them_again_adds_nothing(user):
    imported(user, COFFEE, COFFEE)
    again = imported(user, COFFEE, COFFEE)
    assert (again["created"], again["duplicate"]) == (0, 2)


def test_an_external_id_makes_a_row_the_same_one(user):
    imported(user, {**COFFEE, "external_id": "17"})
    again = imported(user, {**COFFEE, "description": "Blue Bottle Coffee", "external_id": "17"})
    assert again["duplicate"] == 1


def test_what_the_sender_says_counts_as_set_by_the_user(user):
    given = {"merchant": "The Corner", "category": "groceries", "notes": "for the party", "tags": ["party"]}
    imported(user, {**COFFEE, **given, "value_date": "2026-01-07"})
    [row] = user.all("/transactions")
    assert {name: row[name] for name in given} == given
    assert (row["category_tier"], row["value_date"]) == ("user", "2026-01-07")
    assert {"merchant", "category", "notes", "tags"} <= set(row["locked"])


def test_a_given_account_takes_all_rows(user):
    account = user.post("/accounts", {"name": "Giro", "currency": "EUR", "type": "checking"}).json
    imported(user, COFFEE, account_id=account["id"])
    assert user.get(f"/accounts/{account['id']}").json["balance"] == "-4.50"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"amount": "-4.505"}, "/transactions/1/amount", "too_many_decimals"),
        ({"amount": "NaN"}, "/transactions/1/amount", "validation_failed"),
        ({"amount": {"$gt": ""}}, "/transactions/1/amount", "validation_failed"),
        ({"amount": "1" + "0" * 18}, "/transactions/1/amount", "amount_out_of_range"),
        ({"date": "2026-02-30"}, "/transactions/1/date", "validation_failed"),
        ({"date": 20260230}, "/transactions/1/date", "validation_failed"),
        ({"description": None}, "/transactions/1/description", "validation_failed"),
        ({"currency": "XYZ"}, "/transactions/1/currency", "validation_failed"),
        ({"category": "no-such"}, "/transactions/1/category", "unknown_category"),
        ({"colour": "red"}, "/transactions/1/colour", "validation_failed"),
    ],
)
def test_one_wrong_row_refuses_them_all(user, change, pointer, code):
    answer = user.post("/transactions/import", {"transactions": [COFFEE, {**COFFEE, **change}]})
    assert (answer.status, answer.code, answer.pointers) == (422, code, {pointer})
    assert user.all("/imports") == user.all("/accounts") == []


@pytest.mark.parametrize("body", [{}, {"transactions": []}, {"transactions": None}, {"transactions": {"0": COFFEE}}])
def test_without_rows_there_is_nothing_to_import(user, body):
    answer = user.post("/transactions/import", body)
    assert (answer.status, answer.pointers) == (422, {"/transactions"})


def test_a_row_in_another_currency_than_its_account_is_refused(user):
    account = user.post("/accounts", {"name": "Giro", "currency": "EUR", "type": "checking"}).json
    body = {"transactions": [{**COFFEE, "currency": "USD"}], "account_id": account["id"]}
    answer = user.post("/transactions/import", body)
    assert (answer.code, answer.pointers) == ("currency_mismatch", {"/transactions/0/currency"})


@pytest.mark.slow
def test_ten_megabytes_of_wrong_rows_get_a_short_answer(user):
    answer = user.post("/transactions/import", {"transactions": [{"a": "x" * 200}] * 45_000})
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert len(answer.json["errors"]) == 100


def test_more_rows_than_one_request_takes_are_refused(user):
    answer = user.post("/transactions/import", {"transactions": [COFFEE] * 50_001})
    assert (answer.status, answer.pointers) == (422, {"/transactions"})
