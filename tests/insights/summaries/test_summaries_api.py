"""Summaries through the API: a line about a transaction or about many, written by a job and kept with them."""

import pytest
from bson import ObjectId

from app.transactions import service as transactions
from tests.transactions.builders import a_transaction, an_account, workspace_of

MONTHS = [f"2026-{month:02d}-04" for month in range(1, 10)]


@pytest.fixture
def account(user, worker):
    return an_account(user)


def subscription(user, account, amount="-12.99", days=MONTHS):
    return [
        a_transaction(user, account, description="NETFLIX.COM", merchant="Netflix", amount=amount, date=day)
        for day in days
    ]


def summarised(user, path, body=None):
    return user.finished(user.post(path, body))


def test_a_summary_stays_with_its_transaction_and_moves_no_money(user, account):
    row = subscription(user, account)[-1]
    assert row["summary"] is None
    before = user.get(f"/transactions/{row['id']}")
    job = summarised(user, f"/transactions/{row['id']}/summarize")
    line = "Monthly, 9th time, always 12.99 USD since January 2026"
    assert (job["kind"], job["state"], job["result"]["summary"]) == ("summarize", "succeeded", line)
    assert (job["result"]["category"], job["result"]["engine"]) == (row["category"], "local")
    assert job["result"]["confidence"] == row["confidence"]
    after = user.get(f"/transactions/{row['id']}")
    assert (after.json["summary"], after.json["revision"]) == (line, row["revision"] + 1)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert {name for name in after.json if after.json[name] != row[name]} == {"summary", "revision", "updated_at"}
    assert user.get("/transactions", limit=1).json["data"][0]["summary"] == line
    assert transactions.verify(workspace_of(user)) == []


def test_history_and_feed_tell_of_it(user, account):
    row = a_transaction(user, account)
    cursor = user.get("/transactions/changes").json["next_cursor"]
    job = summarised(user, f"/transactions/{row['id']}/summarize")
    entry = user.get(f"/transactions/{row['id']}/history").json["data"][-1]
    assert (entry["actor"], entry["changes"][0]["field"]) == ({"type": "summary", "id": job["id"]}, "summary")
    [changed] = user.get("/transactions/changes", cursor=cursor).json["modified"]
    assert changed["summary"].startswith("First time at this merchant")


def test_the_same_line_again_is_no_change(user, account):
    row = a_transaction(user, account)
    for _ in range(2):
        summarised(user, f"/transactions/{row['id']}/summarize")
    assert user.get(f"/transactions/{row['id']}").json["revision"] == row["revision"] + 1


@pytest.mark.parametrize("change", [{"amount": "-99.00"}, {"merchant": "Another"}, {"date": "2026-01-01"}])
def test_a_summary_goes_when_what_it_is_about_changes(user, account, change):
    row = a_transaction(user, account)
    summarised(user, f"/transactions/{row['id']}/summarize")
    assert user.patch(f"/transactions/{row['id']}", {"notes": "mine"}).json["summary"]
    assert user.patch(f"/transactions/{row['id']}", change).json["summary"] is None


def test_many_are_summarised_at_once(user, account):
    rows = subscription(user, account)
    ids = [row["id"] for row in rows]
    job = summarised(user, "/transactions/summarize", {"transaction_ids": [*ids, ids[0]]})
    assert (job["kind"], job["result"]) == (
        "summarize_many",
        {"summarised": 9, "skipped": 0, "engine": "local", "dropped": 0},
    )
    assert job["progress"] == {"done": 9, "total": 9}
    lines = [row["summary"] for row in user.all("/transactions", sort="date")]
    assert lines[0] == "First time at this merchant, 12.99 USD"
    assert lines[1].startswith("2nd time, last on January 4, 2026")
    assert lines[8] == "Monthly, 9th time, always 12.99 USD since January 2026"


