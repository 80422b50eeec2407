"""Parse the date in one cell, under a known order of day, month and year."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.formats.common.calendars import common_year, era_date, normalise_characters, republican_year
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections

_NAMES = {word: int(number) for number, words in read_sections("months.txt").items() for word in words}
MONTHS = {normalised(word): number for word, number in _NAMES.items()}
_ENGLISH = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Names that differ by their marks only and dots: those must be found before these are taken off.
_MARKED = re.compile("|".join(sorted((re.escape(n) for n in _NAMES if not n.isalpha()), key=len, reverse=True)))
_VIETNAMESE = re.compile(r"\s*,?\s*(?:tháng|thg|năm)\s*", re.IGNORECASE)

# Behind a date: a time, the day of the week, `г.`, or another date (`as of 03/22/2024`).
_TIME = (
    r"(?:[T\s,/–-]+\s*(?:at |um |às |à |kl\.? ?)?(?:\d{1,2}[:.h]\d{2}.*|\d{4,6}))?"
    r"(?:\s*\([^\W\d_]{1,9}\.?\)|\s+[^\W\d_]{1,3}\.?|\s+as of\b.*)?"
)
# Before it: the day of the week, or the time.
_PREFIX = r"\s*'?(?:(?:[^\W\d_]{2,9}[.,]*|\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?,?)\s+(?=\d))?"
_TRIPLE = re.compile(
    _PREFIX + r"(\d{1,4})\s?[./\-年년\s]\s?(\d{1,2})\s?[./\-月월\s]\s?(\d{4}|\d{1,2})\s?[日일.]?" + _TIME + r"'?\s*$"
)
_COMPACT = re.compile(r"\s*'?(\d{6,8})(?:[T\s]?\d{4,6}|[T\s]\d{1,2}:\d{2}.*)?(?:\[.*\])?'?\s*$")
_NAMED_DMY = re.compile(
    _PREFIX
    + r"(\d{1,2})(?:st|nd|rd|th|er)?[\s./,\-]*(?:de\s+)?"
    + r"([^\W\d_]{3,12})\.?[\s./,'’\-]*(?:de\s+)?(\d{4}|\d{2})"
    + _TIME
    + r"\s*$"
)
_NAMED_MDY = re.compile(
    r"\s*(?:[^\W\d_]{2,9},\s*)?([^\W\d_]{3,12})\.?[\s./\-]*(\d{1,2})(?:st|nd|rd|th)?[\s,./'’\-]+(\d{4}|\d{2})"
    + _TIME
    + r"\s*$"
)
_NAMED_YMD = re.compile(r"\s*(\d{4})[\s./\-]*([^\W\d_]{3,12})\.?[\s./\-]*(\d{1,2})" + _TIME + r"\s*$")
_SHORT = re.compile(r"\s*'?(\d{1,2})\s?[./\-月]\s?(\d{1,2})[.日]?'?\s*$")
_SHORT_NAMED = re.compile(r"\s*(?:(\d{1,2})[\s./\-]*([^\W\d_]{3,12})|([^\W\d_]{3,12})\.?[\s./\-]*(\d{1,2}))\.?\s*$")
_EPOCH = re.compile(r"\s*(1\d{9})(?:\.?\d{3})?\s*$")  # seconds or milliseconds, from 2001 to 2033
_DAY_1970 = 25569
_SERIAL = re.compile(r"\s*([2-6]\d{4})(?:\.\d+)?\s*$")


FIXED = ("fixed", "seven")  # kinds whose order is plain from the cell itself
# 0105, 123456 and 1130328 are as well amounts, times and numbers.
_WEAK = ("short", "six", "seven")


class DateParts(NamedTuple):
    """Numbers of a date cell in their order; `kind`: triple, compact (8 digits), six (digits), fixed
    (order known), seven (digits, of the Republic of China; order known), short (no year), serial.
    """

    kind: str
    a: int
    b: int
    c: int
    long_year: bool = True


@lru_cache(maxsize=65536)
def date_parts(text: str) -> DateParts | None:
    """The parts of the date that a cell's text could be, None if it cannot be one."""
    if not any(c.isdigit() for c in text[:40]) or len(text) > 60:
        return None
    return (_digits(text) or _named(text)) if text.isascii() else _foreign(normalise_characters(text))


def _foreign(text: str) -> DateParts | None:
    """A date with letters or digits beyond ASCII."""
    marked = _MARKED.sub(lambda name: f" {_ENGLISH[_NAMES[name[0]]]} ", text) if _MARKED.search(text) else text
    text = _VIETNAMESE.sub("/", marked)
    if era := era_date(text):
        return DateParts("fixed", *era)
    return _digits(text) or _named(text)


