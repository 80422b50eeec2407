"""Many changes at once: all or nothing, or each by itself, and always sums that agree."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from bson import ObjectId

from app.infra.json import dumps
from app.transactions import service
from app.transactions.bulk.schemas import BulkOut
from tests.transactions.builders import a_body, a_transaction, an_account, balance, category_id, workspace_of


@pytest.fixture
def account(user):
    return an_account(user, opening_balance="100.00")


@pytest.fixture
def rows(user, account):
    return [a_transaction(user, account, merchant="Kiosk") for _ in range(3)]


def bulk(user, *operations, **options):
    return user.post("/transactions/bulk", {"operations": list(operations), **options})


def create(account, **fields):
    return {"op": "create", "fields": a_body(account, **fields)}


def update(row, if_match=None, **fields):
    return {"op": "update", "id": row["id"], "fields": fields, **({"if_match": if_match} if if_match else {})}


def delete(row, **more):
    return {"op": "delete", "id": row["id"], **more}


def statuses(answer):
    return [result["status"] for result in answer.json["results"]]


def present(user):
    return {row["id"]: row for row in user.all("/transactions")}


def is_sound(user):
    return service.verify(workspace_of(user)) == []


def test_creations_changes_and_deletions_are_done_at_once(user, account, rows):
    answer = bulk(user, create(account, amount="-1.00"), update(rows[0], amount="-5.00"), delete(rows[1]))
    assert answer.status == 200
    assert BulkOut().validate(answer.json) == {}
    assert statuses(answer) == [201, 200, 204]
    assert (answer.json["applied"], answer.json["failed"]) == (3, 0)
    created, changed, deleted = answer.json["results"]
    assert (deleted["id"], deleted["transaction"]) == (rows[1]["id"], None)
    now = present(user)
    assert set(now) == {created["id"], rows[0]["id"], rows[2]["id"]}
    assert now[created["id"]] == created["transaction"]
    assert now[rows[0]["id"]] == changed["transaction"]
    assert balance(user, account) == "89.50"
    assert is_sound(user)


def test_one_transaction_is_changed_in_the_order_of_its_operations(user, account, rows):
    answer = bulk(user, update(rows[0], notes="a"), update(rows[0], notes="b"), delete(rows[0]), update(rows[0]))
    assert answer.status == 422
    answer = bulk(user, update(rows[0], notes="a"), update(rows[0], tags=["t"]), update(rows[0], amount="-1.00"))
    shown = [result["transaction"] for result in answer.json["results"]]
    assert [(row["revision"], row["notes"], row["tags"]) for row in shown] == [
        (2, "a", []),
        (3, "a", ["t"]),
        (4, "a", ["t"]),
    ]
    assert present(user)[rows[0]["id"]] == shown[-1]
    assert is_sound(user)


def test_one_failure_leaves_everything_as_it_was(user, account, rows):
    before = present(user)
    answer = bulk(
        user,
        update(rows[0], amount="-9.00"),
        update(rows[1], amount="-1.005"),
        delete({"id": str(ObjectId())}),
        create(account),
    )
    assert (answer.status, answer.code) == (422, "bulk_failed")
    assert answer.pointers == {"/operations/1/fields/amount", "/operations/2/id"}
    assert statuses(answer) == [424, 422, 404, 424]
    assert [result["problem"]["code"] for result in answer.json["results"]] == [
        "not_applied",
        "too_many_decimals",
        "not_found",
        "not_applied",
    ]
    assert present(user) == before
    assert is_sound(user)


def test_each_by_itself_the_good_ones_are_applied(user, account, rows):
    answer = bulk(
        user,
        update(rows[0], amount="-9.00"),
        update(rows[1], amount="nine"),
        update(rows[1], category_id=str(ObjectId())),
        {"op": "update", "id": rows[1]["id"], "fields": {"surprise": 1}},
        {"op": "forget", "id": rows[1]["id"]},
        {"op": "delete"},
        {},
        create(account, date="2026-02-30"),
        delete(rows[2]),
        atomic=False,
    )
    assert answer.status == 200
    assert statuses(answer) == [200, 422, 422, 422, 422, 422, 422, 422, 204]
    assert (answer.json["applied"], answer.json["failed"]) == (2, 7)
    problems = [result["problem"] for result in answer.json["results"] if result["problem"]]
    assert [problem["errors"][0]["pointer"] for problem in problems] == [
        "/operations/1/fields/amount",
        "/operations/2/fields/category_id",
        "/operations/3/fields/surprise",
        "/operations/4/op",
        "/operations/5/id",
        "/operations/6/op",
        "/operations/7/fields/date",
    ]
    assert balance(user, account) == "86.50"
    assert is_sound(user)


@pytest.mark.parametrize("stale", [7, '"6740a1b2c3d4e5f601234567.1"'])
def test_what_changed_meanwhile_is_not_overwritten(user, rows, stale):
    answer = bulk(user, update(rows[0], if_match=stale, notes="x"), delete(rows[1], if_match=stale), atomic=False)
    assert statuses(answer) == [412, 412]


def test_a_revision_or_an_etag_may_be_sent_along(user, rows):
    etag = user.get(f"/transactions/{rows[0]['id']}").headers["ETag"]
    first, second = update(rows[0], if_match=etag, notes="x"), update(rows[0], if_match=2, notes="y")
    assert statuses(bulk(user, first, second, delete(rows[1], if_match=rows[1]["revision"]))) == [200, 200, 204]


def test_a_dry_run_changes_nothing_and_says_what_would_be(user, account, rows, counts):
    before, held = present(user), counts(user)
    operations = [create(account), update(rows[0], category_id=category_id(user, "pets")), delete(rows[1])]
    dry = bulk(user, *operations, dry_run=True)
    assert (dry.status, dry.json["dry_run"], statuses(dry)) == (200, True, [201, 200, 204])
    assert dry.json["results"][1]["transaction"]["category"] == "pets"
    assert (present(user), counts(user)) == (before, held)
    assert statuses(bulk(user, *operations)) == statuses(dry)


def test_somebody_elses_transactions_are_not_there(another_user, rows, user):
    answer = bulk(another_user, update(rows[0], notes="x"), delete(rows[1]), atomic=False)
    assert statuses(answer) == [404, 404]
    assert len(present(user)) == 3


def test_the_last_category_teaches_its_merchant(user, account, rows):
    coffee, pets = category_id(user, "coffee"), category_id(user, "pets")
    moved = (update(rows[0], category_id=coffee), update(rows[1], category_id=pets), update(rows[2], notes="x"))
    assert bulk(user, *moved).status == 200
    later = a_transaction(user, account, description="XQJ", merchant="Kiosk")
    assert (later["category"], later["category_tier"]) == ("pets", "learned")


def test_parts_are_sent_as_to_one_transaction(user, rows):
    parts = [{"amount": "-4.00", "category_id": None}, {"amount": "-0.50", "category_id": None}]
    answer = bulk(user, update(rows[0], splits=parts), update(rows[1], splits=parts[:1] * 2), atomic=False)
    assert statuses(answer) == [200, 422]
    assert answer.json["results"][1]["problem"]["errors"][0]["pointer"] == "/operations/1/fields/splits"
    assert is_sound(user)


def test_the_other_leg_of_a_transfer_is_freed_with_what_is_done_to_the_one(user, account):
    savings = an_account(user, name="Savings")
    pairs = []
    for day in ("2026-10-04", "2026-10-14", "2026-10-24"):
        out = a_transaction(user, account, amount="-20.00", date=day, description="XQJ")
        back = a_transaction(user, savings, amount="20.00", date=day, description="XQJ")
        user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": back["id"]})
        assert user.get(f"/transactions/{back['id']}").json["transfer_id"] == out["id"]
        pairs.append((out, back))
    (changed, left), (gone, alone), (both, too) = pairs
    coffee = category_id(user, "coffee")
    answer = bulk(
        user,
        update(changed, amount="-21.00", category_id=coffee, kind="expense"),
        update(left, notes="x"),
        delete(gone),
        update(alone, notes="y"),
        delete(both),
        delete(too),
    )
    assert answer.status == 200, answer.json
    now = present(user)
    assert {row["id"] for row in now.values()} == {changed["id"], left["id"], alone["id"]}
    assert [result["transaction"] for result in answer.json["results"] if result["transaction"]] == [
        now[changed["id"]],
        now[left["id"]],
        now[alone["id"]],
    ]
    assert is_sound(user)


def test_the_same_request_again_is_answered_and_not_done_again(user, account):
    keyed = user.with_headers(Idempotency_Key=uuid4().hex)
    first, again = (bulk(keyed, create(account), create(account)) for _ in range(2))
    assert (first.body, again.headers["Idempotent-Replayed"]) == (again.body, "true")
    assert len(present(user)) == 2


def test_a_retry_whose_answer_was_lost_creates_nothing_twice(user, account):
    scope, request_id = workspace_of(user), ObjectId()
    day = datetime(2026, 10, 4, tzinfo=UTC)
    fields = {"account_id": ObjectId(account["id"]), "amount": Decimal(1), "date": day, "description": "x"}
    request = {"operations": [{"op": "create", "given": fields}], "atomic": True, "dry_run": False}
    first, again = (service.apply_bulk(scope, request_id, request, {"type": "user", "id": None}) for _ in range(2))
    assert dumps(first) == dumps(again)
    assert len(present(user)) == 1


@pytest.mark.parametrize(
    ("operations", "pointer"),
    [([], "/operations"), ([{}] * 501, "/operations"), ([5], "/operations/0"), ("all", "/operations")],
)
def test_what_is_no_list_of_operations_is_refused(user, operations, pointer):
    answer = user.post("/transactions/bulk", {"operations": operations, "atomic": False})
    assert (answer.status, answer.pointers) == (422, {pointer})


def test_history_and_totals_follow_five_hundred_changes(user, account):
    created = bulk(
        user, *(create(account, amount=f"-{number}.00", merchant=f"M{number % 40}") for number in range(500))
    )
    rows, pets = [result["transaction"] for result in created.json["results"]], category_id(user, "pets")
    answer = bulk(user, *(update(row, category_id=pets, notes="moved") for row in rows))
    assert (answer.json["applied"], len(present(user))) == (500, 500)
    assert is_sound(user)
