"""Reading what people write."""

from app.celery_app import celery_app
from app.jobs import service as jobs
from app.transactions import service as transactions


@celery_app.task(name="tasks.capture_text")
def capture_text(job_id: str) -> None:
    """Fill in the transaction told in a sentence."""
    jobs.run(job_id, transactions.fill_in)
