"""Undoing an import: the workspace becomes as if it had never happened, but for what users changed since."""

import pytest
from bson import ObjectId

from app.transactions import store
from app.transactions.writing import posting
from tests.client import eventually
from tests.imports.undo.undoing import lines, scope_of, state, undo

pytestmark = pytest.mark.usefixtures("worker")

JANUARY = lines((5, "Coffee", "-4.50"), (5, "Coffee", "-4.50"), (6, "Salary", "2500.00"), (7, "Market", "-31.20"))
OVERLAP = lines((6, "Salary", "2500.00"), (7, "Market", "-31.20"), (8, "Cinema", "-12.00"))


def by_hand(user, **more):
    """A transaction a person entered, in an account of its own."""
    account = user.post("/accounts", {"name": "Purse", "type": "cash", "currency": "USD"}).json
    fields = {"amount": "-9.99", "description": "By hand", "date": "2026-01-06", "account_id": account["id"], **more}
    made = user.post("/transactions", fields)
    assert made.status == 201, made.json
    return made.json


def the_one(user, description):
    [found] = [row for row in user.all("/transactions") if row["description"] == description]
    return found


def test_an_import_undone_leaves_nothing_behind(user, db):
    before = state(user)
    result = user.imported(JANUARY)
    undone = undo(user, result)
    assert state(user) == before
    assert (undone["removed"], undone["kept"], undone["kept_count"], undone["import_id"]) == (
        4,
        [],
        0,
        result["import_id"],
    )


def test_only_what_the_import_brought_goes(user):
    first = user.imported(JANUARY, "giro.csv")
    by_hand(user)
    before = state(user)
    second = user.imported(OVERLAP, "giro.csv")
    assert undo(user, second)["removed"] == 1
    assert state(user) == before
    assert user.get(f"/imports/{first['import_id']}").json["undone"] is None


def test_what_another_import_states_too_is_handed_over_to_it(user):
    first = user.imported(JANUARY, "giro.csv")
    second = user.imported(OVERLAP, "giro.csv")
    result = undo(user, first)
    assert (result["removed"], result["handed_over"]) == (2, 2)
    rows = user.all("/transactions", import_id=second["import_id"])
    assert sorted((row["description"], row["import_row"]) for row in rows) == [
        ("Cinema", 4),
        ("Market", 3),
        ("Salary", 2),
    ]
    shown = user.get(f"/imports/{second['import_id']}").json
    assert (shown["created"], shown["duplicate"]) == (3, 0)
    assert [row["outcome"] for row in user.all(f"/imports/{second['import_id']}/rows")] == ["ignored", *["created"] * 3]


def test_the_order_of_undoing_does_not_matter(user, another_user):
    for undoer, order in ((user, (0, 1)), (another_user, (1, 0))):
        both = [undoer.imported(JANUARY, "giro.csv"), undoer.imported(OVERLAP, "giro.csv")]
        for index in order:
            undo(undoer, both[index])
        assert undoer.all("/transactions") == undoer.all("/accounts") == []


def test_the_import_shows_what_became_of_it(user):
    result = user.imported(JANUARY)
    undo(user, result)
    shown = user.get(f"/imports/{result['import_id']}").json
    assert (shown["undone"]["removed"], shown["undone"]["force"], shown["state"]) == (4, False, "succeeded")
    assert shown == user.get("/imports").json["data"][0]
    rows = user.all(f"/imports/{result['import_id']}/rows", limit=2)
    assert [(row["outcome"], row["transaction_id"]) for row in rows] == [("ignored", None), *[("created", None)] * 4]
    assert len(user.all(f"/imports/{result['import_id']}/rows", outcome="created", limit=3)) == 4


def test_what_a_user_changed_since_is_kept_and_listed(user):
    result = user.imported(JANUARY)
    market = the_one(user, "Market")
    user.patch(f"/transactions/{market['id']}", {"notes": "with Grace"})
    undone = undo(user, result)
    assert (undone["kept"], undone["kept_count"], undone["removed"]) == ([market["id"]], 1, 3)
    assert [row["id"] for row in user.all("/transactions", import_id=result["import_id"])] == [market["id"]]
    assert user.get(f"/imports/{result['import_id']}").json["undone"]["kept"] == [market["id"]]


