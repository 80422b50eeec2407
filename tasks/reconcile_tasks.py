"""What is put right at night."""

from datetime import UTC, datetime

from app.celery_app import celery_app
from app.extensions import mongo
from app.transactions import service as transactions
from app.workspaces import service as workspaces


@celery_app.task(name="tasks.match_transfers")
def match_transfers() -> int:
    """Pair the recent transfers of every workspace; answers how many pairs were made."""
    today = datetime.now(UTC)
    return sum(
        transactions.pair_recent_transfers(mongo.scope(workspace_id), today) for workspace_id in workspaces.all_ids()
    )
