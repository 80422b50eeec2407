"""Shared memory with the number of connections of each API process, so that keep-alive clients spread evenly."""

import mmap
import struct
import time

_PLACES = 64
_PLACE = struct.Struct("dq")  # when its process was last seen (the monotonic clock is one for all), its connections
# A process that did not move for so long is gone, or hangs: nobody waits for it to take a connection.
_ALIVE_SECONDS = 3.0


class Board:
    """A place in shared memory for each process, made before the first fork."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _PLACES * _PLACE.size)

    def reserve(self) -> int:
        """The place seen longest ago, for a process that is about to start; it counts as alive when it writes."""
        place = min(range(_PLACES), key=[seen for seen, _ in self._all()].__getitem__)
        self._put(place, time.monotonic() - _ALIVE_SECONDS, 0)
        return place

    def write(self, place: int, connections: int) -> None:
        """Say that a process lives and how many connections it has."""
        self._put(place, time.monotonic(), connections)

    def leave(self, place: int) -> None:
        """Say that a process takes no more connections."""
        self._put(place, 0.0, 0)

    def fewest_of_others(self, place: int) -> int | None:
        """The connections of the other living process that has fewest; None for a process alone."""
        alive = time.monotonic() - _ALIVE_SECONDS
        others = (held for number, (seen, held) in enumerate(self._all()) if seen > alive and number != place)
        return min(others, default=None)

    def _all(self) -> list[tuple[float, int]]:
        return list(_PLACE.iter_unpack(self._memory))

    def _put(self, place: int, seen: float, connections: int) -> None:
        _PLACE.pack_into(self._memory, place * _PLACE.size, seen, connections)
