"""The columns added to a table of rejected lines (import, code, message), and taken off when it comes back.

A user gets the rejected lines of an import (app/imports/rejects.py) as a table: a number, a code and a sentence about
each line, then the line's own cells. The reader strips the former, so that a corrected line is read from the cells it
had in its statement, and is the same line there and here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from app.formats.common.amounts import looks_like_amount
from app.formats.native.cells import ESCAPED_FORMULA, FORMULA

NOTES = 3

_FIRST_NOTE = re.compile(r"row \(import ([0-9a-f]{24})\)")


def rejects_header(import_id: str) -> list[str]:
    """The headers of the added columns."""
    return [f"row (import {import_id})", "code", "message"]


def rejected_import_id(cells: Sequence[str]) -> str | None:
    """The id of the import whose rejected lines stand below this header; None for other files."""
    found = _FIRST_NOTE.fullmatch(cells[0].strip()) if len(cells) > NOTES else None
    return found[1] if found else None


def strip_rejects_columns(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """The records without the added columns; those of any other file unchanged."""
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
