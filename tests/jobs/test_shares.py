"""Fair shares: a workspace runs two long jobs at once, whoever waits longest comes first, and nothing is forgotten."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from app.infra.connections import mongo
from app.infra.database.mongo import WorkspaceBusy
from app.infra.quotas import QUEUED_JOBS, QueueFull
from app.jobs import service, slot_store, store
from app.jobs.lease import claim


@pytest.fixture
def quiet(db):
    """No jobs but those of the test, neither before nor after it: others' would take their turns too."""
    for name in ("jobs", "job_slots"):
        db[name].delete_many({})
    yield
    for name in ("jobs", "job_slots"):
        db[name].delete_many({})


@pytest.fixture
def a_workspace(app):
    """Makes workspaces that nobody else has."""
    return lambda: mongo.scope(ObjectId())


def queued(scope, number=1, kind="import"):
    return [str(service.create(scope, kind, None)["_id"]) for _ in range(number)]


def lose(db, collection, query, field):
    """As if a minute had gone by."""
    db[collection].update_many(query, {"$set": {field: datetime.now(UTC) - timedelta(minutes=1)}})


def die(db, job_id):
    """A worker dies with a job: neither job nor slot are prolonged."""
    lose(db, "jobs", {"_id": ObjectId(job_id)}, "lease_until")
    lose(db, "job_slots", {"holders.job_id": ObjectId(job_id)}, "holders.$[].until")


def next_up():
    return [str(job["_id"]) for job in service.next_long_jobs()]


def holders(db, scope):
    return [
        holder["job_id"]
        for slots in db["job_slots"].find({"workspace_id": scope.workspace_id})
        for holder in slots["holders"]
    ]


def test_two_long_jobs_of_a_workspace_run_at_once_and_the_third_waits(db, a_workspace):
    scope = a_workspace()
    first, second, third = queued(scope, 3)
    assert claim(first)
    assert claim(second)
    assert claim(third) is None
    waiting = service.get(scope, ObjectId(third))
    assert (waiting["state"], waiting["attempts"]) == ("queued", 0)


def test_a_job_that_ends_makes_room_for_the_next(a_workspace):
    scope = a_workspace()
    first, second, third = queued(scope, 3)
    claim(first)
    service.run(second, lambda _: {})
    assert claim(third) is not None


def test_a_job_that_fails_makes_room_too(db, a_workspace):
    scope = a_workspace()
    for job_id in queued(scope, 3):
        assert service.run(job_id, lambda _: 1 / 0)
    assert holders(db, scope) == []


def test_sentences_are_not_held_up_by_imports(a_workspace):
    scope = a_workspace()
    for job_id in queued(scope, 2):
        claim(job_id)
    assert all(claim(job_id) for job_id in queued(scope, 3, "capture"))


def test_workspaces_do_not_share_their_slots(a_workspace):
    for _ in range(3):
        assert all(claim(job_id) for job_id in queued(a_workspace(), 2))


