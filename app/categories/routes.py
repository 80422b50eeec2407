"""/categories: list, create, change and delete categories."""

from collections.abc import Iterable

from bson import ObjectId
from flask import Response

from app.categories import service
from app.categories.documents import Category
from app.categories.requests import CategoryChanges, GivenCategory
from app.categories.schemas import CategoryIn, CategoryOut, CategoryPage, CategoryPatch, category_out
from app.infra.blueprint import ApiBlueprint, no_content
from app.infra.conditional import answer_resource, precondition
from app.infra.database.keyset import Place
from app.infra.documentation.operations import CREATED, PAGE, RESOURCE
from app.infra.idempotency import new_id
from app.infra.identity import scope
from app.infra.pagination import OLDEST_FIRST, Query, ShortListQuery, paginated

blp = ApiBlueprint(
    "categories",
    __name__,
    url_prefix="/api/v1/categories",
    tag="Categories",
)


@blp.route("")
@blp.query(ShortListQuery)
@blp.response(200, CategoryPage, headers=PAGE)
@paginated(OLDEST_FIRST, category_out)
def list_categories(query: Query, after: Place | None) -> Iterable[Category]:
    """List categories, the default ones first.

    A flat list; `parent_id` makes it a tree. `slug` is a stable name for programs and never changes.
    """
    return service.page_of_categories(scope(), after, query["limit"])


@blp.route("", methods=["POST"])
@blp.body(CategoryIn)
@blp.response(201, CategoryOut, headers=CREATED)
def create_category(body: GivenCategory) -> Response:
    """Add a category.

    Its slug is made from its name. Below a parent it has the parent's kind.
    """
    category = service.create(scope(), body, new_id())
    return answer_resource(category, category_out(category), 201, Location=f"/api/v1/categories/{category['_id']}")


@blp.route("/<oid:category_id>")
@blp.response(200, CategoryOut, headers=RESOURCE)
def get_category(category_id: str) -> Response:
    """Read a category.

    By its id; the list has the ids of all.
    """
    category = service.get(scope(), ObjectId(category_id))
    return answer_resource(category, category_out(category))


@blp.route("/<oid:category_id>", methods=["PATCH"])
@blp.body(CategoryPatch)
@blp.response(200, CategoryOut, headers=RESOURCE)
def update_category(body: CategoryChanges, category_id: str) -> Response:
    """Rename a category or move it in the tree.

    Its slug, its kind and its transactions stay.
    """
    category = service.update(scope(), ObjectId(category_id), body, precondition())
    return answer_resource(category, category_out(category))


@blp.route("/<oid:category_id>", methods=["DELETE"])
@blp.response(204)
def delete_category(category_id: str) -> Response:
    """Delete a category that nothing uses.

    409 for one that has transactions, rules or subcategories.
    """
    service.delete(scope(), ObjectId(category_id), precondition())
    return no_content()
