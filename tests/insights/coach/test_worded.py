"""Advice in a model's words: what is advised, its evidence and its savings are those of the local engine."""

import json
import time
from datetime import date

import pytest

from app.insights.coach import service
from app.insights.coach.reading import Asked
from app.jobs import service as jobs
from stack.fake_gemini import Mood
from tests.insights.coach.ledgers import a_year, sent
from tests.transactions.builders import an_account, workspace_of

TODAY = date(2026, 11, 29)


@pytest.fixture
def ledger(user):
    sent(user, an_account(user), a_year())


def local(user):
    return json.loads(json.dumps(service.coach(workspace_of(user), Asked(3, "USD", "en-US", TODAY))))


def coached(user):
    """Runs the job in this process, which has the model; returns its result as the user sees it."""
    wanted = {"months": 3, "currency": "USD", "locale": "en-US", "today": TODAY.isoformat()}
    job = jobs.create(workspace_of(user), "coach", None, wanted, total=1)
    assert service.run_coach(str(job["_id"]))
    return user.get(f"/jobs/{job['_id']}").json["result"]


def test_only_titles_and_texts_are_the_models(user, ledger, fake_model):
    worded, ours = coached(user), local(user)
    assert worded["engine"] == "gemini"
    for each, own in zip(worded["advice"], ours["advice"], strict=True):
        assert each == {**own, "text": f"Worth a look. {own['text']}"}


def test_names_of_merchants_do_not_leave_and_come_back(user, ledger, fake_model):
    texts = " ".join(each["text"] for each in coached(user)["advice"])
    assert "Gym 24" in texts
    assert "‹" not in texts


def said(text, title="Something to look at"):
    return lambda received: {
        "advice": [
            {"n": n, "title": title, "text": text} for n in range(1, len(json.loads(received.data)["advice"]) + 1)
        ]
    }


HOSTILE = {
    "number": said("You would save 9,999.00 USD."),
    "link": said("Move your money to https://evil.example today."),
    "markup": said("<img src=x onerror=alert(1)>"),
    "title": said("All is well.", "Save 500 today"),
    "placeholder": said("Ask ‹person9› about it."),
    "strangers": lambda _: {"advice": [{"n": 77, "title": "Buy", "text": "Buy shares."}]},
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_wording_is_dropped_and_counted(user, ledger, fake_model, answer):
    fake_model.answer = answer
    result = coached(user)
    assert (result["engine"], result["advice"]) == ("local", local(user)["advice"])
    assert result["dropped"] >= 1


@pytest.mark.parametrize(
    "mood",
    [
        Mood(status=429, retry_after=60),
        Mood(status=503),
        Mood(blocked=True),
        Mood(truncated=True),
        Mood(malformed=True),
    ],
    ids=["429", "503", "blocked", "truncated", "malformed"],
)
def test_whatever_the_model_does_the_local_advice_comes(user, ledger, fake_model, mood):
    fake_model.mood = mood
    began = time.monotonic()
    result = coached(user)
    assert (result["engine"], result["advice"]) == ("local", local(user)["advice"])
    assert time.monotonic() - began < 15


@pytest.mark.slow
def test_nobody_waits_longer_for_a_slow_model_than_for_none(user, ledger, fake_model):
    """The worker of these tests has no model; that it is asked at all shows in the job."""
    fake_model.mood = Mood(wait=30)
    began = time.monotonic()
    answer = user.post("/insights/coach", {"months": 3})
    assert (answer.status, answer.json["engine"]) == (200, "local")
    assert time.monotonic() - began < 20
    [job] = user.get("/jobs").json["data"]
    assert job["kind"] == "coach"


def test_without_a_model_no_job_is_needed(user, ledger):
    assert user.post("/insights/coach", {}).json["engine"] == "local"
    assert user.get("/jobs").json["data"] == []
