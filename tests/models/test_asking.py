"""What a model may cost and how it is asked again, by twenty threads at once, with a real Redis and MongoDB."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from typing_extensions import TypedDict

from app.infra.connections import redis
from app.models import asking, limits, store
from app.models.asking import Question, ask_engine
from app.models.engines.interface import ModelError, Prompt
from app.models.limits import Limits
from stack.fake_gemini import Mood
from tests.transactions.builders import workspace_of

DOLLAR = 1_000_000


class Filed(TypedDict):
    category: str


@pytest.fixture
def scope(user):
    """A workspace, with nothing counted of any engine yet."""
    keys = list(redis.client.scan_iter("models:*"))
    if keys:
        redis.client.delete(*keys)
    return workspace_of(user)


def ask(engine, scope, data="1", *, cap=DOLLAR, seconds=20.0, most_tokens=64):
    prompt = Prompt("categorise", "File the merchant.", data, Filed, most_tokens)
    return ask_engine(engine, Question(scope, prompt, {}, cap, seconds))


def outcomes(scope):
    return sorted(call["outcome"] for call in store.page(scope, {}, 500))


def at_once(count, work):
    """Do work in threads that begin together; returns what each returned or raised."""
    together = threading.Barrier(count)

    def one(number):
        together.wait()
        try:
            return work(number)
        except ModelError as error:
            return error.outcome

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_a_call_is_logged_with_its_prompt_answer_and_cost(scope, gemini):
    reply = ask(gemini, scope, '{"merchant": "‹w1›"}')
    [call] = store.page(scope, {}, 10)
    assert (call["outcome"], call["answer"]) == ("ok", reply.text)
    assert call["prompt"] == 'File the merchant.\n\n{"merchant": "‹w1›"}'
    assert (call["tokens_in"], call["tokens_out"]) == (reply.tokens_in, reply.tokens_out)
    spent = Limits(redis, "gemini").standing(str(scope.workspace_id), datetime.now(UTC).date()).spent_micro
    assert call["cost_micro"] == spent > 0


def test_the_same_prompt_is_sent_once(scope, gemini, fake):
    assert ask(gemini, scope).answer == ask(gemini, scope).answer
    assert len(fake.received) == 1
    assert [call["cached"] for call in store.page(scope, {}, 10)] == [True, False]


def test_another_workspace_has_its_own_answers_and_cap(scope, gemini, fake, another_user):
    ask(gemini, scope)
    ask(gemini, workspace_of(another_user))
    assert len(fake.received) == 2


def test_twenty_threads_spend_no_more_than_the_cap(scope, gemini, fake):
    ask(gemini, scope, "first")
    each = Limits(redis, "gemini").standing(str(scope.workspace_id), datetime.now(UTC).date()).spent_micro
    fake.mood = Mood(wait=0.2)  # so that all are on their way together
    found = at_once(20, lambda number: ask(gemini, scope, str(number), cap=each + 5 * 180).answer)
    assert 1 <= found.count({"category": "coffee"}) <= 6
    assert found.count("capped") == 20 - found.count({"category": "coffee"})
    spent = Limits(redis, "gemini").standing(str(scope.workspace_id), datetime.now(UTC).date()).spent_micro
    assert spent <= each + 5 * 180
    assert outcomes(scope).count("capped") == found.count("capped")


def test_too_many_failures_open_the_circuit_for_all(scope, gemini, fake, monkeypatch):
    monkeypatch.setattr(asking, "_TRIES", 1)
    fake.mood = Mood(status=503)
    found = at_once(20, lambda number: ask(gemini, scope, str(number)))
    assert set(found) <= {"unavailable", "open_circuit"}
    sent = len(fake.received)
    assert ask_outcome(gemini, scope) == "open_circuit"
    assert len(fake.received) == sent


def ask_outcome(engine, scope, data="again"):
    with pytest.raises(ModelError) as failure:
        ask(engine, scope, data)
    return failure.value.outcome


def test_an_open_circuit_lets_one_through_and_closes_when_that_goes_well(scope, gemini, fake, monkeypatch):
    monkeypatch.setattr(asking, "_TRIES", 1)
    fake.mood = Mood(status=503)
    for number in range(limits.FAILURES):
        ask_outcome(gemini, scope, str(number))
    redis.client.delete("models:gemini:open")  # its seconds are over
    fake.mood = Mood(wait=0.3)
    found = at_once(20, lambda number: ask(gemini, scope, f"probe {number}").answer)
    assert found.count({"category": "coffee"}) == 1
    assert found.count("open_circuit") == 19
    assert ask(gemini, scope, "after").answer == {"category": "coffee"}


def test_a_moment_of_trouble_is_waited_out(scope, gemini, fake):
    fake.moods.extend([Mood(status=503), Mood(status=429, retry_after=1)])
    assert ask(gemini, scope).answer == {"category": "coffee"}
    [call] = store.page(scope, {}, 10)
    assert (call["outcome"], call["attempts"]) == ("ok", 3)


def test_nobody_waits_longer_than_asked(scope, gemini, fake):
    fake.mood = Mood(status=429, retry_after=60)
    assert ask_outcome(gemini, scope) == "rate_limited"
    fake.mood = Mood(wait=3)
    with pytest.raises(ModelError) as failure:
        ask(gemini, scope, "slow", seconds=1)
    assert failure.value.outcome == "timeout"
    assert max(call["latency_ms"] for call in store.page(scope, {}, 10)) < 2500


def test_what_may_have_been_billed_stays_spent(scope, gemini, fake):
    fake.mood = Mood(wait=3)
    with pytest.raises(ModelError):
        ask(gemini, scope, seconds=1)
    spent = Limits(redis, "gemini").standing(str(scope.workspace_id), datetime.now(UTC).date()).spent_micro
    assert spent > 100
