"""A worker's children that do long work: all but one, so that a sentence and the sweeper always find a free one.

Each lane leaves one place to the other: slow models hold up no import, and imports no model. The kernel counts them:
each child locks a byte of a file they share (fcntl(2)), and the lock ends with the child, whatever ended it. A worker
with a single child does everything with it.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from app.infra.queues.lanes import AI

# The first byte of the file says that the worker is to stop; locks are taken on those behind it.
_STOP = 0


class Children:
    """The places for long work among the children of this worker; a process that is no worker has room without end."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._places = 0

    def share(self, children: int) -> None:
        """In the worker, before it forks so many children."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the worker
        self._places = max(1, children - 1)

    def close(self) -> None:
        """Share no more; there is room without end again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @contextmanager
    def place(self, lane: str) -> Iterator[bool]:
        """A place for long work of a lane for the length of a block; False when all are taken."""
        number = self._take(lane)
        try:
            yield number is not None
        finally:
            if number and self._file:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def _take(self, lane: str) -> int | None:
        """The number of the place; 0 where they are not counted."""
        if self._file is None:
            return 0
        return next((number for number in self._open_to(lane) if self._locked(self._file, number)), None)

    def _open_to(self, lane: str) -> range:
        """The places of a lane: all but the other lane's first one, if there are two."""
        most = max(1, self._places - 1)
        return range(self._places, self._places - most, -1) if lane == AI else range(1, most + 1)

    @staticmethod
    def _locked(file: IO[bytes], number: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:  # EACCES or EAGAIN, as the system likes: another child has it
            return False
        return True

    def stop(self) -> None:
        """In the worker: its children begin nothing more."""
        if self._file is not None:
            os.pwrite(self._file.fileno(), b"x", _STOP)

    @property
    def stopping(self) -> bool:
        """Whether the worker is about to stop."""
        return self._file is not None and os.pread(self._file.fileno(), 1, _STOP) == b"x"


children = Children()
