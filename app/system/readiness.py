"""Asks MongoDB and Redis whether they would serve a request now."""

from app.infra.database.errors import DatabaseError
from app.infra.database.mongo import Mongo
from app.infra.redis import RedisError, RedisStore


def readiness(mongo: Mongo, redis: RedisStore) -> dict[str, str]:
    """Returns `ok` or what is wrong, for each server. MongoDB must be a primary: only that one takes writes."""
    return {"mongodb": _mongodb(mongo), "redis": _redis(redis)}


def _mongodb(mongo: Mongo) -> str:
    try:
        return "ok" if mongo.client.admin.command("hello").get("isWritablePrimary") else "no primary"
    except DatabaseError as error:
        return type(error).__name__


def _redis(redis: RedisStore) -> str:
    try:
        return "ok" if redis.client.ping() else "no answer"
    except RedisError as error:
        return type(error).__name__
