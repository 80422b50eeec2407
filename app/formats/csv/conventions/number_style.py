"""Infer how a table writes its numbers: decimal mark and thousands mark."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import get_decimal_symbol

from app.formats.common.amounts import (
    AmountError,
    NumberStyle,
    amount_reader,
    infer_style,
    pattern_of,
    shapes_of,
    style_of,
)
from app.formats.common.column_mapping import AMOUNT_FIELDS
from app.formats.csv.conventions.locale_clues import named_currency
from app.formats.csv.conventions.scan import Scan
from app.formats.csv.layout import CsvLayout
from app.formats.interface import ColumnMapping, Hints, Reading
from app.money import exponent

_LOOKED_AT = 200  # lines whose rates are looked at
_ENOUGH = 3  # amounts that end alike, which in fewer is chance
_RATE = re.compile(r"\d{1,4}[.,]\d{4,}", re.ASCII)
_FILLED_UP = re.compile(r"[.,]\d\d0$", re.ASCII)
_WITH_CENTS = frozenset(["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"])  # spent in sums that need them


def infer_number_style(layout: CsvLayout, scan: Scan, rows: Sequence[Sequence[str]], hints: Hints) -> None:
    """Set the decimal and thousands marks: by the mapping, else by the numbers, the currency, the locale."""
    mapping: ColumnMapping = hints.mapping or {}
    own = [layout.columns[name] for name in AMOUNT_FIELDS if name in layout.columns]
    style, open_mark = infer_style(scan.shapes(own))
    if open_mark:  # the amounts do not tell; balances and foreign amounts may
        style, open_mark = infer_style(scan.shapes(scan.patterns))
    if "decimal_mark" in mapping:
        style = style_of(mapping["decimal_mark"])
    elif open_mark:
        style = _style_of_rates(rows) or _style_of_thousands(open_mark, layout, rows, hints)
    layout.decimal_mark = style.decimal
    layout.thousands_mark = mapping.get("thousands_mark", style.thousands).replace(style.decimal, "")


def _style_of_rates(rows: Sequence[Sequence[str]]) -> NumberStyle | None:
    """The marks of columns of rates, such as `0.848252`; None where there are none."""
    columns = itertools.zip_longest(*rows[:_LOOKED_AT], fillvalue="")
    filled = [[cell.strip() for cell in column if cell.strip()] for column in columns]
    rates = [cells for cells in filled if cells and all(map(_RATE.fullmatch, cells))]
    style, open_mark = infer_style(shapes_of(Counter(pattern_of(cell) for cells in rates for cell in cells)))
    return style if rates and not open_mark else None


def _style_of_thousands(mark: str, layout: CsvLayout, rows: Sequence[Sequence[str]], hints: Hints) -> NumberStyle:
    """The marks where all amounts are like `1.234`: as three decimals exist in few currencies, the mark groups digits,
    unless programs padded the cents.
    """
    other = "," if mark == "." else "."
    written = named_currency(layout, rows)
    filled_up = mark == "." and layout.delimiter == "," and written in _WITH_CENTS and _end_in_noughts(layout, rows)
    if exponent(written or layout.currency or "USD") < 3 and not filled_up:
        return style_of(other)
    if filled_up:
        return _doubted(layout, mark, mark, "three decimals")
    decimal = get_decimal_symbol(hints.locale.replace("-", "_"))
    return _doubted(layout, mark, decimal if decimal in ".," else ".", f"in {hints.locale}")


def _end_in_noughts(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> bool:
    """Whether every amount has three digits behind a mark, the last a zero: then they are padded cents."""
    columns = [layout.columns[name] for name in AMOUNT_FIELDS if name in layout.columns]
    cells = [row[i].strip() for row in rows for i in columns if i < len(row) and row[i].strip(" 0.,")]
    return len(cells) >= _ENOUGH and all(_FILLED_UP.search(cell) for cell in cells)


def _doubted(layout: CsvLayout, mark: str, decimal: str, manner: str) -> NumberStyle:
    style = style_of(decimal)
    layout.warn("ambiguous_decimal_mark", f"{mark!r} was read as {manner}; it may group digits or not.")
    readings: list[Reading] = [
        {"decimal_mark": each, "example": ["1" + mark + "234", _shown("1" + mark + "234", each)]} for each in ".,"
    ]
    layout.ambiguities.append({"field": "decimal_mark", "chosen": style.decimal, "readings": readings})
    return style


def _shown(text: str, decimal: str) -> str | None:
    try:
        parsed = amount_reader(style_of(decimal), "USD")(text)
    except AmountError:
        return None
    return str(parsed[0] if parsed else Decimal(0))
