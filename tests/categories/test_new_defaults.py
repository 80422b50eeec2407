"""Default categories that a later version adds reach workspaces that were there before."""

import pytest
from bson import ObjectId

from app.commands import init_database
from tests.categories.test_categories import by_slug

NEW = {"payments-from-people", "payments-to-people"}


@pytest.fixture
def older(user, db):
    """A workspace from before there were categories for payments between people."""
    salary = db.categories.find_one({"_id": ObjectId(by_slug(user)["salary"]["id"])})
    workspace = {"workspace_id": salary["workspace_id"]}
    db.categories.delete_many({**workspace, "slug": {"$in": sorted(NEW)}})
    db.category_defaults.delete_many({"_id": salary["workspace_id"]})
    return user


def test_they_are_added_once_in_their_groups(older):
    init_database()
    init_database()
    found = older.all("/categories")
    names = {category["id"]: category["slug"] for category in found}
    added = [(each["slug"], each["kind"], names[each["parent_id"]], each["default"]) for each in found[-2:]]
    assert sorted(added) == [
        ("payments-from-people", "income", "income", True),
        ("payments-to-people", "expense", "family", True),
    ]
    assert len(found) == len(names)


def test_what_a_user_deleted_does_not_come_back(older):
    init_database()
    for slug in NEW:
        assert older.delete(f"/categories/{by_slug(older)[slug]['id']}").status == 204
    init_database()
    assert not NEW & by_slug(older).keys()


def test_a_category_deleted_earlier_stays_deleted(older):
    older.delete(f"/categories/{by_slug(older)['fitness']['id']}")
    init_database()
    assert by_slug(older).keys() > NEW
    assert "fitness" not in by_slug(older)


def test_a_users_own_category_of_that_name_or_slug_stays_as_it_is(older):
    named = older.post("/categories", {"name": "payments to  PEOPLE"}).json
    renamed = older.post("/categories", {"name": "Payments from people", "kind": "income"}).json
    older.patch(f"/categories/{renamed['id']}", {"name": "Friends"})
    init_database()
    found = by_slug(older)
    assert found["payments-to-people"]["id"] == named["id"]
    assert (found["payments-from-people"]["name"], found["payments-from-people"]["default"]) == ("Friends", False)


def test_a_group_that_was_deleted_leaves_them_at_the_top(older, db):
    family = by_slug(older)["family"]
    for each in older.all("/categories"):
        if each["parent_id"] == family["id"]:
            older.delete(f"/categories/{each['id']}")
    older.delete(f"/categories/{family['id']}")
    init_database()
    assert by_slug(older)["payments-to-people"]["parent_id"] is None


def test_a_workspace_with_all_of_them_is_left_alone(user, db):
    before = by_slug(user)
    init_database()
    assert by_slug(user) == before
