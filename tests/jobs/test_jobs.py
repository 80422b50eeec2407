"""How a job lives: claimed once, recovered when lost, cancelled when asked."""

from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from app.infra.connections import mongo
from app.infra.problems import Invalid
from app.jobs import service
from app.jobs.lease import JobCancelled, LeaseLost, claim

# Of a kind for which no worker looks by itself: it waits for its message, and these tests send none.
KIND = "capture"


@pytest.fixture
def scope(app):
    return mongo.scope(ObjectId())


@pytest.fixture
def job(scope):
    """A queued job that no worker is told of."""
    return service.create(scope, KIND, ObjectId(), {"colour": "green"})


def state_of(scope, job):
    return service.get(scope, job["_id"])


def lose_the_lease(db, job):
    db["jobs"].update_one({"_id": job["_id"]}, {"$set": {"lease_until": datetime.now(UTC) - timedelta(seconds=1)}})


def test_a_job_runs_and_keeps_its_result(scope, job):
    service.run(str(job["_id"]), lambda lease: {"colour": lease.job["payload"]["colour"]})
    after = state_of(scope, job)
    assert (after["state"], after["result"], after["problem"]) == ("succeeded", {"colour": "green"}, None)


def test_a_doubled_message_runs_nothing_twice(job):
    runs = []
    for _ in range(2):
        service.run(str(job["_id"]), lambda _: runs.append(1) or {})
    assert runs == [1]


def test_a_held_job_cannot_be_claimed_by_another(job):
    assert claim(str(job["_id"])) is not None
    assert claim(str(job["_id"])) is None


def test_a_job_whose_worker_died_is_claimed_again(db, job):
    claim(str(job["_id"]))
    lose_the_lease(db, job)
    assert claim(str(job["_id"])).job["attempts"] == 2


def test_a_worker_that_lost_its_lease_commits_nothing(db, scope, job):
    slow = claim(str(job["_id"]))
    lose_the_lease(db, job)
    claim(str(job["_id"]))

    def batch(tx):
        tx["accounts"].insert_one({"name": "must not appear"})
        slow.checkpoint(tx, 1, 2)

    with pytest.raises(LeaseLost):
        scope.transact(batch)
    assert scope["accounts"].count() == 0
    assert slow.finish("succeeded") is False
    assert state_of(scope, job)["state"] == "running"


def test_a_known_problem_fails_the_job_where_the_user_sees_it(scope, job):
    def refuse(_):
        raise Invalid.at("/file", "The file is empty.", code="empty_file")

    service.run(str(job["_id"]), refuse)
    after = state_of(scope, job)
    assert (after["state"], after["problem"]["code"], after["problem"]["status"]) == (
        "failed",
        "empty_file",
        422,
    )
    assert after["problem"]["errors"] == [{"pointer": "/file", "message": "The file is empty."}]


def test_a_crash_is_tried_again_five_times_and_then_told(db, scope, job):
    for _ in range(service.MAX_ATTEMPTS):
        assert state_of(scope, job)["state"] in ("queued", "running")
        service.run(str(job["_id"]), lambda _: 1 / 0)
        lose_the_lease(db, job)
    after = state_of(scope, job)
    assert (after["state"], after["problem"]["code"]) == ("failed", "job_failed")
    assert "division" not in str(after["problem"])


def test_a_batch_that_commits_is_progress_and_starts_the_attempts_again(scope, job):
    lease = claim(str(job["_id"]))
    scope.transact(lambda tx: lease.checkpoint(tx, 10, 100))
    after = state_of(scope, job)
    assert (after["progress"], after["attempts"]) == ({"done": 10, "total": 100}, 0)


def test_a_queued_job_is_cancelled_at_once(scope, job):
    assert service.cancel(scope, job["_id"])["state"] == "cancelled"
    assert claim(str(job["_id"])) is None


def test_a_running_job_stops_at_its_next_batch(scope, job):
    def work(lease):
        scope.transact(lambda tx: lease.checkpoint(tx, 1, 3))
        service.cancel(scope, job["_id"])
        scope.transact(lambda tx: lease.checkpoint(tx, 2, 3))
        raise AssertionError("not reached")

    service.run(str(job["_id"]), work)
    after = state_of(scope, job)
    assert (after["state"], after["progress"]["done"]) == ("cancelled", 1)


def test_the_heartbeat_learns_of_a_cancellation(scope, job):
    lease = claim(str(job["_id"]))
    service.cancel(scope, job["_id"])
    lease.beat()
    with pytest.raises(JobCancelled):
        lease.refuse_if_stopped()


def test_the_heartbeat_prolongs_the_lease(db, job):
    lease = claim(str(job["_id"]))
    lose_the_lease(db, job)
    lease.beat()
    assert claim(str(job["_id"])) is None


def test_the_sweeper_sends_lost_jobs_again_and_leaves_the_others(db, scope, job, environment):
    held = service.create(scope, KIND, ObjectId())
    claim(str(held["_id"]))
    db["jobs"].delete_many({"workspace_id": {"$ne": scope.workspace_id}})
    assert service.sweep() == 0
    db["jobs"].update_one({"_id": job["_id"]}, {"$set": {"sent_at": datetime.now(UTC) - timedelta(minutes=1)}})
    assert service.sweep() == 1
    lose_the_lease(db, held)
    assert service.sweep() == 1


def test_a_finished_job_cannot_be_cancelled(app, user, job):
    mine = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))
    done = service.create(mine, KIND, None)
    service.run(str(done["_id"]), lambda _: {})
    answer = user.delete(f"/jobs/{done['_id']}")
    assert (answer.status, answer.code) == (409, "job_finished")


def test_progress_is_streamed_until_the_end(user):
    mine = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))
    job = service.create(mine, KIND, None)
    service.run(str(job["_id"]), lambda _: {"created": 1})
    answer = user.get(f"/jobs/{job['_id']}/events")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    text = answer.body.decode()
    assert text.startswith("retry: ")
    assert "event: end\ndata: {" in text


def test_jobs_are_listed_newest_first_page_by_page(user):
    mine = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))
    made = [str(service.create(mine, KIND, None)["_id"]) for _ in range(5)]
    assert [job["id"] for job in user.all("/jobs", limit=2)] == made[::-1]
    assert user.get("/jobs", state="succeeded").json["data"] == []
