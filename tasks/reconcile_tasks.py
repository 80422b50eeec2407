"""Nightly tasks that reconcile transactions: pairing transfers between own accounts."""

from datetime import UTC, datetime

from celery import Task

from app.celery_app import celery_app
from app.infra.connections import mongo
from app.transactions import service as transactions
from app.workspaces import service as workspaces
from tasks.long_work import when_there_is_room


@celery_app.task(name="tasks.match_transfers", bind=True, max_retries=None)
def match_transfers(self: Task) -> int:
    """Pair the recent transfers of every workspace, after those of an earlier rule were examined; returns how many."""
    return when_there_is_room(self, _match_all)


def _match_all() -> int:
    today = datetime.now(UTC)
    transactions.examine_all_transfers()
    return sum(
        transactions.pair_recent_transfers(mongo.scope(workspace_id), today) for workspace_id in workspaces.all_ids()
    )
