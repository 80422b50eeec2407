"""One pass over a file before its first line is imported: its period, a sample of its rows, and ids that were reused.

The lines that a statement shares with an account's others may stand anywhere in it, and which days it covers is known
only at its end. Whole days are sampled, so that what a day holds can be compared with what an account holds on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.formats.interface import OtherLeg, Record
from app.formats.native.rows import AccountFacts, account_line_of
from app.imports.documents import TargetKey
from app.imports.drafting.account_names import account_key
from app.imports.drafting.fingerprint import ReusedIds
from app.imports.drafting.lines import Entry, external_id_of, read_line

# Enough to recognise an account; a statement of less is compared whole.
_KEPT = 600
# Any odd constant spreads successive days over the samples (Knuth, The Art of Computer Programming 3, 6.4).
_SPREAD = 2654435761


@dataclass(frozen=True, slots=True)
class Prescan:
    """What the pass found: first and last day, rows by account, and the (account, id) pairs that identify nothing.

    `facts` is what an export of ours says of each account.
    """

    period: tuple[datetime, datetime] | None = None
    samples: Mapping[TargetKey, Sequence[Entry]] = field(default_factory=dict)
    reused_ids: frozenset[tuple[str | None, str]] = frozenset()
    facts: Mapping[TargetKey, AccountFacts] = field(default_factory=dict)

    def sample(self, target: TargetKey) -> Sequence[Entry]:
        """Rows of an account: all of them, or of a longer statement all of some of its days."""
        return self.samples.get(target, ())


def prescan(records: Iterable[Record], only_currency: str | None, *, ids: bool, sample: bool) -> Prescan:
    """Go through the records of a file once, for its reused `ids`, its period and `sample`, or both.

    Rows in another than the `only_currency` are no part of the sample: they will be rejected.
    """
    reused, found, facts = ReusedIds(), _Sampler(), dict[TargetKey, AccountFacts]()
    for record in records:
        if ids and (told := account_line_of(record)):
            facts[told.account, told.currency] = told.facts
        line = read_line(record)
        if not isinstance(line, Entry):
            continue
        if ids:
            add_id(reused, line)
        if only_currency and isinstance(line.row, OtherLeg):
            continue
        if sample and only_currency in (None, line.row.currency):
            found.add(line)
    samples = {target: each.entries for target, each in found.days.items()}
    return Prescan(found.period, samples, frozenset(reused.found), facts)


def add_id(reused: ReusedIds, entry: Entry) -> None:
    """Count the id of a row, if it has one, beside what the row says."""
    row = entry.row
    if external_id := external_id_of(row):
        content = (row.date, entry.amount_minor, row.currency, row.words or row.description)
        reused.add(account_key(row), external_id, content)


class _Sampler:
    """The period of a file, and for each of its accounts the rows of some of its days."""

    def __init__(self) -> None:
        self.period: tuple[datetime, datetime] | None = None
        self.days: dict[TargetKey, _SampledDays] = {}

    def add(self, entry: Entry) -> None:
        first, last = self.period or (entry.day, entry.day)
        self.period = min(first, entry.day), max(last, entry.day)
        target = (account_key(entry.row), entry.row.currency)
        days = self.days.get(target)
        if days is None:
            days = self.days[target] = _SampledDays()
        days.add(entry)


class _SampledDays:
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
