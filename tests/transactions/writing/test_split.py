"""One purchase, several categories: parts count in place of the whole, the balance moves by the whole."""

import pytest

from app.transactions import service
from tests.transactions.builders import a_body, a_transaction, an_account, balance, category_id, workspace_of


@pytest.fixture
def account(user):
    return an_account(user, opening_balance="100.00")


@pytest.fixture
def receipt(user, account):
    groceries = category_id(user, "groceries")
    return a_transaction(user, account, amount="-50.00", merchant="Costco", category_id=groceries)


def a_part(user, amount, slug=None, **more):
    return {"amount": amount, "category_id": category_id(user, slug) if slug else None, **more}


def split(user, transaction, *parts):
    answer = user.post(f"/transactions/{transaction['id']}/split", {"splits": list(parts)})
    assert answer.status == 200, answer.json
    return answer.json


def month(user, key=("category", "kind")):
    """The month's totals as {(category, kind): (in, out, count)}."""
    slugs = {row["id"]: row["slug"] for row in user.all("/categories")} | {"None": None}
    rows = service.read_totals(workspace_of(user), "2026-10", "2026-10")
    return {(slugs[str(row["category_id"])], row["kind"]): (row["in"], row["out"], row["count"]) for row in rows}


def is_sound(user):
    return service.verify(workspace_of(user)) == []


def test_parts_count_under_their_own_categories(user, account, receipt):
    parts = split(user, receipt, a_part(user, "-30.00", "groceries"), a_part(user, "-20", "clothing", notes="socks"))
    assert [(part["amount"], part["category"], part["kind"], part["notes"]) for part in parts["splits"]] == [
        ("-30.00", "groceries", "expense", None),
        ("-20.00", "clothing", "expense", "socks"),
    ]
    assert month(user) == {("groceries", "expense"): (0, 3000, 1), ("clothing", "expense"): (0, 2000, 0)}
    assert balance(user, account) == "50.00"
    assert user.get(f"/transactions/{receipt['id']}").json == parts
    assert is_sound(user)


def test_a_part_may_be_a_refund_a_transfer_or_nobodys(user, receipt):
    split(
        user,
        receipt,
        a_part(user, "-70.00", "groceries"),
        a_part(user, "25.00", "other-income"),
        a_part(user, "-4.00", "transfer"),
        a_part(user, "-1.00"),
    )
    assert month(user) == {
        ("groceries", "expense"): (0, 7000, 0),
        ("other-income", "income"): (2500, 0, 0),
        ("transfer", "transfer"): (0, 400, 0),
        (None, "expense"): (0, 100, 1),
    }
    assert is_sound(user)


def test_a_part_may_say_its_kind(user, receipt):
    done = split(user, receipt, a_part(user, "-40.00", kind="transfer"), a_part(user, "-10.00"))
    assert [part["kind"] for part in done["splits"]] == ["transfer", "expense"]


def test_a_split_is_taken_away_as_if_it_had_not_been(user, receipt):
    before = month(user)
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00", "clothing"))
    again = split(user, receipt)
    assert (again["splits"], again["category"], again["locked"]) == ([], receipt["category"], receipt["locked"])
    assert month(user) == before
    assert is_sound(user)


def test_a_split_is_replaced_by_another(user, receipt):
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00", "clothing"))
    split(user, receipt, *(a_part(user, "-1.00", "pets") for _ in range(50)))
    assert month(user) == {("pets", "expense"): (0, 5000, 1)}
    assert is_sound(user)


def test_the_same_split_again_changes_nothing(user, receipt):
    parts = (a_part(user, "-30.00", "coffee"), a_part(user, "-20.00"))
    assert split(user, receipt, *parts)["revision"] == split(user, receipt, *parts)["revision"] == 2


def test_taking_away_what_is_not_there_changes_nothing(user, receipt):
    assert split(user, receipt)["revision"] == 1


@pytest.mark.parametrize(
    ("parts", "code", "pointer"),
    [
        (["-30.00", "-20.01"], "split_sum", "/splits"),
        (["-25.00", "25.00"], "split_sum", "/splits"),
        (["-50.00", "0.00"], "split_zero", "/splits/1/amount"),
        (["-49.995", "-0.005"], "too_many_decimals", "/splits/0/amount"),
        (["-50.00"], "validation_failed", "/splits"),
        (["-1.00"] * 51, "validation_failed", "/splits"),
        (["-30.00", "twenty"], "validation_failed", "/splits/1/amount"),
    ],
)
def test_parts_that_do_not_fit_are_refused(user, account, receipt, parts, code, pointer):
    body = {"splits": [{"amount": amount, "category_id": None} for amount in parts]}
    answer = user.post(f"/transactions/{receipt['id']}/split", body)
    assert (answer.status, answer.code, answer.pointers) == (422, code, {pointer})
    assert user.get(f"/transactions/{receipt['id']}").json == receipt
    assert balance(user, account) == "50.00"


def test_a_part_goes_to_no_category_of_somebody_else(user, another_user, receipt):
    parts = [a_part(user, "-30.00", "coffee"), a_part(another_user, "-20.00", "coffee")]
    answer = user.post(f"/transactions/{receipt['id']}/split", {"splits": parts})
    assert (answer.status, answer.pointers) == (422, {"/splits/1/category_id"})


