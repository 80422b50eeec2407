"""What a workspace may keep has limits, which two requests at once do not pass together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from app.infra import quotas
from app.rules.store import MOST_LEARNED
from tests.client import Client
from tests.transactions.builders import a_transaction, an_account, category_id

ACCOUNT = {"name": "One", "type": "checking", "currency": "USD"}
STATEMENT = b"Date,Description,Amount\n2026-10-01,Kiosk,-4.50\n"


def workspace(user):
    return ObjectId(user.get("/workspaces").json["data"][0]["id"])


def fill(db, user, collection, count, **more):
    """Copies of the newest document of a collection, as many as are missing."""
    found = db[collection].find_one({"workspace_id": workspace(user)}, {"_id": False}, sort=[("_id", -1)])
    found.pop("origin", None)
    db[collection].insert_many(
        [{**found, **{name: f"{value} {number}" for name, value in more.items()}} for number in range(count)]
    )


def refused_by(answer):
    return answer.status, answer.code, answer.json["quota"], answer.json["limit"]


def test_the_last_place_for_an_account_is_taken_once(db, user):
    an_account(user)
    fill(db, user, "accounts", quotas.ACCOUNTS.most - 2)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: user.post("/accounts", ACCOUNT), range(4)))
    assert sorted(answer.status for answer in answers) == [201, 422, 422, 422]
    full = next(answer for answer in answers if answer.status == 422)
    assert refused_by(full) == (422, "quota_exceeded", "accounts", 200)
    assert "200 accounts" in full.json["detail"]
    assert user.delete(f"/accounts/{user.get('/accounts', limit=1).json['data'][0]['id']}").status == 204
    assert user.post("/accounts", ACCOUNT).status == 201


def test_categories_are_limited_in_number(db, user):
    made = len(user.all("/categories", limit=200))
    fill(db, user, "categories", quotas.CATEGORIES.most - made - 1, slug="x", name="X", name_key="x")
    assert user.post("/categories", {"name": "The last"}).status == 201
    refused = user.post("/categories", {"name": "One too many"})
    assert refused_by(refused) == (422, "quota_exceeded", "categories", 1000)


def test_categories_are_limited_in_depth_when_made_and_when_moved(user):
    parent, chain = None, []
    for level in range(1, 6):
        made = user.post("/categories", {"name": f"Level {level}", "parent_id": parent})
        assert made.status == 201, made.json
        parent = made.json["id"]
        chain.append(parent)
    refused = user.post("/categories", {"name": "Level 6", "parent_id": parent})
    assert refused_by(refused) == (422, "quota_exceeded", "category_depth", 5)
    assert refused.pointers == {"/parent_id"}
    top = user.post("/categories", {"name": "Above all"}).json["id"]
    moved = user.patch(f"/categories/{chain[0]}", {"parent_id": top})
    assert refused_by(moved) == (422, "quota_exceeded", "category_depth", 5)
    assert user.patch(f"/categories/{chain[1]}", {"parent_id": top}).status == 200


def test_a_statement_of_more_accounts_than_there_is_room_for_keeps_a_line_for_each_row(db, user, worker):
    an_account(user)
    fill(db, user, "accounts", quotas.ACCOUNTS.most - 3)
    lines = "".join(f"2026-10-01,Kiosk,-4.50,{1000 + number}5678\n" for number in range(40))
    counts = user.imported(f"Date,Description,Amount,Account number\n{lines}".encode())
    assert (counts["created"], counts["rejected"]) == (2, 38)
    rejected = user.get(f"/imports/{counts['import_id']}/rows", outcome="rejected", limit=1).json["data"][0]
    assert rejected["code"] == "quota_exceeded"
    assert "200 accounts" in rejected["message"]
    assert db["accounts"].count_documents({"workspace_id": workspace(user)}) == quotas.ACCOUNTS.most


def test_of_more_merchants_than_are_remembered_the_one_corrected_longest_ago_is_forgotten(db, user):
    account, pets = an_account(user), category_id(user, "pets")
    first = a_transaction(user, account, merchant="Corner Shop")
    assert user.patch(f"/transactions/{first['id']}", {"category_id": pets}).status == 200
    learned = db["merchant_memory"].find_one({"workspace_id": workspace(user)}, {"_id": False})
    later = {**learned, "updated_at": learned["updated_at"] + timedelta(seconds=1)}
    others = [{**later, "merchant_key": f"{later['merchant_key']} {number}"} for number in range(MOST_LEARNED - 1)]
    db["merchant_memory"].insert_many(others)
    second = a_transaction(user, account, merchant="Zoo Food")
    assert user.patch(f"/transactions/{second['id']}", {"category_id": pets}).status == 200
    assert db["merchant_memory"].count_documents({"workspace_id": workspace(user)}) == MOST_LEARNED
    assert a_transaction(user, account, description="ZOO FOOD 12", merchant="Zoo Food")["category"] == "pets"
    assert not db["merchant_memory"].find_one(
        {"workspace_id": workspace(user), "merchant_key": learned["merchant_key"]}
    )
    # Tests that bring the database up to date would go through all of them.
    db["merchant_memory"].delete_many({"workspace_id": workspace(user)})


def stored(db, user):
    return db["workspace_storage"].find_one({"_id": workspace(user)})


@pytest.fixture
def nearly_full(db, user, worker):
    """A workspace with room for one more statement."""
    user.imported(STATEMENT)
    most = quotas.STORED_BYTES.most - len(STATEMENT)
    db["workspace_storage"].update_one({"_id": workspace(user)}, {"$set": {"bytes": most}})


def test_uploads_at_once_do_not_pass_the_limit_of_stored_files_together(db, user, nearly_full):
    def upload(name):
        return user.upload(STATEMENT, name)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(upload, ["a.csv", "b.csv", "c.csv", "d.csv"]))
    assert sorted(answer.status for answer in answers) == [202, 422, 422, 422]
    full = next(answer for answer in answers if answer.status == 422)
    assert refused_by(full) == (422, "quota_exceeded", "stored_bytes", 5_000_000_000)
    assert full.pointers == {"/file"}
    assert stored(db, user)["bytes"] == quotas.STORED_BYTES.most
    assert stored(db, user)["uploads"] == {}
    assert db["imports.files"].count_documents({"metadata.workspace_id": workspace(user)}) == 2


def test_undoing_an_import_gives_its_file_back(db, user, worker):
    imported = user.imported(STATEMENT)
    assert stored(db, user)["bytes"] == len(STATEMENT)
    assert user.with_headers(Prefer="wait=20").delete(f"/imports/{imported['import_id']}").status == 200
    assert stored(db, user)["bytes"] == 0
    assert db["imports.files"].count_documents({"metadata.workspace_id": workspace(user)}) == 0
    assert user.get(f"/imports/{imported['import_id']}/rejects.csv").status == 200
    assert user.imported(STATEMENT)["created"] == 1


def test_an_upload_that_died_is_let_go_by_a_later_one(db, user, worker):
    user.imported(STATEMENT)
    dead = {"bytes": 1000, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    change = {"$set": {f"uploads.{ObjectId()}": dead}, "$inc": {"bytes": 1000}}
    db["workspace_storage"].update_one({"_id": workspace(user)}, change)
    user.imported(STATEMENT + b"2026-10-02,Rent,-900.00\n")
    kept = db["imports.files"].find({"metadata.workspace_id": workspace(user)})
    assert stored(db, user) == {"_id": workspace(user), "uploads": {}, "bytes": sum(file["length"] for file in kept)}


def test_files_of_before_there_was_a_count_are_counted(db, user, worker):
    user.imported(STATEMENT)
    db["workspace_storage"].delete_one({"_id": workspace(user)})
    user.imported(STATEMENT + b"2026-10-02,Rent,-900.00\n")
    kept = db["imports.files"].find({"metadata.workspace_id": workspace(user)})
    assert stored(db, user)["bytes"] == sum(file["length"] for file in kept)


def test_with_more_sessions_than_a_user_may_have_the_oldest_ends(db, new_user):
    user = new_user(email="sessions@example.com")
    mine = db["sessions"].find_one({"user_id": ObjectId(user.get("/auth/me").json["id"])}, {"_id": False})
    later = {**mine, "created_at": mine["created_at"] + timedelta(seconds=1)}
    db["sessions"].insert_many([dict(later) for _ in range(99)])
    assert user.post("/auth/refresh", {"refresh_token": user.signed_in["refresh_token"]}).status == 200
    login = {"email": "sessions@example.com", "password": "correct horse battery"}
    assert Client(user.app).post("/auth/login", login).status == 200
    assert db["sessions"].count_documents({"user_id": mine["user_id"], "revoked_at": None}) == 100
    assert user.get("/auth/me").status == 401
