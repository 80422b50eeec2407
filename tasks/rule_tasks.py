"""Rules meeting the past."""

from app.celery_app import celery_app
from app.jobs import service as jobs
from app.refiling import service as refiling


@celery_app.task(name="tasks.apply_rules")
def apply_rules(job_id: str) -> None:
    """File past transactions anew."""
    jobs.run(job_id, refiling.apply)
