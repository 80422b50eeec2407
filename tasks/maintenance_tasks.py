"""Scheduled tasks: recovery of lost jobs, and the day's exchange rates."""

import structlog
from celery import Task

from app.celery_app import celery_app
from app.config import load_settings
from app.jobs import service as jobs
from app.rates import service as rates
from tasks.long_work import when_there_is_room

log = structlog.get_logger()


@celery_app.task(name="tasks.sweep_jobs")
def sweep_jobs() -> int:
    """Send the messages of lost jobs again; returns how many."""
    return jobs.sweep()


@celery_app.task(name="tasks.fetch_rates", bind=True, max_retries=None)
def fetch_rates(self: Task) -> int:
    """Fetch the ECB's reference rates; without a network the next day tries again. Returns how many days came."""
    url = load_settings().rates_url
    return when_there_is_room(self, lambda: _fetch(url)) if url else 0


def _fetch(url: str) -> int:
    try:
        return rates.fetch_shared(url).days
    except (OSError, ValueError) as error:
        log.warning("rates_not_fetched", error=str(error))
        return 0
