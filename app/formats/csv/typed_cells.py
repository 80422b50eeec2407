"""Tables of typed cells (text or numbers, from workbooks and JSON), read like delimited text.

A number has no decimal mark until it is written; it is written with the mark of the table's own texts, so that one
number style holds for the whole table, as it does in a delimited file.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from app.formats.common.amounts import infer_style, looks_like_amount, pattern_of, shapes_of
from app.formats.csv.balance_table import Source
from app.formats.csv.holds import forget_balances_of_holds, leave_out_settled_holds
from app.formats.csv.inference import infer_layout
from app.formats.csv.layout import CsvLayout
from app.formats.csv.other_legs import find_other_legs, with_other_legs
from app.formats.csv.rows import CsvRowReader
from app.formats.csv.settling import settle_by_balances
from app.formats.csv.splits.find import find_splits
from app.formats.csv.tables.table import Table, header_of
from app.formats.interface import Hints, Record
from app.formats.native.reader import export_sheet_records, is_export_header
from app.formats.native.rejects_columns import strip_rejects_columns

__all__ = [
    "CsvLayout", "KnownHeader", "cells_as_text", "header_of_rows", "infer_table_layout", "read_table", "table_cells",
]  # fmt: skip

Cell = str | int | float | Decimal
Rows = Callable[[], Iterable[Sequence[Cell]]]  # all rows of the table; asked for twice

SAMPLE = 600


class KnownHeader(NamedTuple):
    """The header of a table whose source knows it: its names, and how many rows stand above it."""

    rows_above: int
    names: list[str]


# A double holds fifteen decimal digits faithfully, and no spreadsheet shows more; what follows is noise of arithmetic.
_FAITHFUL = 15
_MAX_EXPONENT = 40


def number_text(value: float | Decimal, mark: str) -> str:
    """The digits of a number with this decimal mark.

    Exactly three decimals get a fourth, a zero: `1.234` alone could be a thousand in a cell of text.
    """
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if "e" in text or "E" in text or (len(text) > _FAITHFUL and isinstance(value, float)):
        text = _plain(value)
    whole, _, decimals = text.partition(".")
    return f"{whole}{mark}{decimals}{'0' * (len(decimals) == 3)}" if decimals else whole


def _plain(value: float | Decimal) -> str:
    number = Decimal(f"{value:.{_FAITHFUL}g}") if isinstance(value, float) else value
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        return str(number)
    return f"{number:f}"


def infer_decimal_mark(sample: Iterable[Sequence[Cell]]) -> str:
    """The decimal mark of the amounts that are text; a point where there are none."""
    texts = (cell for row in sample for cell in row if isinstance(cell, str) and looks_like_amount(cell))
    style, _ = infer_style(shapes_of(Counter(map(pattern_of, texts))))
    return style.decimal


def cells_as_text(rows: Iterable[Sequence[Cell]], mark: str) -> Iterator[list[str]]:
    """The rows with every cell as text."""
    for row in rows:
        yield [cell if isinstance(cell, str) else number_text(cell, mark) for cell in row]


def table_cells(rows: Iterable[Sequence[Cell]], mark: str) -> Iterator[list[str]]:
    """The rows as text, without the columns that a file of rejected lines adds."""
    return strip_rejects_columns(cells_as_text(rows, mark))


def header_of_rows(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """The header among the first rows of a table; empty where there is none."""
    return header_of(list(cells_as_text(itertools.islice(rows, SAMPLE), ".")))


def infer_table_layout(rows: Rows, hints: Hints, header: KnownHeader | None = None) -> CsvLayout:
    """The layout of a table by all its rows.

    A `header` that is known is none of the rows of the source: these are numbered from below it.
    """
    sample = list(itertools.islice(rows(), SAMPLE))
    if sample and is_export_header(sample[0]) and not hints.mapping:
        layout = CsvLayout.of_export("csv", sum(1 for _ in rows()), sample[0])
        layout.cell_mark = "."
        return layout
    mark = infer_decimal_mark(sample)
    table = header and Table(header.rows_above, header.rows_above + 1, len(header.names), header.names)
    layout = infer_layout(list(table_cells(sample, mark)), lambda _: table_cells(rows(), mark), "\t", hints, table)
    layout.cell_mark, layout.nuls = mark, True
    above = table.first if table else 0
    layout.number_from_below(above)

    def records() -> Iterator[list[str]]:
        return itertools.islice(table_cells(rows(), mark), above, None)

    find_splits(layout, records)
    forget_balances_of_holds(layout, records)
    settle_by_balances(layout, records, hints)
    leave_out_settled_holds(layout, records)
    find_other_legs(layout, Source(records))
    return layout


def read_table(rows: Iterable[Sequence[Cell]], layout: CsvLayout) -> Iterator[Record]:
    """The records of a table, numbered from 1, by its layout."""
    mark = layout.cell_mark or "."
    if layout.is_export:
        yield from export_sheet_records(cells_as_text(rows, mark))
        return
    read = CsvRowReader(layout).read
    records = (read(number, cells) for number, cells in enumerate(table_cells(rows, mark), 1))
    yield from with_other_legs(records, layout) if layout.other_legs else records
