"""Users and sessions in MongoDB, which is the truth; the context of a session in Redis, which is the fast path."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import structlog
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession

from app.infra.connections import mongo, redis
from app.infra.database.mongo import Document
from app.infra.redis import RedisError

log = structlog.get_logger()

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "users": [IndexModel([("email", ASCENDING)], unique=True)],
    "sessions": [
        IndexModel([("user_id", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
}

# How long a cached context may outlive a change made while Redis was away; a session costs MongoDB one look in it.
CONTEXT_SECONDS = 15
REVOKED = b"revoked"


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
    """Revoke the sessions that match: in MongoDB first, then on the fast path. Answers which."""
    alive = {**query, "revoked_at": None}
    ids = [row["_id"] for row in mongo.db["sessions"].find(alive, {"_id": 1})]
    mongo.db["sessions"].update_many({"_id": {"$in": ids}}, {"$set": {"revoked_at": now}})
    _remember_revoked(ids)
    return ids


def living_sessions(user_ids: Sequence[ObjectId]) -> list[ObjectId]:
    """The sessions of these users that are not revoked."""
    query = {"user_id": {"$in": list(user_ids)}, "revoked_at": None}
    return [row["_id"] for row in mongo.db["sessions"].find(query, {"_id": 1})]


def _key(session_id: ObjectId | str) -> str:
    return f"session:{session_id}"


def _remember_revoked(session_ids: Sequence[ObjectId]) -> None:
    """An access token outlives its session by 15 minutes at most; MongoDB answers when Redis forgot."""
    try:
        for session_id in session_ids:
            redis.client.set(_key(session_id), REVOKED, ex=CONTEXT_SECONDS)
    except RedisError as error:
        log.warning("redis_away", what="revocation", error=type(error).__name__)


def cached_context(session_id: str) -> Any:
    """The cached context of a session, `REVOKED`, or None when it is not cached or Redis does not answer."""
    try:
        found = redis.client.get(_key(session_id))
    except RedisError as error:
        log.warning("redis_away", what="context", error=type(error).__name__)
        return None
    if found is None:
        return None
    return REVOKED if found == REVOKED.decode() else orjson.loads(str(found))


def cache_context(session_id: str, context: Mapping[str, Any]) -> None:
    """Keep a context; only if nothing is there, so that it never covers a revocation that came between."""
    try:
        redis.client.set(_key(session_id), orjson.dumps(context), ex=CONTEXT_SECONDS, nx=True)
    except RedisError as error:
        log.warning("redis_away", what="context", error=type(error).__name__)


def forget_contexts(session_ids: Sequence[ObjectId]) -> None:
    """Drop cached contexts after what they hold has changed."""
    try:
        if session_ids:
            redis.client.delete(*(_key(session_id) for session_id in session_ids))
    except RedisError as error:
        log.warning("redis_away", what="context", error=type(error).__name__)
