"""The engine that asks Gemini: what leaves, what comes back, and what each failure is called."""

import time

import pytest
from typing_extensions import TypedDict

from app.models.engines.interface import Attachment, ModelError, Prompt
from stack.fake_gemini import Mood


class Filed(TypedDict):
    category: str


def prompt(**options):
    return Prompt("categorise", "File the merchant.", '{"merchant": "Blue Bottle"}', Filed, **options)


def test_a_request_is_not_stored_thinks_little_and_has_its_key_in_the_header(gemini, fake):
    assert gemini.generate(prompt(), 5).answer == {"category": "coffee"}
    [received] = fake.received
    assert received.body["store"] is False
    assert received.body["generationConfig"]["thinkingConfig"] == {"thinkingLevel": "minimal"}
    assert received.headers["x-goog-api-key"] == "AQ.a-key"


def test_thoughts_are_no_part_of_the_answer_and_are_paid_for(gemini, fake):
    plain = gemini.generate(prompt(), 5)
    fake.mood = Mood(thoughts="The merchant sells coffee, so it must be coffee. " * 20)
    reply = gemini.generate(prompt(), 5)
    assert (reply.answer, reply.text) == ({"category": "coffee"}, plain.text)
    assert reply.tokens_out > plain.tokens_out + 200


def test_a_picture_travels_with_the_prompt(gemini, fake):
    gemini.generate(prompt(attachments=[Attachment("image/png", b"\x89PNG\r\n")]), 5)
    [picture, text] = fake.received[0].body["contents"][0]["parts"]
    assert picture["inlineData"]["mimeType"] == "image/png"
    assert text == {"text": '{"merchant": "Blue Bottle"}'}


FAILURES = {
    "timeout": Mood(wait=1.5),
    "rate_limited": Mood(status=429, retry_after=7),
    "unavailable": Mood(status=503),
    "refused": Mood(status=401),
    "invalid": Mood(malformed=True),
}


@pytest.mark.parametrize(("outcome", "mood"), FAILURES.items(), ids=FAILURES)
def test_a_failure_is_named(gemini, fake, outcome, mood):
    fake.mood = mood
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 1)
    assert failure.value.outcome == outcome
    assert failure.value.retry_after == mood.retry_after
    assert len(fake.received) == 1


WRONG = {
    "blocked": (Mood(blocked=True), "refused"),
    "truncated": (Mood(truncated=True), "invalid"),
    "chatty": (Mood(text='Sure! {"category": "coffee"}'), "invalid"),
    "another shape": (Mood(text='{"categories": ["coffee"]}'), "invalid"),
    "another type": (Mood(text='{"category": 7}'), "invalid"),
}


@pytest.mark.parametrize(("mood", "outcome"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_refused_and_its_tokens_are_known(gemini, fake, mood, outcome):
    fake.mood = mood
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 5)
    assert failure.value.outcome == outcome
    assert failure.value.spent.tokens_in > 0


def test_the_self_test_asks_nobody_and_fails_loudly_without_the_adapter(gemini, fake):
    gemini.self_test()
    assert fake.received == []
    session = gemini.session()
    session.close()
    session.adapters.clear()
    with pytest.raises(RuntimeError, match="store: false"):
        gemini.self_test()


def test_an_address_where_nobody_listens_is_unavailable(gemini, fake):
    fake.stop()
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 2)
    assert failure.value.outcome == "unavailable"


def test_an_answer_that_drips_is_waited_for_no_longer_than_one_that_does_not_come(gemini, fake):
    gemini.generate(prompt(), 5)  # the SDK is there
    fake.mood = Mood(drip=4)
    began = time.monotonic()
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 1.5)
    assert failure.value.outcome == "timeout"
    assert time.monotonic() - began < 3


def test_an_answer_without_end_is_refused(gemini, fake):
    fake.mood = Mood(text="x" * 5_000_000)
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 5)
    assert failure.value.outcome == "unavailable"


def test_another_host_is_not_told_the_key(gemini, fake):
    fake.mood = Mood(status=307, location="http://127.0.0.1:1/v1beta/elsewhere")
    with pytest.raises(ModelError) as failure:
        gemini.generate(prompt(), 5)
    assert failure.value.outcome == "unavailable"
