"""The task that reads receipts."""

from app.celery_app import celery_app
from tasks.long_work import work_on


@celery_app.task(name="tasks.read_receipt")
def read_receipt(job_id: str) -> None:
    """Read the receipt of the job of this id, and find or make its transaction."""
    work_on("receipt", job_id)
