"""The JSON of categories: requests and responses."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields

from app.categories.documents import Category
from app.infra.documentation.examples import CATEGORY_ID, named
from app.infra.fields import Choice, Id, StrictSchema, Text, Vocabulary, not_blank
from app.infra.pagination import ListOut

KIND = Vocabulary(
    "TransactionKind",
    "What a transaction is counted as; a transfer between own accounts is neither income nor expense.",
    ("expense", "income", "transfer"),
)

_NAME = {"description": "Two categories of a workspace cannot have the same name.", "example": "Board games"}
_PARENT: dict[str, object] = {"description": "The category above; null for one at the top.", "example": None}
_KIND = {"description": "What its transactions are counted as.", "example": "expense"}


# Where a body names a category: by its id, or by its slug.
BY_ID = {"description": "The category's id; or send `category`.", "example": CATEGORY_ID}
BY_SLUG = {"description": "The category's slug, in place of `category_id`.", "example": "coffee"}


def slug(**options: Any) -> Text:
    """Returns the field of a category named by its slug."""
    return Text(least=1, most=100, metadata=BY_SLUG, **options)


class CategoryOnce(StrictSchema):
    """A body that names a category by its id or by its slug, not by both."""

    @ma.validates_schema
    def _names_it_once(self, data: Mapping[str, object], **_: Any) -> None:
        if {"category", "category_id"} <= data.keys():
            raise ma.ValidationError({"category": ["Send category or category_id, not both."]})


class CategoryIn(StrictSchema):
    """A new category."""

    EXAMPLES: ClassVar = named(
        own=("One of your own", {"name": "Board games", "kind": "expense"}),
        below=("One below another", {"name": "Dice and cards", "parent_id": CATEGORY_ID}),
    )

    name = Text(least=1, most=80, validate=not_blank, required=True, metadata=_NAME)
    parent_id = Id(load_default=None, allow_none=True, metadata=_PARENT)
    kind = Choice(
        KIND,
        load_default=None,
        metadata={"description": "Default: the parent's, else expense.", "example": "expense"},
    )


class CategoryPatch(StrictSchema):
    """What may change; slug and kind stay for good."""

    EXAMPLES: ClassVar = named(
        rename=("Another name", {"name": "Games"}),
        move=("To the top of the tree", {"parent_id": None}),
    )

    name = Text(least=1, most=80, validate=not_blank, metadata=_NAME)
    parent_id = Id(allow_none=True, metadata=_PARENT)


class CategoryOut(StrictSchema):
    """A category; `slug` never changes."""

    id = Id(required=True, metadata={"example": CATEGORY_ID})
    slug = fields.String(required=True, metadata={"example": "board-games"})
    name = fields.String(required=True, metadata=_NAME)
    parent_id = Id(required=True, allow_none=True, metadata=_PARENT)
    kind = Choice(KIND, required=True, metadata=_KIND)
    default = fields.Boolean(
        required=True, metadata={"description": "Whether every workspace starts with it.", "example": False}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


_SHOWN = ("slug", "name", "parent_id", "kind", "default", "created_at", "updated_at")


class CategoryPage(ListOut):
    """One page of categories; the tree is in their `parent_id`."""

    data = fields.List(fields.Nested(CategoryOut), required=True)


def category_out(category: Category) -> dict[str, object]:
    """Returns the JSON form of a category document."""
    return {"id": category["_id"], **{name: category.get(name) for name in _SHOWN}}
