"""Waiting requests never take all the threads of a process, and those of one caller not all the places."""

from contextlib import ExitStack

import pytest

from app.infra import waiting


@pytest.fixture
def full():
    """Places as long as a test lasts; answers how many of so many were given."""
    with ExitStack() as held:

        def take(places, callers):
            return sum(held.enter_context(places.place(caller)) for caller in callers)

        yield take


def test_only_half_of_the_threads_may_wait_or_download(full):
    callers = range(waiting.THREADS)
    assert full(waiting.waits, callers) + full(waiting.downloads, callers) == waiting.THREADS // 2


def test_one_caller_has_only_some_of_the_places(full):
    assert full(waiting.waits, ["greedy"] * 40) < waiting.waits.most
    assert full(waiting.downloads, ["greedy"] * 40) < waiting.downloads.most
    assert full(waiting.waits, ["another"]) == full(waiting.downloads, ["another"]) == 1


def test_a_stream_without_a_place_is_told_to_come_back(user, worker, full):
    started = user.post("/transactions", {"text": "coffee 4.50"})
    full(waiting.waits, range(waiting.THREADS))
    answer = user.get(f"/jobs/{started.json['job']['id']}/events")
    assert (answer.status, answer.code) == (503, "too_many_waiting")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_wait_without_a_place_is_answered_at_once_and_not_called_applied(user, full):
    full(waiting.waits, range(waiting.THREADS))
    answer = user.post("/transactions", {"text": "coffee 4.50"}, headers={"Prefer": "wait=20"})
    assert (answer.status, answer.headers.get("Preference-Applied")) == (202, None)


def test_the_streams_of_one_leave_room_for_the_exports_of_all(user, another_user, full):
    full(waiting.waits, range(waiting.THREADS))
    for each in (user, another_user):
        assert each.get("/transactions/export").status == 200


def test_a_stream_gives_its_place_back(user, worker):
    started = user.post("/transactions", {"text": "coffee 4.50"}, headers={"Prefer": "wait=10"})
    for _ in range(waiting.THREADS * 2):
        assert user.get(f"/jobs/{started.json['job']['id']}/events").status == 200


def test_a_caller_who_prefers_to_wait_gets_the_finished_job(user, worker):
    answer = user.post("/transactions", {"text": "coffee 4.50"}, headers={"Prefer": "wait=20"})
    assert (answer.status, answer.json["job"]["state"]) == (200, "succeeded")
    assert answer.headers["Preference-Applied"] == "wait=20"
    assert answer.json["transaction"]["status"] == "posted"
