"""Statement imports in the worker."""

from app.celery_app import celery_app
from tasks.long_work import work_on


@celery_app.task(name="tasks.import_statement")
def import_statement(job_id: str) -> None:
    """Import the statement a job is about, from where the last run stopped."""
    work_on("import", job_id)


@celery_app.task(name="tasks.undo_import")
def undo_import(job_id: str) -> None:
    """Undo the import a job is about, from where the last run stopped."""
    work_on("undo", job_id)
