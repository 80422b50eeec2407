"""Users and sessions in MongoDB."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession

from app.infra import session_cache
from app.infra.connections import mongo
from app.infra.database.mongo import Document

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "users": [IndexModel([("email", ASCENDING)], unique=True)],
    "sessions": [
        IndexModel([("user_id", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
}


def insert_user(user: Document, with_workspace: Callable[[ClientSession], ObjectId]) -> None:
    """Write a user and their personal workspace together; AlreadyThere when the e-mail is taken."""

    def write(session: ClientSession) -> None:
        user["personal_workspace_id"] = with_workspace(session)
        mongo.db["users"].insert_one(user, session=session)

    with mongo.client.start_session() as session:
        session.with_transaction(write)


def find_user(user_id: ObjectId) -> Document | None:
    """A user by id."""
    return mongo.db["users"].find_one({"_id": user_id})


def find_user_by_email(email: str) -> Document | None:
    """A user by their e-mail, lower-cased."""
    return mongo.db["users"].find_one({"email": email})


def update_user(user_id: ObjectId, revision: int, changes: Mapping[str, Any]) -> Document | None:
    """Change a user that still has this revision; None when it has not."""
    return mongo.db["users"].find_one_and_update(
        {"_id": user_id, "revision": revision},
        {"$set": dict(changes), "$inc": {"revision": 1}},
        return_document=ReturnDocument.AFTER,
    )


def remember_device(user_id: ObjectId, mark: str, now: datetime, most: int) -> None:
    """Put a device first among those of a user, of which the latest are kept; no change that a client could see."""
    others = {"$filter": {"input": {"$ifNull": ["$devices", []]}, "cond": {"$ne": ["$$this.mark", mark]}}}
    devices = {"$concatArrays": [[{"mark": mark, "at": now}], others]}
    mongo.db["users"].update_one({"_id": user_id}, [{"$set": {"devices": {"$slice": [devices, most]}}}])


def insert_session(session: Document) -> None:
    """Write a new session."""
    mongo.db["sessions"].insert_one(session)


def sessions_beyond(user_id: ObjectId, most: int) -> list[ObjectId]:
    """The living sessions of a user but for the newest so many, at most a hundred of them."""
    alive = {"user_id": user_id, "revoked_at": None}
    newest = [("created_at", DESCENDING), ("_id", DESCENDING)]
    return [row["_id"] for row in mongo.db["sessions"].find(alive, {"_id": 1}, sort=newest, skip=most, limit=100)]


def find_session(session_id: ObjectId) -> Document | None:
    """A session, alive or not."""
    return mongo.db["sessions"].find_one({"_id": session_id})


def rotate(session_id: ObjectId, generation: int, now: datetime, expires_at: datetime) -> Document | None:
    """Move a living session from this generation to the next, once; None if it is not there any more."""
    return mongo.db["sessions"].find_one_and_update(
        {"_id": session_id, "generation": generation, "revoked_at": None, "expires_at": {"$gt": now}},
        {"$set": {"rotated_at": now, "expires_at": expires_at}, "$inc": {"generation": 1}},
        return_document=ReturnDocument.AFTER,
    )


def revoke_sessions(query: Mapping[str, Any], now: datetime) -> list[ObjectId]:
    """Revoke the sessions that match: in MongoDB first, then in the cache. Returns which."""
    alive = {**query, "revoked_at": None}
    ids = [row["_id"] for row in mongo.db["sessions"].find(alive, {"_id": 1})]
    mongo.db["sessions"].update_many({"_id": {"$in": ids}}, {"$set": {"revoked_at": now}})
    session_cache.revoke(ids)
    return ids
