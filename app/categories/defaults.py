"""Writes the default categories: all of them when a workspace first asks, and those that a later version adds.

What a workspace was once offered is kept, so that a default category that its users deleted does not come back.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from bson import ObjectId

from app.categories import store
from app.categories.documents import Category
from app.categories.slugs import name_key
from app.categories.taxonomy import DEFAULT_CATEGORIES, DEFAULT_SLUGS, LATER_DEFAULTS, DefaultCategory
from app.infra.connections import mongo
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Scope

# The taxonomy's word for categories at the top of the tree.
_NO_GROUP = "other"


def seed(scope: Scope) -> list[Category]:
    """Write the default set, only once even if several requests do so at the same time."""

    def write(tx: Scope) -> list[Category]:
        standing = store.find_all(tx)
        if standing:
            return standing
        categories = _default_set()
        store.insert(tx, categories)
        store.keep_offered(tx, DEFAULT_SLUGS)
        return categories

    return write(scope) if scope.session else scope.transact(write)


def offer_new_defaults() -> None:
    """Give every workspace that has categories the default ones that were added since it got its own."""
    for workspace_id in store.workspaces_not_offered(mongo.db, DEFAULT_SLUGS):
        mongo.scope(workspace_id).transact(_offer)


def _offer(tx: Scope) -> None:
    """Add the default categories a workspace was never offered, but for those whose slug or name it uses."""
    offered = store.offered(tx) or DEFAULT_SLUGS - LATER_DEFAULTS
    standing = store.find_all(tx)
    slugs, names = {each["slug"] for each in standing}, {each["name_key"] for each in standing}
    added = [
        _placed(default, standing)
        for default in DEFAULT_CATEGORIES
        if default.slug not in offered | slugs and name_key(default.name) not in names
    ]
    if added:
        store.insert(tx, added)
    store.keep_offered(tx, offered | DEFAULT_SLUGS)


def _placed(default: DefaultCategory, standing: Iterable[Category]) -> Category:
    """A default category in its group, or at the top where the group was deleted."""
    groups = (each["_id"] for each in standing if each["slug"] == default.group and each["kind"] == default.kind)
    return _default(fresh_id(), default.slug, default.name, default.kind, next(groups, None))


def _default_set() -> list[Category]:
    """The default tree as documents, each group before its categories."""
    groups: dict[str, ObjectId] = {}
    documents = []
    for default in DEFAULT_CATEGORIES:
        if default.group != _NO_GROUP and default.group not in groups:
            groups[default.group] = fresh_id()
            documents.append(_default(groups[default.group], default.group, default.group.capitalize(), default.kind))
        parent_id = groups.get(default.group)
        documents.append(_default(fresh_id(), default.slug, default.name, default.kind, parent_id))
    return documents


def _default(category_id: ObjectId, slug: str, name: str, kind: str, parent_id: ObjectId | None = None) -> Category:
    return {**new_category(category_id, slug, name, parent_id, kind), "default": True}


def new_category(category_id: ObjectId, slug: str, name: str, parent_id: ObjectId | None, kind: str) -> Category:
    """Returns the document of a new category."""
    now = datetime.now(UTC)
    return {
        "_id": category_id,
        "slug": slug,
        "name": name,
        "name_key": name_key(name),
        "parent_id": parent_id,
        "kind": kind,
        "default": False,
        "created_at": now,
        "updated_at": now,
        "revision": 1,
    }
