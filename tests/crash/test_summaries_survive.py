"""Summaries of an import, killed in the middle: each line is written once, and no money moves."""

import time
from datetime import date, timedelta

import pytest
from bson import ObjectId

from tests.crash.conftest import TIMEOUT
from tests.crash.machines import finished, kill

ROWS = 2500


def statement(folder):
    """A statement of two years at fifty shops."""
    lines = [
        f"{date(2024, 1, 1) + timedelta(n * 700 // ROWS)},Shop {n % 50} purchase,-{n % 90 + 1}.25" for n in range(ROWS)
    ]
    path = folder / "statement.csv"
    path.write_text("\n".join(["Date,Description,Amount", *lines, ""]))
    return path


def wait_until_done(stack, job_id, count):
    deadline = time.monotonic() + TIMEOUT
    while stack.db["jobs"].find_one({"_id": ObjectId(job_id)})["progress"]["done"] < count:
        assert time.monotonic() < deadline
        stack.group.pause(0.005)


@pytest.mark.slow
def test_summaries_that_were_killed_go_on_behind_what_they_wrote(crashing, tmp_path):
    user = crashing.a_user()
    worker = crashing.start_worker()
    crashing.start_beat()
    imported = finished(user, user.upload("/transactions/import", statement(tmp_path), {})["job"])
    started = user.post("/transactions/summarize", {"import_id": imported["import_id"]})
    for moment in (300, 1200):
        wait_until_done(crashing, started["job"]["id"], moment)
        kill(worker)
        worker = crashing.start_worker()
    result = finished(user, started["job"])
    assert result == {"summarised": imported["created"], "skipped": 0, "engine": "local", "dropped": 0}
    events = crashing.db["transaction_events"]
    assert events.count_documents({"actor.type": "summary"}) == imported["created"]
    assert len(events.distinct("transaction_id", {"actor.type": "summary"})) == imported["created"]
    assert crashing.differences() == []
