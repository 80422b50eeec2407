"""A worker that dies between the last line of a statement and what lapses by it: it lapses all the same, and once."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.crash.machines import finished, kill
from tests.crash.test_undo_survives import everything

HEADER = "Date,Description,Amount,Status\n"
FIRST = "2026-10-02,NOODLE HOUSE 221,-40.00,Pending\n2026-09-30,BOOKS,-8.00,Posted\n"
LATER = "2026-10-04,NOODLE HOUSE 221,-48.00,Posted\n2026-09-30,BOOKS,-8.00,Posted\n"


@contextmanager
def held(crashing, query):
    """While this lasts, nobody else can write to a transaction: it is written to in a transaction that never ends."""
    with crashing.client.start_session() as session:
        session.start_transaction()
        crashing.db["transactions"].update_one(query, {"$set": {"held": True}}, session=session)
        yield
        session.abort_transaction()


def statuses(crashing):
    return sorted((found["amount_minor"], found["status"]) for found in crashing.db["transactions"].find({}))


@pytest.mark.slow
def test_a_worker_killed_between_the_last_line_and_the_lapse_lapses_once(crashing, tmp_path):
    user = crashing.a_user()
    account = user.post("/accounts", {"name": "Card", "currency": "USD", "type": "credit_card"})["id"]

    def upload(name, lines):
        file = tmp_path / name
        file.write_text(HEADER + lines)
        return user.upload("/transactions/import", file, {"account_id": account})

    worker = crashing.start_worker()
    finished(user, upload("first.csv", FIRST)["job"])
    before = everything(crashing.db)
    with held(crashing, {"status": "pending"}):
        started = upload("later.csv", LATER)
        crashing.wait_for_lines(started["import"]["id"], 3)
        kill(worker)
    assert statuses(crashing) == [(-4800, "posted"), (-4000, "pending"), (-800, "posted")]
    crashing.db["jobs"].update_many({"state": "running"}, {"$set": {"lease_until": datetime.now(UTC)}})
    crashing.start_worker()
    crashing.start_beat()
    assert finished(user, started["job"])["lapsed"] == 1
    assert statuses(crashing) == [(-4800, "posted"), (-4000, "lapsed"), (-800, "posted")]
    assert crashing.db["transaction_events"].count_documents({"after.status": "lapsed"}) == 1
    assert crashing.differences() == []
    finished(user, user.delete(f"/imports/{started['import']['id']}")["job"])
    assert everything(crashing.db) == before
