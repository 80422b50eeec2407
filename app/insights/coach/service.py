"""The use case of the coach: a few pieces of advice, computed from the workspace's own transactions.

Where a language model may be asked a job has it word them; what is advised is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from bson import ObjectId

from app.infra.database.errors import AlreadyThere
from app.infra.database.mongo import Scope
from app.infra.quotas import QueueFull
from app.insights.coach import spending, subscriptions
from app.insights.coach.advice import Advice, ranked
from app.insights.coach.documents import AdviceOut, Coaching, Wanted
from app.insights.coach.picture import Picture
from app.insights.coach.reading import Asked, read_picture, transaction_ids
from app.insights.coach.worded import worded
from app.insights.wording import LOCAL, Wording
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import Lease
from app.models import service as models
from app.money import format_amount

MOST, LEAST = 5, 3
# Whoever asked waits for 15 s.
_MODEL_SECONDS = 12.0


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
    best = ranked([*subscriptions.find(picture), *spending.find(picture)], MOST)
    more = [] if len(best) >= LEAST else ranked([*spending.fillers(picture)], LEAST - len(best))
    return Found(picture, [*best, *more])


def coach(scope: Scope, asked: Asked) -> Coaching:
    """Returns the advice as JSON, as the local engine words it."""
    return _all_told(scope, asked, find_advice(scope, asked), LOCAL, 0)


def start(scope: Scope, asked: Asked, job_id: ObjectId) -> Job | None:
    """Start the job that has a model word the advice; the same id again returns the job that exists.

    None where no model may be asked, or no job can be queued: advice needs neither.
    """
    if not models.may_ask(scope):
        return None
    today = asked.today.isoformat()
    wanted = Wanted(months=asked.months, currency=asked.currency, locale=asked.locale, today=today)
    try:
        job = jobs.create(scope, "coach", None, wanted, total=1, job_id=job_id)
    except AlreadyThere:
        job = jobs.get(scope, job_id)
    except QueueFull:
        return None
    jobs.enqueue(job)
    return job


def run_coach(job_id: str) -> bool:
    """Run the job that has a model word the advice; False when it cannot be claimed."""
    return jobs.run(job_id, _worded_advice)


def _worded_advice(lease: Lease) -> Coaching:
    wanted = cast(Wanted, lease.job["payload"])
    today = date.fromisoformat(wanted["today"])
    asked = Asked(wanted["months"], wanted["currency"], wanted["locale"], today)
    found, wording = find_advice(lease.scope, asked), Wording(lease.scope, _MODEL_SECONDS)
    found = Found(found.picture, worded(wording, found.advice))
    lease.checkpoint(lease.scope, 1, 1)
    return _all_told(lease.scope, asked, found, wording.engine, wording.dropped.total())


def _all_told(scope: Scope, asked: Asked, found: Found, engine: str, dropped: int) -> Coaching:
    """The advice as JSON, with the transactions behind each piece."""
    currency = found.picture.currency if found.picture else asked.currency
    return {
        "advice": [_told(scope, each, currency) for each in found.advice],
        "note": _note(asked, found),
        "currency": currency,
        "months": list(found.picture.months) if found.picture else [],
        "engine": engine,
        "dropped": dropped,
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
        "action": {"kind": act.kind, "method": act.method, "path": act.path, "body": act.body or {}},
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
