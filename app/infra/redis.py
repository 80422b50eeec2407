"""Redis: the process's connection, and what to do when it is away.

Nothing kept there may be lost for good: MongoDB is the only store of record.
"""

from typing import cast

from redis import Redis
from redis.exceptions import RedisError

__all__ = ["RedisError", "RedisStore"]


class RedisStore:
    """The process's connection pool; redis-py reconnects by itself and survives a fork."""

    def __init__(self) -> None:
        self._client: Redis | None = None

    def configure(self, url: str) -> None:
        """Set the URL; the first command connects. A Redis that hangs may cost a request at most 2 s."""
        self._client = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)

    @property
    def client(self) -> Redis:
        """The client of this process; configure() comes first."""
        return cast(Redis, self._client)
