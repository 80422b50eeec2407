"""`flask db …`: what is done to the database from outside a request."""

from flask.cli import AppGroup

from app.extensions import mongo
from app.infra import idempotency
from app.infra.mongo import create_indexes


def _declared():  # TEMPORARY while packages land
    import importlib
    import importlib.util

    yield idempotency.INDEXES
    for name in ["auth", "workspaces", "accounts", "categories", "rules", "transactions", "imports", "jobs"]:
        if importlib.util.find_spec(f"app.{name}") and importlib.util.find_spec(f"app.{name}.store"):
            yield importlib.import_module(f"app.{name}.store").INDEXES


db_commands = AppGroup("db", help="The database.")


@db_commands.command("init")
def init() -> None:
    """Create every index the stores declare; safe to run again."""
    init_database()


def init_database() -> None:
    """Create every index the stores declare, on the configured database."""
    for declared in _declared():
        create_indexes(mongo.db, declared)
