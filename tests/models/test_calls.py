"""What language models were asked and what it cost, as members of a workspace read it."""

import json

import pytest
from typing_extensions import TypedDict

from app.infra.connections import redis
from app.models import service
from app.models.engines.interface import ModelError, Prompt
from stack.fake_gemini import Mood
from tests.client import eventually
from tests.transactions.builders import workspace_of


class Filed(TypedDict):
    category: str


def ask(user, data="1"):
    return service.ask(workspace_of(user), Prompt("categorise", "File it.", data, Filed, 64), {"email": 1}, 5.0)


def settings_of(user):
    return user.get("/workspaces").json["data"][0]


def allow(user, **ai):
    return user.patch(f"/workspaces/{settings_of(user)['id']}", {"ai": ai})


def test_without_a_key_nothing_is_configured_and_nothing_was_asked(user):
    usage = user.get("/ai/usage").json
    assert (usage["engine"], usage["model"], usage["configured"]) == ("local", None, False)
    assert (usage["cap"], usage["left"], usage["circuit"]) == ("1.00", "1.00", "closed")
    assert usage["day"] == {"calls": 0, "tokens_in": 0, "tokens_out": 0, "cost": "0.00"}
    assert user.get("/ai/calls").json["data"] == []
    with pytest.raises(ModelError, match="No model"):
        ask(user)


def test_a_call_is_shown_as_it_travelled(user, fake_model):
    fake_model.answer = lambda received: {"category": "coffee"}
    ask(user, '{"merchant": "‹w1›"}')
    [call] = user.get("/ai/calls").json["data"]
    assert (call["purpose"], call["engine"], call["model"]) == ("categorise", "gemini", "gemini-3.5-flash-lite")
    assert "‹w1›" in call["prompt"]
    assert (json.loads(call["answer"]), call["outcome"]) == ({"category": "coffee"}, "ok")
    assert (call["masked"], call["currency"]) == ({"email": 1}, "USD")
    assert user.get(f"/ai/calls/{call['id']}").json == call
    usage = user.get("/ai/usage").json
    assert (usage["day"]["calls"], usage["day"]["cost"]) == (1, call["cost"])
    assert usage["left"] < usage["cap"]


def test_calls_of_others_are_not_there(user, another_user, fake_model):
    ask(user)
    [call] = user.get("/ai/calls").json["data"]
    assert another_user.get("/ai/calls").json["data"] == []
    assert another_user.get(f"/ai/calls/{call['id']}").status == 404
    assert another_user.get("/ai/usage").json["day"]["calls"] == 0


def test_calls_are_paged_newest_first(user, fake_model):
    for number in range(3):
        ask(user, str(number))
    first = user.get("/ai/calls", limit=2).json
    rest = user.get("/ai/calls", limit=2, cursor=first["next_cursor"]).json
    prompts = [call["prompt"][-1] for call in first["data"] + rest["data"]]
    assert prompts == ["2", "1", "0"]


def test_a_workspace_says_what_models_may_do(user):
    assert settings_of(user)["ai"] == {"enabled": True, "daily_cap": "1.00", "engine": None, "share_merchants": True}
    assert allow(user, daily_cap="0.25", share_merchants=False).status == 200
    assert settings_of(user)["ai"] == {"enabled": True, "daily_cap": "0.25", "engine": None, "share_merchants": False}
    assert user.get("/ai/usage").json["cap"] == "0.25"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("daily_cap", "-1"),
        ("daily_cap", "1e3"),
        ("daily_cap", "1000.01"),
        ("daily_cap", 1.5),
        ("daily_cap", "NaN"),
        ("engine", "grok"),
        ("enabled", "maybe"),
        ("share_merchants", None),
        ("key", "AQ.a-key"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(user, field, value):
    before = settings_of(user)
    refused = allow(user, **{field: value})
    assert (refused.status, refused.pointers) == (422, {f"/ai/{field}"})
    assert settings_of(user) == before


@pytest.mark.parametrize("ai", [{"enabled": False}, {"engine": "local"}])
def test_a_workspace_that_wants_no_model_asks_none(user, fake_model, ai):
    assert service.may_ask(workspace_of(user))
    allow(user, **ai)
    assert not service.may_ask(workspace_of(user))
    with pytest.raises(ModelError):
        ask(user)
    assert fake_model.received == []


def test_a_cap_of_nothing_asks_nobody(user, fake_model):
    allow(user, daily_cap="0")
    assert not service.may_ask(workspace_of(user))
    with pytest.raises(ModelError) as refused:
        ask(user)
    assert (refused.value.outcome, fake_model.received) == ("capped", [])


def test_failures_open_the_circuit_which_usage_shows(user, fake_model):
    fake_model.mood = Mood(status=503)

    def failing():
        with pytest.raises(ModelError):
            ask(user)
        return user.get("/ai/usage").json["circuit"] == "open"

    eventually(failing, 30)
    assert not service.may_ask(workspace_of(user))
    redis.client.delete("models:gemini:open")  # its seconds are over
    assert user.get("/ai/usage").json["circuit"] == "half_open"
    fake_model.mood = Mood()
    ask(user)
    assert user.get("/ai/usage").json["circuit"] == "closed"
