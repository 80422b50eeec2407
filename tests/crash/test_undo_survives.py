"""Undoing an import survives what happens to machines: all of it goes, nothing else does, and totals add up."""

import random
import time
from datetime import UTC, datetime

import pytest
from bson import ObjectId

from tests.crash.machines import finished, kill, write_statement

FORM = {}
# Minutes on a machine that does other things too; seconds on one that does not.
PATIENCE = 600
BY_HAND = {"date": "2026-01-06", "amount": "-9.99", "description": "By hand"}


def imported(crashing, user, file):
    """A statement that is imported, by a worker that then goes."""
    worker = crashing.start_worker()
    result = finished(user, user.upload("/transactions/import", file, FORM)["job"], PATIENCE)
    kill(worker)
    return result


def everything(db):
    """What the only workspace holds of money, but for numbers that only count changes and names once searched for."""
    counting = {"revision": False, "updated_at": False, "seq": False, "sought": False}
    names = ("transactions", "month_totals", "month_merchants", "accounts", "account_statements")
    return {name: sorted(map(repr, db[name].find({}, counting))) for name in names}


def wait_until_left(crashing, most):
    """Return soon after so few transactions are left."""
    deadline = time.monotonic() + PATIENCE
    while crashing.db["transactions"].estimated_document_count() > most:
        assert time.monotonic() < deadline, f"more than {most} transactions are left"
        crashing.group.pause(random.uniform(0, 0.03))


def undone_in_spite_of_kills(crashing, user, import_id, moments):
    """Undo an import while its worker is killed whenever so few transactions are left; the job's result."""
    job = user.delete(f"/imports/{import_id}")["job"]
    for left in moments:
        worker = crashing.start_worker()
        wait_until_left(crashing, left)
        kill(worker)
        # As if the 15 s of the lease were over.
        crashing.db["jobs"].update_many({"state": "running"}, {"$set": {"lease_until": datetime.now(UTC)}})
    crashing.start_worker()
    result = finished(user, job, PATIENCE)
    assert crashing.db["jobs"].count_documents({"kind": "undo"}) == 1
    assert crashing.differences() == []
    return result


@pytest.mark.slow
def test_an_undo_whose_worker_is_killed_leaves_no_trace(crashing, tmp_path):
    user = crashing.a_user()
    account = user.post("/accounts", {"name": "Purse", "currency": "USD"})
    user.post("/transactions", {**BY_HAND, "account_id": account["id"]})
    before = everything(crashing.db)
    result = imported(crashing, user, write_statement(tmp_path, 5000))
    crashing.start_beat()
    undone = undone_in_spite_of_kills(crashing, user, result["import_id"], [3500])
    assert undone["removed"] == 5000
    assert everything(crashing.db) == before


@pytest.mark.slow
def test_an_undo_of_50000_rows_killed_three_times_is_exact(crashing, tmp_path):
    user = crashing.a_user()
    first = imported(crashing, user, write_statement(tmp_path, 5000))
    before = everything(crashing.db)
    more = tmp_path / "more.csv"
    extra = "".join(f"2026-{1 + n % 9:02}-{1 + n % 28:02},Another {n % 99},-{n % 700 + 1}.75\n" for n in range(50_000))
    more.write_text("Date,Description,Amount\n" + extra)
    second = imported(crashing, user, more)
    edited = crashing.db["transactions"].find_one({"import_id": ObjectId(second["import_id"])})
    user.patch(f"/transactions/{edited['_id']}", {"notes": "mine"})
    crashing.start_beat()
    moments = sorted((5000 + left for left in random.sample(range(2000, 48_000), 3)), reverse=True)
    undone = undone_in_spite_of_kills(crashing, user, second["import_id"], moments)
    assert (undone["removed"], undone["kept"]) == (49_999, [str(edited["_id"])])
    job = user.delete(f"/imports/{second['import_id']}?force=true")["job"]
    assert finished(user, job)["removed"] == 50_000
    assert everything(crashing.db) == before
    assert first["created"] == 5000
