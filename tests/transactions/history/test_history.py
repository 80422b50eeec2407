"""What happened to a transaction, first to last."""

import pytest
from bson import ObjectId

from app.transactions.history.schemas import HistoryPage
from tests.transactions.builders import a_transaction, an_account, category_id

STATEMENT = b"Date,Description,Amount\n2026-10-01,Kiosk,-4.50\n2026-10-02,Rent,-900.00\n"


@pytest.fixture
def coffee(user):
    return a_transaction(user, an_account(user))


def history(user, transaction, **query):
    return user.all(f"/transactions/{transaction['id']}/history", **query)


def changes(entry):
    return {each["field"]: (each["before"], each["after"]) for each in entry["changes"]}


def test_a_birth_by_hand(user, coffee):
    [born] = history(user, coffee)
    assert (born["type"], born["at"], born["revision"]) == ("created", coffee["created_at"], 1)
    assert (born["source"], born["import_id"], born["import_row"]) == ("manual", None, None)
    assert born["actor"]["type"] == "user"


def test_a_birth_out_of_a_statement(user, worker):
    imported = user.imported(STATEMENT)
    [row] = [row for row in user.all("/transactions") if row["amount"] == "-900.00"]
    [born] = history(user, row)
    assert born["actor"] == {"type": "import", "id": imported["import_id"]}
    assert (born["source"], born["import_id"], born["import_row"]) == (
        "import",
        imported["import_id"],
        row["import_row"],
    )


def test_changes_say_what_was_and_what_became_as_the_transaction_shows_it(user, coffee):
    pets = category_id(user, "pets")
    path = f"/transactions/{coffee['id']}"
    user.patch(path, {"amount": "-5.00", "date": "2026-10-05"})
    user.patch(path, {"category_id": pets})
    _, first, second = history(user, coffee)
    assert changes(first)["amount"] == ("-4.50", "-5.00")
    assert changes(first)["date"] == ("2026-10-04", "2026-10-05")
    assert changes(second)["category_id"] == (coffee["category_id"], pets)
    assert changes(second)["category"] == (coffee["category"], "pets")
    assert first["actor"] == second["actor"] == {"type": "user", "id": user.get("/auth/me").json["id"]}
    assert [first["revision"], second["revision"]] == [2, 3]
    assert "merchant_key" not in changes(second)


def test_a_split_is_shown_by_its_parts(user, coffee):
    parts = [{"amount": "-4.00", "category_id": None}, {"amount": "-0.50", "category_id": None}]
    split = user.post(f"/transactions/{coffee['id']}/split", {"splits": parts}).json
    user.post(f"/transactions/{coffee['id']}/split", {"splits": []})
    _, made, taken = history(user, coffee)
    assert changes(made) == {"splits": ([], split["splits"])}
    assert changes(taken) == {"splits": (split["splits"], [])}


def test_a_deletion_is_the_last_that_is_told(user, coffee):
    path = f"/transactions/{coffee['id']}"
    user.patch(path, {"notes": "with Grace"})
    user.delete(path)
    born, noted, deleted = history(user, coffee)
    assert (born["at"], born["source"]) == (coffee["created_at"], "manual")
    assert changes(noted)["notes"] == (None, "with Grace")
    assert (deleted["type"], deleted["revision"], deleted["changes"]) == ("deleted", None, [])
    assert deleted["actor"]["type"] == "user"


def test_a_sentence_had_no_amount_before_it_was_read(user, worker):
    started = user.post("/transactions", {"text": "coffee 4.50 at Blue Bottle"})
    user.finished(started)
    born, filled = history(user, started.json["transaction"])
    assert born["source"] == "text"
    assert (changes(filled)["amount"], changes(filled)["status"]) == ((None, "-4.50"), ("processing", "posted"))
    assert filled["actor"] == {"type": "engine", "id": "local"}


def test_a_long_history_comes_in_pages(user, coffee):
    for number in range(4):
        user.patch(f"/transactions/{coffee['id']}", {"notes": f"note {number}"})
    user.delete(f"/transactions/{coffee['id']}")
    assert history(user, coffee, limit=2) == history(user, coffee)
    page = user.get(f"/transactions/{coffee['id']}/history", limit=4)
    assert (page.json["has_more"], len(page.json["data"])) == (True, 4)
    assert 'rel="next"' in page.headers["Link"]
    assert HistoryPage().validate(page.json) == {}


def test_what_never_was_has_no_history(user, another_user, coffee):
    assert user.get(f"/transactions/{ObjectId()}/history").status == 404
    assert another_user.get(f"/transactions/{coffee['id']}/history").status == 404


@pytest.mark.parametrize("cursor", ["x", "WyJoaXN0b3J5Iiw0LjVd", "WyJoaXN0b3J5IiwtMV0"])
def test_a_cursor_of_nothing_is_refused(user, coffee, cursor):
    answer = user.get(f"/transactions/{coffee['id']}/history", cursor=cursor)
    assert (answer.status, answer.code) == (422, "invalid_cursor")
