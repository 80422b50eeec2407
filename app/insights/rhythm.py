"""The rhythm of payments: weekly, monthly, yearly, … by the median of the gaps between their days. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import fmean, median


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rhythm: its length in days, by how many days a payment may be early or late, and how often a year it comes."""

    name: str
    days: float
    tolerance: float
    per_year: int

    def fits(self, gap: float, periods: int = 1) -> bool:
        """Returns whether so many days lie between payments that are so many periods apart."""
        return abs(gap - periods * self.days) <= self.tolerance


# Months differ by three days and weekends move a payment by two; no two cadences overlap.
CADENCES = (
    Cadence("weekly", 7, 1, 52),
    Cadence("biweekly", 14, 2, 26),
    Cadence("monthly", 30.44, 4.5, 12),
    Cadence("bimonthly", 60.88, 6, 6),
    Cadence("quarterly", 91.31, 8, 4),
    Cadence("semiannual", 182.62, 12, 2),
    Cadence("yearly", 365.25, 15, 1),
)
_YEARLY = CADENCES[-1]

# A rhythm is what the last payments have; an earlier one may have been another.
RECENT = 13
_LEAST_SHARE = 0.75
# Of the tolerance; what comes every 28 days is monthly.
_MOST_DRIFT = 0.6


def cadence_of(days: Iterable[date]) -> Cadence | None:
    """Returns the rhythm of payments by their days, in any order; None where they have none.

    The median gap has to be a cadence's, and three of four gaps one or two of its periods: one that was skipped breaks
    no rhythm. It takes three payments, a yearly one two. Several on a day are one.
    """
    recent = sorted(set(days))[-RECENT:]
    gaps = [(later - earlier).days for earlier, later in pairwise(recent)]
    if not gaps:
        return None
    middle = median(gaps)
    cadence = next((each for each in CADENCES if each.fits(middle)), None)
    if cadence is None or (len(gaps) == 1 and cadence is not _YEARLY):
        return None
    return cadence if _keeps(gaps, cadence) else None


def _keeps(gaps: Sequence[int], cadence: Cadence) -> bool:
    """Whether enough gaps are one period or two, and right on average: visits every six days are not weekly."""
    periods = [gap / times for gap in gaps for times in (1, 2) if cadence.fits(gap, times)]
    if len(periods) < _LEAST_SHARE * len(gaps):
        return False
    return abs(fmean(periods) - cadence.days) <= _MOST_DRIFT * cadence.tolerance
