"""Advice as it is told, and what the job that has it worded is given."""

from collections.abc import Sequence
from typing import TypedDict

from app.infra.untyped import JsonObject
from app.insights.numbers import Number


class Evidence(TypedDict):
    """The numbers of a text, and the ids of the newest transactions behind them."""

    numbers: Sequence[Number]
    transaction_ids: Sequence[str]


class Saving(TypedDict):
    """What following the advice would save, in a year or once."""

    amount: str
    currency: str
    period: str


class ActionOut(TypedDict):
    """A request to this API."""

    kind: str
    method: str
    path: str
    body: JsonObject


class AdviceOut(TypedDict):
    """One piece of advice."""

    kind: str
    title: str
    text: str
    evidence: Evidence
    saving: Saving
    action: ActionOut


class Coaching(TypedDict):
    """The advice; `note` says why there is little, `engine` what worded it."""

    advice: Sequence[AdviceOut]
    note: str | None
    currency: str
    months: Sequence[str]
    engine: str
    dropped: int


class Body(TypedDict):
    """How many months the advice is to look at."""

    months: int


class Wanted(TypedDict):
    """What a job is to look at, and for whom it writes numbers; `today` is a day."""

    months: int
    currency: str
    locale: str
    today: str
