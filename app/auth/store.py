"""Users and sessions in MongoDB."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from app.auth.documents import Session, User, UserChanges
from app.infra import session_cache
from app.infra.connections import mongo

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "users": [IndexModel([("email", ASCENDING)], unique=True)],
    "sessions": [
        IndexModel([("user_id", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
}


def insert_user(user: User, insert_workspace: Callable[[ClientSession], None]) -> None:
    """Write a user and their personal workspace together; AlreadyThere when the e-mail is taken."""

    def write(session: ClientSession) -> None:
        insert_workspace(session)
        _users().insert_one(user, session=session)

    with mongo.client.start_session() as session:
        session.with_transaction(write)


def find_user(user_id: ObjectId) -> User | None:
    """Returns a user by id."""
    return _users().find_one({"_id": user_id})


def names_of(user_ids: Sequence[ObjectId]) -> list[str]:
    """Returns the names of some users."""
    return [user["name"] for user in _users().find({"_id": {"$in": list(user_ids)}}, {"name": True})]


def find_user_by_email(email: str) -> User | None:
    """Returns a user by their e-mail, lower-cased."""
    return _users().find_one({"email": email})


def update_user(user_id: ObjectId, revision: int, changes: UserChanges) -> User | None:
    """Change a user that still has this revision; None when it has not."""
    return _users().find_one_and_update(
        {"_id": user_id, "revision": revision},
        {"$set": dict(changes), "$inc": {"revision": 1}},
        return_document=ReturnDocument.AFTER,
    )


def remember_device(user_id: ObjectId, mark: str, now: datetime, most: int) -> None:
    """Put a device first among those of a user, of which the latest `most` are kept. The revision stays."""
    others = {"$filter": {"input": {"$ifNull": ["$devices", []]}, "cond": {"$ne": ["$$this.mark", mark]}}}
    devices = {"$concatArrays": [[{"mark": mark, "at": now}], others]}
    _users().update_one({"_id": user_id}, [{"$set": {"devices": {"$slice": [devices, most]}}}])


def insert_session(session: Session) -> None:
    """Write a new session."""
    _sessions().insert_one(session)


def sessions_beyond(user_id: ObjectId, most: int) -> list[ObjectId]:
    """Returns a user's sessions that are not revoked but for the newest `most`, at most a hundred of them."""
    alive = {"user_id": user_id, "revoked_at": None}
    newest = [("created_at", DESCENDING), ("_id", DESCENDING)]
    return [row["_id"] for row in _sessions().find(alive, {"_id": 1}, sort=newest, skip=most, limit=100)]


def find_session(session_id: ObjectId) -> Session | None:
    """Returns a session, revoked or not."""
    return _sessions().find_one({"_id": session_id})


def rotate(session_id: ObjectId, generation: int, now: datetime, expires_at: datetime) -> Session | None:
    """Move a session that is not over from this generation to the next, once; None when it has another."""
    return _sessions().find_one_and_update(
        {"_id": session_id, "generation": generation, "revoked_at": None, "expires_at": {"$gt": now}},
        {"$set": {"rotated_at": now, "expires_at": expires_at}, "$inc": {"generation": 1}},
        return_document=ReturnDocument.AFTER,
    )


def living_sessions(user_id: ObjectId) -> list[ObjectId]:
    """Returns the sessions of a user that are not revoked."""
    return [row["_id"] for row in _sessions().find({"user_id": user_id, "revoked_at": None}, {"_id": 1})]


def revoke_sessions(session_ids: Sequence[ObjectId], now: datetime) -> None:
    """Revoke those of these sessions that are not revoked yet: in MongoDB first, then in the cache."""
    if not session_ids:
        return
    _sessions().update_many({"_id": {"$in": list(session_ids)}, "revoked_at": None}, {"$set": {"revoked_at": now}})
    session_cache.revoke(session_ids)


def _users() -> Collection[User]:
    return cast("Collection[User]", mongo.db["users"])


def _sessions() -> Collection[Session]:
    return cast("Collection[Session]", mongo.db["sessions"])
