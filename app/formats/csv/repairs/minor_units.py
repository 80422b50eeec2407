"""Amounts in cents (minor units): whole numbers below a header that says so."""

import re
from collections.abc import Sequence

from app.formats.common.currencies import currency_of
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections
from app.formats.csv.layout import CsvLayout
from app.money import exponent

_SUMS = ("amount", "debit", "credit", "balance", "original_amount")
_WORDS = frozenset(map(normalised, read_sections("line_words.txt")["minor units"]))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WHOLE = re.compile(r"([+-]?)(\d+)", re.ASCII)
_DECIMALS = 2


def find_minor_unit_columns(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> list[int]:
    """The money columns that are in cents; none where a currency of the file has no cents, or more than two
    decimals.
    """
    sums = [layout.columns[field] for field in _SUMS if field in layout.columns]
    named = [i for i in sums if i < len(layout.headers) and _says_so(layout.headers[i])]
    cells = [row[i].strip() for row in rows for i in named if i < len(row)]
    if not all(_WHOLE.fullmatch(cell) for cell in cells if cell) or not _have_cents(layout, rows):
        return []
    return named


def _says_so(header: str) -> bool:
    return not _WORDS.isdisjoint(normalised(_CAMEL.sub(" ", header)).split())


def _have_cents(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> bool:
    column = layout.columns.get("currency")
    expected = layout.expected_currency
    cells = {row[column] for row in rows if column < len(row)} if column is not None else set()
    found = {currency_of(cell, expected) for cell in cells} - {None}
    return all(exponent(currency) == _DECIMALS for currency in found or {expected} if currency)


def insert_decimals(cells: list[str], columns: Sequence[int]) -> list[str]:
    """The cells with a decimal point in these columns: `-4520` becomes `-45.20`."""
    return [_marked(cell) if i in columns else cell for i, cell in enumerate(cells)]


def _marked(cell: str) -> str:
    if not (found := _WHOLE.fullmatch(cell.strip())):
        return cell
    digits = found[2].rjust(_DECIMALS + 1, "0")
    return f"{found[1]}{digits[:-_DECIMALS]}.{digits[-_DECIMALS:]}"
