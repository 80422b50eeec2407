"""A user with an account, and with as many transactions as asked for."""

from dataclasses import dataclass

from bench.client import Client
from bench.data import fill
from bench.stage import Stage


@dataclass(frozen=True)
class Workspace:
    """A user's client and account."""

    user: Client
    account_id: str


def empty_workspace(stage: Stage) -> Workspace:
    """A fresh user with one account in USD."""
    user = stage.new_user()
    account = user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"})
    return Workspace(user, account["id"])


def filled_workspace(stage: Stage, rows: int) -> Workspace:
    """A fresh user with that many transactions over twelve months."""
    place = empty_workspace(stage)
    categories = {row["slug"]: row["id"] for row in place.user.get("/categories?limit=200")["data"]}
    fill(stage.scope_of(place.user), place.account_id, categories, rows)
    return place
