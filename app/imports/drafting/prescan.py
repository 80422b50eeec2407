"""What one pass over a whole file tells before its first line is taken: the days it covers, and a fair sample.

The lines that a statement shares with an account's others may stand anywhere in it, and which days it covers is known
only at its end. Whole days are sampled, so that what a day holds can be compared with what an account holds on it.
"""

from collections.abc import Iterable
from datetime import datetime

from app.imports.drafting.account_names import account_key
from app.imports.drafting.lines import Entry, Line

# Enough to be sure of an account; a statement of less is compared whole.
_KEPT = 600
# Any odd constant spreads successive days over the samples (Knuth, The Art of Computer Programming 3, 6.4).
_SPREAD = 2654435761

# Whose row it is as the statement tells (see account_key), and a currency.
TargetKey = tuple[str | None, str]


class Prescan:
    """The period of a file, and for each of its accounts the rows of some of its days."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.period: tuple[datetime, datetime] | None = None
        self._samples: dict[TargetKey, _Sample] = {}
        for line in lines:
            if isinstance(line, Entry):
                self._add(line)

    def _add(self, entry: Entry) -> None:
        first, last = self.period or (entry.day, entry.day)
        self.period = min(first, entry.day), max(last, entry.day)
        target = (account_key(entry.row), entry.row.currency)
        sample = self._samples.get(target)
        if sample is None:
            sample = self._samples[target] = _Sample()
        sample.add(entry)

    def sample(self, target: TargetKey) -> list[Entry]:
        """Rows of an account: all of them, or of a longer statement all of some of its days."""
        return self._samples[target].entries if target in self._samples else []


class _Sample:
    """Keeps the rows of every day, then of every second, fourth, eighth: whatever keeps them few."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._every = 1

    def add(self, entry: Entry) -> None:
        if not self._takes(entry):
            return
        self.entries.append(entry)
        while len(self.entries) > _KEPT and len({each.day for each in self.entries}) > 1:
            self._every *= 2
            self.entries = [each for each in self.entries if self._takes(each)] or self.entries[:1]

    def _takes(self, entry: Entry) -> bool:
        if self._every == 1:
            return True
        if len(self.entries) > _KEPT * 2:
            return False
        return (entry.day.toordinal() * _SPREAD >> 8) % self._every == 0
