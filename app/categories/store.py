"""Categories in MongoDB."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from bson import ObjectId
from pymongo.database import Database

from app.categories.documents import FILING, Category
from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import BY_CREATION, OLDEST_FIRST, Place, younger_than
from app.infra.database.mongo import Document, Scope

INDEXES: Indexes = {
    "categories": [
        index("slug", unique=True),
        index("name_key", unique=True),
        BY_CREATION,
    ]
}

# Where categories are referred to: a collection and its field. A category that is referred to cannot be deleted.
# Learned merchants do not count: the categoriser passes over a category that is deleted.
_REFERENCES = (
    ("transactions", "category_id"),
    ("transactions", "splits.category_id"),
    ("rules", "actions.category_id"),
    ("categories", "parent_id"),
)


def find(scope: Scope, category_id: ObjectId) -> Category | None:
    """Returns a category by its id."""
    return cast(Category | None, scope["categories"].find_one({"_id": category_id}))


def find_all(scope: Scope) -> list[Category]:
    """Returns every category, oldest first: the default ones in the order of the taxonomy."""
    return cast(list[Category], list(scope["categories"].find(sort=OLDEST_FIRST)))


def find_page(scope: Scope, after: Place | None, limit: int) -> Iterator[Category]:
    """Returns the first `limit` categories younger than one, oldest first."""
    return cast(Iterator[Category], scope["categories"].each(younger_than(after), sort=OLDEST_FIRST, limit=limit))


def insert(tx: Scope, categories: Sequence[Category]) -> None:
    """Insert categories; AlreadyThere when a slug or name is taken."""
    tx["categories"].insert_many(cast(Sequence[Document], categories))
    tx.revise(FILING)


def update(tx: Scope, category_id: ObjectId, fields: Mapping[str, object]) -> Category | None:
    """Set fields of a category; returns the category as it is then."""
    change = {"$set": fields, "$inc": {"revision": 1}}
    tx.revise(FILING)
    return cast(Category | None, tx["categories"].find_one_and_update({"_id": category_id}, change))


def is_used(scope: Scope, category_id: ObjectId) -> bool:
    """Whether anything refers to the category."""
    return any(
        scope[collection].find_one({field: category_id}, {"_id": True}) is not None for collection, field in _REFERENCES
    )


def delete(tx: Scope, category_id: ObjectId) -> None:
    """Delete a category."""
    tx["categories"].delete_one({"_id": category_id})
    tx.revise(FILING)


def offered(tx: Scope) -> frozenset[str]:
    """Returns the slugs of the default categories the workspace was offered; none where that is not known."""
    kept = tx["category_defaults"].find_one({"_id": tx.workspace_id})
    return frozenset(kept["slugs"] if kept else ())


def keep_offered(tx: Scope, slugs: Iterable[str]) -> None:
    """Remember which default categories the workspace was offered."""
    change = {"$set": {"slugs": sorted(slugs)}}
    tx["category_defaults"].update_one({"_id": tx.workspace_id}, change, upsert=True)


def workspaces_not_offered(database: Database[Document], slugs: Iterable[str]) -> Iterator[ObjectId]:
    """Returns the workspaces that have categories and were not offered all of these default ones."""
    complete = {"slugs": {"$all": sorted(slugs)}}
    informed = {kept["_id"] for kept in database["category_defaults"].find(complete, {"_id": True})}
    having = database["categories"].aggregate([{"$group": {"_id": "$workspace_id"}}])
    return (found["_id"] for found in having if found["_id"] not in informed)
