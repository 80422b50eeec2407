"""The use cases of categories: a tree, whose default set is written when a workspace first lists it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar, cast

from bson import ObjectId

from app.categories import store
from app.categories.defaults import new_category, offer_new_defaults, seed
from app.categories.documents import FILING, Category
from app.categories.requests import CategoryChanges, GivenCategory
from app.categories.slugs import free_slug, name_key
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.database.revision_cache import Kept
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, Invalid, NotFound, UnknownReference
from app.infra.quotas import CATEGORIES, CATEGORY_DEPTH
from app.infra.untyped import Loaded

# The fields of a body: of a rule's actions, a transaction, a part of a split, or a refiling.
F = TypeVar("F", bound=Mapping[str, object])

__all__ = ["offer_new_defaults"]  # besides what is defined here

# Some 60 categories a workspace, of half a kilobyte each.
_known: Kept[Mapping[ObjectId, Category]] = Kept(256)


def list_categories(scope: Scope) -> list[Category]:
    """Returns every category, the default ones first; a workspace without any gets the default set."""
    return store.find_all(scope) or seed(scope)


def page_of_categories(scope: Scope, after: Place | None, limit: int) -> Iterable[Category]:
    """Returns categories younger than `after`, oldest first, one more than `limit` if there are more."""
    if after is None:
        return list_categories(scope)[: limit + 1]
    return store.find_page(scope, after, limit + 1)


def by_slug(scope: Scope) -> dict[str, Category]:
    """Returns every category of the workspace by its slug."""
    return {category["slug"]: category for category in list_categories(scope)}


def known(scope: Scope) -> Mapping[ObjectId, Category]:
    """Returns every category of the workspace by its id, kept in memory until one changes; not to be changed."""
    return _known.at_revision(scope, FILING, lambda: {category["_id"]: category for category in list_categories(scope)})


def with_ids(scope: Scope, fields: F, path: str = "") -> F:
    """Returns the fields of a body with `category_id` in place of a `category` named by its slug, in `splits` too.

    Raises UnknownReference at the slug's place below `path`.
    """
    named: Loaded = dict(fields)
    if "category" in named:
        named["category_id"] = _id_of(scope, named.pop("category"), f"{path}/category")
    if named.get("splits"):
        parts = enumerate(named["splits"])
        named["splits"] = [with_ids(scope, part, f"{path}/splits/{index}") for index, part in parts]
    return cast(F, named)


def _id_of(scope: Scope, slug: str | None, pointer: str) -> ObjectId | None:
    if slug is None:
        return None
    found = id_of(scope, slug)
    if found is None:
        raise UnknownReference.at(pointer, "There is no such category.")
    return found


def id_of(scope: Scope, slug: str) -> ObjectId | None:
    """Returns the id of the category with this slug; None where there is none."""
    return next((category["_id"] for category in known(scope).values() if category["slug"] == slug), None)


def get(scope: Scope, category_id: ObjectId) -> Category:
    """Returns a category; raises NotFound."""
    category = store.find(scope, category_id)
    if category is None:
        raise NotFound("There is no such category.")
    return category


def create(scope: Scope, fields: GivenCategory, category_id: ObjectId) -> Category:
    """Add a category with the fields of the request; the same id again returns the category that exists.

    Raises UnknownReference for a parent that does not exist, Invalid for a kind other than the parent's, Conflict
    `category_exists` for a name that is taken, and QuotaExceeded for too many of them or too deep a tree.
    """

    def add(tx: Scope) -> Category:
        existing = store.find(tx, category_id)
        if existing:
            return existing
        category = _created(fields, category_id, list_categories(tx))
        store.insert(tx, [category])
        return category

    return scope.transact(add)


def _created(fields: GivenCategory, category_id: ObjectId, others: list[Category]) -> Category:
    """The new category of a request, checked against the others."""
    _refuse_taken_name(fields["name"], others)
    CATEGORIES.refuse_beyond(len(others) + 1)
    parent = _parent(others, fields["parent_id"])
    CATEGORY_DEPTH.refuse_beyond(len(_path(parent, others)) + 1, "/parent_id")
    kind = fields["kind"] or (parent["kind"] if parent else "expense")
    _refuse_other_kind(kind, parent, "/kind")
    slug = free_slug(fields["name"], {other["slug"] for other in others})
    return new_category(category_id, slug, fields["name"], fields["parent_id"], kind)


def update(scope: Scope, category_id: ObjectId, fields: CategoryChanges, match: Precondition = ANY) -> Category:
    """Rename a category or move it under another parent; its slug and kind stay.

    Raises NotFound, PreconditionFailed, Conflict `category_exists`, and Invalid for a parent of another kind or
    below the category.
    """

    def change(tx: Scope) -> Category:
        before = get(tx, category_id)
        match.check(before)
        changed = cast(CategoryChanges, {name: value for name, value in fields.items() if before.get(name) != value})
        if not changed:
            return before
        others = [other for other in list_categories(tx) if other["_id"] != category_id]
        return store.update(tx, category_id, _checked(before, changed, others)) or before

    return scope.transact(change)


def _checked(category: Category, changed: CategoryChanges, others: list[Category]) -> dict[str, object]:
    """The changed fields as they are stored, checked against the other categories."""
    stored: dict[str, object] = {**changed, "updated_at": datetime.now(UTC)}
    if "name" in changed:
        _refuse_taken_name(changed["name"], others)
        stored["name_key"] = name_key(changed["name"])
    if "parent_id" in changed:
        _check_move(category, changed["parent_id"], others)
    return stored


def delete(scope: Scope, category_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete a category nothing refers to; raises NotFound, PreconditionFailed, Conflict `category_in_use`."""

    def change(tx: Scope) -> None:
        match.check(get(tx, category_id))
        if store.is_used(tx, category_id):
            raise Conflict("The category is used by transactions, rules or subcategories.", code="category_in_use")
        store.delete(tx, category_id)

    scope.transact(change)


