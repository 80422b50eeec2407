"""The task that applies rules to existing transactions."""

from app.celery_app import celery_app
from tasks.long_work import work_on


@celery_app.task(name="tasks.apply_rules")
def apply_rules(job_id: str) -> None:
    """Run the refiling job of this id."""
    work_on("refile", job_id)
