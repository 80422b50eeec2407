"""Lets a worker ask a language model about the merchants of transactions that are left without a category."""

from datetime import UTC, datetime

import structlog
from bson import ObjectId

from app.categories import service as categories
from app.infra.database.errors import AlreadyThere
from app.infra.database.mongo import Scope
from app.infra.quotas import QueueFull
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.models import service as models
from app.rules import service as rules
from app.transactions.unknown import store
from app.transactions.unknown.store import UnknownMerchant

log = structlog.get_logger()

KIND = "categorise"
# The ones with the most transactions; those behind them come when these are known.
_MOST_MERCHANTS = 5_000


def unknown_merchants(scope: Scope) -> list[UnknownMerchant]:
    """Returns the merchants that a model is worth asking about, those with the most transactions first."""
    found = store.find_merchants(scope, _MOST_MERCHANTS)
    keys = [each["key"] for each in found]
    asked = rules.merchants_to_ask(scope, keys, categories.known(scope).keys(), datetime.now(UTC))
    return [each for each in found if each["key"] in asked]


def ask_later(scope: Scope, job_id: ObjectId) -> None:
    """Start the job that asks a model about unknown merchants, if there are some and a model may be asked now.

    One that waits already will see to them; the same id again starts no second. Where too many jobs are queued there is
    none: the next import, or the night, asks.
    """
    if not models.may_ask(scope) or not unknown_merchants(scope):
        return
    try:
        job = scope.transact(lambda tx: _created(tx, job_id))
    except AlreadyThere:
        return
    except QueueFull as full:
        log.info("merchants_not_asked", problem=full.code)
        return
    if job:
        jobs.enqueue(job)


def _created(tx: Scope, job_id: ObjectId) -> Job | None:
    return None if jobs.is_queued(tx, KIND) else jobs.create(tx, KIND, None, job_id=job_id)
