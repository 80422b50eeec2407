"""Requests that wait or stream hold a thread; at most half of a process's threads may do so at once."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

# gunicorn.conf.py gives a process 16 threads.
THREADS = 16
MAX_WAIT_SECONDS = 30

_places = threading.BoundedSemaphore(THREADS // 2)

# Set when the process is told to stop: streams end instead of holding it up.
shutting_down = threading.Event()


def take_place() -> bool:
    """Take one of the waiting places at once, or answer False; give it back with leave_place."""
    return not shutting_down.is_set() and _places.acquire(blocking=False)


def leave_place() -> None:
    """Give a waiting place back."""
    _places.release()


@contextmanager
def waiting_place() -> Iterator[bool]:
    """A waiting place for the length of a block; False when all are taken."""
    taken = take_place()
    try:
        yield taken
    finally:
        if taken:
            leave_place()


def preferred_wait() -> int:
    """The seconds of `Prefer: wait=N` (RFC 7240), at most MAX_WAIT_SECONDS; 0 without it or when it is malformed."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\b", request.headers.get("Prefer", ""), re.ASCII)
    return min(int(found[1]), MAX_WAIT_SECONDS) if found else 0
