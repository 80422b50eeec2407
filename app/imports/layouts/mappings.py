"""Column mappings: the layout of a table as a user sees, corrects and sends it back, and the checks of its entries."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from app.formats.common.column_mapping import DELIMITERS, FIELDS, FILE_SETTINGS, RARE_DELIMITERS, is_column
from app.formats.common.header_words import normalised
from app.formats.containers import has_several, parts_of
from app.formats.interface import DATE_ORDERS, MAX_COLUMNS, ColumnMapping, Layout
from app.formats.native.reader import is_export
from app.money import CURRENCIES

SIGN_CONVENTIONS = ("signed", "inverted", "flag", "debit_credit", "marked", "words", "balances")
MAX_HEADER = 500
_MAX_DESCRIPTION_COLUMNS = 20
_MAX_HEADER_ROW = 10_000
_GROUPING = frozenset(",.' \u00a0\u202f")
_COLUMN = 'A column is its header\'s text or its place from 0, such as "Buchungstag" or 3.'

# Halves of a UTF-16 pair alone, which JSON can escape and nothing can store.
_HALVES = re.compile("[\ud800-\udfff]")

# These say where the table begins in one file; the next of its kind may have another preamble.
_OF_ONE_FILE = frozenset(["header_row", "delimiter"])


def is_table(layout: Layout) -> bool:
    """Whether the file has columns that can be named; the elements of OFX and the like are no columns."""
    return bool(layout.width) or any(part.layout.width for part in parts_of(layout) if part.layout)


def has_one_table(layout: Layout) -> bool:
    """Whether all lines are below one header: in a workbook or an archive each statement has its own."""
    return is_table(layout) and not has_several(parts_of(layout))


def dialect_of(layout: Layout) -> dict[str, object] | None:
    """Returns how the cells of a table are separated and written; None where there are no columns."""
    names = ("delimiter", "decimal_mark", "thousands_mark", "header_row")
    return {name: getattr(layout, name) for name in names} if is_table(layout) else None


def mapping_of(layout: Layout) -> ColumnMapping:
    """Returns the layout as a mapping that leads to the same layout when it is sent with the file.

    It is {} where nothing can be mapped, and for an export of ours, whose columns are what they are called.
    """
    if not has_one_table(layout) or is_export(layout):
        return {}
    known = Counter(map(normalised, layout.headers))
    columns = {
        field: [_named(i, layout, known) for i in column] if isinstance(column, list) else _named(column, layout, known)
        for field, column in layout.columns.items()
        if field in FIELDS and column != []
    }
    inferred = {name: getattr(layout, name) for name in FILE_SETTINGS}
    stated = {name: value for name, value in inferred.items() if value is not None or name == "header_row"}
    return {**stated, **columns}


def _named(index: int, layout: Layout, known: Counter[str]) -> str | int:
    """Returns the column's header, or its place where the header is empty, not unique or looks like a currency."""
    header = layout.headers[index] if index < len(layout.headers) else ""
    alone = known[normalised(header)] == 1 and normalised(header)
    return header if alone and header not in CURRENCIES and len(header) <= MAX_HEADER else index


def reusable(mapping: ColumnMapping) -> ColumnMapping:
    """Returns what a mapping says about all files with this header, and not about this one."""
    return {name: value for name, value in mapping.items() if name not in _OF_ONE_FILE}


def header_signature(format_name: str, headers: Sequence[str]) -> str | None:
    """Returns what identifies the header of a file, whatever was said about its columns; None without a header."""
    words = [normalised(header) for header in headers]
    if not any(words):
        return None
    return blake2b(repr((format_name, words)).encode(), digest_size=12).hexdigest()


def mapping_errors(mapping: ColumnMapping) -> dict[str, str]:
    """Returns what is wrong with the entries of a mapping before the file is looked at, by field."""
    found = {field: _entry_error(field, value) for field, value in mapping.items()}
    return {field: message for field, message in found.items() if message}


def _entry_error(field: str, value: Any) -> str | None:
    if field not in FIELDS and field not in FILE_SETTINGS:
        return f"There is no such field; known are {', '.join(dict.fromkeys((*FIELDS, *FILE_SETTINGS)))}."
    if not is_column(field, value) and field in FILE_SETTINGS:
        return None if _is_valid_setting(field, value) else _EXPECTED[field]
    several = isinstance(value, list) and field == "description" and 0 < len(value) <= _MAX_DESCRIPTION_COLUMNS
    return None if all(map(_is_place, value if several else [value])) else _COLUMN


def _is_place(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= MAX_HEADER and not _HALVES.search(value)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MAX_COLUMNS


_EXPECTED = {
    "date_order": f"One of {', '.join(DATE_ORDERS)}.",
    "decimal_mark": "A point or a comma.",
    "thousands_mark": "The marks that may group digits, such as an apostrophe; empty for none.",
    "sign_convention": f"One of {', '.join(SIGN_CONVENTIONS)}.",
    "header_row": "The number of the header's line from 1, or null for none.",
    "currency": "A currency of ISO 4217.",
    "delimiter": "The character between the cells: one of comma, semicolon, tab, vertical bar, and some rarer ones.",
}


def _is_valid_setting(field: str, value: Any) -> bool:
    if field == "header_row":
        return value is None or _is_row(value)
    if not isinstance(value, str):
        return False
    if field == "thousands_mark":
        return set(value) <= _GROUPING and len(value) <= len(_GROUPING)
    allowed = {"date_order": DATE_ORDERS, "decimal_mark": (".", ","), "sign_convention": SIGN_CONVENTIONS}
    return value in {**allowed, "currency": CURRENCIES, "delimiter": (*DELIMITERS, *RARE_DELIMITERS)}[field]


def _is_row(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_HEADER_ROW
