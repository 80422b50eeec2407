"""How a table shows which of its lines are not booked yet, where no column says so: by an empty value date."""

from collections.abc import Sequence
from datetime import date

from app.formats.common.dates import date_reader
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.conventions.scan import Scan
from app.formats.csv.layout import CsvLayout

_LEAST_LINES = 3


def infer_unbooked(layout: CsvLayout, scan: Scan) -> None:
    """Set the newest day of the file, and the column that is empty in lines not booked yet."""
    dated = [*scan.first_dated, *scan.last_dated]
    days = [day for cells in (*dated[:1], *dated[-1:]) if (day := _day(layout, cells))]
    layout.newest_day = max(days).isoformat() if days else None
    if "status" not in layout.columns and _are_unbooked(layout, scan, days):
        layout.booked_if_filled = scan.value_date


def _are_unbooked(layout: CsvLayout, scan: Scan, days: Sequence[date]) -> bool:
    """Whether the lines without a value date stand together at the newest end, and are the fewer ones.

    A line beside a running balance is booked; a bank that values only some kinds of lines leaves gaps anywhere.
    """
    few, lines = len(scan.unvalued), scan.dated
    if not few or 2 * few >= lines or lines < _LEAST_LINES or len(days) < 2:
        return False
    numbers = [number for number, _ in scan.unvalued]
    newest_first, oldest_first = numbers == list(range(1, few + 1)), numbers == list(range(lines - few + 1, lines + 1))
    at_newest = (newest_first and days[0] > days[1]) or (oldest_first and days[1] > days[0])
    return at_newest and not any(_has_balance(layout, cells) for _, cells in scan.unvalued)


def _has_balance(layout: CsvLayout, cells: Sequence[str]) -> bool:
    i = layout.columns.get("balance")
    return i is not None and i < len(cells) and not is_empty(cells[i])


def _day(layout: CsvLayout, cells: Sequence[str]) -> date | None:
    order = layout.date_formats.get("date", "ymd")
    anchor = (layout.anchor[0], layout.anchor[1]) if layout.anchor else None
    i = layout.columns["date"]
    read = date_reader(order.removesuffix(" serial"), anchor, order.endswith("serial"))
    return read(cells[i]) if i < len(cells) else None
