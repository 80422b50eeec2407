"""Buffers of request bodies: small ones in memory, large ones in unnamed files, all of them within limits."""

import threading
from collections import Counter
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

MEMORY_BYTES = 64 << 10
# Per process. One address may fill half of it, so that others find room.
SPACE_BYTES = 1 << 30


class SpaceUsedUp(Exception):
    """The bodies that arrive now, or those of one address, take all the room they may."""


class Space:
    """Counts the bytes on disk of all bodies of this process, by address."""

    def __init__(self, total: int = SPACE_BYTES) -> None:
        self._total = total
        self._by_address: Counter[str] = Counter()
        self._lock = threading.Lock()  # bodies arrive in the loop and are closed in threads

    def take(self, address: str, amount: int) -> None:
        """Take room; raises SpaceUsedUp."""
        with self._lock:
            mine, everybodys = self._by_address[address] + amount, self._by_address.total() + amount
            if everybodys > self._total or mine > self._total // 2:
                raise SpaceUsedUp
            self._by_address[address] = mine

    def give_back(self, address: str, amount: int) -> None:
        """Give room back."""
        with self._lock:
            self._by_address[address] -= amount
            if not self._by_address[address]:
                del self._by_address[address]


class Spool:
    """One body; has the methods that waitress' receivers ask of a buffer."""

    def __init__(self, space: Space, address: str) -> None:
        self._space, self._address = space, address
        self._file: IO[bytes] = BytesIO()
        self._length = self._on_disk = 0

    def __len__(self) -> int:
        return self._length

    def append(self, data: bytes) -> None:
        """Add what came; raises SpaceUsedUp."""
        length = self._length + len(data)
        if length > MEMORY_BYTES:
            self._space.take(self._address, length - self._on_disk)
            in_memory, self._on_disk = not self._on_disk, length
            if in_memory:
                self._move_to_disk()
        self._file.write(data)
        self._length = length

    def _move_to_disk(self) -> None:
        held = self._file
        self._file = TemporaryFile()  # noqa: SIM115 - closed with the request
        self._file.write(held.getvalue())  # type: ignore[attr-defined]  # still the BytesIO of the beginning

    def getfile(self) -> IO[bytes]:
        """The whole body, to be read from its beginning."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Drop the body and give its room back. A second time does nothing."""
        self._file.close()
        taken, self._on_disk = self._on_disk, 0
        if taken:
            self._space.give_back(self._address, taken)
