"""Workers that ask a model: killed or kept waiting, nothing is lost; imports and sentences of others do not wait."""

import time
from datetime import UTC, datetime

import pytest

from stack.api_client import ApiClient
from stack.fake_answers import answer
from stack.fake_gemini import FakeGemini, Mood
from tests.client import eventually
from tests.crash.machines import finished, kill, write_statement

SHOPS = 100


@pytest.fixture
def model(crashing):
    """A model that the workers of the stack ask."""
    server = FakeGemini(answer=answer)
    crashing.env |= {"GEMINI_API_KEY": "AQ.a-key", "GEMINI_API_ENDPOINT": server.start()}
    yield server
    server.stop()


def somebody(crashing, name):
    user = ApiClient(crashing.url)
    user.register(f"{name}@example.com", "correct horse battery")
    return user


def shopping(folder):
    """A statement of payments to shops that nothing local knows, each named by a word that the fake knows."""
    names = [f"Qorv{chr(97 + number // 26)}{chr(97 + number % 26)}ndel Harbor" for number in range(SHOPS)]
    lines = [
        f"2026-10-{number % 28 + 1:02},POS PURCHASE {name.upper()},-{7 * number + 1}.50"
        for number, name in enumerate(names)
    ]
    path = folder / "shopping.csv"
    path.write_text("\n".join(["Date,Description,Amount", *lines, ""]))
    return path


def asking_job(user, state=None):
    """The first job of the user that asks a model, once there is one in this state."""

    def look():
        jobs = [job for job in reversed(user.get("/jobs")["data"]) if job["kind"] == "categorise"]
        return next((job for job in jobs if state is None or job["state"] == state), None)

    return eventually(look, 60)


@pytest.mark.slow
def test_a_worker_killed_while_it_asks_asks_nothing_twice(crashing, model, tmp_path):
    user = somebody(crashing, "asks")
    worker = crashing.start_worker(children=4)
    crashing.start_beat()
    # The second batch is on its way when the worker dies.
    model.moods.extend([Mood(), Mood(wait=60)])
    finished(user, user.upload("/transactions/import", shopping(tmp_path), {})["job"])
    eventually(lambda: len(model.received) == 2, 60)
    kill(worker)
    crashing.db["jobs"].update_many({"state": "running"}, {"$set": {"lease_until": datetime.now(UTC)}})
    crashing.start_worker(children=4)
    job = asking_job(user, "succeeded")
    assert job["result"] == {
        "asked": SHOPS,
        "known": SHOPS,
        "refiled": SHOPS,
        "dropped": 0,
        "left": 0,
        "outcome": "ok",
        "engine": "gemini",
    }
    # 40, 40, the same 40 again, whose answer nobody had, and 20.
    assert len(model.received) == 4
    filed = list(crashing.db["transactions"].find({}, {"category": True, "category_tier": True}))
    assert {(row["category"], row["category_tier"]) for row in filed} == {("coffee", "ai")}
    assert crashing.differences() == []


def seconds_of(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began


@pytest.mark.slow
def test_a_slow_model_holds_up_no_import_and_no_sentence_of_others(crashing, model, tmp_path):
    others = somebody(crashing, "others")
    users = [somebody(crashing, f"asks{number}") for number in range(3)]
    crashing.start_worker(children=5)
    crashing.start_beat()
    statement = write_statement(tmp_path, 3000)

    def work(number):
        statement.write_text(statement.read_text() + f"2026-11-0{number},Coffee,-3.00\n")
        imported = others.upload("/transactions/import", statement, {})
        written = others.post("/transactions", {"text": f"coffee ${number}.50 at Blue Bottle"})
        finished(others, written["job"])
        finished(others, imported["job"])

    work(1)
    without = seconds_of(lambda: work(2))
    model.mood = Mood(wait=10)
    for user in users:
        finished(user, user.upload("/transactions/import", shopping(tmp_path), {})["job"])
    eventually(lambda: len(model.received) >= 3, 60)
    assert seconds_of(lambda: work(3)) < 2 * without + 2
    assert {job["state"] for job in map(asking_job, users)} == {"running"}
    results = [finished(user, asking_job(user)) for user in users]
    assert all(result["outcome"] == "ok" and result["known"] == SHOPS - result["left"] for result in results)


@pytest.mark.slow
def test_unsure_sentences_wait_for_a_slow_model_no_longer_than_a_minute(crashing, model):
    users = [somebody(crashing, f"asks{number}") for number in range(3)]
    crashing.start_worker(children=5)
    crashing.start_beat()
    model.mood = Mood(wait=10)
    began = time.monotonic()
    texts = [f"maybe {number} or so at Qorvandel, {number}.40 in the end" for number in range(10, 20)]
    jobs = [(user, user.post("/transactions", {"text": text})["job"]) for user in users for text in texts]
    eventually(lambda: crashing.db["transactions"].count_documents({"status": "posted"}) == len(jobs), 30)
    engines = [finished(user, job)["engine"] for user, job in jobs]
    assert time.monotonic() - began < 65
    assert set(engines) == {"gemini", "local"}
    assert crashing.db["transactions"].count_documents({"status": "posted"}) == len(jobs)
