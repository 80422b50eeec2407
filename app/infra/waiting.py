"""Requests that wait, stream or download hold a thread; at most half of a process's threads may do so at once.

Waiting and downloads have places of their own, and one caller has only a few of each: forty event streams of one
leave room for everybody's exports.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from flask import request

# gunicorn.conf.py gives a process 16 threads.
THREADS = 16
MAX_WAIT_SECONDS = 30

# Set when the process is told to stop: streams end instead of holding it up.
shutting_down = threading.Event()


class Places:
    """Places of this process for one use of threads: so many in all, and so many for each caller."""

    def __init__(self, most: int, each: int) -> None:
        self.most, self.each = most, each
        self._taken: Counter[Hashable] = Counter()
        self._counting = threading.Lock()

    def take(self, caller: Hashable) -> bool:
        """Take a place at once, or return False; give it back with `leave`."""
        with self._counting:
            full = self._taken.total() >= self.most or self._taken[caller] >= self.each
            if full or shutting_down.is_set():
                return False
            self._taken[caller] += 1
            return True

    def leave(self, caller: Hashable) -> None:
        """Give a place back."""
        with self._counting:
            self._taken[caller] -= 1
            if not self._taken[caller]:
                del self._taken[caller]

    @contextmanager
    def place(self, caller: Hashable) -> Iterator[bool]:
        """Holds a place for the length of a block; False when there is none for this caller."""
        taken = self.take(caller)
        try:
            yield taken
        finally:
            if taken:
                self.leave(caller)


# Together half of the threads; one caller has three of the eight.
waits = Places(5, 2)
downloads = Places(3, 1)


def preferred_wait() -> int:
    """Returns the seconds of `Prefer: wait=N` (RFC 7240), at most MAX_WAIT_SECONDS; 0 if absent or malformed."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\b", request.headers.get("Prefer", ""), re.ASCII)
    return min(int(found[1]), MAX_WAIT_SECONDS) if found else 0


def client_watch() -> Callable[[], bool]:
    """Returns a function that says whether the client has left; under servers that do not know it never has."""
    found: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
    return found
