"""What the days above and below a table say of the order in which it writes day and month.

A period shows in which months its lines lie (`Statement from 01/10/2026 to 31/10/2026`), and a day that can be read one
way only shows how its writer writes days.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from app.formats.common.date_order import OrderEvidence
from app.formats.common.dates import MONTHS, date_parts, resolve
from app.formats.common.header_words import normalised

_DAY = re.compile(
    r"(?<![\d./-])(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?[ -][^\W\d_]{3,12}\.?,?[ -]\d{4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4})(?!\d)"
)
_MONTH = re.compile(r"(?<![\d./-] )(?<![\d./-])([^\W\d_]{3,12})\.? ((?:19|20)\d\d)(?!\d)")
_ORDERS = ("dmy", "mdy")

_Month = tuple[int, int]


def order_by_period(texts: Sequence[str], evidence: OrderEvidence) -> str | None:
    """The one order under which all lines lie in the months of the period that these texts name."""
    periods = {order: _period(texts, order) for order in _ORDERS}
    fitting = [order for order, period in periods.items() if period and _lie_within(evidence.months[order], *period)]
    return fitting[0] if len(fitting) == 1 else None


def order_of_days(texts: Iterable[str]) -> str | None:
    """The order of those days in these texts that can be read one way only; None without such, or with both."""
    found = set[str]()
    for text in texts:
        for written in _DAY.findall(text):
            ways = [order for order in _ORDERS if _read(written, order)]
            found |= set(ways) if len(ways) == 1 else set()
    return found.pop() if len(found) == 1 else None


def _lie_within(months: set[_Month], first: _Month, last: _Month) -> bool:
    return bool(months) and first <= min(months) and max(months) <= last


def _period(texts: Sequence[str], order: str) -> tuple[_Month, _Month] | None:
    """First and last month of the days named, read in this order; None where they are no period."""
    days = [_read(written, order) for text in texts for written in _DAY.findall(text)]
    if None in days:
        return None
    months = {(day.year, day.month) for day in days if day} if len(set(days)) > 1 else set()
    months |= {(int(year), MONTHS[name]) for text in texts for name, year in _named_months(text) if name in MONTHS}
    return (min(months), max(months)) if months else None


def _named_months(text: str) -> Iterable[tuple[str, str]]:
    return ((normalised(name), year) for name, year in _MONTH.findall(text))


def _read(written: str, order: str) -> date | None:
    parts = date_parts(written)
    return resolve(parts, "ymd" if written[:4].isdigit() else order) if parts else None
