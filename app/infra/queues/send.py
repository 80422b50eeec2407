"""Sends work: a task's name and a job's id, so that services need not know Celery."""

import structlog
from kombu.exceptions import OperationalError

from app.infra.queues.broker import broker

log = structlog.get_logger()


def send(task: str, lane: str, job_id: str) -> None:
    """Put a job into a lane, for a worker to run a task with.

    A broker that is away costs time, not work: the sweeper finds the queued job.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    try:
        broker().send_task(task, kwargs={"job_id": job_id}, queue=lane, headers={"request_id": request_id}, retry=False)
    except OperationalError as error:
        log.warning("broker_away", task=task, job_id=job_id, error=str(error))
