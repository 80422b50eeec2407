"""Find the opening and closing balance that a table states in dated lines at its ends."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile

from app.formats.csv.conventions.balance_words import CLOSING, EITHER, OPENING
from app.formats.csv.conventions.scan import Scan
from app.formats.csv.layout import CsvLayout
from app.formats.csv.rows import CsvRowReader

_Line = tuple[date, str, Decimal]


def dated_balances(layout: CsvLayout, scan: Scan) -> dict[str, Decimal]:
    """`opening` and `closing` by the words of the lines before the first and behind the last transaction.

    Where the words leave it open the line at the older end is the opening one.
    """
    reader = CsvRowReader(layout)

    def states(lines: Iterable[Sequence[str]]) -> list[_Line]:
        return [line for line in takewhile(bool, (reader.dated_balance(list(cells)) for cells in lines)) if line]

    first, last = states(scan.first_dated), states(reversed(scan.last_dated or scan.first_dated))
    if not (first or last) or len(first) == scan.dated:
        return {}
    newest_first = _is_newest_first(reader, scan)
    found: dict[str, Decimal] = {}
    for lines, end in ((first, CLOSING if newest_first else OPENING), (last, OPENING if newest_first else CLOSING)):
        for _, which, amount in lines:
            found.setdefault(end if which == EITHER else which, amount)
    return found


def _is_newest_first(reader: CsvRowReader, scan: Scan) -> bool:
    dated = [*scan.first_dated, *scan.last_dated]
    first, last = reader.day_of(dated[0]), reader.day_of(dated[-1])
    return first is not None and last is not None and first > last