def test_force_removes_what_a_user_changed_too_at_once_or_later(user, another_user):
    for undoer, steps in ((user, ["true"]), (another_user, ["false", "true"])):
        before = state(undoer)
        result = undoer.imported(JANUARY)
        undoer.patch(f"/transactions/{the_one(undoer, 'Market')['id']}", {"amount": "-1.00"})
        for force in steps:
            undone = undo(undoer, result, force=force)
        assert state(undoer) == before
        assert (undone["removed"], undone["kept_count"]) == (4, 0)


def test_undoing_twice_is_refused_while_nothing_is_left(user):
    result = user.imported(JANUARY)
    undo(user, result)
    for force in ("false", "true"):
        again = user.request("DELETE", f"/imports/{result['import_id']}", query_string={"force": force})
        assert (again.status, again.code) == (409, "already_undone")


def test_the_rows_come_back_when_the_file_is_imported_again(user):
    user.imported(JANUARY)
    before = state(user)
    result = user.imported(lines((9, "Fuel", "-50.00")), "statement.csv")
    undo(user, result)
    assert user.imported(lines((9, "Fuel", "-50.00")), "statement.csv")["created"] == 1
    undo(user, user.get("/imports").json["data"][0]["id"])
    assert state(user) == before


def test_what_a_user_deleted_stays_deleted(user):
    result = user.imported(JANUARY)
    user.delete(f"/transactions/{the_one(user, 'Market')['id']}")
    assert undo(user, result)["removed"] == 3
    assert user.imported(JANUARY)["created"] in (3, 4)


def test_an_import_that_runs_is_not_undone(user):
    rows = [(1 + n % 28, f"Shop {n}", f"-{n}.00") for n in range(20_000)]
    started = user.upload(lines(*rows))
    path = f"/imports/{started.json['import']['id']}"
    refused = user.delete(path)
    assert (refused.status, refused.code) == (409, "import_running")
    eventually(lambda: user.get(path).json["lines"])
    user.delete(f"/jobs/{started.json['job']['id']}")
    user.finished(started)
    assert undo(user, started.json["import"]["id"])["kept_count"] == 0
    assert user.all("/transactions") == user.all("/accounts") == []


def test_the_answer_is_a_job_that_can_be_waited_for(user):
    result = user.imported(JANUARY)
    answer = user.with_headers(Prefer="wait=30").delete(f"/imports/{result['import_id']}")
    assert (answer.status, answer.json["job"]["kind"], answer.json["job"]["state"]) == (200, "undo", "succeeded")
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json['job']['id']}"
    assert answer.json["import"]["undone"]["removed"] == 4


def test_a_stale_revision_is_not_undone(user):
    result = user.imported(JANUARY)
    path = f"/imports/{result['import_id']}"
    etag = user.get(path).headers["ETag"]
    assert user.with_headers(If_Match='"stale"').delete(path).status == 412
    assert user.with_headers(If_Match=etag).delete(path).status == 202
    eventually(lambda: user.get(path).json["undone"])
    assert user.get(path).headers["ETag"] != etag


@pytest.mark.parametrize("force", ["maybe", "", "1"])
def test_a_wrong_force_is_pointed_at(user, force):
    answer = user.request("DELETE", f"/imports/{ObjectId()}", query_string={"force": force})
    assert (answer.status, answer.pointers) == (422, {"force"})


def test_what_is_not_mine_is_not_there(user, another_user):
    result = user.imported(JANUARY)
    assert another_user.delete(f"/imports/{result['import_id']}").status == 404
    assert user.delete(f"/imports/{ObjectId()}").status == 404


