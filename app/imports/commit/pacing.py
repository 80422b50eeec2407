"""The size of the next batch: large while nobody else writes in the workspace, small with pauses while others do."""

import time

# While others write, they wait for smaller transactions, and a gap follows each.
SHARED_BATCH = 200
YIELD_SECONDS = 0.020


class Pace:
    """Chooses batch sizes by the numbers that other writers of the workspace took between two batches."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._last_seq: int | None = None
        self._alone = True

    def size(self) -> int:
        """Returns the size of the next batch; it is large again as soon as nobody else writes."""
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
