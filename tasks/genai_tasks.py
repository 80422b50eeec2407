"""Tasks that read text or ask a language model: the sentences of captures, and unknown merchants."""

from celery import Task

from app.celery_app import celery_app
from app.infra.connections import mongo
from app.infra.database.ids import fresh_id
from app.jobs import service as jobs
from app.transactions import service as transactions
from app.workspaces import service as workspaces
from tasks.long_work import when_there_is_room, work_on


@celery_app.task(name="tasks.capture_text")
def capture_text(job_id: str) -> None:
    """Read the sentence of a capture and fill in its transaction."""
    jobs.run(job_id, transactions.fill_in)


@celery_app.task(name="tasks.read_unsure_text")
def read_unsure_text(job_id: str) -> None:
    """Ask a language model to read the sentence that the job of this id is for."""
    work_on("capture_ai", job_id)


@celery_app.task(name="tasks.categorise_unknown")
def categorise_unknown(job_id: str) -> None:
    """Ask a language model about the merchants that the job of this id is for."""
    work_on("categorise", job_id)


@celery_app.task(name="tasks.ask_about_merchants", bind=True, max_retries=None)
def ask_about_merchants(self: Task) -> int:
    """Start a job wherever a model is worth asking about merchants; returns how many workspaces were looked at."""
    return when_there_is_room(self, _ask_about_all)


def _ask_about_all() -> int:
    looked_at = 0
    for looked_at, workspace_id in enumerate(workspaces.all_ids(), 1):  # noqa: B007 - it is returned
        transactions.ask_later(mongo.scope(workspace_id), fresh_id())
    return looked_at
