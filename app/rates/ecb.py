"""Reads the files in which the ECB publishes its euro reference rates: CSV, or a zip with one CSV.

`eurofxref-hist.csv` has a column a currency and a line a day, the newest first; `eurofxref.csv` is its first line with
the day spelled out. Each figure is the units of the currency that one euro bought, or N/A.
Source: European Central Bank, Euro foreign exchange reference rates.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, BinaryIO

from app.infra.fields import FIRST_DAY, LAST_DAY
from app.infra.quotas import RATE_DAYS
from app.money import CURRENCIES, MoneyError, plain_decimal
from app.rates.conversion import BASE

MAX_BYTES = 16 << 20  # five times what the whole history since 1999 takes unpacked
MAX_ZIP_BYTES = 4 << 20  # six times the history's; a longer one is mostly a list of files
MAX_COLUMNS = 200  # the ECB's history has 42; the world has some 180 currencies
MAX_LINE = 10_000
_LONGEST = 30  # characters of a rate; the ECB's have ten
_ZIP = b"PK\x03\x04"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPELT_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}", re.ASCII)

# Units of each currency that one euro buys, as decimal strings.
DayRates = dict[str, str]


class RatesError(ValueError):
    """The file is no table of reference rates; the message says why and where, the code what kind of fault it is."""

    def __init__(self, message: str, code: str = "not_rates") -> None:
        super().__init__(message)
        self.code = code


def read_rates(file: BinaryIO) -> dict[datetime, DayRates]:
    """Returns the rates of each day (midnight UTC) in a file of the ECB. Raises RatesError; reads at most MAX_BYTES."""
    try:
        text = io.StringIO(_content(file).decode("utf-8-sig"))
        lines = csv.reader(_short_lines(text), skipinitialspace=True)
        found = _read_days(_columns(next(lines, [])), lines)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RatesError(f"The file is no CSV: {error}.") from None
    if not found:
        raise RatesError("The file holds no day.")
    return found


def _short_lines(text: io.StringIO) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if len(line) > MAX_LINE:
            raise RatesError(f"Line {number} is longer than {MAX_LINE:,} characters.", "too_many_columns")
        yield line


def _read_days(columns: dict[int, str], lines: Iterator[list[str]]) -> dict[datetime, DayRates]:
    found: dict[datetime, DayRates] = {}
    for number, line in enumerate(lines, 2):
        if not line:
            continue
        day = _day(line[0], number)
        if day in found:
            raise RatesError(f"Line {number}: {day:%Y-%m-%d} stands in the file twice.", "day_twice")
        if len(found) == RATE_DAYS.most:
            raise RatesError(f"Line {number}: a file may have at most {RATE_DAYS.most:,} days.", "too_many_days")
        found[day] = _rates(columns, line, number)
    return found


def _content(file: BinaryIO) -> bytes:
    head = file.read(len(_ZIP))
    file.seek(0)
    if head != _ZIP:
        return _bounded(file)
    if file.seek(0, 2) > MAX_ZIP_BYTES:
        raise RatesError(f"The archive is larger than {MAX_ZIP_BYTES >> 20} MiB.", "too_large")
    with _readable_zip(), zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise RatesError("The archive must hold one CSV file.")
        with archive.open(names[0]) as member:
            return _bounded(member)


@contextmanager
def _readable_zip() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise RatesError(f"The archive cannot be read: {error}.") from None


def _bounded(file: IO[bytes]) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise RatesError(f"The file is larger than {MAX_BYTES >> 20} MiB.", "too_large")
    return content


def _columns(header: list[str]) -> dict[int, str]:
    """The column of each currency we know; others (such as the lei before 2005) are left out."""
    if not header or header[0].strip().casefold() != "date":
        raise RatesError("Line 1 must name the columns: Date, then currencies.")
    if len(header) > MAX_COLUMNS:
        raise RatesError(f"Line 1: a file may have at most {MAX_COLUMNS} columns.", "too_many_columns")
    columns: dict[int, str] = {}
    for place, name in enumerate(map(str.strip, header)):
        if name == BASE:
            raise RatesError(f"Line 1: rates are of one {BASE}, so it has no column of its own.", "base_column")
        if name in columns.values():
            raise RatesError(f"Line 1: {name} has two columns.", "currency_twice")
        if name in CURRENCIES:
            columns[place] = name
    if not columns:
        raise RatesError("Line 1: no column is named after a currency.")
    return columns


def _day(text: str, line: int) -> datetime:
    day = _calendar_day(text.strip())
    if day is None:
        raise RatesError(f"Line {line}: {text[:20]!r} is no day.", "bad_day")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RatesError(f"Line {line}: {day} does not lie between {FIRST_DAY} and {LAST_DAY}.", "bad_day")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _calendar_day(text: str) -> date | None:
    try:
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _SPELT_DAY.fullmatch(text):
            return datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC).date()
    except ValueError:
        pass  # the calendar has no such day
    return None


def _rates(columns: dict[int, str], line: list[str], number: int) -> DayRates:
    cells = {name: line[i].strip() for i, name in columns.items() if i < len(line)}
    rates = {name: cell for name, cell in cells.items() if cell and cell != "N/A"}
    for name, cell in rates.items():
        if not _is_rate(cell):
            raise RatesError(f"Line {number}: {cell[:20]!r} is no rate of {name}.", "bad_rate")
    return rates


def _is_rate(text: str) -> bool:
    try:
        value = plain_decimal(text)
    except MoneyError:
        return False
    return len(text) <= _LONGEST and Decimal("1e-9") < value < Decimal("1e12")
