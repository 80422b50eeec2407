import pytest

from tests.transactions.builders import a_body, a_transaction, an_account, balance, category_id


def test_creating_answers_the_transaction_its_address_and_etag(user):
    account = an_account(user)
    answer = user.post("/transactions", a_body(account))
    assert answer.status == 201
    created = answer.json
    assert answer.headers["Location"] == f"/api/v1/transactions/{created['id']}"
    assert created["amount"] == "-4.50"
    assert created["date"] == "2026-10-04"
    assert created["currency"] == "USD"
    assert (created["status"], created["source"], created["kind"]) == ("posted", "manual", "expense")
    read = user.get(f"/transactions/{created['id']}")
    assert read.json == created
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_reading_again_with_the_etag_answers_304(user):
    created = a_transaction(user, an_account(user))
    etag = user.get(f"/transactions/{created['id']}").headers["ETag"]
    assert user.with_headers(If_None_Match=etag).get(f"/transactions/{created['id']}").status == 304


def test_the_balance_moves(user):
    account = an_account(user, opening_balance="100.00")
    a_transaction(user, account, amount="-4.50")
    a_transaction(user, account, amount="10", status="pending")
    assert balance(user, account) == "105.50"


def test_the_categoriser_files_what_nobody_filed(user):
    created = a_transaction(user, an_account(user), description="STARBUCKS STORE 01234 SEATTLE WA")
    assert created["category"] == "coffee"
    assert created["category_tier"] == "local"
    assert 0 < created["confidence"] <= 1
    assert created["merchant"] == "Starbucks"
    assert created["locked"] == []


def test_what_is_given_is_kept_and_locked(user):
    groceries = category_id(user, "groceries")
    fields = {"category_id": groceries, "merchant": "The Shop", "notes": "hm", "tags": ["a", "b"]}
    created = a_transaction(user, an_account(user), **fields)
    assert {name: created[name] for name in fields} == fields
    assert (created["category"], created["category_tier"]) == ("groceries", "user")
    assert {"category", "merchant", "notes", "tags"} <= set(created["locked"])


def test_value_and_transaction_dates_are_kept_beside_the_booking_date(user):
    created = a_transaction(user, an_account(user), value_date="2026-10-06", transaction_date="2026-10-02")
    assert (created["date"], created["value_date"], created["transaction_date"]) == (
        "2026-10-04",
        "2026-10-06",
        "2026-10-02",
    )


def test_the_amount_in_a_foreign_currency_is_kept_exactly(user):
    created = a_transaction(user, an_account(user), original_amount="-500", original_currency="JPY")
    assert (created["original_amount"], created["original_currency"]) == ("-500", "JPY")


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [
        ("JPY", "-500", "-500"),
        ("JPY", "500.0", "500"),
        ("KWD", "-1.005", "-1.005"),
        ("KWD", "1", "1.000"),
        ("USD", "0", "0.00"),
        ("USD", "-0", "0.00"),
        ("USD", "0.10", "0.10"),
        ("USD", "9000000000000", "9000000000000.00"),
    ],
)
def test_amounts_are_exact_in_every_currency(user, currency, amount, shown):
    account = an_account(user, currency=currency)
    assert a_transaction(user, account, amount=amount)["amount"] == shown
    assert balance(user, account) == shown


def test_json_numbers_are_read_from_their_digits(user):
    account = an_account(user)
    body = b'{"account_id":"%b","amount":-1234567890123.45,"date":"2026-10-04","description":"x"}'
    answer = user.post("/transactions", body % account["id"].encode())
    assert answer.json["amount"] == "-1234567890123.45"


def test_a_retried_request_creates_one_transaction(user):
    account = an_account(user)
    once = user.with_headers(Idempotency_Key="the-coffee")
    first, second = (once.post("/transactions", a_body(account)) for _ in range(2))
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(user.all("/transactions")) == 1
    assert balance(user, account) == "-4.50"


def test_two_equal_coffees_are_two(user):
    account = an_account(user)
    for _ in range(2):
        a_transaction(user, account)
    assert len(user.all("/transactions")) == 2


def test_somebody_elses_account_and_category_are_not_there(user, another_user):
    theirs = an_account(another_user)
    answer = user.post("/transactions", a_body(theirs))
    assert (answer.status, answer.pointers) == (422, {"/account_id"})
    body = a_body(an_account(user), category_id=category_id(another_user, "coffee"))
    answer = user.post("/transactions", body)
    assert (answer.status, answer.pointers) == (422, {"/category_id"})


def test_an_account_holds_one_currency(user):
    answer = user.post("/transactions", a_body(an_account(user), currency="EUR"))
    assert (answer.status, answer.code, answer.pointers) == (422, "currency_mismatch", {"/currency"})
