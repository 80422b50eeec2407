"""A pending transaction becomes the posted one in place, whatever order the files come in."""

import pytest

from app.transactions import service as transactions
from tests.transactions.builders import an_account, category_id, workspace_of

pytestmark = pytest.mark.usefixtures("worker")

HEADER = "Date,Description,Amount,Status\n"
PENDING = "2026-09-03,PENDING BLUE BOTTLE 0123,-4.50,Pending"
POSTED = "2026-09-05,Card purchase BLUE BOTTLE SPRINGFIELD,-4.50,Posted"
RENT = "2026-09-01,Rent September,-900.00,Posted"
CINEMA = "2026-09-07,CINEMA,-12.00,Posted"


@pytest.fixture
def account(user):
    return an_account(user)["id"]


@pytest.fixture
def take(user, account):
    """Imports lines into the account, and answers the result."""

    def imported(*lines):
        return user.imported((HEADER + "".join(f"{line}\n" for line in lines)).encode(), account_id=account)

    return imported


def shown(user):
    rows = user.all("/transactions", sort="date")
    assert transactions.verify(workspace_of(user)) == []
    return [(row["date"], row["amount"], row["status"]) for row in rows]


def test_the_posted_line_settles_the_pending_one_in_place(user, take):
    take(RENT, PENDING)
    [before] = user.all("/transactions", status="pending")
    result = take(RENT, POSTED)
    assert (result["created"], result["duplicate"]) == (0, 2)
    after = user.get(f"/transactions/{before['id']}").json
    assert (after["status"], after["date"]) == ("posted", "2026-09-05")
    assert after["description"].startswith("Card purchase BLUE BOTTLE")
    settled = user.all(f"/imports/{result['import_id']}/rows")[2]
    assert (settled["outcome"], settled["transaction_id"]) == ("duplicate", before["id"])
    assert "pending" in settled["message"]
    assert shown(user) == [("2026-09-01", "-900.00", "posted"), ("2026-09-05", "-4.50", "posted")]


def test_the_old_file_again_adds_nothing(user, take):
    take(RENT, PENDING)
    take(POSTED)
    assert take(RENT, PENDING)["created"] == 0
    assert take(POSTED)["created"] == 0
    assert len(shown(user)) == 2


def test_a_pending_line_after_the_posted_one_is_that(user, take):
    take(RENT, POSTED)
    assert take(RENT, PENDING)["created"] == 0
    assert shown(user)[-1] == ("2026-09-05", "-4.50", "posted")


def test_pending_in_two_files_is_one(user, take):
    take(RENT, PENDING)
    moved = PENDING.replace("2026-09-03", "2026-09-04")
    assert take(RENT, PENDING)["created"] == 0
    assert take(RENT, moved)["created"] == 0
    assert take(POSTED)["created"] == 0
    assert shown(user)[-1] == ("2026-09-05", "-4.50", "posted")


def test_the_same_id_settles_it_whatever_else_changed(user, account):
    header = "Date,Description,Amount,Status,Transaction ID\n"
    waiting = header + "2026-09-03,FUEL STATION,-1.00,Pending,T77\n2026-09-04,CINEMA,-12.00,Posted,T78\n"
    done = header + "2026-09-05,SHELL 0123,-54.20,Posted,T77\n2026-09-04,CINEMA,-12.00,Posted,T78\n"
    for content in (waiting, done, waiting, done):
        user.imported(content.encode(), account_id=account)
    assert shown(user) == [("2026-09-04", "-12.00", "posted"), ("2026-09-05", "-54.20", "posted")]


def test_two_pending_ones_are_settled_one_by_one(user, take):
    second = PENDING.replace("2026-09-03", "2026-09-04")
    take(PENDING, second)
    assert take(POSTED)["created"] == 0
    assert [status for *_, status in shown(user)].count("pending") == 1
    again = POSTED.replace("2026-09-05", "2026-09-06")
    assert take(POSTED, again)["created"] == 0
    assert [status for *_, status in shown(user)] == ["posted", "posted"]


@pytest.mark.parametrize(
    "posted",
    [
        POSTED.replace("-4.50", "-4.60"),
        POSTED.replace("2026-09-05", "2026-09-12"),
        POSTED.replace("2026-09-05", "2026-09-01"),
    ],
    ids=["another amount", "too late", "before it"],
)
def test_what_is_something_else_settles_nothing(user, take, posted):
    take(RENT, PENDING)
    assert take(posted)["created"] == 1
    assert len(user.all("/transactions", status="pending")) == 1


def test_what_the_user_set_stays(user, take):
    take(PENDING)
    [pending] = user.all("/transactions")
    chosen = category_id(user, "dining")
    user.patch(f"/transactions/{pending['id']}", {"category_id": chosen, "notes": "with Grace", "merchant": "Bottle"})
    take(POSTED)
    [after] = user.all("/transactions")
    assert (after["category"], after["notes"], after["merchant"]) == ("dining", "with Grace", "Bottle")
    assert (after["status"], after["date"]) == ("posted", "2026-09-05")


def test_what_is_still_pending_beside_a_posted_one_stays(user, take):
    take(RENT, PENDING)
    result = take(PENDING, POSTED)
    assert result["created"] == 1
    assert [status for *_, status in shown(user)] == ["posted", "pending", "posted"]


def test_a_deleted_pending_one_is_not_settled(user, take):
    take(PENDING)
    [pending] = user.all("/transactions")
    user.delete(f"/transactions/{pending['id']}")
    take(POSTED)
    assert shown(user) == []


def test_the_change_names_the_import(user, take, db):
    take(PENDING)
    result = take(POSTED)
    [event] = db["transaction_events"].find({"workspace_id": workspace_of(user).workspace_id})
    assert event["actor"]["type"] == "import"
    assert str(event["actor"]["id"]) == result["import_id"]
    assert event["before"]["status"] == "pending"


def test_undoing_the_posted_statement_leaves_it_pending(user, take):
    take(RENT, PENDING)
    before = shown(user)
    result = take(POSTED, CINEMA)
    user.finished(user.delete(f"/imports/{result['import_id']}"))
    assert shown(user) == before
    assert take(POSTED)["created"] == 0


OTHER_HEADER = "Booked on;Text;Value;State\n"


def take_other(user, account, *lines):
    rows = "".join(f"{line}\n" for line in lines)
    return user.imported((OTHER_HEADER + rows).encode(), "other.csv", account_id=account)


def test_a_source_that_knew_it_as_pending_posts_what_another_one_posted(user, take, account):
    take(RENT, POSTED)
    for line in ("2026-09-03;AUTH BLUE BOTTLE;-4.50;Pending", "2026-09-05;BOTTLE SF;-4.50;Posted"):
        assert take_other(user, account, "2026-09-01;RENT 09;-900.00;Posted", line)["created"] == 0
    assert shown(user) == [("2026-09-01", "-900.00", "posted"), ("2026-09-05", "-4.50", "posted")]


def test_a_pending_one_that_two_sources_word_alike_is_settled(user, take, account):
    take(RENT, PENDING)
    take_other(user, account, RENT.replace(",", ";"), PENDING.replace(",", ";"))
    assert take(RENT, POSTED)["created"] == 0
    assert take(RENT, PENDING)["created"] == 0
    assert take_other(user, account, PENDING.replace(",", ";"))["created"] == 0
    assert shown(user) == [("2026-09-01", "-900.00", "posted"), ("2026-09-05", "-4.50", "posted")]
