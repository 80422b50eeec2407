"""ObjectIds that sort in the order in which they are made.

An ObjectId of pymongo begins with its second and goes on with a random number of its process: of two things made
within a second by two processes, either may have the greater id. Ours go on with the part of the second (BSON fixes
only that there are twelve bytes), so that whatever is ordered by `_id`, the rows of one day too, is ordered by time.
"""

import itertools
import os
import secrets
import time
from hashlib import blake2b

from bson import ObjectId

# A second has 2**16 ticks of 15 microseconds: less than any request or round trip takes.
_TICKS = 16
_COUNTS = 1 << 24


class _Made:
    """What tells ids of one tick apart: a random number of the process, and how many it made."""

    def __init__(self) -> None:
        self.process = secrets.token_bytes(3)
        self.count = itertools.count(secrets.randbelow(_COUNTS))


_made = _Made()


def _start_anew() -> None:
    _made.__init__()  # type: ignore[misc]  # a child that a process forks makes ids of its own


os.register_at_fork(after_in_child=_start_anew)


def fresh_id() -> ObjectId:
    """Returns a new id, greater than all that were made before this moment."""
    ticks = (time.time_ns() << _TICKS) // 1_000_000_000
    count = next(_made.count) % _COUNTS
    return ObjectId(ticks.to_bytes(6, "big") + _made.process + count.to_bytes(3, "big"))


def further_id(first_id: ObjectId, number: int) -> ObjectId:
    """Returns the id of another thing made with the first: always the same for a number, in their order."""
    tick = int.from_bytes(first_id.binary[:6], "big") + 1
    suffix = number.to_bytes(2, "big")
    digest = blake2b(first_id.binary + suffix, digest_size=4).digest()
    return ObjectId(tick.to_bytes(6, "big") + suffix + digest)
