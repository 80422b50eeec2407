"""How much of a long work is committed at once, so that others who write in the workspace need not wait for it."""

import time

# While others write, they wait for smaller transactions, and a gap follows each.
SHARED_BATCH = 200
YIELD_SECONDS = 0.020


class Pace:
    """Large batches while the work is alone; small ones with a pause in between while others write."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._last_seq: int | None = None
        self._alone = True

    def size(self) -> int:
        """How much to take next; larger batches return with quiet."""
        most, self._alone = self._most if self._alone else SHARED_BATCH, True
        return most

    def continues(self, first_seq: int) -> bool:
        """Whether nobody else took a number of the workspace between the last batch and one that begins with this."""
        return self._last_seq == first_seq - 1

    def committed(self, first_seq: int, last_seq: int) -> None:
        """A batch was committed with these numbers of the workspace; pause if others took some before it."""
        quiet = self._last_seq is None or self.continues(first_seq)
        self._last_seq = last_seq
        if not quiet:
            self._alone = False
            time.sleep(YIELD_SECONDS)
