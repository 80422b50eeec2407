"""The ECB's euro reference rates as it publishes them: CSV, or a zip that holds one.

`eurofxref-hist.csv` has a column a currency and a line a day, the newest first; `eurofxref.csv` is its first line with
the day spelled out. Each figure says how many units of the currency one euro bought; N/A stands where none was set.
Source: European Central Bank, Euro foreign exchange reference rates.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, BinaryIO

from app.money import CURRENCIES

MAX_BYTES = 16 << 20  # five times what the whole history since 1999 takes unpacked
_LONGEST = 30  # characters of a rate; the ECB's have ten
_ZIP = b"PK\x03\x04"
_DAYS = ("%Y-%m-%d", "%d %B %Y")

# Units of each currency that one euro buys, as decimal strings.
DayRates = dict[str, str]


class RatesError(ValueError):
    """The file is no table of reference rates; the message says why."""


def read_rates(file: BinaryIO) -> dict[datetime, DayRates]:
    """The rates of each day (midnight UTC) in a file of the ECB. Raises RatesError; reads at most MAX_BYTES."""
    try:
        lines = csv.reader(io.StringIO(_content(file).decode("utf-8-sig")), skipinitialspace=True)
        columns = _columns(next(lines, []))
        found = {_day(line[0], number): _rates(columns, line, number) for number, line in enumerate(lines, 2) if line}
    except (UnicodeDecodeError, csv.Error) as error:
        raise RatesError(f"The file is no CSV: {error}.") from None
    if not found:
        raise RatesError("The file holds no day.")
    return found


def _content(file: BinaryIO) -> bytes:
    head = file.read(len(_ZIP))
    file.seek(0)
    if head != _ZIP:
        return _bounded(file)
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
        raise RatesError(f"The file is larger than {MAX_BYTES >> 20} MiB.")
    return content


def _columns(header: list[str]) -> dict[int, str]:
    """The column of each currency we know; others (such as the lei before 2005) are left out."""
    if not header or header[0].strip().casefold() != "date":
        raise RatesError("The first line must name the columns: Date, then currencies.")
    columns = {i: name.strip() for i, name in enumerate(header) if name.strip() in CURRENCIES}
    if not columns:
        raise RatesError("No column is named after a currency.")
    return columns


def _day(text: str, line: int) -> datetime:
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise RatesError(f"Line {line}: {text[:20]!r} is no day.")


def _rates(columns: dict[int, str], line: list[str], number: int) -> DayRates:
    cells = {name: line[i].strip() for i, name in columns.items() if i < len(line)}
    rates = {name: cell for name, cell in cells.items() if cell and cell != "N/A"}
    for name, cell in rates.items():
        if not _is_rate(cell):
            raise RatesError(f"Line {number}: {cell[:20]!r} is no rate of {name}.")
    return rates


def _is_rate(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return len(text) <= _LONGEST and value.is_finite() and Decimal("1e-9") < value < Decimal("1e12")
