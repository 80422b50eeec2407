"""The checked fields of requests about categories, as schemas.py loads them."""

from typing import TypedDict

from bson import ObjectId


class GivenCategory(TypedDict):
    """A new category; without a kind it has its parent's."""

    name: str
    parent_id: ObjectId | None
    kind: str | None


class CategoryChanges(TypedDict, total=False):
    """The fields of a category that a request changes."""

    name: str
    parent_id: ObjectId | None
