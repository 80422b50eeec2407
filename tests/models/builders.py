"""Builders of calls to models."""

from datetime import UTC, datetime

from app.infra.database.ids import fresh_id
from app.models import store


def a_call(scope, **more):
    """A call in the log of a workspace; returns its id."""
    call = {
        "_id": fresh_id(),
        "workspace_id": scope.workspace_id,
        "purpose": "categorise",
        "engine": "gemini",
        "model": "gemini-3.5-flash-lite",
        "prompt": "File it.",
        "answer": "{}",
        "masked": {},
        "tokens_in": 40,
        "tokens_out": 4,
        "cost_micro": 22,
        "latency_ms": 300,
        "attempts": 1,
        "cached": False,
        "outcome": "ok",
        "created_at": datetime.now(UTC),
    }
    store.insert(scope, call | more)
    return str(call["_id"])