def test_an_account_opened_by_an_import_goes_with_it_unless_a_user_changed_it(user):
    undo(user, user.imported(JANUARY, "giro.csv"))
    assert user.all("/accounts") == []
    result = user.imported(JANUARY, "giro.csv")
    [account] = user.all("/accounts")
    user.patch(f"/accounts/{account['id']}", {"name": "Everyday"})
    undo(user, result)
    assert [(each["name"], each["balance"]) for each in user.all("/accounts")] == [("Everyday", "0.00")]


def test_a_number_that_an_undone_import_gave_an_account_is_removed(user):
    statement = b"Account number: 12345678\n\n" + JANUARY
    wrong = user.post("/accounts", {"name": "Wrong", "currency": "USD"}).json
    result = user.imported(statement, account_id=wrong["id"])
    undo(user, result)
    assert user.imported(statement)["account_ids"] != [wrong["id"]]


def test_a_change_the_import_made_to_others_is_taken_back_field_by_field(user):
    """The change is written as imports write theirs: with an event that names the import."""
    hand = by_hand(user)
    result = user.imported(JANUARY)
    scope, actor = scope_of(user), {"type": "import", "id": ObjectId(result["import_id"])}

    def change(tx):
        before = store.find(tx, ObjectId(hand["id"]))
        posting.rewrite(tx, [(before, {**before, "notes": "as stated", "amount_minor": -1000})], actor)

    scope.transact(change)
    user.patch(f"/transactions/{hand['id']}", {"notes": "My own words"})
    undone = undo(user, result)
    assert undone["changed_since"] == [{"transaction_id": hand["id"], "fields": ["notes"]}]
    after = user.get(f"/transactions/{hand['id']}").json
    assert (after["amount"], after["notes"], undone["reverted"]) == ("-9.99", "My own words", 1)


def test_what_a_person_entered_and_the_statement_contained_too_is_only_entered_again(user):
    mine = by_hand(user, amount="-31.20", date="2026-01-06", notes="with Grace")
    before = state(user)
    for force in ("false", "true"):
        result = user.imported(JANUARY, account_id=mine["account_id"])
        [match] = user.all("/transactions/matches")
        merged = user.post(f"/transactions/{mine['id']}/match", {"transaction_id": match["imported"]["id"]})
        assert (merged.status, merged.json["import_id"]) == (200, result["import_id"])
        undone = undo(user, result, force=force)
        assert (undone["removed"], undone["kept"], undone["reverted"]) == (3, [], 1)
        assert state(user) == before


HEADER = "Date,Description,Amount,Status\n"
PENDING = "2026-09-03,PENDING BLUE BOTTLE 0123,-4.50,Pending\n"
POSTED = "2026-09-05,Card purchase BLUE BOTTLE SPRINGFIELD,-4.50,Posted\n"
RENT = "2026-09-01,Rent September,-900.00,Posted\n"


@pytest.fixture
def giro(user):
    return user.post("/accounts", {"name": "Giro", "currency": "USD"}).json["id"]


def take(user, giro, *rows):
    return user.imported((HEADER + "".join(rows)).encode(), account_id=giro)


def test_a_pending_transaction_that_the_import_settled_is_pending_again(user, giro):
    take(user, giro, RENT, PENDING)
    before = state(user)
    result = take(user, giro, RENT, POSTED)
    assert undo(user, result)["reverted"] == 1
    assert state(user) == before
    assert take(user, giro, RENT, PENDING)["created"] == 0
    assert take(user, giro, RENT, POSTED)["created"] == 0


def test_a_pending_transaction_stays_settled_while_another_import_says_so(user, giro):
    take(user, giro, RENT, PENDING)
    before = state(user)
    first, second = take(user, giro, RENT, POSTED), take(user, giro, POSTED)
    undo(user, first)
    assert user.all("/transactions", status="pending") == []
    assert take(user, giro, PENDING)["created"] == 0
    undo(user, user.get("/imports").json["data"][0]["id"])
    undo(user, second)
    assert state(user) == before


