"""Lock of one workspace's writers: they queue, first come, first served, instead of colliding in MongoDB.

Within a process a lock keeps the line. Across processes Redis does, but only for workspaces in which writers of several
processes met a moment ago: a lone writer pays nothing for it. A turn is a courtesy: a writer who comes without one,
because Redis is away or a lease ran out, collides and is retried as before (`Scope.transact`), and nothing is lost.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import structlog
from bson import ObjectId
from redis.exceptions import LockError
from redis.lock import Lock

from app.infra.redis import RedisError, RedisStore

log = structlog.get_logger()

# Half of a process's 16 threads may stand in the line of one workspace for as long as it takes. Whoever comes behind
# them waits only while the line moves: the other threads are for everybody else.
MOST_IN_LINE = 8
PATIENCE_SECONDS = 0.5
# So long after two processes met they keep asking Redis for turns.
SHARED_SECONDS = 5.0
# The turn of a killed process is over after this; a batch of an import takes a tenth of a second.
LEASE_SECONDS = 5.0
# How often somebody in line asks Redis again. A small write takes some four milliseconds.
ASK_SECONDS = 0.001


class NoTurn(Exception):
    """The lock was not free in time."""


def patience(place: int, seconds: float) -> float:
    """Returns how long to wait at a place in the queue (1 is its head), of at most so many seconds."""
    return seconds if place <= MOST_IN_LINE else min(seconds, PATIENCE_SECONDS)


class Turns:
    """The lines of this process's writers, by workspace."""

    def __init__(self, redis: RedisStore) -> None:
        self._redis = redis
        self._lines: dict[ObjectId, _Line] = {}
        self._shared_until: dict[ObjectId, float] = {}
        self._guard = threading.Lock()

    @contextmanager
    def take(self, workspace_id: ObjectId, seconds: float) -> "Iterator[Turn]":
        """A writer's turn for the length of a block; NoTurn when it would take longer than some seconds."""
        deadline = time.monotonic() + seconds
        with self._line_of(workspace_id) as line:
            if not line.lock.acquire(timeout=patience(line.length, seconds)):
                raise NoTurn
            try:
                with Turn(self, workspace_id, deadline) as turn:
                    yield turn
            finally:
                line.lock.release()

    @contextmanager
    def _line_of(self, workspace_id: ObjectId) -> "Iterator[_Line]":
        """The workspace's line, kept while anybody stands in it."""
        with self._guard:
            line = self._lines.setdefault(workspace_id, _Line())
            line.length += 1
        try:
            yield line
        finally:
            with self._guard:
                line.length -= 1
                if not line.length:
                    del self._lines[workspace_id]

    def is_shared(self, workspace_id: ObjectId) -> bool:
        """Whether writers of several processes met in the workspace a moment ago."""
        until = self._shared_until.get(workspace_id)
        return until is not None and time.monotonic() < until

    def note_shared(self, workspace_id: ObjectId) -> None:
        """Remember that writers of several processes met in the workspace."""
        now = time.monotonic()
        with self._guard:
            if workspace_id not in self._shared_until:
                self._shared_until = {each: until for each, until in self._shared_until.items() if until > now}
            self._shared_until[workspace_id] = now + SHARED_SECONDS

    def lock(self, workspace_id: ObjectId) -> Lock:
        """The workspace's lock in Redis."""
        return Lock(self._redis.client, f"turn:{workspace_id}", timeout=LEASE_SECONDS, sleep=ASK_SECONDS)


class _Line:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.length = 0


class Turn:
    """A writer's turn: among the threads of its process always, among processes once they collided."""

    def __init__(self, turns: Turns, workspace_id: ObjectId, deadline: float) -> None:
        self._turns, self._workspace_id, self._deadline = turns, workspace_id, deadline
        self._lock: Lock | None = None

    def __enter__(self) -> Self:
        if self._turns.is_shared(self._workspace_id):
            self._share()
        return self

    def collided(self) -> None:
        """Another process writes in the workspace at the same time: line up with it."""
        self._turns.note_shared(self._workspace_id)
        if self._lock is None or self._is_over(self._lock):
            self._lock = None
            self._share()

    def __exit__(self, *_: object) -> None:
        if self._lock is None:
            return
        try:
            self._lock.release()
        except LockError:
            log.info("turn_overran", workspace_id=str(self._workspace_id))
        except RedisError as error:
            log.warning("redis_away", what="turn", error=type(error).__name__)

    @staticmethod
    def _is_over(lock: Lock) -> bool:
        """Whether the lease ran out: somebody else may have the turn by now."""
        try:
            return not lock.owned()
        except RedisError:
            return False  # asking again would fail, too

    def _share(self) -> None:
        lock = self._turns.lock(self._workspace_id)
        try:
            if lock.acquire(blocking=False):
                self._lock = lock
                return
            self._turns.note_shared(self._workspace_id)
            if not lock.acquire(blocking_timeout=max(0.0, self._deadline - time.monotonic())):
                raise NoTurn
            self._lock = lock
        except RedisError as error:  # LockError is one too, and cannot be raised here
            log.warning("redis_away", what="turn", error=type(error).__name__)
