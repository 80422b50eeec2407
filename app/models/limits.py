"""Whether a model may be asked now: spending of the workspace's day, requests of all, and a circuit breaker.

All three are decided, and later settled, by one script in Redis each, so that twenty threads see one state. What was
reserved and never settled, as the process died, stays spent. With Redis away nothing may be asked: bills have no end.
"""

import time
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import structlog

from app.infra.redis import RedisError, RedisStore

log = structlog.get_logger()

Refusal = Literal["capped", "rate_limited", "open_circuit", "unavailable"]
Circuit = Literal["closed", "open", "half_open"]

REQUESTS_A_MINUTE = 120
FAILURES = 5  # within the window, before nobody is let through
WINDOW_SECONDS = 60
OPEN_SECONDS = 30
_PROBE_SECONDS = 20  # longer than one try may take
_DAY_SECONDS = 2 * 86_400

# KEYS: spent, requests, open, tripped, probe. ARGV: reserve, cap, requests a minute, seconds of a probe, of a day.
_ADMIT = """
if redis.call('EXISTS', KEYS[3]) == 1 then return 'open_circuit' end
if tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return 'capped' end
if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[3]) then return 'rate_limited' end
if redis.call('EXISTS', KEYS[4]) == 1 and not redis.call('SET', KEYS[5], '1', 'NX', 'EX', ARGV[4]) then
    return 'open_circuit'
end
if redis.call('INCR', KEYS[2]) == 1 then redis.call('EXPIRE', KEYS[2], 60) end
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 'ok'
"""
# KEYS: spent, failures, open, tripped, probe.
# ARGV: change of what is spent, failed (1), now, name of the request, window, most failures, seconds it stays open.
_SETTLE = """
redis.call('INCRBY', KEYS[1], ARGV[1])
if ARGV[2] == '0' then
    redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
    return
end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, ARGV[3] - ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[6]) or redis.call('EXISTS', KEYS[4]) == 1 then
    redis.call('SET', KEYS[3], '1', 'EX', ARGV[7])
    redis.call('SET', KEYS[4], '1', 'EX', 86400)
    redis.call('DEL', KEYS[5])
end
"""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one request, in millionths of a dollar."""

    workspace: str
    day: date
    micro: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a workspace spent on a day, in millionths of a dollar, and how the circuit stands.

    With Redis away that is unknown, and nobody is let through.
    """

    spent_micro: int | None
    circuit: Circuit


class Limits:
    """The limits of one engine."""

    def __init__(self, redis: RedisStore, engine: str) -> None:
        self._redis = redis
        self._engine = engine

    def admit(self, reservation: Reservation, cap_micro: int) -> Refusal | None:
        """Reserve the money for a request; returns why it must not be sent, or None."""
        keys = [
            self._spent(reservation.workspace, reservation.day),
            *self._keys("requests", "open", "tripped", "probe"),
        ]
        arguments = (reservation.micro, cap_micro, REQUESTS_A_MINUTE, _PROBE_SECONDS, _DAY_SECONDS)
        try:
            said = self._redis.client.eval(_ADMIT, len(keys), *keys, *map(str, arguments))
        except RedisError as error:
            log.warning("redis_away", what="limits of models", error=type(error).__name__)
            return "unavailable"
        return None if said == "ok" else cast("Refusal", said)

    def settle(self, reservation: Reservation, spent_micro: int, *, failed: bool, request: str) -> None:
        """Replace what was reserved by what was spent, and tell the breaker how it went; `request` is unique."""
        keys = [
            self._spent(reservation.workspace, reservation.day),
            *self._keys("failures", "open", "tripped", "probe"),
        ]
        change, now = spent_micro - reservation.micro, int(time.time())
        arguments = (change, int(failed), now, request, WINDOW_SECONDS, FAILURES, OPEN_SECONDS)
        try:
            self._redis.client.eval(_SETTLE, len(keys), *keys, *map(str, arguments))
        except RedisError as error:  # what was reserved stays spent
            log.warning("redis_away", what="limits of models", error=type(error).__name__)

    def standing(self, workspace: str, day: date) -> Standing:
        """Returns what was spent and how the circuit stands."""
        try:
            spent, is_open, tripped = self._redis.client.mget(
                self._spent(workspace, day), *self._keys("open", "tripped")
            )
        except RedisError as error:
            log.warning("redis_away", what="limits of models", error=type(error).__name__)
            return Standing(None, "open")
        return Standing(int(spent or 0), "open" if is_open else "half_open" if tripped else "closed")

    def _spent(self, workspace: str, day: date) -> str:
        return f"models:{self._engine}:spent:{workspace}:{day:%Y%m%d}"

    def _keys(self, *names: str) -> list[str]:
        return [f"models:{self._engine}:{name}" for name in names]
