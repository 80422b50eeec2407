"""What a person entered and a statement told too: offered, and made one by the user's word only."""

import pytest

from app.transactions import service
from tests.transactions.builders import a_transaction, an_account, balance, category_id, workspace_of

pytestmark = pytest.mark.usefixtures("worker")

STATEMENT = b"Date,Description,Amount\n2026-10-06,POS BLUE BOTTLE 0123,-4.50\n2026-10-06,POS LIDL,-31.20\n"


@pytest.fixture
def account(user):
    return an_account(user, opening_balance="100.00")


@pytest.fixture
def coffee(user, account):
    """Entered two days before the bank booked it."""
    return a_transaction(user, account, description="coffee at Blue Bottle", notes="with Grace", tags=["treat"])


def imported(user, account, content=STATEMENT, **fields):
    return user.imported(content, account_id=account["id"], **fields)


def offered(user):
    return user.all("/transactions/matches")


def sound(user):
    return service.verify(workspace_of(user)) == []


def test_what_both_told_is_offered_and_stays_two(user, account, coffee):
    assert imported(user, account)["matches"] == 1
    [match] = offered(user)
    assert (match["manual"]["id"], match["days_apart"]) == (coffee["id"], 2)
    assert match["imported"]["description"].startswith("POS BLUE BOTTLE")
    assert 0.5 < match["confidence"] <= 1
    assert len(user.all("/transactions")) == 3


def test_confirmed_the_entered_one_stays_with_the_banks_facts(user, account, coffee):
    user.patch(f"/transactions/{coffee['id']}", {"category_id": category_id(user, "dining")})
    result = imported(user, account)
    [match] = offered(user)
    answer = user.post(f"/transactions/{coffee['id']}/match", {"transaction_id": match["imported"]["id"]})
    kept = answer.json
    assert (answer.status, kept["id"], kept["date"]) == (200, coffee["id"], "2026-10-06")
    assert (kept["category"], kept["notes"], kept["tags"]) == ("dining", "with Grace", ["treat"])
    assert (kept["import_id"], kept["import_row"]) == (result["import_id"], match["imported"]["import_row"])
    assert kept["description"].startswith("POS BLUE BOTTLE")
    assert user.get(f"/transactions/{match['imported']['id']}").status == 404
    assert (offered(user), sound(user), balance(user, account)) == ([], True, "64.30")


def test_a_confirmed_match_survives_the_statement_again(user, account, coffee):
    imported(user, account)
    [match] = offered(user)
    user.post(f"/transactions/{coffee['id']}/match", {"transaction_id": match["imported"]["id"]})
    again = imported(user, account)
    assert (again["created"], again["duplicate"]) == (0, 2)
    first = user.all(f"/imports/{again['import_id']}/rows", outcome="duplicate")[0]
    assert first["transaction_id"] == coffee["id"]
    other = b"Booked,Text,Paid\n2026-10-06,Coffee,-4.50\n"
    assert imported(user, account, other)["created"] == 0
    user.delete(f"/transactions/{coffee['id']}")
    assert imported(user, account)["created"] == 0


def test_a_rejected_match_is_not_offered_again(user, account, coffee):
    imported(user, account)
    [match] = offered(user)
    path, body = f"/transactions/{coffee['id']}/match", {"transaction_id": match["imported"]["id"], "reject": True}
    assert user.post(path, body).status == 200
    assert user.post(path, body).status == 200
    assert offered(user) == []
    assert len(user.all("/transactions")) == 3


def test_the_event_of_the_removed_one_names_the_match(user, account, coffee, db):
    imported(user, account)
    [match] = offered(user)
    user.post(f"/transactions/{coffee['id']}/match", {"transaction_id": match["imported"]["id"]})
    mine = {"workspace_id": workspace_of(user).workspace_id}
    [removed] = db["transaction_events"].find({**mine, "type": "deleted"})
    assert (str(removed["matched"]), removed["actor"]["type"]) == (coffee["id"], "user")


@pytest.mark.parametrize(
    "fields",
    [{"amount": "-4.60"}, {"date": "2026-09-30"}, {"date": "2026-10-12"}],
    ids=["another amount", "too early", "too late"],
)
def test_what_differs_is_not_offered(user, account, fields):
    a_transaction(user, account, **fields)
    assert imported(user, account)["matches"] == 0
    assert offered(user) == []


def test_each_is_offered_once(user, account):
    near = a_transaction(user, account, date="2026-10-05")
    a_transaction(user, account, date="2026-10-03")
    imported(user, account)
    assert [match["manual"]["id"] for match in offered(user)] == [near["id"]]


def test_cash_of_another_account_is_offered_unless_the_statement_feeds_that(user, account):
    wallet = an_account(user, name="Wallet")
    entered = a_transaction(user, wallet)
    imported(user, account)
    [match] = offered(user)
    user.post(f"/transactions/{entered['id']}/match", {"transaction_id": match["imported"]["id"]})
    kept = user.get(f"/transactions/{entered['id']}").json
    assert kept["account_id"] == account["id"]
    assert (balance(user, wallet), balance(user, account), sound(user)) == ("0.00", "64.30", True)


def test_pages_follow_each_other(user, account):
    lines = "".join(f"2026-10-{day:02d},SHOP {day},-{day}.00\n" for day in range(1, 8))
    for day in range(1, 8):
        a_transaction(user, account, amount=f"-{day}.00", date=f"2026-10-{day:02d}", description=f"shop {day}")
    imported(user, account, ("Date,Description,Amount\n" + lines).encode())
    found = user.all("/transactions/matches", limit=3)
    assert [match["manual"]["date"] for match in found] == [f"2026-10-{day:02d}" for day in range(7, 0, -1)]
    assert user.get("/transactions/matches", cursor="abc").status == 422


def test_only_an_entered_one_and_an_imported_one_match(user, account, coffee):
    imported(user, account)
    [match] = offered(user)
    bank = match["imported"]["id"]
    other = a_transaction(user, account)["id"]
    euros = a_transaction(user, an_account(user, name="Euros", currency="EUR"))["id"]
    refused = [
        user.post(f"/transactions/{bank}/match", {"transaction_id": bank}),
        user.post(f"/transactions/{coffee['id']}/match", {"transaction_id": other}),
        user.post(f"/transactions/{euros}/match", {"transaction_id": bank}),
        user.post(f"/transactions/{coffee['id']}/match", {"transaction_id": "6740a1b2c3d4e5f601234567"}),
        user.post(f"/transactions/{coffee['id']}/match", {}),
    ]
    told = [(answer.status, answer.code) for answer in refused]
    assert told[:3] == [(409, "not_hand_entered"), (422, "not_imported"), (422, "currency_mismatch")]
    assert [status for status, _ in told[3:]] == [422, 422]
    assert refused[3].pointers == {"/transaction_id"}
    assert len(user.all("/transactions")) == 5


def test_a_stale_tag_is_refused(user, account, coffee):
    imported(user, account)
    [match] = offered(user)
    stale = user.with_headers(If_Match='"0"')
    answer = stale.post(f"/transactions/{coffee['id']}/match", {"transaction_id": match["imported"]["id"]})
    assert answer.status == 412