def test_an_import_is_summarised_batch_by_batch(user, account):
    statement = "Date,Description,Amount\n" + "".join(
        f"2026-{1 + number % 10:02d}-{1 + number // 10:02d},SHOP {chr(65 + number % 7)},-{number + 1}.00\n"
        for number in range(230)
    )
    imported = user.imported(statement.encode())
    job = summarised(user, "/transactions/summarize", {"import_id": imported["import_id"]})
    assert job["result"] == {"summarised": 230, "skipped": 0, "engine": "local", "dropped": 0}
    assert all(row["summary"] for row in user.all("/transactions", import_id=imported["import_id"]))
    assert transactions.verify(workspace_of(user)) == []


def test_a_transfer_names_the_other_account(user, account):
    savings = an_account(user, "Rainy days")
    out = a_transaction(user, account, amount="-200.00", description="To savings")
    back = a_transaction(user, savings, amount="200.00", description="From checking")
    user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": back["id"]})
    job = summarised(user, f"/transactions/{out['id']}/summarize")
    assert job["result"]["summary"] == "Transfer to Rainy days"


def test_other_currencies_and_money_that_came_back_are_no_part_of_the_rhythm(user, account):
    euros = an_account(user, "Euros", "EUR")
    subscription(user, euros, "-12.00")
    row = subscription(user, account)[-1]
    a_transaction(user, account, description="NETFLIX.COM", merchant="Netflix", amount="12.99", date="2026-09-01")
    job = summarised(user, f"/transactions/{row['id']}/summarize")
    assert job["result"]["summary"] == "Monthly, 9th time, always 12.99 USD since January 2026"


def test_a_sentence_that_was_not_read_has_nothing_to_tell(user, account):
    made = user.post("/transactions", {"text": "nothing that could be an amount"})
    user.finished(made)
    failed = made.json["transaction"]["id"]
    assert user.post(f"/transactions/{failed}/summarize").code == "no_amount"
    job = summarised(user, "/transactions/summarize", {"transaction_ids": [failed]})
    assert job["result"] == {"summarised": 0, "skipped": 1, "engine": "local", "dropped": 0}


STRANGE = "6740a1b2c3d4e5f601234567"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/import_id"),
        ({"import_id": STRANGE, "transaction_ids": [STRANGE]}, "/import_id"),
        ({"transaction_ids": []}, "/transaction_ids"),
        ({"transaction_ids": [STRANGE] * 501}, "/transaction_ids"),
        ({"transaction_ids": [STRANGE]}, "/transaction_ids/0"),
        ({"transaction_ids": ["1"]}, "/transaction_ids/0"),
        ({"transaction_ids": STRANGE}, "/transaction_ids"),
        ({"import_id": STRANGE}, "/import_id"),
        ({"import_id": None}, "/import_id"),
        ({"ids": [STRANGE]}, "/ids"),
    ],
)
def test_a_wrong_request_is_pointed_at_and_starts_nothing(user, body, pointer):
    refused = user.post("/transactions/summarize", body)
    assert refused.status == 422
    assert pointer in refused.pointers
    assert user.get("/jobs").json["data"] == []


def test_transactions_of_others_are_not_there(user, another_user, account):
    theirs = a_transaction(user, account)["id"]
    assert another_user.post(f"/transactions/{theirs}/summarize").status == 404
    refused = another_user.post("/transactions/summarize", {"transaction_ids": [theirs]})
    assert (refused.status, refused.pointers) == (422, {"/transaction_ids/0"})
    assert user.get(f"/transactions/{theirs}").json["summary"] is None


def test_the_same_key_starts_one_job(user, account):
    row = a_transaction(user, account)
    keyed = user.with_headers(Idempotency_Key="once")
    jobs = {keyed.post(f"/transactions/{row['id']}/summarize").json["job"]["id"] for _ in range(2)}
    assert len(jobs) == 1


def test_an_undone_import_takes_its_summarised_transactions_along(user, account):
    imported = user.imported(b"Date,Description,Amount\n2026-10-01,Coffee,-4.50\n")
    summarised(user, "/transactions/summarize", {"import_id": imported["import_id"]})
    undone = user.finished(user.delete(f"/imports/{imported['import_id']}"))
    assert (undone["result"]["removed"], undone["result"]["kept_count"]) == (1, 0)
    assert ObjectId.is_valid(undone["id"])