def _refuse_taken_name(name: str, others: Iterable[Category]) -> None:
    key = name_key(name)
    if any(other["name_key"] == key for other in others):
        raise Conflict(f"There is a category {name!r} already.", code="category_exists")


def _parent(others: Iterable[Category], parent_id: ObjectId | None) -> Category | None:
    """The parent named in the body; raises UnknownReference."""
    if parent_id is None:
        return None
    for other in others:
        if other["_id"] == parent_id:
            return other
    raise UnknownReference.at("/parent_id", "There is no such category.")


def _refuse_other_kind(kind: str, parent: Category | None, pointer: str) -> None:
    if parent and parent["kind"] != kind:
        raise Invalid.at(pointer, f"The parent's kind is {parent['kind']}.", code="kind_differs")


def _check_move(category: Category, parent_id: ObjectId | None, others: list[Category]) -> None:
    """Raise unless the new parent is there, of the same kind, not below the category itself and not too far down."""
    if parent_id == category["_id"]:
        raise Invalid.at("/parent_id", "A category cannot be its own parent.", code="category_cycle")
    parent = _parent(others, parent_id)
    _refuse_other_kind(category["kind"], parent, "/parent_id")
    above = _path(parent, others)
    if any(each["parent_id"] == category["_id"] for each in above):
        raise Invalid.at("/parent_id", "The parent lies below the category.", code="category_cycle")
    CATEGORY_DEPTH.refuse_beyond(len(above) + _height(category, others), "/parent_id")


def _path(category: Category | None, others: Iterable[Category]) -> list[Category]:
    """A category and all above it, upwards; nothing for none."""
    by_id = {other["_id"]: other for other in others}
    path = []
    while category:
        path.append(category)
        category = by_id.get(category["parent_id"]) if category["parent_id"] else None
    return path


def _height(category: Category, others: Iterable[Category]) -> int:
    """How many levels a category has with all below it."""
    below: dict[ObjectId | None, list[Category]] = {}
    for other in others:
        below.setdefault(other["parent_id"], []).append(other)
    level, height = [category], 0
    while level:
        level, height = [child for each in level for child in below.get(each["_id"], ())], height + 1
    return height
