"""The document of a category, as MongoDB keeps it, and the name of the revision that its changes move."""

from datetime import datetime
from typing import TypedDict

from bson import ObjectId

# The revision of what the filing of a transaction depends on: categories, rules, and learned merchants. Whatever writes
# one of them revises this in the same MongoDB transaction.
FILING = "filing"


class Category(TypedDict):
    """A category of a workspace; `parent_id` makes a tree of them, `slug` and `kind` never change."""

    _id: ObjectId
    slug: str
    name: str
    name_key: str
    parent_id: ObjectId | None
    kind: str
    default: bool
    created_at: datetime
    updated_at: datetime
    revision: int
