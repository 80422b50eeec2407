"""Categories, as their owner sees them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.categories.taxonomy import DEFAULT_CATEGORIES, DEFAULT_SLUGS


def by_slug(user):
    return {category["slug"]: category for category in user.all("/categories")}


@pytest.fixture
def board_games(user):
    leisure = by_slug(user)["leisure"]
    return user.post("/categories", {"name": "Board games", "parent_id": leisure["id"]}).json


def test_every_workspace_starts_with_the_default_tree(user):
    found = by_slug(user)
    assert found.keys() >= DEFAULT_SLUGS
    assert all(category["default"] for category in found.values())
    names = {category["id"]: category["slug"] for category in found.values()}
    for default in DEFAULT_CATEGORIES:
        category = found[default.slug]
        expected = None if default.group == "other" else default.group
        assert (names.get(category["parent_id"]), category["kind"]) == (expected, default.kind)


def test_asking_at_the_same_time_gives_one_default_set(user):
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: user.get("/categories").json["data"], range(8)))
    assert all(page == pages[0] for page in pages)


def test_a_new_category_is_of_its_parents_kind(user):
    income = by_slug(user)["income"]
    added = user.post("/categories", {"name": "Café & Kuchen", "parent_id": income["id"]})
    assert added.status == 201
    shown = {name: added.json[name] for name in ("slug", "name", "parent_id", "kind", "default")}
    assert shown == {
        "slug": "cafe-kuchen",
        "name": "Café & Kuchen",
        "parent_id": income["id"],
        "kind": "income",
        "default": False,
    }
    assert user.get(added.headers["Location"]).json == added.json


def test_a_category_at_the_top_is_for_expenses_unless_said_otherwise(user):
    assert user.post("/categories", {"name": "Odds"}).json["kind"] == "expense"
    assert user.post("/categories", {"name": "Ends", "kind": "transfer"}).json["kind"] == "transfer"


def test_a_kind_other_than_the_parents_is_refused(user):
    income = by_slug(user)["income"]
    refused = user.post("/categories", {"name": "Odds", "parent_id": income["id"], "kind": "expense"})
    assert (refused.status, refused.code, refused.pointers) == (422, "kind_differs", {"/kind"})


@pytest.mark.parametrize("name", ["Groceries", "  groceries ", "ＧＲＯＣＥＲＩＥＳ"])
def test_two_categories_cannot_read_the_same(user, name):
    refused = user.post("/categories", {"name": name})
    assert (refused.status, refused.code) == (409, "category_exists")


def test_a_name_can_be_used_again_after_a_renaming_and_slugs_stay(user):
    coffee = by_slug(user)["coffee"]
    renamed = user.patch(f"/categories/{coffee['id']}", {"name": "Tea and coffee"}).json
    assert (renamed["slug"], renamed["name"]) == ("coffee", "Tea and coffee")
    assert user.post("/categories", {"name": "Coffee"}).json["slug"] == "coffee-2"


def test_only_one_of_two_simultaneous_categories_of_a_name_is_made(user):
    user.get("/categories")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: user.post("/categories", {"name": "Board games"}), range(4)))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": " \t"}, "/name"),
        ({"name": 5}, "/name"),
        ({"name": {"$gt": ""}}, "/name"),
        ({"kind": "loss"}, "/kind"),
        ({"parent_id": "food"}, "/parent_id"),
        ({"parent_id": {"$ne": None}}, "/parent_id"),
        ({"slug": "mine"}, "/slug"),
    ],
)
def test_what_cannot_be_a_category_is_refused_where_it_is_wrong(user, wrong, pointer):
    refused = user.post("/categories", {"name": "Board games", **wrong})
    assert (refused.status, refused.pointers) == (422, {pointer})


def test_a_parent_that_is_not_there_is_not_found(user, board_games, another_user):
    for parent_id in ("6740a1b2c3d4e5f601234567", by_slug(another_user)["food"]["id"]):
        added = user.post("/categories", {"name": "Odds", "parent_id": parent_id})
        moved = user.patch(f"/categories/{board_games['id']}", {"parent_id": parent_id})
        assert (added.status, added.pointers) == (moved.status, moved.pointers) == (422, {"/parent_id"})


def test_a_category_cannot_be_moved_below_itself(user, board_games):
    leisure = board_games["parent_id"]
    deeper = user.post("/categories", {"name": "Dice", "parent_id": board_games["id"]}).json
    for parent_id in (leisure, board_games["id"], deeper["id"]):
        refused = user.patch(f"/categories/{leisure}", {"parent_id": parent_id})
        assert (refused.status, refused.code, refused.pointers) == (422, "category_cycle", {"/parent_id"})


def test_a_category_can_be_moved_within_its_kind(user, board_games):
    slugs = by_slug(user)
    path = f"/categories/{board_games['id']}"
    assert user.patch(path, {"parent_id": slugs["family"]["id"]}).json["parent_id"] == slugs["family"]["id"]
    assert user.patch(path, {"parent_id": None}).json["parent_id"] is None
    assert user.patch(path, {"parent_id": slugs["income"]["id"]}).code == "kind_differs"


@pytest.mark.parametrize("body", [{"slug": "x"}, {"kind": "income"}, {"name": None}])
def test_slug_and_kind_cannot_be_patched(user, board_games, body):
    refused = user.patch(f"/categories/{board_games['id']}", body)
    assert (refused.status, refused.pointers) == (422, {f"/{next(iter(body))}"})


def test_a_stale_change_is_refused(user, board_games):
    path = f"/categories/{board_games['id']}"
    seen = user.get(path).headers["ETag"]
    assert user.with_headers(If_None_Match=seen).get(path).status == 304
    stale = user.with_headers(If_Match=seen)
    assert stale.patch(path, {"name": "Games"}).status == 200
    assert stale.patch(path, {"name": "More games"}).status == 412
    assert stale.delete(path).status == 412


def test_an_unused_category_can_be_deleted(user, board_games):
    path = f"/categories/{board_games['id']}"
    assert user.delete(path).status == 204
    assert user.get(path).status == 404
    assert user.delete(f"/categories/{by_slug(user)['alcohol-bars']['id']}").status == 204


def test_a_category_with_transactions_cannot_be_deleted(user, board_games):
    account = user.post("/accounts", {"name": "Everyday"}).json
    posted = user.post(
        "/transactions",
        {
            "account_id": account["id"],
            "amount": "-30.00",
            "date": "2026-10-05",
            "description": "Dice and more",
            "category_id": board_games["id"],
        },
    ).json
    refused = user.delete(f"/categories/{board_games['id']}")
    assert (refused.status, refused.code) == (409, "category_in_use")
    user.delete(f"/transactions/{posted['id']}")
    assert user.delete(f"/categories/{board_games['id']}").status == 204


def test_a_category_with_a_rule_or_with_subcategories_cannot_be_deleted(user, board_games):
    conditions = [{"field": "merchant", "op": "equals", "value": "Dice and more"}]
    rule = user.post("/rules", {"conditions": conditions, "actions": {"category_id": board_games["id"]}}).json
    for category_id in (board_games["id"], board_games["parent_id"]):
        assert user.delete(f"/categories/{category_id}").code == "category_in_use"
    user.delete(f"/rules/{rule['id']}")
    assert user.delete(f"/categories/{board_games['id']}").status == 204


def test_nobody_elses_category_can_be_seen_changed_or_deleted(board_games, another_user):
    path = f"/categories/{board_games['id']}"
    assert another_user.get(path).status == 404
    assert another_user.patch(path, {"name": "Mine now"}).status == 404
    assert another_user.delete(path).status == 404
    assert "board-games" not in by_slug(another_user)


def test_the_list_is_paged(user):
    first = user.get("/categories", limit=10).json
    assert (len(first["data"]), first["has_more"]) == (10, True)
    assert len(user.all("/categories", limit=10)) == len(user.get("/categories").json["data"])
