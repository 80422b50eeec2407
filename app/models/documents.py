"""The documents of calls to models."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypedDict

from bson import ObjectId

from app.models.engines.interface import Outcome, Purpose


class Call(TypedDict):
    """One call of a model: prompt and answer as they travelled, tokens, cost in millionths of a dollar."""

    _id: ObjectId
    workspace_id: ObjectId
    purpose: Purpose
    engine: str
    model: str
    prompt: str
    answer: str
    masked: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    cost_micro: int
    latency_ms: int
    attempts: int
    cached: bool
    outcome: Outcome
    created_at: datetime


class DayUsage(TypedDict):
    """What a workspace asked of models on one day."""

    calls: int
    tokens_in: int
    tokens_out: int
    cost_micro: int


class Usage(NamedTuple):
    """What a workspace asked of models today, in millionths of a dollar; `left_micro` None where Redis is away."""

    engine: str
    model: str | None
    configured: bool
    day: DayUsage
    cap_micro: int
    left_micro: int | None
    circuit: str
