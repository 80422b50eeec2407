"""Find the currency of a table: in headers, above or below the lines, beside the balances, or in a sibling column."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.formats.common.amounts import currency_beside, looks_like_amount
from app.formats.common.column_mapping import AMOUNT_FIELDS
from app.formats.common.currencies import currency_in, currency_of, currency_words_in, rivals, script_of
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.preamble import currency_of_preamble
from app.formats.csv.tables.table import is_data
from app.formats.interface import Hints

Records = Sequence[Sequence[str]]

_LOOKED_AT = 20  # lines whose cells tell whether they name a currency
_NUMBER = re.compile(r"\d[\d .,'\u00a0\u202f]*\d|\d")


_SHARED_SIGN = (
    "The file writes amounts with a sign that several currencies share; {} was taken, as the commonest of them."
)


def expected_currency(sample: Records, first: int, hints: Hints) -> str:
    """The currency that a sign such as ¥ or $ stands for, which several share; `first` is the first line of the table.

    What the caller says counts, then a code or a name above or below the lines, then the workspace's.
    """
    around = [*sample[:first], *(row for row in sample[first:][-_LOOKED_AT:] if not is_data(row))]
    said = {code for row in around for cell in row for code in currency_words_in(cell)}
    known = hints.currency or (said.pop() if len(said) == 1 else hints.default_currency)
    if known in ("CNY", "JPY", "TWD", "HKD"):
        return known
    text = " ".join(" ".join(cells) for cells in sample[:50])
    return {"han": "CNY", "kana": "JPY"}.get(script_of(text) or "", known)


def infer_currency(layout: CsvLayout, sample: Records, below: Records, hints: Hints) -> None:
    """Set the currency of lines without one of their own; it is assumed where nothing in the file names one.

    `below` are the lines of the footer. Headers count before the preamble, that before what the caller says; then the
    lines themselves, the footer, and the workspace's currency.
    """

    def find(expected: str) -> _Found:
        return _find(layout, sample, below, hints, expected)

    found = find(layout.expected_currency)
    layout.currency_assumed = found.named is None and None in found.stated and layout.sides is None
    layout.currency = found.named or hints.default_currency
    for code in filter(None, {found.named, *found.stated}):
        if any(find(other) != found for other in rivals(code, layout.expected_currency)):
            layout.warn("assumed_currency", _SHARED_SIGN.format(code))


class _Found(NamedTuple):
    """The currency of lines that name none, and those that lines name; None among these for lines without."""

    named: str | None
    stated: set[str | None]


def _find(layout: CsvLayout, sample: Records, below: Records, hints: Hints, expected: str) -> _Found:
    own = [layout.columns[field] for field in AMOUNT_FIELDS if field in layout.columns]
    lines = sample[layout.first_row - 1 : layout.last_row][-_LOOKED_AT:]
    above = sample[: layout.first_row - 1]
    above = above[:-1] if layout.header_row else above
    named = _of_headers(layout, own, expected) or currency_of_preamble(above, expected) or hints.currency
    stated = _stated(layout, sample, lines, own, expected)
    if named is None and len(stated - {None}) == 1:
        named = next(iter(stated - {None}))  # lines that name none are in the currency of the others
    if named is None and None in stated:
        named = _beside(layout, lines, own, expected) or _around([*above, *below], expected)
    return _Found(named, stated)


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
    cells = [row[i] for row in lines for i in own if i < len(row)]
    return {currency_in(cell, expected) or currency_beside(cell, expected) for cell in cells} or {None}


def _beside(layout: CsvLayout, lines: Records, own: Sequence[int], expected: str) -> str | None:
    """The one currency that the balances are written with, else that of a column that repeats the amounts."""
    balance = layout.columns.get("balance")
    others = [i for i in range(layout.width) if i not in own and i not in _foreign(layout)]
    for column in [i for i in [balance] if i is not None] + [i for i in others if i != balance]:
        pairs = [(row[column], [row[i] for i in own if i < len(row)]) for row in lines if column < len(row)]
        full = [(cell, amounts) for cell, amounts in pairs if looks_like_amount(cell)]
        if column != balance:
            full = [pair for pair in full if _digits(pair[0]) in map(_digits, pair[1])]
        found = {currency_in(cell, expected) or currency_beside(cell, expected) for cell, _ in full}
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
