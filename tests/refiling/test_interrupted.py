"""A refiling job that is killed, lost or cancelled midway."""

from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from app.infra.connections import mongo
from app.jobs import service as jobs
from app.jobs.lease import JobCancelled, Lease, claim
from app.refiling import service as refiling
from app.transactions import service as transactions

ROWS = 2 * refiling.BATCH + 100


class Killed(BaseException):
    """The worker dies here: nothing in the code under test may survive it."""


class DyingLease(Lease):
    """Dies where the second batch is about to commit."""

    batches = 0

    def checkpoint(self, tx, done, total):
        self.batches += 1
        super().checkpoint(tx, done, total)
        if self.batches == 2:
            raise Killed


@pytest.fixture
def scope(user):
    return mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))


@pytest.fixture
def business(user):
    return next(row["id"] for row in user.all("/categories") if row["slug"] == "business")


@pytest.fixture
def job(user, worker, scope, business):
    """A queued job over three batches of coffees, of which no worker is told."""
    account = user.post("/accounts", {"name": "Everyday"}).json["id"]
    rows = [
        {"date": "2026-10-01", "amount": f"-{number}.00", "description": "BLUE BOTTLE COFFEE"}
        for number in range(1, ROWS + 1)
    ]
    imported = user.finished(user.post("/transactions/import", {"account_id": account, "transactions": rows}))
    assert imported["state"] == "succeeded", imported
    payload = {"merchant": "Blue Bottle Coffee", "category_id": ObjectId(business)}
    # Not of a long kind: the worker has just done an import, and would go on with this.
    return jobs.create(scope, "capture", None, payload)


def kill_in_second_batch(job):
    held = claim(str(job["_id"]))
    dying = DyingLease(held.job, held._owner)
    with pytest.raises(Killed):
        refiling.apply(dying)


def let_the_lease_run_out(db, job):
    db["jobs"].update_one({"_id": job["_id"]}, {"$set": {"lease_until": datetime.now(UTC) - timedelta(seconds=1)}})


def filed(user, business):
    return len(user.all("/transactions", category_id=business, limit=200))


def test_a_killed_job_leaves_whole_batches_and_true_totals(user, scope, job, business):
    kill_in_second_batch(job)
    assert filed(user, business) == refiling.BATCH
    assert user.get(f"/jobs/{job['_id']}").json["progress"] == {"done": refiling.BATCH, "total": ROWS}
    assert transactions.verify(scope) == []


def test_a_killed_job_goes_on_and_changes_nothing_twice(user, db, scope, job, business):
    kill_in_second_batch(job)
    let_the_lease_run_out(db, job)
    jobs.run(str(job["_id"]), refiling.apply)
    finished = user.get(f"/jobs/{job['_id']}").json
    assert (finished["state"], finished["result"]) == ("succeeded", {"examined": ROWS, "changed": ROWS})
    assert filed(user, business) == ROWS
    assert db["transaction_events"].count_documents({"workspace_id": scope.workspace_id}) == ROWS
    assert transactions.verify(scope) == []


def test_a_cancelled_job_changes_nothing_more(user, scope, job, business):
    held = claim(str(job["_id"]))
    assert user.delete(f"/jobs/{job['_id']}").status == 202
    with pytest.raises(JobCancelled):
        refiling.apply(held)
    assert filed(user, business) == 0