def _digits(text: str) -> DateParts | None:
    if found := _TRIPLE.match(text):
        return _triple(*found.groups())
    if found := _COMPACT.match(text):
        return _compact(found[1])
    if found := _SHORT.match(text):
        return DateParts("short", int(found[1]), int(found[2]), 0)
    era = era_date(text)
    return DateParts("fixed", *era) if era else None


def _triple(a: str, b: str, c: str) -> DateParts | None:
    if len(a) == 4:
        return DateParts("fixed", common_year(int(a)), int(b), int(c)) if len(c) <= 2 else None
    if len(a) == 3:
        year = republican_year(int(a))
        return DateParts("fixed", year, int(b), int(c)) if year and len(c) <= 2 else None
    return None if len(c) == 1 else DateParts("triple", int(a), int(b), common_year(int(c)), len(c) == 4)


def _compact(digits: str) -> DateParts | None:
    if len(digits) == 8:
        return DateParts("compact", int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 7:
        year = republican_year(int(digits[:3]))
        return DateParts("seven", year, int(digits[3:5]), int(digits[5:])) if year else None
    return DateParts("six", int(digits[:2]), int(digits[2:4]), int(digits[4:]), False)


def _named(text: str) -> DateParts | None:
    for pattern, year, month, day in ((_NAMED_DMY, 3, 2, 1), (_NAMED_MDY, 3, 1, 2), (_NAMED_YMD, 1, 2, 3)):
        found = pattern.match(text)
        if found and (number := month_number(found[month])):
            return DateParts("fixed", full_year(int(found[year])), number, int(found[day]))
    if (found := _SHORT_NAMED.match(text)) and (number := month_number(found[2] or found[3])):
        return DateParts("short", 0, number, int(found[1] or found[4]))
    return None


def month_number(word: str) -> int | None:
    """1..12 for a month's name or abbreviation in the languages of `_MONTHS`."""
    return MONTHS.get(normalised(word))


def full_year(year: int) -> int:
    """The year of two digits: 70..99 belong to the last century (POSIX strptime puts the turn at 69)."""
    if year >= 100:
        return common_year(year)
    return 1900 + year if year >= 70 else 2000 + year


def looks_like_date(text: str) -> bool:
    """Whether a cell alone can be a date with a year under some order."""
    parts = date_parts(text)
    if parts is None or parts.kind in _WEAK:
        return False
    return any(resolve(parts, order) for order in ("dmy", "mdy", "ymd"))


def resolve(parts: DateParts, order: str, anchor: tuple[int, int] | None = None) -> date | None:
    """The date of the parts under an order; `anchor` (year, month of the statement) completes dates
    without a year.
    """
    kind = parts.kind
    if kind in FIXED:
        return _valid(parts.a, parts.b, parts.c)
    if kind == "short":
        return _short(parts, order, anchor)
    if kind == "serial":
        return date(1899, 12, 30) + timedelta(days=parts.a)
    if kind == "compact":
        return _resolve_compact(parts, order)
    return _ordered(parts, order)


def _ordered(parts: DateParts, order: str) -> date | None:
    a, b, c = parts.a, parts.b, parts.c
    if order == "ymd":
        return None if parts.long_year else _valid(full_year(a), b, c)
    year = c if parts.long_year else full_year(c)
    return _valid(year, b, a) if order == "dmy" else _valid(year, a, b)


def _resolve_compact(parts: DateParts, order: str) -> date | None:
    if order == "ymd":
        return _valid(common_year(parts.a), parts.b, parts.c)
    first, second = divmod(parts.a, 100)
    year = common_year(parts.b * 100 + parts.c)
    return _valid(year, second, first) if order == "dmy" else _valid(year, first, second)


def _short(parts: DateParts, order: str, anchor: tuple[int, int] | None) -> date | None:
    if anchor is None:
        return None
    # Without a year, year first comes down to month first.
    month, day = (parts.b, parts.a) if order == "dmy" else (parts.a, parts.b)
    if parts.a == 0:
        month, day = parts.b, parts.c
    return _valid(anchor[0] - (month > anchor[1]), month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    if not (1950 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def serial_parts(text: str) -> DateParts | None:
    """A spreadsheet's day number (1899-12-30 is day 0) or seconds since 1970, only to be tried in a column known to
    hold dates.
    """
    if found := _SERIAL.match(text):
        return DateParts("serial", int(found[1]), 0, 0)
    found = _EPOCH.match(text)
    return DateParts("serial", _DAY_1970 + int(found[1]) // 86400, 0, 0) if found else None


def date_reader(order: str, anchor: tuple[int, int] | None, serial: bool = False) -> Callable[[str], date | None]:
    """A cached function from cell text to date, for one column of one file."""

    @lru_cache(maxsize=32768)
    def read(text: str) -> date | None:
        parts = (serial_parts(text) if serial else None) or date_parts(text)
        return resolve(parts, order, anchor) if parts else None

    return read
