"""Tasks that read text: the sentences of captures."""

from app.celery_app import celery_app
from app.jobs import service as jobs
from app.transactions import service as transactions


@celery_app.task(name="tasks.capture_text")
def capture_text(job_id: str) -> None:
    """Read the sentence of a capture and fill in its transaction."""
    jobs.run(job_id, transactions.fill_in)
