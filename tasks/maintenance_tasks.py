"""What beat asks for: recovery of lost work."""

from app.celery_app import celery_app
from app.jobs import service as jobs


@celery_app.task(name="tasks.sweep_jobs")
def sweep_jobs() -> int:
    """Send again what nobody works on."""
    return jobs.sweep()
