"""Tasks that tell people about their transactions."""

from app.celery_app import celery_app
from tasks.long_work import work_on


@celery_app.task(name="tasks.summarize_transaction")
def summarize_transaction(job_id: str) -> None:
    """Write the line about the transaction of a job."""
    work_on("summarize", job_id)


@celery_app.task(name="tasks.summarize_transactions")
def summarize_transactions(job_id: str) -> None:
    """Write the lines about the transactions of a job, from where the last run stopped."""
    work_on("summarize_many", job_id)


@celery_app.task(name="tasks.ask_model")
def ask_model(job_id: str) -> None:
    """Have a model plan the question of a job, and answer it."""
    work_on("ask", job_id)


@celery_app.task(name="tasks.word_advice")
def word_advice(job_id: str) -> None:
    """Have a language model word the advice of a job."""
    work_on("coach", job_id)
