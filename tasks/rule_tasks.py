"""Rules meeting the past."""

from app.celery_app import celery_app
from tasks.long_work import work_on


@celery_app.task(name="tasks.apply_rules")
def apply_rules(job_id: str) -> None:
    """File past transactions anew."""
    work_on("refile", job_id)
