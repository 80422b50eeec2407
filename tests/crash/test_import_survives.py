"""An import survives what happens to machines: nothing lost, nothing twice, totals that add up."""

import os
import random
import signal
import time
from datetime import UTC, datetime

import pytest

from tests.crash.machines import finished, kill, write_statement
from tests.stack.processes import descendants

FORM = {}
PATIENCE = 120


def each_row_exactly_once(stack, result, rows):
    """Every line has its one outcome, and every row its one transaction."""
    assert (result["lines"], result["created"], result["duplicate"]) == (rows + 1, rows, 0)
    numbers = [row["import_row"] for row in stack.db["transactions"].find({}, {"import_row": True})]
    assert sorted(numbers) == list(range(2, rows + 2))
    assert stack.differences() == []


def test_a_worker_killed_once_loses_and_doubles_nothing(crashing, tmp_path):
    user = crashing.a_user()
    started = user.upload("/transactions/import", write_statement(tmp_path, 5000), FORM)
    worker, _ = crashing.start_worker(), crashing.start_beat()
    crashing.wait_for_lines(started["import"]["id"], 1000)
    kill(worker)
    assert crashing.lines_done(started["import"]["id"]) < 5001
    # As if the 15 s of the lease were over; the slow tests wait for them.
    crashing.db["jobs"].update_many({"state": "running"}, {"$set": {"lease_until": datetime.now(UTC)}})
    crashing.start_worker()
    each_row_exactly_once(crashing, finished(user, started["job"]), 5000)


@pytest.mark.slow
def test_killed_children_give_back_their_places_and_slots(crashing, tmp_path):
    """Four imports of one, two at once by three children; all children are killed, and their worker makes new ones."""
    user = crashing.a_user()
    files = [write_statement(tmp_path, 12_000 + number, f"{'abcd'[number]}.csv") for number in range(4)]
    started = [user.upload("/transactions/import", file, FORM) for file in files]
    worker = crashing.start_worker(children=4)
    crashing.start_beat()
    running = {"state": "running"}
    deadline = time.monotonic() + PATIENCE
    while (
        crashing.db["jobs"].count_documents(running) < 2 or not crashing.db["transactions"].estimated_document_count()
    ):
        assert time.monotonic() < deadline
        crashing.group.pause(0.05)
    for child in descendants(worker.pid):
        os.kill(child, signal.SIGKILL)
    results = [finished(user, answer["job"]) for answer in started]
    assert all(result["created"] + result["duplicate"] == result["lines"] - 1 for result in results)
    assert crashing.db["job_slots"].find_one({})["holders"] == []
    assert crashing.differences() == []


@pytest.mark.slow
def test_a_worker_killed_three_times_in_50000_rows_loses_and_doubles_nothing(crashing, tmp_path):
    user = crashing.a_user()
    started = user.upload("/transactions/import", write_statement(tmp_path, 50_000), FORM)
    crashing.start_beat()
    for moment in sorted(random.sample(range(1, 45_000), 3)):
        worker = crashing.start_worker()
        crashing.wait_for_lines(started["import"]["id"], moment)
        kill(worker)
    crashing.start_worker()
    each_row_exactly_once(crashing, finished(user, started["job"]), 50_000)


@pytest.mark.slow
def test_work_queued_in_a_redis_that_is_wiped_is_done_all_the_same(crashing, tmp_path):
    user = crashing.a_user()
    files = [write_statement(tmp_path, 300 + number, f"{'abcde'[number]}.csv") for number in range(5)]
    started = [user.upload("/transactions/import", file, FORM) for file in files]
    crashing.flush_redis()
    crashing.start_worker()
    crashing.start_beat()
    results = [finished(user, answer["job"]) for answer in started]
    assert all(sum(result[name] for name in ("created", "duplicate")) == result["lines"] - 1 for result in results)
    assert crashing.differences() == []


@pytest.mark.slow
def test_a_mongod_restarted_in_the_middle_costs_time_and_no_row(crashing, tmp_path):
    user = crashing.a_user()
    started = user.upload("/transactions/import", write_statement(tmp_path, 20_000), FORM)
    crashing.start_worker()
    crashing.start_beat()
    crashing.wait_for_lines(started["import"]["id"], 5000)
    crashing.restart_mongod()
    crashing.wait_for_lines(started["import"]["id"], 20_001)
    each_row_exactly_once(crashing, finished(user, started["job"]), 20_000)


@pytest.mark.slow
def test_a_worker_told_to_stop_ends_what_it_began_and_begins_nothing_more(crashing, tmp_path):
    user = crashing.a_user()
    files = [write_statement(tmp_path, 3000 + number, f"{'abcd'[number]}.csv") for number in range(4)]
    started = [user.upload("/transactions/import", file, FORM) for file in files]
    worker = crashing.start_worker()
    crashing.wait_for_lines(started[0]["import"]["id"], 1)
    worker.popen.terminate()
    worker.popen.wait(PATIENCE)
    states = [user.get(f"/jobs/{answer['job']['id']}")["state"] for answer in started]
    assert states == ["succeeded", "queued", "queued", "queued"]
    crashing.start_worker()
    crashing.start_beat()
    for answer in started:
        finished(user, answer["job"])
    assert crashing.differences() == []
