"""A limit of processor time for reading a file during a request; a background worker has none.

A few bytes can unfold into days of work. Counted is the processor time of the thread, so that a busy machine refuses
nothing it would read when idle.
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import ceil
from typing import BinaryIO, cast

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class TookTooLong(Exception):
    """The reading was given up; this proves nothing about the file."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit the processor time of what is read within the block; raises TookTooLong beyond it."""
    before = _deadline.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _deadline.reset(before)


def refuse_if_late() -> None:
    """Raise TookTooLong when the time is used up; for loops over unpacked data."""
    deadline = _deadline.get()
    if deadline is not None and time.thread_time() > deadline:
        raise TookTooLong


def seconds_left() -> int | None:
    """Whole seconds, at least one, that a child process may take; None for no limit."""
    deadline = _deadline.get()
    return None if deadline is None else max(1, ceil(deadline - time.thread_time()))


def limited(file: BinaryIO) -> BinaryIO:
    """The file, whose reading raises TookTooLong when the time is used up; closing it leaves the file open."""
    if _deadline.get() is None:
        return file
    return cast(BinaryIO, io.BufferedReader(_LimitedReader(file)))


class _LimitedReader(io.RawIOBase):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed knows a wider one
        refuse_if_late()
        part = self._file.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)
