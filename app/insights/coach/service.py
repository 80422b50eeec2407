"""The use case of the coach: a few pieces of advice, computed from the workspace's own transactions."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.infra.database.mongo import Scope
from app.insights.coach import spending, subscriptions
from app.insights.coach.advice import Advice, ranked
from app.insights.coach.documents import AdviceOut, Coaching
from app.insights.coach.picture import Picture
from app.insights.coach.reading import Asked, read_picture, transaction_ids
from app.money import format_amount

MOST, LEAST = 5, 3
_MOST_OF_A_KIND = 2
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Found:
    """The advice there is, and what it was computed from; None without any transaction."""

    picture: Picture | None
    advice: Sequence[Advice]


def find_advice(scope: Scope, asked: Asked) -> Found:
    """Returns up to five pieces of advice, what saves most first; three where there is enough to tell."""
    picture = read_picture(scope, asked)
    if picture is None:
        return Found(None, ())
    best = ranked([*subscriptions.find(picture), *spending.find(picture)], MOST, _MOST_OF_A_KIND)
    more = [] if len(best) >= LEAST else ranked([*spending.fillers(picture)], LEAST - len(best), 1)
    return Found(picture, [*best, *more])


def coach(scope: Scope, asked: Asked) -> Coaching:
    """Returns the advice as JSON, as the local engine words it."""
    return told(scope, asked, find_advice(scope, asked), LOCAL)


def told(scope: Scope, asked: Asked, found: Found, engine: str) -> Coaching:
    """Returns advice as JSON, with the transactions behind each piece."""
    currency = found.picture.currency if found.picture else asked.currency
    return {
        "advice": [_told(scope, each, currency) for each in found.advice],
        "note": _note(asked, found),
        "currency": currency,
        "months": list(found.picture.months) if found.picture else [],
        "engine": engine,
    }


def _told(scope: Scope, advice: Advice, currency: str) -> AdviceOut:
    act = advice.act
    return {
        "kind": advice.kind,
        "title": advice.title,
        "text": advice.text,
        "evidence": {
            "numbers": list(advice.numbers),
            "transaction_ids": [str(each) for each in transaction_ids(scope, advice)],
        },
        "saving": {
            "amount": format_amount(advice.saving, currency),
            "currency": currency,
            "period": advice.period,
        },
        "action": {"kind": act.kind, "method": act.method, "path": act.path, "body": act.body},
    }


def _note(asked: Asked, found: Found) -> str | None:
    """What to know about the advice as a whole: that there is little of it, or that it is in another currency."""
    if found.picture is None:
        return "There are no transactions yet, so there is nothing to advise."
    notes = []
    if len(found.advice) < LEAST:
        notes.append("The transactions of these months tell too little for more advice.")
    if found.picture.currency != asked.currency:
        notes.append(
            f"These months have no transactions in {asked.currency}; all amounts are in {found.picture.currency}."
        )
    return " ".join(notes) or None
