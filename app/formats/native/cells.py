"""Write texts and lists as cells of an exported table, safe against formula injection, and read them back.

A spreadsheet runs a cell of a delimited file that begins like a formula (OWASP, CSV injection), even behind invisible
characters, so such a text gets an apostrophe before it; so does one that begins with apostrophes before that, so that
taking one away again is exact. In a workbook a text is a text and needs none; there a few characters cannot stand, and
such a text is written as JSON.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from app.formats.native.columns import ACCOUNT_COLUMNS, COLUMNS
from app.formats.native.fields import ExportAccount, ExportRow

_TEXTS = ("description", "merchant", "category", "notes", "account", "external_id")
_LISTS = ("tags", "locked")
_NOTHING = ("",) * len(ACCOUNT_COLUMNS)

# What stands before a formula unseen and some spreadsheets pass over: white space, control and format characters,
# fillers and variation selectors (Unicode, Default_Ignorable_Code_Point).
_UNSEEN = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
# The marks a formula begins with, of full width and small ones too; tabs and line ends shift what follows them.
_BEGINNING = rf"(?:[\t\r\n]|[{_UNSEEN}]*[=+\-@＝＋－＠﹦﹢﹣﹫])"
FORMULA = re.compile(f"'*{_BEGINNING}")
ESCAPED_FORMULA = re.compile(f"'+{_BEGINNING}")
# What XML cannot hold, or Excel's escape for it takes for itself (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_UNWRITABLE = re.compile("_x[0-9A-Fa-f]{4}_|[\ufffe\uffff]")
_AS_JSON = "'\""

# A cell of a spreadsheet holds 32,767 characters, counted as UTF-16; a longer one goes on in the cells behind it.
_MAX_CELL = 16_000


def escape_formula(text: str) -> str:
    """The text as a cell of a delimited file, with an apostrophe before what a spreadsheet would run."""
    harmless = text[:1].isascii() and text[:1].isalnum()
    return f"'{text}" if not harmless and FORMULA.match(text) else text


def unescape_formula(cell: str) -> str:
    """The text of a cell that `escape_formula` made."""
    return cell[1:] if cell[:1] == "'" and ESCAPED_FORMULA.match(cell) else cell


def escape_xml(text: str) -> str:
    """The text as a cell of a workbook; as JSON where XML cannot hold it."""
    if not _UNWRITABLE.search(text) and not text.startswith(_AS_JSON):
        return text
    plain = orjson.dumps(text).decode().replace("_", "\\u005f")
    return "'" + plain.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def unescape_xml(cell: str) -> str:
    """The text of a cell that `escape_xml` made; raises ValueError for one that only begins like JSON."""
    return str(orjson.loads(cell[1:])) if cell.startswith(_AS_JSON) else cell


def format_list(items: Sequence[str]) -> str:
    """Texts joined by commas; as JSON where splitting at commas would not give them back."""
    plain = ",".join(items)
    return plain if plain[:1] != "[" and split_list(plain) == list(items) else orjson.dumps(items).decode()


def split_list(cell: str) -> list[str]:
    """The texts between commas, without the spaces around them."""
    return [item for each in cell.split(",") if (item := each.strip())]


def parse_list(cell: str) -> list[Any]:
    """The items of a cell that `format_list` or `json_cells` made; raises ValueError for half of one."""
    found = orjson.loads(cell) if cell.startswith("[") else split_list(cell)
    return found if isinstance(found, list) else []


def json_cells(items: Sequence[Any]) -> list[str]:
    """A list as JSON, in as many cells as it takes; one empty cell for an empty list."""
    if not items:
        return [""]
    text = orjson.dumps(items).decode()
    return [text[start : start + _MAX_CELL] for start in range(0, len(text), _MAX_CELL)]


def row_cells(row: ExportRow, written: Callable[[str], str]) -> Iterable[Any]:
    """The cells of a row of an export in the order of its columns; `written` is how the table writes a text."""
    cells: dict[str, Any] = {**row}  # by column: what a cell holds changes its type on the way
    for name in _TEXTS:
        if text := cells[name]:
            cells[name] = written(text)
    for name in _LISTS:
        cells[name] = written(format_list(items)) if (items := cells[name]) else ""
    cells["confidence"] = "" if cells["confidence"] is None else str(cells["confidence"])
    parts = cells.pop("splits")
    account = _account_cells(cells, written) if "account_type" in cells else _NOTHING
    return [*cells.values(), *account, *map(written, json_cells(parts))]


def account_cells(account: ExportAccount, written: Callable[[str], str]) -> Iterable[Any]:
    """The cells of an account without transactions in the order of the columns; most are empty."""
    cells: dict[str, Any] = {**account, "account": written(account["account"])}
    told = dict(zip(ACCOUNT_COLUMNS, _account_cells(cells, written), strict=True))
    return [told.get(name) or cells.get(name) or "" for name in COLUMNS]


def _account_cells(cells: dict[str, Any], written: Callable[[str], str]) -> Iterable[str]:
    """Take what a row says of its account out of its cells."""
    kind, numbers, institution, opening = (cells.pop(name) for name in ACCOUNT_COLUMNS)
    return kind, written(format_list(numbers)) if numbers else "", written(institution or ""), opening or ""
