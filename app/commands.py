"""`flask db …` and `flask rates …`: what an operator does from outside a request."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.categories import service as categories
from app.domains import declared_indexes
from app.infra.connections import mongo
from app.infra.database.indexes import create_indexes
from app.rates import service as rates
from app.rates.service import RatesError
from app.rules import service as rules
from app.transactions import service as transactions

db_commands = AppGroup("db", help="The database.")


@db_commands.command("init")
def init() -> None:
    """Create every index the stores declare, and bring up to date what workspaces hold; safe to run again."""
    init_database()


def init_database() -> None:
    """Create every index the stores declare, and bring up to date the keys of merchants, categories and transfers."""
    for declared in declared_indexes():
        create_indexes(mongo.db, declared)
    rules.renew_merchant_keys()
    categories.offer_new_defaults()
    transactions.examine_all_transfers()


rates_commands = AppGroup("rates", help="Exchange rates.")


@rates_commands.command("load")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_rates(path: Path) -> None:
    """Load the ECB's reference rates (CSV, or a zip of it) for every workspace."""
    try:
        with path.open("rb") as file:
            loaded = rates.load_shared(file)
    except RatesError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{loaded.days} days, {loaded.first:%Y-%m-%d} to {loaded.last:%Y-%m-%d}")
