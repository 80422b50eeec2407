"""The JSON of calls to models and of what they cost."""

from collections.abc import Mapping

from marshmallow import fields

from app.infra.documentation.examples import AI_CALL_ID
from app.infra.fields import Choice, Id, StrictSchema, Vocabulary
from app.infra.pagination import ListOut
from app.models.documents import Call, Usage
from app.models.prices import MICRO

PURPOSE = Vocabulary(
    "ModelPurpose",
    "What a model was asked for.",
    ("capture", "categorise", "receipt", "summarise", "ask", "coach"),
)
OUTCOME = Vocabulary(
    "ModelOutcome",
    "What came of it: `capped`, `open_circuit` and some `rate_limited` calls were not sent.",
    ("ok", "refused", "timeout", "rate_limited", "unavailable", "invalid", "capped", "open_circuit"),
)
CIRCUIT = Vocabulary("Circuit", "Whether a model is asked at the moment.", ("closed", "open", "half_open"))
_DOLLARS = {"description": "In US dollars.", "example": "0.000412"}
_TOKENS = {"example": 412}


class CallOut(StrictSchema):
    """A call of a model, as it travelled."""

    id = Id(required=True, metadata={"example": AI_CALL_ID})
    purpose = Choice(PURPOSE, required=True, metadata={"example": "categorise"})
    engine = fields.String(required=True, metadata={"example": "gemini"})
    model = fields.String(required=True, metadata={"example": "gemini-3.5-flash-lite"})
    prompt = fields.String(
        required=True,
        metadata={
            "description": "The text as it was sent: placeholders stand for what does not leave.",
            "example": "File each merchant. …",
        },
    )
    answer = fields.String(required=True, metadata={"example": '{"categories": ["coffee"]}'})
    masked = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How much was replaced by placeholders, by its kind.", "example": {"iban": 1}},
    )
    tokens_in = fields.Integer(required=True, metadata=_TOKENS)
    tokens_out = fields.Integer(required=True, metadata={"description": "With the model's thinking.", "example": 48})
    cost = fields.String(required=True, metadata=_DOLLARS)
    currency = fields.String(required=True, metadata={"example": "USD"})
    latency_ms = fields.Integer(required=True, metadata={"example": 640})
    attempts = fields.Integer(required=True, metadata={"description": "How often it was sent.", "example": 1})
    cached = fields.Boolean(
        required=True, metadata={"description": "Answered as the same prompt was before.", "example": False}
    )
    outcome = Choice(OUTCOME, required=True, metadata={"example": "ok"})
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class CallPage(ListOut):
    """A page of calls."""

    data = fields.List(fields.Nested(CallOut), required=True)


class DayOut(StrictSchema):
    """What was asked of models today."""

    calls = fields.Integer(required=True, metadata={"example": 12})
    tokens_in = fields.Integer(required=True, metadata=_TOKENS)
    tokens_out = fields.Integer(required=True, metadata=_TOKENS)
    cost = fields.String(required=True, metadata=_DOLLARS)


class UsageOut(StrictSchema):
    """The engine of this installation and what it cost the workspace today, in UTC."""

    engine = fields.String(required=True, metadata={"description": "`local` without a model.", "example": "gemini"})
    model = fields.String(required=True, allow_none=True, metadata={"example": "gemini-3.5-flash-lite"})
    configured = fields.Boolean(required=True, metadata={"example": True})
    day = fields.Nested(DayOut, required=True)
    cap = fields.String(required=True, metadata={"description": "Of a day, in US dollars.", "example": "1.00"})
    left = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Of the cap; null while it cannot be counted, when no model is asked.",
            "example": "0.98",
        },
    )
    circuit = Choice(
        CIRCUIT,
        required=True,
        metadata={"description": "`open` after too many failures: no model is asked.", "example": "closed"},
    )


def call_out(call: Call) -> Mapping[str, object]:
    """Returns the JSON form of a call."""
    kept = {name: value for name, value in call.items() if name not in ("_id", "workspace_id", "cost_micro")}
    return {"id": call["_id"], **kept, "cost": dollars(call["cost_micro"]), "currency": "USD"}


def usage_out(usage: Usage) -> Mapping[str, object]:
    """Returns the JSON form of what was asked today."""
    day = usage.day
    return {
        "engine": usage.engine,
        "model": usage.model,
        "configured": usage.configured,
        "day": {
            "calls": day["calls"],
            "tokens_in": day["tokens_in"],
            "tokens_out": day["tokens_out"],
            "cost": dollars(day["cost_micro"]),
        },
        "cap": dollars(usage.cap_micro),
        "left": None if usage.left_micro is None else dollars(usage.left_micro),
        "circuit": usage.circuit,
    }


def dollars(micro: int) -> str:
    """Returns millionths of a dollar as dollars with two to six decimals."""
    whole, part = divmod(micro, MICRO)
    return f"{whole}.{f'{part:06}'.rstrip('0').ljust(2, '0')}"
