"""What a SimpleFIN bridge answers is imported as it is."""

import json


def a_transaction(number, amount="-4.50", **more):
    posted = 1791072000 + 86400 * number  # 2026-10-04, 00:00 UTC
    return {"id": f"TRN-{number}", "posted": posted, "amount": amount, "description": "BLUE BOTTLE", **more}


def an_account(number, transactions, **more):
    return {
        "org": {"domain": "bank.example", "name": "Example Bank"},
        "id": f"ACT-{number}",
        "name": f"Account {number}",
        "currency": "USD",
        "balance": "100.00",
        "available-balance": "90.00",
        "balance-date": 1791331200,
        "transactions": transactions,
        "holdings": [],
        **more,
    }


def answered(*accounts, errors=()):
    return json.dumps({"errors": list(errors), "accounts": list(accounts)}).encode()


def test_accounts_of_a_bridge_become_accounts_with_their_transactions(user, worker):
    checking = [a_transaction(0, payee="Blue Bottle Coffee", memo="Oakland"), a_transaction(1, "2500.00")]
    card = [a_transaction(2, "-12.00", description="", payee="Kiosk", transacted_at=1791072000)]
    result = user.imported(answered(an_account(1, checking), an_account(2, card, currency="EUR")), "accounts.json")

    assert (result["format"], result["created"], result["warnings"]) == ("json", 3, [])
    names = {account["id"]: account["name"] for account in user.get("/accounts").json["data"]}
    rows = [
        (names[row["account_id"]], row["date"], row["amount"], row["currency"], row["description"], row["status"])
        for row in user.all("/transactions", sort="date")
    ]
    assert rows == [
        ("Account 1", "2026-10-04", "-4.50", "USD", "BLUE BOTTLE Oakland", "posted"),
        ("Account 1", "2026-10-05", "2500.00", "USD", "BLUE BOTTLE", "posted"),
        ("Account 2", "2026-10-06", "-12.00", "EUR", "Kiosk", "posted"),
    ]


def test_the_balance_of_the_bridge_is_that_of_the_account(user, worker):
    user.imported(answered(an_account(1, [a_transaction(0), a_transaction(1)])), "accounts.json")
    (account,) = user.get("/accounts").json["data"]
    assert account["balance"] == "100.00"


def test_the_next_answer_of_the_bridge_adds_only_what_is_new(user, worker):
    user.imported(answered(an_account(1, [a_transaction(0), a_transaction(1)])), "accounts.json")
    again = user.imported(
        answered(an_account(1, [a_transaction(1), a_transaction(2)], balance="95.50")), "accounts.json"
    )
    assert (again["created"], again["duplicate"]) == (1, 1)
    (account,) = user.get("/accounts").json["data"]
    assert account["balance"] == "95.50"


def test_pending_is_recognised_by_the_time_or_the_mark(user, worker):
    pending = [a_transaction(0, pending=True), a_transaction(1, posted=0, transacted_at=1791072000)]
    result = user.imported(answered(an_account(1, pending)), "accounts.json")
    assert result["created"] == 2
    assert {row["status"] for row in user.all("/transactions")} == {"pending"}


def test_what_the_bridge_could_not_fetch_is_passed_on(user, worker):
    result = user.imported(
        answered(an_account(1, [a_transaction(0)]), errors=["Connection to X may need attention"]), "a.json"
    )
    assert [(warning["code"], "Connection to X" in warning["message"]) for warning in result["warnings"]] == [
        ("source_errors", True)
    ]


def test_a_time_without_transactions_brings_none(user, worker):
    result = user.imported(answered(an_account(1, []), an_account(2, [])), "accounts.json")
    assert (result["lines"], user.all("/transactions")) == (0, [])


def test_a_transaction_of_nonsense_is_rejected_and_the_others_stay(user, worker):
    wrong = [
        a_transaction(0, amount="much"),
        a_transaction(1, posted="soon"),
        a_transaction(2, posted=10**30),
        a_transaction(3, posted=0),
        a_transaction(4),
    ]
    result = user.imported(answered(an_account(1, wrong)), "accounts.json")
    assert (result["lines"], result["rejected"], result["created"]) == (5, 4, 1)


def test_accounts_with_other_transactions_are_refused_with_the_form_that_is_read(user):
    for strange in (an_account(1, [{"when": "2026-10-04", "sum": "-4.50"}]), {"transactions": [a_transaction(0)]}):
        answer = user.upload(answered(strange), "accounts.json")
        assert (answer.status, answer.code) == (422, "not_a_statement")
        assert "SimpleFIN" in answer.json["detail"]
