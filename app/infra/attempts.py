"""Counts what may be tried only so often, such as passwords: in Redis, and with Redis away each process for itself.

Knows no Flask: a service says what is counted, and takes back what turned out well.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.infra.problems import TooManyRequests
from app.infra.redis import RedisError, RedisStore

log = structlog.get_logger()

# Either all of them are counted or none: an attempt that is refused for one reason must not use up another bound.
_COUNT = """
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * i - 1]) then
        return math.max(redis.call('TTL', key), 1)
    end
end
for i, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[2 * i]) end
end
return 0
"""
_TAKE_BACK = """
for _, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') > 0 then redis.call('DECR', key) end
end
"""
# Of what this process counts by itself while Redis is away.
_MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Bound:
    """How often something may happen within some seconds of its first time."""

    key: str
    most: int
    seconds: int


class Attempts:
    """The counters of this process, in Redis or beside it."""

    def __init__(self, redis: RedisStore) -> None:
        self._redis = redis
        self._own = OwnCounters()
        self.enabled = True

    def count(self, bounds: Sequence[Bound]) -> None:
        """Count one attempt against all of these bounds; TooManyRequests, and none is counted, when one is used up."""
        wait = self._wait(bounds) if self.enabled else 0
        if wait:
            raise TooManyRequests(
                "There were too many wrong tries; wait before the next one.", headers={"Retry-After": str(wait)}
            )

    def _wait(self, bounds: Sequence[Bound]) -> int:
        arguments = [str(number) for bound in bounds for number in (bound.most, bound.seconds)]
        try:
            return int(self._redis.client.eval(_COUNT, len(bounds), *_keys(bounds), *arguments))
        except RedisError as error:
            log.warning("redis_away", what="attempts", error=type(error).__name__)
            return self._own.count(bounds, time.monotonic())

    def take_back(self, bounds: Sequence[Bound]) -> None:
        """Forget one attempt that turned out well."""
        if not self.enabled:
            return
        self._own.take_back(bounds)
        try:
            self._redis.client.eval(_TAKE_BACK, len(bounds), *_keys(bounds))
        except RedisError as error:
            log.warning("redis_away", what="attempts", error=type(error).__name__)


def _keys(bounds: Sequence[Bound]) -> list[str]:
    return [f"attempts:{bound.key}:{bound.seconds}" for bound in bounds]


class OwnCounters:
    """The same counters in this process's memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}

    def count(self, bounds: Sequence[Bound], now: float) -> int:
        """Count one attempt; when a bound is used up none is counted, and the seconds to wait are returned."""
        with self._lock:
            self._make_room(now)
            found = [self._current(key, bound, now) for key, bound in zip(_keys(bounds), bounds, strict=True)]
            for (count, end), bound in zip(found, bounds, strict=True):
                if count >= bound.most:
                    return max(1, int(end - now))
            self._counts |= {key: (n + 1, end) for key, (n, end) in zip(_keys(bounds), found, strict=True)}
            return 0

    def take_back(self, bounds: Sequence[Bound]) -> None:
        """Forget one attempt."""
        with self._lock:
            for key in _keys(bounds):
                if key in self._counts:
                    count, end = self._counts[key]
                    self._counts[key] = (max(0, count - 1), end)

    def _current(self, key: str, bound: Bound, now: float) -> tuple[int, float]:
        count, end = self._counts.get(key, (0, 0.0))
        return (count, end) if end > now else (0, now + bound.seconds)

    def _make_room(self, now: float) -> None:
        """Drop what is over, and of the rest the oldest: an attacker with many names must not fill the memory."""
        if len(self._counts) < _MOST_KEPT:
            return
        living = sorted((item for item in self._counts.items() if item[1][1] > now), key=lambda item: item[1][1])
        self._counts = dict(living[len(living) // 2 :])