def test_claims_of_many_at_once_give_two_slots(db, a_workspace):
    scope = a_workspace()
    claimed = []
    threads = [threading.Thread(target=lambda each=each: claimed.append(claim(each))) for each in queued(scope, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in claimed) == len(holders(db, scope)) == 2


def test_a_doubled_message_leaves_the_running_jobs_slot_alone(db, a_workspace):
    scope = a_workspace()
    [job_id] = queued(scope)
    claim(job_id)
    assert claim(job_id) is None
    assert holders(db, scope) == [ObjectId(job_id)]


def test_two_who_claim_one_job_at_once_leave_the_winner_its_slot(db, a_workspace):
    scope = a_workspace()
    [job_id] = queued(scope)
    job = scope["jobs"].find_one({"_id": ObjectId(job_id)})
    now, until = datetime.now(UTC), datetime.now(UTC) + timedelta(seconds=15)
    assert slot_store.take(job, "winner", now, until, 2)
    assert slot_store.take(job, "loser", now, until, 2)
    slot_store.leave(job, "loser")
    assert holders(db, scope) == [ObjectId(job_id)]


def test_many_who_claim_the_same_jobs_at_once_never_run_a_third(db, a_workspace):
    scope = a_workspace()
    jobs, claimed = queued(scope, 3), []
    threads = [threading.Thread(target=lambda each=each: claimed.append(claim(each))) for each in jobs * 8]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running = {lease.job["_id"] for lease in claimed if lease}
    assert (len(running), set(holders(db, scope))) == (2, running)
    assert not any(claim(each) for each in jobs)


def test_a_postponed_job_keeps_its_slot(db, quiet, a_workspace):
    scope = a_workspace()
    first, second, third = queued(scope, 3)
    claim(first)

    def meet_others(_lease):
        raise WorkspaceBusy

    service.run(second, meet_others)
    assert claim(third) is None
    assert third not in next_up()
    lose(db, "jobs", {"_id": ObjectId(second)}, "lease_until")
    assert claim(second) is not None
    assert sorted(holders(db, scope)) == sorted([ObjectId(first), ObjectId(second)])


def test_taking_over_from_a_dead_worker_is_never_refused(db, a_workspace):
    scope = a_workspace()
    dead, *others = queued(scope, 3)
    claim(dead)
    die(db, dead)
    assert all(claim(each) for each in others)
    assert claim(dead) is not None


def test_a_worker_that_died_between_slot_and_job_blocks_it_no_longer_than_a_lease(db, a_workspace):
    scope = a_workspace()
    jobs = queued(scope, 3)
    now = datetime.now(UTC)
    for each in map(ObjectId, jobs[:2]):
        slot_store.take(scope["jobs"].find_one({"_id": each}), "dead", now, now + timedelta(seconds=15), 2)
    assert claim(jobs[2]) is None
    lose(db, "job_slots", {"workspace_id": scope.workspace_id}, "holders.$[].until")
    assert claim(jobs[2]) is not None


def test_a_heartbeat_prolongs_the_slot_with_the_lease(db, a_workspace):
    scope = a_workspace()
    first, second, third = queued(scope, 3)
    leases = [claim(first), claim(second)]
    for each in (first, second):
        die(db, each)
    for lease in leases:
        lease.beat()
    assert claim(third) is None


def test_the_workspace_that_was_served_longest_ago_comes_next(quiet, a_workspace):
    busy, fresh, patient = a_workspace(), a_workspace(), a_workspace()
    many = queued(busy, 50)
    [of_patient] = queued(patient)
    [of_fresh] = queued(fresh)
    claim(many[0])
    assert next_up() == [of_patient, of_fresh, many[1]]
    claim(many[1])
    assert next_up() == [of_patient, of_fresh]


def test_a_job_whose_worker_died_comes_before_all_that_wait(db, quiet, a_workspace):
    mine, another = a_workspace(), a_workspace()
    [of_another] = queued(another)
    dead, *_ = queued(mine, 3)
    claim(dead)
    die(db, dead)
    assert next_up()[:2] == [dead, of_another]


def test_the_sweeper_looks_at_every_workspace_however_much_one_has_waiting(db, quiet, a_workspace, monkeypatch):
    sent = []
    monkeypatch.setattr(service, "enqueue", lambda job: sent.append(job["workspace_id"]))
    monkeypatch.setattr(service, "SWEEP_AT_MOST", 20)
    crowd, late = a_workspace(), a_workspace()
    for kind in ("capture", "import"):
        queued(crowd, 50, kind)
        queued(late, 1, kind)
    lose(db, "jobs", {}, "sent_at")
    service.sweep()
    assert sent.count(late.workspace_id) == 2
    assert sent.count(crowd.workspace_id) == 20


def test_the_sweeper_sends_no_long_job_that_may_not_run(db, quiet, a_workspace, worker):
    scope = a_workspace()
    first, second, *_ = queued(scope, 5)
    claim(first), claim(second)
    lose(db, "jobs", {}, "sent_at")
    assert service.sweep() == 0


def test_a_job_of_an_unknown_kind_keeps_no_other_from_being_sent(db, quiet, a_workspace, worker):
    scope = a_workspace()
    strange, known = queued(scope, 2, "capture")
    db["jobs"].update_one({"_id": ObjectId(strange)}, {"$set": {"kind": "made by a later version"}})
    lose(db, "jobs", {}, "sent_at")
    assert service.sweep() == 1
    assert service.get(scope, ObjectId(known))["sent_at"] > datetime.now(UTC) - timedelta(seconds=30)


def test_a_job_left_by_an_earlier_version_is_found_and_claimed(db, quiet, a_workspace, worker):
    scope = a_workspace()
    [job_id] = queued(scope)
    db["jobs"].update_one({"_id": ObjectId(job_id)}, {"$unset": {"lane": ""}})
    lose(db, "jobs", {}, "sent_at")
    assert [str(job["_id"]) for job in store.lost(datetime.now(UTC), datetime.now(UTC), ("bulk", "ai"), 9)] == [job_id]
    assert claim(job_id).job["lane"] == "bulk"


def test_a_workspace_has_a_thousand_jobs_queued_at_most(db, a_workspace):
    scope = a_workspace()
    [job_id] = queued(scope)
    job = db["jobs"].find_one({"_id": ObjectId(job_id)})
    db["jobs"].insert_many([{**job, "_id": ObjectId()} for _ in range(QUEUED_JOBS.most - 1)])
    with pytest.raises(QueueFull) as refused:
        queued(scope, kind="capture")
    problem = refused.value.document()
    assert (problem["status"], problem["code"], problem["limit"]) == (429, "quota_exceeded", 1000)
    claim(job_id)
    assert queued(scope, kind="capture")
    db["jobs"].delete_many({"workspace_id": scope.workspace_id})


def test_a_full_queue_takes_nothing_in_and_says_when_to_come_again(db, user):
    scope = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))
    queued(scope, kind="capture")
    job = scope["jobs"].find_one({})
    db["jobs"].insert_many([{**job, "_id": ObjectId()} for _ in range(QUEUED_JOBS.most - 1)])
    statement = b"Date,Description,Amount\n2026-03-01,Coffee,-4.50\n"
    for answer in (user.post("/transactions", {"text": "coffee 4.50"}), user.upload(statement)):
        assert (answer.status, answer.code, answer.json["limit"]) == (429, "quota_exceeded", 1000)
        assert int(answer.headers["Retry-After"]) > 0
    assert [scope[name].count({}) for name in ("transactions", "imports")] == [0, 0]
    scope["jobs"].delete_many({})