def test_what_another_source_words_differently_is_worded_so_afterwards(user, giro):
    other = "Booked on;Text;Amount in USD\n05.09.2026;BLUE BOTTLE COFFEE SPRINGFIELD;-4,50\n01.09.2026;RENT;-900,00\n"
    first = take(user, giro, RENT, POSTED)
    second = user.imported(other.encode(), account_id=giro)
    assert second["created"] == 0
    assert undo(user, first)["handed_over"] == 2
    assert {row["description"] for row in user.all("/transactions")} == {"BLUE BOTTLE COFFEE SPRINGFIELD", "RENT"}
    undo(user, second)
    assert user.all("/transactions") == []


def test_a_transfer_ends_with_one_of_its_legs_and_is_one_again_with_it(user, giro):
    savings = user.post("/accounts", {"name": "Savings", "currency": "USD"}).json["id"]
    user.imported(b"Date,Description,Amount\n2026-09-02,Transfer to savings,-500.00\n", account_id=giro)
    before = state(user)
    there = b"Date,Description,Amount\n2026-09-02,Transfer from giro,500.00\n"
    result = user.imported(there, account_id=savings)
    assert result["transfers"] == 1
    undo(user, result)
    assert state(user) == before
    assert user.imported(there, account_id=savings)["transfers"] == 1


def test_an_editor_beside_the_undo_loses_nothing(user):
    rows = [(1 + n % 28, f"Shop {n}", f"-{n + 1}.00") for n in range(6000)]
    result = user.imported(lines(*rows))
    mine = [row["id"] for row in user.get("/transactions", limit=200).json["data"]][::20]
    started = user.delete(f"/imports/{result['import_id']}")
    edited = [key for key in mine if user.patch(f"/transactions/{key}", {"notes": "mine"}).status == 200]
    job = user.finished(started)
    assert job["state"] == "succeeded"
    left = {row["id"] for row in user.all("/transactions", limit=200)}
    assert left == set(edited)
    assert set(job["result"]["kept"]) == left
    state(user)


def test_the_same_statement_imported_while_it_is_undone_is_there_afterwards(user):
    rows = [(1 + n % 28, f"Shop {n}", f"-{n + 1}.00") for n in range(6000)]
    user.imported(lines((1, "Rent", "-900.00")), "giro.csv")
    before = user.imported(lines(*rows), "giro.csv")
    undoing = user.delete(f"/imports/{before['import_id']}")
    again = user.upload(lines(*rows), "giro.csv")
    assert user.finished(undoing)["state"] == user.finished(again)["state"] == "succeeded"
    assert len(user.all("/transactions", limit=200)) == 6001
    shown = user.get(f"/imports/{again.json['import']['id']}").json
    assert (shown["created"], shown["duplicate"]) == (6000, 0)
    state(user)


def test_what_is_handed_over_to_a_pending_line_is_pending(user, giro):
    alone = take(user, giro, RENT, PENDING)
    before = state(user)
    undo(user, alone)
    posted = take(user, giro, RENT, POSTED)
    take(user, giro, RENT, PENDING)
    assert undo(user, posted)["handed_over"] == 2
    assert state(user) == before


OTHER = "Booked on;Value date;Text;Debit or credit\n2026-09-01;2026-09-02;RENT 09;-900.00\n"


def test_what_is_handed_over_has_all_facts_of_the_other_statement(user, giro):
    alone = user.imported(OTHER.encode(), account_id=giro)
    before = state(user)
    undo(user, alone)
    first = take(user, giro, RENT)
    user.imported(OTHER.encode(), account_id=giro)
    undo(user, first)
    assert state(user) == before


def test_a_statement_taken_twice_is_known_though_one_of_the_two_and_its_source_are_undone(user, giro):
    first = take(user, giro, RENT)
    twice = [user.imported(OTHER.encode(), account_id=giro) for _ in range(2)]
    for result in (twice[0], first):
        undo(user, result)
    assert user.imported(OTHER.encode(), account_id=giro)["created"] == 0
    assert take(user, giro, RENT)["created"] == 0
