"""Read the lines above the header: account number, currency, the statement's period."""

import re
from collections.abc import Sequence
from datetime import date

from app.formats.common.currencies import currency_in, currency_of
from app.formats.common.dates import date_parts, resolve
from app.formats.common.header_words import roles_of

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_ACCOUNT = re.compile(r"[*•xX\d][*•xX\dA-Z .\-/]{3,28}[\dxX]")
_KEY_VALUE = re.compile(r"^\s*#?\s*([^:：]{1,40}?)\s*[:：]\s*(.*)$")
_DATE = re.compile(r"\d{4}[./\-年]\d{1,2}[./\-月]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?<!\d)(?:19|20)\d{6}(?!\d)")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def key_values(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """(key, value) of lines like `Account: 123` and `Account;123`."""
    found: list[tuple[str, str]] = []
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        matches = map(_KEY_VALUE.match, cells)
        found += [(match[1], match[2]) for match in matches if match and match[2]]
        if len(cells) >= 2:
            found.append((cells[0].rstrip(":： "), cells[1]))
    return found


def accounts_in(rows: Sequence[Sequence[str]]) -> list[str]:
    """The IBANs, else account or card numbers, in these lines, without spaces."""
    found = [match[0].replace(" ", "") for row in rows for cell in row for match in _IBAN.finditer(cell)]
    if not found:
        for key, value in key_values(rows):
            match = _ACCOUNT.search(value)
            if match and "account" in roles_of(key) and not _DATE.search(value):
                found.append(match[0].strip())
    return list(dict.fromkeys(found))[:5]


def currency_of_preamble(rows: Sequence[Sequence[str]], expected: str) -> str | None:
    """The currency a `Currency: EUR` line or a balance line like `5.000,01 EUR` names."""
    for key, value in key_values(rows):
        roles = roles_of(key)
        if "currency" in roles and (found := currency_of(value, expected) or currency_in(value, expected)):
            return found
        if ("balance" in roles or "amount" in roles) and (found := currency_in(value, expected)):
            return found
    balances = [row for row in rows if any("balance" in roles_of(cell) for cell in row)]
    return next((c for row in balances for cell in row if (c := currency_of(cell, expected))), None)


def days_in(texts: Sequence[str], order: str) -> list[date]:
    """The days that these texts name in figures."""
    return [day for text in texts for match in _DATE.findall(text) if (day := _read(match, order))]


def statement_month(rows: Sequence[Sequence[str]], file_name: str, order: str) -> tuple[int, int] | None:
    """(year, month) the statement ends in: the latest date of the preamble, else of the file name."""
    for texts in ([cell for row in rows for cell in row], [file_name]):
        days = days_in(texts, order)
        months = [(int(y), int(m)) for text in texts for y, m in _YEAR_MONTH.findall(text) if 1 <= int(m) <= 12]
        if days or months:
            return max([(day.year, day.month) for day in days] + months)
    years = [int(y) for row in rows for cell in row for y in _YEAR.findall(cell)]
    years = years or [int(y) for y in _YEAR.findall(file_name)]
    return (max(years), 12) if years else None


def _read(text: str, order: str) -> date | None:
    parts = date_parts(text)
    return (resolve(parts, order) or resolve(parts, "ymd")) if parts else None
