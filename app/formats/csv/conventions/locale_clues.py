"""Clues to the order of ambiguous dates: decimal comma, delimiter, currency, language of the header."""

import re
from collections import Counter
from collections.abc import Sequence

from app.formats.common.amounts import currency_beside
from app.formats.common.currencies import currency_in
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections
from app.formats.csv.conventions.scan import Scan
from app.formats.csv.layout import CsvLayout

_ENGLISH = frozenset(read_sections("line_words.txt")["english header words"])
# Where these are spent both orders, or others than day and month, are written (CLDR short dates).
_OPEN = frozenset(["USD", "CAD", "PHP", "PAB", "CNY", "JPY", "KRW", "TWD", "HKD", "IRR", "MNT"])

_LAKHS = re.compile(r"(?<![9,])9{1,2}(?:,99)+,999(?!9)")  # groups as in India and around it, where the day comes first


def date_order_clue(layout: CsvLayout, scan: Scan, rows: Sequence[Sequence[str]]) -> str | None:
    """`dmy` where the file looks like those that write the day first; None where nothing suggests it."""
    in_lakhs = any(_LAKHS.search(pattern) for patterns in scan.patterns.values() for pattern in patterns)
    if layout.decimal_mark == "," or layout.delimiter == ";" or in_lakhs or _is_foreign(layout.headers):
        return "dmy"
    currency = named_currency(layout, rows)
    return "dmy" if currency and currency not in _OPEN else None


def _is_foreign(headers: Sequence[str]) -> bool:
    """Whether hardly any word of the header is English: month first is an English, mostly American, habit."""
    words = [word for header in headers for word in normalised(header).split() if not word.isdigit()]
    return bool(words) and sum(word in _ENGLISH for word in words) < len(words) / 3


def named_currency(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> str | None:
    """The currency the file itself names: in its amounts, in a column, in header or preamble; None for none."""
    named = ("currency", "amount", "debit", "credit", "balance")
    columns = [layout.columns[field] for field in named if field in layout.columns]
    expected = layout.expected_currency
    cells = (row[i] for row in rows[:50] for i in columns if i < len(row))
    found = Counter(currency_in(cell, expected) or currency_beside(cell, expected) for cell in cells)
    del found[None]
    if found:
        return found.most_common(1)[0][0]
    return None if layout.currency_assumed else layout.currency