def test_a_stale_split_is_refused(user, receipt):
    path = f"/transactions/{receipt['id']}"
    etag = user.get(path).headers["ETag"]
    user.patch(path, {"notes": "x"})
    body = {"splits": [a_part(user, "-30.00"), a_part(user, "-20.00")]}
    assert user.with_headers(If_Match=etag).post(f"{path}/split", body).status == 412
    answer = user.with_headers(If_Match=user.get(path).headers["ETag"]).post(f"{path}/split", body)
    assert (answer.status, answer.headers["ETag"]) == (200, user.get(path).headers["ETag"])


def test_what_was_never_read_cannot_be_split(user):
    captured = user.post("/transactions", {"text": "coffee"}).json["transaction"]
    body = {"splits": [a_part(user, "-1.00"), a_part(user, "-1.00")]}
    assert user.post(f"/transactions/{captured['id']}/split", body).status in (409, 422)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [({"amount": "-60.00"}, "/amount"), ({"kind": "income"}, "/kind"), ({"category_id": None}, "/category_id")],
)
def test_what_the_parts_decide_does_not_change_without_them(user, receipt, fields, pointer):
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00"))
    answer = user.patch(f"/transactions/{receipt['id']}", fields)
    assert (answer.status, answer.code, answer.pointers) == (409, "split_exists", {pointer})
    assert is_sound(user)


def test_the_rest_of_a_split_transaction_changes_freely(user, account, receipt):
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00"))
    savings = an_account(user, name="Savings")
    fields = {"account_id": savings["id"], "date": "2026-11-05", "merchant": "Kiosk", "amount": "-50.00"}
    changed = user.patch(f"/transactions/{receipt['id']}", fields)
    assert (changed.status, changed.json["date"], len(changed.json["splits"])) == (200, "2026-11-05", 2)
    assert (balance(user, account), balance(user, savings)) == ("100.00", "-50.00")
    assert is_sound(user)


def test_amount_and_parts_change_together(user, account, receipt):
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00"))
    parts = [a_part(user, "-40.00", "coffee"), a_part(user, "-20.00", "pets")]
    changed = user.patch(f"/transactions/{receipt['id']}", {"amount": "-60.00", "splits": parts})
    assert (changed.status, changed.json["amount"], len(changed.json["splits"])) == (200, "-60.00", 2)
    changed = user.patch(f"/transactions/{receipt['id']}", {"amount": "-61.00", "splits": None})
    assert (changed.status, changed.json["splits"], balance(user, account)) == (200, [], "39.00")
    assert is_sound(user)


def test_a_deleted_split_leaves_nothing_behind(user, account, receipt):
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-20.00"))
    user.delete(f"/transactions/{receipt['id']}")
    assert (month(user), balance(user, account)) == ({}, "100.00")
    assert is_sound(user)


def test_a_category_of_a_part_is_in_use(user, receipt):
    own = user.post("/categories", {"name": "Board games", "kind": "expense"}).json["id"]
    split(user, receipt, {"amount": "-30.00", "category_id": own}, a_part(user, "-20.00"))
    answer = user.delete(f"/categories/{own}")
    assert (answer.status, answer.code) == (409, "category_in_use")
    split(user, receipt)
    assert user.delete(f"/categories/{own}").status == 204


def test_a_split_transaction_is_found_by_its_parts(user, account, receipt):
    a_transaction(user, account, category_id=category_id(user, "coffee"), date="2026-10-06")
    a_transaction(user, account, category_id=category_id(user, "coffee"), date="2026-10-02")
    split(user, receipt, a_part(user, "-30.00", "coffee"), a_part(user, "-10.00", kind="transfer"), a_part(user, "-10"))

    def found(**query):
        return [row["date"] for row in user.all("/transactions", limit=1, **query)]

    assert found(category_id=category_id(user, "coffee")) == ["2026-10-06", "2026-10-04", "2026-10-02"]
    assert found(category_id=category_id(user, "coffee"), sort="amount") == ["2026-10-04", "2026-10-06", "2026-10-02"]
    assert found(category_id=category_id(user, "food")) == ["2026-10-06", "2026-10-04", "2026-10-02"]
    assert found(category_id=category_id(user, "groceries")) == []
    assert found(kind="transfer") == found(uncategorised="true") == ["2026-10-04"]
    assert found(kind="transfer", category_id=category_id(user, "coffee")) == []
    assert found(kind="expense", account_id=account["id"]) == ["2026-10-06", "2026-10-04", "2026-10-02"]


def test_notes_of_parts_are_searched(user, receipt):
    split(user, receipt, a_part(user, "-30.00", notes="wool socks"), a_part(user, "-20.00"))
    assert len(user.all("/transactions", q="SOCKS")) == 1


def test_parts_are_their_users_word(user, account, worker):
    receipt = a_transaction(user, account, description="XQJ KIOSK 81", merchant="Kiosk")
    split(user, receipt, a_part(user, "-4.00", "coffee"), a_part(user, "-0.50"))
    other = a_transaction(user, account, description="XQJ KIOSK 81", merchant="Kiosk")
    pets = category_id(user, "pets")
    assert user.patch(f"/transactions/{other['id']}", {"category_id": pets}).json["offer"] is None
    started = user.post("/rules/apply", {"merchant": "Kiosk", "category_id": pets})
    assert user.finished(started)["result"]["changed"] == 0
    assert is_sound(user)


def test_the_bodys_amounts_keep_their_digits_in_other_currencies(user):
    dinars = an_account(user, currency="KWD")
    receipt = user.post("/transactions", a_body(dinars, amount="-1.000")).json
    parts = split(user, receipt, a_part(user, "-0.999"), a_part(user, "-0.001"))["splits"]
    assert [part["amount"] for part in parts] == ["-0.999", "-0.001"]
