"""An export whose import is killed on the way leads to the same balances, and is undone without a trace."""

from datetime import UTC, datetime

import pytest

from tests.crash.machines import finished, kill, write_statement
from tests.crash.test_undo_survives import everything
from tests.transactions.builders import an_account

ROWS = 4000
TOLD = ("name", "type", "currency", "opening_balance", "balance")


def told(accounts):
    return sorted([account[name] for name in TOLD] for account in accounts)


@pytest.fixture
def household(user, worker, tmp_path):
    """A workspace with a long account that had something before, one with a few rows and two without any."""
    long = an_account(user, name="Giro", opening_balance="-1234.56")
    user.imported(write_statement(tmp_path, ROWS).read_bytes(), account_id=long["id"])
    few = an_account(user, name="Yen", currency="JPY", type="cash", opening_balance="7000")
    for status in ("posted", "pending"):
        body = {"account_id": few["id"], "date": "2026-03-04", "amount": "-150", "description": "Tea"}
        assert user.post("/transactions", {**body, "status": status}).status == 201
    for name, balance in (("Spare", "250.00"), ("Debt", "-9000.00")):
        an_account(user, name=name, type="loan", opening_balance=balance)
    return user


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "ofx"])
def test_an_export_whose_workers_are_killed_ends_at_the_same_balances(crashing, household, tmp_path, kind):
    user, file = crashing.a_user(), tmp_path / f"export.{kind}"
    file.write_bytes(household.get("/transactions/export", format=kind).body)
    before = everything(crashing.db)
    started = user.upload("/transactions/import", file, {})
    crashing.start_beat()
    for lines in (1, 1500, ROWS, ROWS + 2):
        worker = crashing.start_worker()
        crashing.wait_for_lines(started["import"]["id"], lines)
        kill(worker)
        crashing.db["jobs"].update_many({"state": "running"}, {"$set": {"lease_until": datetime.now(UTC)}})
    crashing.start_worker()
    result = finished(user, started["job"])
    assert (result["created"], result["rejected"], result["warnings"]) == (ROWS + 2, 0, [])
    assert told(user.get("/accounts")["data"]) == told(household.all("/accounts"))
    assert crashing.differences() == []
    finished(user, user.delete(f"/imports/{result['import_id']}")["job"])
    assert everything(crashing.db) == before
