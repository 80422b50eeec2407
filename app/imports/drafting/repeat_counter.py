"""Counts how often each of a million things occurs, in little memory.

A dict of a million digests takes 100 MB. Here a thing that came once is eight bytes in one of many short arrays; only
what came again stands in a dict. Two things that share a hash of 64 bits would be taken for one: among a million that
happens to one file in thirty million.
"""

from array import array
from collections.abc import Hashable

# So many arrays hold 16 hashes each of a million things: as fast to search as a dict entry is to make.
_ARRAYS = 1 << 16


class RepeatCounter:
    """Counts things. Python salts the hashes of texts and bytes, so that no file can be made to fill one array."""

    def __init__(self) -> None:
        self._once: dict[int, array[int]] = {}
        self._again: dict[int, int] = {}

    def count(self, thing: Hashable) -> int:
        """Returns how often the thing has been counted before, and counts it."""
        key = hash(thing)
        before = self._again.get(key, 0)
        if before:
            self._again[key] = before + 1
            return before
        row = self._once.setdefault(key % _ARRAYS, array("q"))
        if key in row:
            self._again[key] = 2
            return 1
        row.append(key)
        return 0
