"""Find the currency of a table: in headers, above or below the lines, beside the balances, or in a sibling column."""

import re
from collections.abc import Iterable, Sequence

from app.formats.common.amounts import looks_like_amount
from app.formats.common.column_mapping import AMOUNT_FIELDS
from app.formats.common.currencies import currency_in, currency_of, currency_words_in
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.preamble import currency_of_preamble
from app.formats.csv.tables.table import is_data
from app.formats.interface import Hints

Records = Sequence[Sequence[str]]

_LOOKED_AT = 20  # lines whose cells tell whether they name a currency
_NUMBER = re.compile(r"\d[\d .,'\u00a0\u202f]*\d|\d")


def infer_currency(layout: CsvLayout, sample: Records, below: Records, hints: Hints) -> None:
    """Set the currency of lines without one of their own; it is assumed where nothing in the file names one.

    `below` are the lines of the footer. Headers count before the preamble, that before what the caller says; then the
    lines themselves, the footer, and the workspace's currency.
    """
    expected = layout.expected_currency
    own = [layout.columns[field] for field in AMOUNT_FIELDS if field in layout.columns]
    lines = sample[layout.first_row - 1 : layout.last_row][-_LOOKED_AT:]
    above = sample[: layout.first_row - 1]
    above = above[:-1] if layout.header_row else above
    named = _of_headers(layout, own, expected) or currency_of_preamble(above, expected) or hints.currency
    stated = _stated(layout, sample, lines, own, expected)
    if named is None and len(stated - {None}) == 1:
        named = next(iter(stated - {None}))  # lines that name none are in the currency of the others
    silent = None in stated
    if named is None and silent:
        named = _beside(layout, lines, own, expected) or _around([*above, *below], expected)
    layout.currency_assumed = named is None and silent
    layout.currency = named or hints.default_currency


def _of_headers(layout: CsvLayout, own: Sequence[int], expected: str) -> str | None:
    columns = [*own, *(layout.columns[name] for name in ("balance",) if name in layout.columns)]
    headers = [layout.headers[i] for i in columns if i < len(layout.headers)]
    if found := next((c for header in headers if (c := currency_in(header, expected))), None):
        return found
    said = {code for header in headers for code in currency_words_in(header)}  # `Montant en francs suisses`
    return said.pop() if len(said) == 1 else None


def _stated(layout: CsvLayout, sample: Records, lines: Records, own: Sequence[int], expected: str) -> set[str | None]:
    """The currencies in the column of them, else those amounts are written with; None for cells that name none."""
    column = layout.columns.get("currency")
    if column is not None:
        data = [row for row in sample[layout.first_row - 1 : layout.last_row] if is_data(row)]
        found = {currency_of(row[column], expected) for row in data if column < len(row)}
        if found - {None}:
            return found
    return {currency_in(row[i], expected) for row in lines for i in own if i < len(row)} or {None}


def _beside(layout: CsvLayout, lines: Records, own: Sequence[int], expected: str) -> str | None:
    """The one currency that the balances are written with, else that of a column that repeats the amounts."""
    balance = layout.columns.get("balance")
    others = [i for i in range(layout.width) if i not in own and i not in _foreign(layout)]
    for column in [i for i in [balance] if i is not None] + [i for i in others if i != balance]:
        pairs = [(row[column], [row[i] for i in own if i < len(row)]) for row in lines if column < len(row)]
        full = [(cell, amounts) for cell, amounts in pairs if looks_like_amount(cell)]
        if column != balance:
            full = [pair for pair in full if _digits(pair[0]) in map(_digits, pair[1])]
        found = {currency_in(cell, expected) for cell, _ in full}
        if len(found) == 1 and (currency := found.pop()) is not None:
            return currency
    return None


def _foreign(layout: CsvLayout) -> set[object]:
    return {layout.columns.get(name) for name in ("original_currency", "fee")}


def _digits(cell: str) -> str:
    return "".join(filter(str.isdigit, cell))


def _around(rows: Records, expected: str) -> str | None:
    """The one currency that the lines above and below the table name in words, as a code or behind a number."""
    found = {c for row in rows for cell in row for c in _named(cell, expected)}
    return found.pop() if len(found) == 1 else None


def _named(cell: str, expected: str) -> Iterable[str]:
    bare = _NUMBER.sub(" ", cell)
    if _NUMBER.search(cell) and (whole := currency_of(bare.strip(" :+-"), expected)):
        yield whole
    yield from currency_words_in(cell)
