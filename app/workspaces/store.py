"""Workspaces and memberships in MongoDB."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession

from app.infra.connections import mongo
from app.infra.database.mongo import Document
from app.infra.keyset import OLDEST_FIRST

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "memberships": [
        IndexModel([("workspace_id", ASCENDING), ("user_id", ASCENDING)], unique=True),
        IndexModel([("user_id", ASCENDING)]),
    ]
}


def insert(workspace: Document, membership: Document, session: ClientSession) -> None:
    """Write a workspace and its first member."""
    mongo.db["workspaces"].insert_one(workspace, session=session)
    mongo.db["memberships"].insert_one(membership, session=session)


def find(workspace_id: ObjectId) -> Document | None:
    """A workspace, whoever asks: the service checks that."""
    return mongo.db["workspaces"].find_one({"_id": workspace_id})


def find_many(ids: Sequence[ObjectId]) -> list[Document]:
    """Workspaces by id, oldest first."""
    return list(mongo.db["workspaces"].find({"_id": {"$in": list(ids)}}).sort(OLDEST_FIRST))


def all_ids() -> Iterator[ObjectId]:
    """Every workspace, oldest first, read as they are asked for."""
    return (row["_id"] for row in mongo.db["workspaces"].find({}, {"_id": True}).sort("_id", ASCENDING))


def memberships_of(user_id: ObjectId) -> list[Document]:
    """Where a user belongs, oldest first."""
    return list(mongo.db["memberships"].find({"user_id": user_id}).sort(OLDEST_FIRST))


def members(workspace_id: ObjectId) -> list[ObjectId]:
    """The users of a workspace."""
    return [row["user_id"] for row in mongo.db["memberships"].find({"workspace_id": workspace_id}, {"user_id": 1})]


def update(workspace_id: ObjectId, revision: int, changes: Mapping[str, Any]) -> Document | None:
    """Change a workspace that is still at this revision."""
    return mongo.db["workspaces"].find_one_and_update(
        {"_id": workspace_id, "revision": revision},
        {"$set": dict(changes), "$inc": {"revision": 1}},
        return_document=ReturnDocument.AFTER,
    )
