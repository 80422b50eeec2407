"""Workspaces and memberships in MongoDB."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from app.infra.connections import mongo
from app.infra.database.documents import Document
from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import OLDEST_FIRST
from app.workspaces.documents import Membership, Workspace, WorkspaceChanges

INDEXES: Indexes = {
    "memberships": [
        index("user_id", unique=True),
        IndexModel([("user_id", ASCENDING)]),
    ]
}


def insert(workspace: Workspace, membership: Membership, session: ClientSession) -> None:
    """Write a workspace and its first member."""
    _workspaces().insert_one(workspace, session=session)
    _memberships().insert_one(membership, session=session)


def find_many(ids: Sequence[ObjectId]) -> list[Workspace]:
    """Returns workspaces by id, oldest first."""
    return list(_workspaces().find({"_id": {"$in": list(ids)}}).sort(OLDEST_FIRST))


def all_ids(until: datetime | None = None) -> Iterator[ObjectId]:
    """Yields the id of every workspace, or of those created until a moment, oldest first."""
    query: Document = {"created_at": {"$lte": until}} if until else {}
    return (row["_id"] for row in _workspaces().find(query, {"_id": True}).sort("_id", ASCENDING))


def memberships_of(user_id: ObjectId) -> list[Membership]:
    """Returns the memberships of a user, oldest first."""
    return list(_memberships().find({"user_id": user_id}).sort(OLDEST_FIRST))


def members(workspace_id: ObjectId) -> list[ObjectId]:
    """Returns the users of a workspace."""
    return [row["user_id"] for row in _memberships().find({"workspace_id": workspace_id}, {"user_id": 1})]


def find(workspace_id: ObjectId) -> Workspace | None:
    """Returns a workspace by its id."""
    return _workspaces().find_one({"_id": workspace_id})


def update(workspace_id: ObjectId, revision: int, changes: WorkspaceChanges) -> Workspace | None:
    """Change a workspace that still has this revision; None when it has not."""
    return _workspaces().find_one_and_update(
        {"_id": workspace_id, "revision": revision},
        {"$set": _set(changes), "$inc": {"revision": 1}},
        return_document=ReturnDocument.AFTER,
    )


def _set(changes: WorkspaceChanges) -> Document:
    """The fields to set: of nested settings only those that are given."""
    flat: Document = dict(changes)
    return {**{f"ai.{name}": value for name, value in flat.pop("ai", {}).items()}, **flat}


def _workspaces() -> Collection[Workspace]:
    return cast("Collection[Workspace]", mongo.db["workspaces"])


def _memberships() -> Collection[Membership]:
    return cast("Collection[Membership]", mongo.db["memberships"])
