"""`flask db …`: what is done to the database from outside a request."""

from collections.abc import Mapping, Sequence

from flask.cli import AppGroup
from pymongo import IndexModel

from app.accounts import store as accounts
from app.auth import store as auth
from app.categories import store as categories
from app.extensions import mongo
from app.imports import store as imports
from app.infra import idempotency
from app.infra.mongo import create_indexes
from app.jobs import store as jobs
from app.rules import store as rules
from app.transactions import store as transactions
from app.workspaces import store as workspaces

DECLARED: tuple[Mapping[str, Sequence[IndexModel]], ...] = (
    auth.INDEXES,
    workspaces.INDEXES,
    accounts.INDEXES,
    categories.INDEXES,
    rules.INDEXES,
    transactions.INDEXES,
    imports.INDEXES,
    jobs.INDEXES,
    idempotency.INDEXES,
)

db_commands = AppGroup("db", help="The database.")


@db_commands.command("init")
def init() -> None:
    """Create every index the stores declare; safe to run again."""
    init_database()


def init_database() -> None:
    """Create every index the stores declare, on the configured database."""
    for declared in DECLARED:
        create_indexes(mongo.db, declared)
