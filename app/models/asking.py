"""Asks a model: limits what that may cost, tries again, remembers the answer, logs the call whatever came of it."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic

from app.infra.connections import redis
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Scope
from app.models import store
from app.models.cache import AnswerCache
from app.models.documents import Call
from app.models.engines.interface import Answer, Engine, ModelError, Outcome, Prompt, Reply
from app.models.limits import Limits, Reservation
from app.models.prices import cost_micro

TRY_SECONDS = 15.0
_TRIES = 3
FIRST_PAUSE = 0.5  # seconds
_MOST_KEPT = 50_000  # characters of an answer; one that can be used is far shorter
# Of a token at least, so that no reservation is too small; and what a picture or a page counts for.
_CHARACTERS, _ATTACHMENT_TOKENS = 3, 1_300


@dataclass(slots=True)
class Question(Generic[Answer]):
    """A prompt on its way: who asks, what it may cost, until when it waits, and what was spent on it."""

    scope: Scope
    prompt: Prompt[Answer]
    masked: Mapping[str, int]
    cap_micro: int
    seconds: float
    began: float = field(default_factory=time.monotonic)
    attempts: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micro: int = 0

    @property
    def left(self) -> float:
        """Seconds until the answer is no longer waited for."""
        return self.seconds - (time.monotonic() - self.began)

    @property
    def workspace(self) -> str:
        """The id of the workspace that asks."""
        return str(self.scope.workspace_id)


def ask_engine(engine: Engine, question: Question[Answer]) -> Reply[Answer]:
    """Returns the engine's answer; raises ModelError where there is none in time. Logs the call in any case."""
    cache = AnswerCache(redis, engine.name, engine.model)
    kept = _kept(engine, cache, question)
    if kept is not None:
        _log(engine, question, kept.text, "ok", cached=True)
        return kept
    try:
        reply = _with_retries(engine, question)
    except ModelError as error:
        _log(engine, question, error.spent.text, error.outcome)
        raise
    cache.keep(question.workspace, question.prompt, reply.text)
    _log(engine, question, reply.text, "ok")
    return reply


def _kept(engine: Engine, cache: AnswerCache, question: Question[Answer]) -> Reply[Answer] | None:
    """An earlier answer to the same prompt; none where it has another shape than is asked for today."""
    text = cache.get(question.workspace, question.prompt)
    if text is None:
        return None
    try:
        return Reply(engine.read(question.prompt, text), text, 0, 0)
    except ModelError:
        return None


def _with_retries(engine: Engine, question: Question[Answer]) -> Reply[Answer]:
    """Try until the time is over, later each time and not before the model said."""
    while True:
        try:
            return _try(engine, question)
        except ModelError as error:
            pause = max(error.retry_after or 0.0, random.uniform(0.5, 1.0) * FIRST_PAUSE * 2**question.attempts)
            if not error.may_pass or question.attempts >= _TRIES or question.attempts == 0 or pause >= question.left:
                raise
            time.sleep(pause)


def _try(engine: Engine, question: Question[Answer]) -> Reply[Answer]:
    """Ask once, if that is allowed now, and settle what it cost."""
    limits, now = Limits(redis, engine.name), datetime.now(UTC)
    reserved = Reservation(question.workspace, now.date(), _most(engine.model, question.prompt, now))
    refusal = limits.admit(reserved, question.cap_micro)
    if refusal:
        raise ModelError(refusal, f"The model was not asked: {refusal}.")
    question.attempts += 1
    try:
        reply = engine.generate(question.prompt, min(TRY_SECONDS, max(0.1, question.left)))
        _settle(engine, limits, reserved, question, reply.tokens_in, reply.tokens_out, None)
        return reply
    except ModelError as error:
        _settle(engine, limits, reserved, question, error.spent.tokens_in, error.spent.tokens_out, error.outcome)
        raise


def _settle(
    engine: Engine,
    limits: Limits,
    reserved: Reservation,
    question: Question[Answer],
    tokens_in: int,
    tokens_out: int,
    failure: Outcome | None,
) -> None:
    """Count what an attempt cost; one that ran into its timeout may be billed, so what was reserved stays spent."""
    cost = cost_micro(engine.model, reserved.day, tokens_in, tokens_out)
    if failure == "timeout":
        cost = reserved.micro
    question.tokens_in += tokens_in
    question.tokens_out += tokens_out
    question.cost_micro += cost
    failed = failure in ("timeout", "unavailable")
    limits.settle(reserved, cost, failed=failed, request=f"{question.workspace}{time.monotonic_ns()}")


def _most(model: str, prompt: Prompt[Answer], now: datetime) -> int:
    """The most that a prompt can cost, in millionths of a dollar."""
    characters = len(prompt.instruction) + len(prompt.data)
    tokens = characters // _CHARACTERS + _ATTACHMENT_TOKENS * len(prompt.attachments)
    return cost_micro(model, now.date(), tokens, prompt.most_tokens)


def _log(engine: Engine, question: Question[Answer], answer: str, outcome: Outcome, *, cached: bool = False) -> None:
    call: Call = {
        "_id": fresh_id(),
        "workspace_id": question.scope.workspace_id,
        "purpose": question.prompt.purpose,
        "engine": engine.name,
        "model": engine.model,
        "prompt": f"{question.prompt.instruction}\n\n{question.prompt.data}",
        "answer": answer[:_MOST_KEPT],
        "masked": dict(question.masked),
        "tokens_in": question.tokens_in,
        "tokens_out": question.tokens_out,
        "cost_micro": question.cost_micro,
        "latency_ms": int((time.monotonic() - question.began) * 1000),
        "attempts": question.attempts,
        "cached": cached,
        "outcome": outcome,
        "created_at": datetime.now(UTC),
    }
    store.insert(question.scope, call)
