"""One ledger for the whole run, and somebody who asks questions about it."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from bson import ObjectId

from app.infra.connections import mongo
from app.transactions.transfers.examination import RULE
from app.transactions.transfers.store import set_examined
from tests.client import Client
from tests.insights.ask import ledger
from tests.insights.ask.oracle import Oracle
from tests.transactions.builders import an_account, workspace_of


@dataclass(frozen=True)
class Asker:
    """Somebody with a ledger, and what it holds."""

    user: Client
    workspace_id: ObjectId
    oracle: Oracle
    accounts: dict[str, str]

    @property
    def scope(self):
        """The workspace, by the connection of the moment: other tests close and open it."""
        return mongo.scope(self.workspace_id)


@pytest.fixture(scope="session")
def asker(app):
    """A user with two years of transactions in four accounts and two currencies."""
    body = {"email": f"{uuid4().hex[:12]}@example.com", "password": "correct horse battery"}
    user = Client(app, Client(app).post("/auth/register", body).json)
    [workspace] = user.get("/workspaces").json["data"]
    user.patch(f"/workspaces/{workspace['id']}", {"currency": "EUR", "locale": "en-GB"})
    opened = {
        name: ObjectId(an_account(user, name, currency, type=kind, opening_balance="100.00")["id"])
        for name, kind, currency in (*((*each, "EUR") for each in ledger.ACCOUNTS), (ledger.ABROAD, "checking", "USD"))
    }
    user.post("/categories", {"name": "Beekeeping", "kind": "expense"})
    slugs = {row["slug"]: row for row in user.all("/categories", limit=200)}
    scope = workspace_of(user)
    ledger.write(scope, ledger.Ledger(opened, {slug: ObjectId(row["id"]) for slug, row in slugs.items()}).live())
    set_examined(scope, RULE)  # not by tests that bring the whole database up to date
    by_id = {row["id"]: slug for slug, row in slugs.items()}
    parents = {slug: by_id.get(row["parent_id"]) for slug, row in slugs.items()}
    oracle = Oracle(user.all("/transactions", limit=200), parents, {str(key): name for name, key in opened.items()})
    return Asker(user, scope.workspace_id, oracle, {name: str(key) for name, key in opened.items()})
