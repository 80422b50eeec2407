"""Statement imports in the worker."""

from app.celery_app import celery_app
from app.imports import service


@celery_app.task(name="tasks.import_statement")
def import_statement(job_id: str) -> None:
    """Import the statement a job is about, from where the last run stopped."""
    service.run_import(job_id)
