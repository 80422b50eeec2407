"""Several clients of one user write at the same time."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from bson import ObjectId

from app.config import load_settings
from app.factory import build_app
from app.infra.connections import mongo, redis
from app.infra.database.workspace_lock import MOST_IN_LINE, Turns
from app.transactions import service
from tests.client import Client
from tests.transactions.builders import a_body, a_transaction, an_account, balance

CLIENTS = 8


def at_once(calls, clients=None):
    """Make the calls from so many threads, else from one for each."""
    with ThreadPoolExecutor(clients or len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def workspace_of(user):
    return ObjectId(user.get("/workspaces").json["data"][0]["id"])


def test_eight_clients_of_one_user_lose_and_double_nothing(user):
    account = an_account(user)
    bodies = [a_body(account, description=f"Coffee {number}") for number in range(10 * CLIENTS)]
    answers = at_once([lambda body=body: user.post("/transactions", body) for body in bodies], CLIENTS)
    assert {answer.status for answer in answers} == {201}
    assert sorted(row["description"] for row in user.all("/transactions")) == sorted(b["description"] for b in bodies)
    assert balance(user, account) == "-360.00"
    assert service.verify(mongo.scope(workspace_of(user))) == []


def test_one_bad_request_among_many_fails_alone(user):
    account = an_account(user)
    bodies = [a_body(account, amount="-4.505" if number == 3 else "-4.50") for number in range(CLIENTS)]
    answers = at_once([lambda body=body: user.post("/transactions", body) for body in bodies])
    assert [answer.status for answer in answers] == [422 if number == 3 else 201 for number in range(CLIENTS)]
    assert balance(user, account) == "-31.50"


def test_a_deleted_account_takes_nothing_though_it_was_known_a_moment_ago(user):
    account = an_account(user)
    user.delete(f"/transactions/{a_transaction(user, account)['id']}")
    assert user.delete(f"/accounts/{account['id']}").status == 204
    answer = user.post("/transactions", a_body(account, amount="0"))
    assert answer.status == 422
    assert answer.pointers == {"/account_id"}


def test_a_correction_is_followed_by_the_next_transaction(user):
    account = an_account(user)
    first = a_transaction(user, account, description="ZZYVEX ALDER 17")
    for slug in ("business", "pets"):
        [category] = [row["id"] for row in user.all("/categories") if row["slug"] == slug]
        user.patch(f"/transactions/{first['id']}", {"category_id": category})
        assert a_transaction(user, account, description="ZZYVEX ALDER 18")["category"] == slug


def test_a_rule_of_another_process_holds_for_the_next_transaction(user, environment):
    account = an_account(user)
    a_transaction(user, account, description="ZZYVEX ALDER 17")
    [category] = [row["id"] for row in user.all("/categories") if row["slug"] == "pets"]
    conditions = [{"field": "description", "op": "contains", "value": "zzyvex"}]
    rule = {"name": "vet", "conditions": conditions, "actions": {"category_id": category}}
    in_another_process(environment, user.signed_in, [("/rules", rule)])
    assert a_transaction(user, account, description="ZZYVEX ALDER 17")["category"] == "pets"


@pytest.mark.slow
def test_two_processes_write_into_one_workspace_in_turn(user, environment):
    account = an_account(user)
    calls = [("/transactions", a_body(account, description=f"Coffee {number}")) for number in range(40)]
    at_once([lambda: in_another_process(environment, user.signed_in, calls)] * 2)
    assert len(user.all("/transactions")) == 80
    assert balance(user, account) == "-360.00"


def test_a_turn_is_shared_once_two_processes_met(user):
    here, there = Turns(redis), Turns(redis)
    workspace_id = workspace_of(user)
    with here.take(workspace_id, 1) as turn:
        assert redis.client.get(f"turn:{workspace_id}") is None
        turn.collided()
        assert redis.client.get(f"turn:{workspace_id}") is not None
        with there.take(workspace_id, 1):
            pass  # who did not meet anybody asks nobody
    with here.take(workspace_id, 1):
        assert redis.client.get(f"turn:{workspace_id}") is not None
    assert redis.client.get(f"turn:{workspace_id}") is None


def test_a_long_line_that_does_not_move_is_told_to_come_back(user):
    account = an_account(user)
    mine = mongo.scope(workspace_of(user))
    with ThreadPoolExecutor(2 * MOST_IN_LINE) as pool, mine.turns.take(mine.workspace_id, 1):
        waiting = [pool.submit(user.post, "/transactions", a_body(account)) for _ in range(2 * MOST_IN_LINE)]
        refused = next(future.result() for future in as_completed(waiting, timeout=10))
        assert (refused.status, refused.code) == (503, "workspace_busy")
        assert refused.headers["Retry-After"] == "1"
    statuses = [future.result().status for future in waiting]
    assert set(statuses) == {201, 503}
    assert len(user.all("/transactions")) == statuses.count(201)


def in_another_process(environment, signed_in, calls):
    """Send POSTs through an application of a process of its own; each must succeed."""
    process = multiprocessing.get_context("spawn").Process(target=_post, args=(dict(environment), signed_in, calls))
    process.start()
    process.join(60)
    assert process.exitcode == 0


def _post(environment, signed_in, calls):
    os.environ.update(environment)
    client = Client(build_app(load_settings(environment)), signed_in)
    for path, body in calls:
        answer = client.post(path, body)
        assert answer.status == 201, answer.json


def test_whose_turn_was_too_long_lines_up_again(user):
    turns, workspace_id = Turns(redis), workspace_of(user)
    with turns.take(workspace_id, 1) as turn:
        turn.collided()
        redis.client.delete(f"turn:{workspace_id}")  # as if the lease had run out
        turn.collided()
        assert redis.client.get(f"turn:{workspace_id}") is not None
    assert redis.client.get(f"turn:{workspace_id}") is None
