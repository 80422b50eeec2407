"""Amounts split over cells: in a comma-separated file an unquoted `-45,20` or `1,234.50` takes two of them.

Such a line has a cell more than the header for each comma. It is put together again only where that comes out even:
either every number of the file has its decimals in a cell of their own, or the long ones have their thousands there.
Any other line of surplus cells stays as it is, and is rejected as such.
"""

import re
from collections.abc import Sequence

from app.formats.common.header_words import roles_of
from app.formats.csv.layout import SplitAmounts
from app.formats.csv.tables.table import is_header

_MONEY = frozenset(["amount", "debit", "credit", "balance", "original_amount", "other_amount", "fee"])
# What stands before the comma and what behind it: whole units and cents, or thousands and the rest.
_SIGN = r"\s*[^\d.,\s]{0,3}\s*"
_PARTS = {
    "decimals": (re.compile(_SIGN + r"(?:\d{1,9}|\d{1,3}(?:\.\d{3})+)"), re.compile(r"\d\d" + _SIGN)),
    "thousands": (re.compile(_SIGN + r"\d{1,3}(?:,\d{3})*"), re.compile(r"\d{3}(?:\.\d\d" + _SIGN + ")?")),
}
_ENDS = re.compile(r".*\.\d\d" + _SIGN)


def find_split_amounts(records: Sequence[Sequence[str]], delimiter: str) -> SplitAmounts | None:
    """How commas split the numbers of the header's table; None if they do not."""
    place = next((i for i, cells in enumerate(records) if is_header(cells)), None) if delimiter == "," else None
    if place is None:
        return None
    header = records[place]
    lines = [list(cells) for cells in records[place + 1 :] if sum(map(bool, cells)) > 1]
    wider = [cells for cells in lines if any(cell.strip() for cell in cells[len(header) :])]
    columns = [i for i, name in enumerate(header) if _is_money(name)]
    for commas in _PARTS if wider else ():
        found = SplitAmounts(width=len(header), columns=columns, commas=commas)
        even = sum(len(join_split_amounts(cells, found)) == len(header) for cells in wider)
        if even == len(wider) and (commas == "thousands" or 2 * even > len(lines)):
            return found
    return None


def _is_money(header: str) -> bool:
    roles = roles_of(header)
    return any(roles.get(role, 0.0) >= max(roles.values()) - 0.2 for role in _MONEY & roles.keys())


def join_split_amounts(cells: list[str], table: SplitAmounts) -> list[str]:
    """The cells with every number in one; unchanged where the number of cells then does not fit."""
    width = table["width"]
    if len(cells) <= width:
        return cells
    whole: list[str] = []
    rest = list(reversed(cells))
    while rest:
        cell = rest.pop()
        if len(whole) in table["columns"] and cell.strip():
            if (joined := _joined(cell, rest, table["commas"])) is None:
                return cells
            cell = joined
        whole.append(cell)
    while len(whole) > width and not whole[-1].strip():
        whole.pop()
    return whole if len(whole) == width else cells


def _joined(cell: str, rest: list[str], commas: str) -> str | None:
    """The number that begins in this cell, taken from the reversed rest; None if its decimals are missing."""
    before, behind = _PARTS[commas]
    while rest and before.fullmatch(cell) and behind.fullmatch(rest[-1]):
        cell = f"{cell},{rest.pop()}"
        if commas == "decimals":
            return cell
    return cell if commas == "thousands" and ("," not in cell or _ENDS.fullmatch(cell)) else None