def test_lost_jobs_are_found_without_looking_at_finished_ones(db):
    query = {"state": "running", "lease_until": {"$lt": datetime.now(UTC)}}
    plan = str(db["jobs"].find(query).explain()["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in plan
    assert "'isPartial': True" in plan


def test_the_oldest_of_each_workspace_is_leapt_to_in_the_index(db, quiet, a_workspace):
    for _ in range(5):
        queued(a_workspace(), 40)
    plan = db.command("explain", {"aggregate": "jobs", "pipeline": store.oldest_queued_pipeline("bulk"), "cursor": {}})
    assert "DISTINCT_SCAN" in str(plan)


def test_a_busy_workspace_costs_a_job_no_attempt(quiet, a_workspace):
    scope = a_workspace()
    [job_id] = queued(scope, kind="capture")

    def meet_others(_lease):
        raise WorkspaceBusy

    for _ in range(service.MAX_ATTEMPTS + 1):
        assert service.run(job_id, meet_others)
        job = service.get(scope, ObjectId(job_id))
        assert (job["state"], job["attempts"]) == ("running", 0)
        lose(scope.database, "jobs", {"_id": job["_id"]}, "lease_until")
    assert service.run(job_id, lambda _lease: {"done": True})
    assert service.get(scope, ObjectId(job_id))["state"] == "succeeded"
