"""Lines handed back to be mended: the columns that are put before theirs, and a file that comes back with them.

What the user gets for the rejected lines of an import (app/imports/rejects.py) is a table again: a number, a code and
a sentence about each line, then the line's own cells. The reader takes the former off again, so that a mended line is
read from the cells it had in its statement, and is the same line there and here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from app.formats.common.amounts import looks_like_amount
from app.formats.native.cells import ESCAPED_FORMULA, FORMULA

NOTES = 3

_FIRST_NOTE = re.compile(r"row \(import ([0-9a-f]{24})\)")


def rejects_header(import_id: str) -> list[str]:
    """The headers of the columns before a line's own."""
    return [f"row (import {import_id})", "code", "message"]


def rejected_import_id(cells: Sequence[str]) -> str | None:
    """The id of the import whose lines stand below this header, if it is such a one."""
    found = _FIRST_NOTE.fullmatch(cells[0].strip()) if len(cells) > NOTES else None
    return found[1] if found else None


def strip_rejects_columns(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """The records as they stood in their statement; those of any other file as they are."""
    source = iter(records)
    first = next(source, [])
    whole = chain([first] if first else [], source)
    return (_own(cells) for cells in whole) if rejected_import_id(first) else whole


def _own(cells: list[str]) -> list[str]:
    return [cell[1:] if ESCAPED_FORMULA.match(cell) else cell for cell in cells[NOTES:]]


def escape_cell(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run; a signed number stays one."""
    signed = cell[:1] in ("-", "+") and looks_like_amount(cell)
    return f"'{cell}" if not signed and FORMULA.match(cell) else cell
