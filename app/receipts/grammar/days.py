"""The day of a receipt, by the dates that the local engine finds in its lines."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.ai.local import written_days
from app.receipts.grammar.labels import DAY, NOT_A_DAY

# Receipts are kept for long, and clocks of tills are a day ahead at most.
_OLDEST, _AHEAD = timedelta(days=3653), timedelta(days=1)
_TIME = re.compile(r"(?<!\d)\d{1,2}:\d\d")
_MOST = 200  # characters of a line


class Day(NamedTuple):
    """The day of a receipt, and whether day and month could change places."""

    day: date
    is_ambiguous: bool


def is_plausible(day: date, today: date) -> bool:
    """Returns whether a receipt that came today can be of a day."""
    return today - _OLDEST <= day <= today + _AHEAD


def day_of(texts: Sequence[str], today: date, *, day_first: bool) -> Day | None:
    """Returns the day of a receipt: that of a line that says date, else one with a time, else the first."""
    found = [
        (_rank(text), day) for text in texts if any(map(str.isdecimal, text)) for day in _days(text, today, day_first)
    ]
    return min(found, key=lambda each: each[0])[1] if found else None


def _rank(text: str) -> int:
    low = text.casefold()
    return 0 if DAY.search(low) else 1 if _TIME.search(text) else 2


def _days(text: str, today: date, day_first: bool) -> Iterator[Day]:
    low = text[:_MOST].casefold()
    if NOT_A_DAY.search(low) and not DAY.search(low):
        return
    either = {order: list(written_days(text[:_MOST], today, day_first=order)) for order in (day_first, not day_first)}
    for (ours, _), (theirs, _) in zip(either[day_first], either[not day_first], strict=False):
        likely = [each for each in (ours, theirs) if is_plausible(each, today)]
        if likely:
            yield Day(likely[0], is_ambiguous=ours != theirs and len(likely) == 2)
