"""Money moved between own accounts: neither income nor expense."""

import pytest

RATES = b"Date,USD,\n2026-03-02,1.2500,\n"


@pytest.fixture
def checking(user):
    return user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"}).json["id"]


@pytest.fixture
def savings(user):
    return user.post("/accounts", {"name": "Rainy days", "type": "savings", "currency": "USD"}).json["id"]


def imported(user, account_id, *lines):
    content = "Date,Description,Amount\n" + "".join(f"{line}\n" for line in lines)
    return user.imported(content.encode(), account_id=account_id)


def one(user, account_id):
    (found,) = user.all("/transactions", account_id=account_id)
    return found


def totals(user):
    summary = user.get("/insights/summary", month="2026-03").json["totals"]
    return summary["income"], summary["expense"]


def test_two_legs_in_two_statements_become_a_transfer(user, worker, checking, savings):
    imported(user, checking, "2026-03-03,Standing order,-250.00", "2026-03-04,Groceries,-30.00")
    assert totals(user) == ("0.00", "280.00")

    result = imported(user, savings, "2026-03-05,Deposit,250.00")

    assert result["transfers"] == 1
    into = one(user, savings)
    (out,) = [row for row in user.all("/transactions", account_id=checking) if row["amount"] == "-250.00"]
    assert (into["transfer_id"], out["transfer_id"]) == (out["id"], into["id"])
    assert {into["kind"], out["kind"]} == {"transfer"}
    assert totals(user) == ("0.00", "30.00")


def test_the_order_of_the_statements_makes_no_difference(user, worker, checking, savings):
    imported(user, savings, "2026-03-05,Deposit,250.00")
    assert imported(user, checking, "2026-03-03,Standing order,-250.00")["transfers"] == 1
    assert totals(user) == ("0.00", "0.00")


@pytest.mark.parametrize(
    ("out", "into"),
    [
        ("2026-03-03,Standing order,-250.00", "2026-03-09,Deposit,250.00"),
        ("2026-03-03,Standing order,-250.00", "2026-03-03,Deposit,250.01"),
        ("2026-03-03,Standing order,250.00", "2026-03-03,Deposit,250.00"),
    ],
)
def test_what_is_far_apart_or_unequal_is_none(user, worker, checking, savings, out, into):
    imported(user, checking, out)
    assert imported(user, savings, into)["transfers"] == 0


def test_with_two_candidates_and_no_evidence_nothing_is_guessed(user, worker, checking, savings):
    imported(user, checking, "2026-03-03,Xylo Quarz,-40.00", "2026-03-03,Brimst Oplod,-40.00")
    assert imported(user, savings, "2026-03-03,Zwupp,40.00")["transfers"] == 0


def test_a_text_that_names_the_other_account_decides_between_two(user, worker, checking, savings):
    imported(user, checking, "2026-03-03,Xylo Quarz,-40.00", "2026-03-03,To rainy days,-40.00")
    assert imported(user, savings, "2026-03-03,Zwupp,40.00")["transfers"] == 1
    (out,) = [row for row in user.all("/transactions", account_id=checking) if row["transfer_id"]]
    assert out["description"] == "To rainy days"


def test_legs_in_two_currencies_meet_by_the_rate_of_the_day(user, worker, checking):
    user.upload(RATES, "rates.csv", path="/rates")
    euros = user.post("/accounts", {"name": "Euros", "type": "checking", "currency": "EUR"}).json["id"]
    imported(user, checking, "2026-03-03,Own account transfer,-125.00")
    result = user.imported(b"Date,Description,Amount\n2026-03-04,Incoming transfer,98.70\n", account_id=euros)
    assert result["transfers"] == 1
    assert one(user, euros)["transfer_id"] == one(user, checking)["id"]


def test_a_worth_too_far_from_the_rate_is_no_transfer(user, worker, checking):
    user.upload(RATES, "rates.csv", path="/rates")
    euros = user.post("/accounts", {"name": "Euros", "type": "checking", "currency": "EUR"}).json["id"]
    imported(user, checking, "2026-03-03,Own account transfer,-125.00")
    result = user.imported(b"Date,Description,Amount\n2026-03-04,Incoming transfer,90.00\n", account_id=euros)
    assert result["transfers"] == 0


def test_parted_legs_are_what_they_were_and_stay_parted(user, worker, checking, savings):
    imported(user, checking, "2026-03-03,Standing order,-250.00")
    imported(user, savings, "2026-03-03,Deposit,250.00")
    before = one(user, savings)

    parted = user.delete(f"/transactions/{before['id']}/transfer")

    assert (parted.status, parted.json["kind"], parted.json["transfer_id"]) == (200, "income", None)
    assert (one(user, checking)["kind"], one(user, checking)["transfer_id"]) == ("expense", None)
    assert totals(user) == ("250.00", "250.00")
    assert imported(user, savings, "2026-03-08,Interest,0.10")["transfers"] == 0
    assert user.delete(f"/transactions/{before['id']}/transfer").code == "not_paired"


def test_two_transactions_are_paired_by_hand(user, checking, savings):
    body = {"date": "2026-03-03", "description": "Moved", "amount": "-70.00", "account_id": checking}
    out = user.post("/transactions", body).json
    into = user.post("/transactions", {**body, "date": "2026-03-29", "amount": "69.00", "account_id": savings}).json

    paired = user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": into["id"]})

    assert (paired.status, paired.json["transfer_id"], paired.json["kind"]) == (200, into["id"], "transfer")
    again = user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": into["id"]})
    assert (again.status, again.code) == (409, "already_paired")


def test_what_cannot_be_a_transfer_is_refused(user, another_user, checking, savings):
    body = {"date": "2026-03-03", "description": "Moved", "amount": "-70.00", "account_id": checking}
    out, same = user.post("/transactions", body).json, user.post("/transactions", body).json
    refused = user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": same["id"]})
    assert (refused.status, refused.code, refused.pointers) == (422, "not_a_transfer", {"/transaction_id"})
    foreign = another_user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": same["id"]})
    assert foreign.status == 404
    unknown = user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": "6740a1b2c3d4e5f601234567"})
    assert (unknown.status, unknown.pointers) == (422, {"/transaction_id"})


@pytest.mark.parametrize("change", [{"amount": "-260.00"}, {"kind": "expense"}, {"category_id": "groceries"}])
def test_a_leg_that_changes_into_something_else_frees_the_other(user, worker, checking, savings, change):
    imported(user, checking, "2026-03-03,Standing order,-250.00")
    imported(user, savings, "2026-03-03,Deposit,250.00")
    if "category_id" in change:
        (groceries,) = [c for c in user.all("/categories") if c["slug"] == change["category_id"]]
        change = {"category_id": groceries["id"]}

    changed = user.patch(f"/transactions/{one(user, checking)['id']}", change).json

    assert (changed["kind"], changed["transfer_id"]) == ("expense", None)
    assert (one(user, savings)["kind"], one(user, savings)["transfer_id"]) == ("income", None)


def test_a_deleted_leg_frees_the_other(user, worker, checking, savings):
    imported(user, checking, "2026-03-03,Standing order,-250.00")
    imported(user, savings, "2026-03-03,Deposit,250.00")
    assert user.delete(f"/transactions/{one(user, checking)['id']}").status == 204
    assert (one(user, savings)["kind"], one(user, savings)["transfer_id"]) == ("income", None)
    assert totals(user) == ("250.00", "0.00")
