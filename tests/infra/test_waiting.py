"""Waiting requests never take all the threads of a process."""

from app.infra import waiting


def test_only_half_of_the_threads_may_wait():
    taken = [waiting.take_place() for _ in range(waiting.THREADS)]
    try:
        assert taken.count(True) == waiting.THREADS // 2
    finally:
        for _ in range(taken.count(True)):
            waiting.leave_place()


def test_a_stream_without_a_place_is_told_to_come_back(user, worker):
    started = user.post("/transactions", {"text": "coffee 4.50"})
    taken = [waiting.take_place() for _ in range(waiting.THREADS)]
    try:
        answer = user.get(f"/jobs/{started.json['job']['id']}/events")
        assert (answer.status, answer.code) == (503, "too_many_waiting")
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        for _ in range(taken.count(True)):
            waiting.leave_place()


def test_a_stream_gives_its_place_back(user, worker):
    started = user.post("/transactions", {"text": "coffee 4.50"}, headers={"Prefer": "wait=10"})
    for _ in range(waiting.THREADS * 2):
        assert user.get(f"/jobs/{started.json['job']['id']}/events").status == 200


def test_a_caller_who_prefers_to_wait_gets_the_finished_job(user, worker):
    answer = user.post("/transactions", {"text": "coffee 4.50"}, headers={"Prefer": "wait=20"})
    assert (answer.status, answer.json["job"]["state"]) == (200, "succeeded")
    assert answer.headers["Preference-Applied"] == "wait=20"
    assert answer.json["transaction"]["status"] == "posted"
