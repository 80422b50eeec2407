"""Field :61: of MT940 and MT942 (the statement line), and the balances of :60:, :62:, :64: and :65:.

Source: SWIFT Standards MT, category 9, field 61: `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]` and 34x on the next line. Banks
leave the entry date blank, the type code out, write the year with four digits or break the line anywhere.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

_LINE = re.compile(
    r"\s*(\d{6}(?:[ \d]{0,10}\d)?)\s*(R[CD]|E[CD]|[CD])\s*[A-Z]?\s*"  # dates, mark, letter of the currency
    r"(-?)(\d[\d.,]*|[.,]\d+)((?:[\sA-Z/].*)?)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_TYPE = re.compile(r"\s*([A-Z][A-Z0-9 ]{3})")
_BALANCE = re.compile(
    r"\s*(?P<mark>[CD])[A-Z]?(?P<day>\d{6}|\d{8})(?P<currency>[A-Z]{3})?\s*(?P<amount>-?[\d.,]*\d[.,]?)\s*$",
    re.IGNORECASE | re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:,\d{3})+\.\d*")
_LAST_OF_2000S = 79  # two digits above are of the 1900s (SWIFT Standards MT, general field formatting rules)
_HALF_A_YEAR = 183  # days: no day is farther from the same one in the nearest year
# What banks write where there is no reference.
_NO_REFERENCE = re.compile(r"\W*(?:NON ?-?REF|NOT ?PROVIDED|NONE|N/A|N|UNKNOWN|0*)\W*", re.IGNORECASE)


class LineError(ValueError):
    """A statement line that cannot be read, with a code for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class StatementLine:
    """A read :61:. `day` is the booking day: the entry date if the line has one, else the value date.

    A negative amount is money out; `value_date` is None where that day does not exist.
    """

    day: date
    value_date: date | None
    amount: Decimal
    expected: bool
    type_code: str
    reference: str
    bank_reference: str
    details: str


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """A balance with its day; `currency` is None where the bank left it out."""

    amount: Decimal
    currency: str | None
    day: date | None


def read_line(lines: list[str]) -> StatementLine:
    """The statement line in the lines of a field :61:; raises LineError `bad_line`, `bad_date` or `bad_amount`."""
    found = _LINE.fullmatch(lines[0])
    taken = 1
    if found is None and len(lines) > 1:
        found, taken = _LINE.fullmatch(lines[0].rstrip() + lines[1].lstrip()), 2
    if found is None:
        raise LineError("bad_line", "Field :61: is not date, mark and amount.")
    dates, mark, minus, amount, rest = found.groups()
    booked, value = _days(dates)
    # RC takes a credit back, so it is money out; RD takes a debit back.
    out = mark.upper() in ("D", "RC", "ED")
    money = read_amount(amount)
    kind = _TYPE.match(rest)
    reference, _, bank = (rest[kind.end() :] if kind else rest).partition("//")
    return StatementLine(
        booked,
        value,
        -money if out != (minus == "-") else money,
        mark[0] in "Ee",
        kind[1] if kind else "",
        _reference(reference),
        _reference(bank),
        " ".join(map(str.strip, lines[taken:])) if len(lines) > taken else "",
    )


def _reference(text: str) -> str:
    bare = text.strip()
    return "" if not bare or bare == "NONREF" or _NO_REFERENCE.fullmatch(bare) else bare


def read_amount(text: str) -> Decimal:
    """An amount with its decimal comma (`12,`, `,50`); also with a point, or grouped. Raises LineError `bad_amount`."""
    if "." in text and _GROUPED.fullmatch(text):
        decimal = text[max(text.rfind(","), text.rfind("."))]
        text = text.replace("." if decimal == "," else ",", "")
    digits = text.replace(",", ".")
    if digits.count(".") > 1 or len(digits) > 32:
        raise LineError("bad_amount", f"{text[:40]!r} is no amount.")
    return Decimal(digits)


def read_balance(text: str) -> StatedBalance | None:
    """The balance a field :60:, :62:, :64: or :65: states; None where it states none that can be read."""
    found = _BALANCE.fullmatch(text)
    if found is None:
        return None
    try:
        amount = read_amount(found["amount"].lstrip("-"))
    except LineError:
        return None
    negative = (found["mark"].upper() == "D") != found["amount"].startswith("-")
    currency = found["currency"].upper() if found["currency"] else None
    return StatedBalance(-amount if negative else amount, currency, _day(found["day"]))


@lru_cache(maxsize=65536)
def _days(digits: str) -> tuple[date, date | None]:
    """(booking day, value date) of the digits before the mark; raises LineError `bad_date`."""
    value, entry = _split(digits.replace(" ", ""))
    day = _day(value)
    # Interest is counted in months of thirty days, so a value date of 30 February is written in earnest.
    near = day or _day(value[:-2] + "28")
    if not entry:
        booked = day
    elif len(entry) == 4:
        booked = _nearest(entry, near) if near else None
    else:
        booked = _day(entry)
    if booked is None:
        raise LineError("bad_date", f"There is no day {entry or value}.")
    return booked, day


def _split(digits: str) -> tuple[str, str]:
    """Value date (YYMMDD or YYYYMMDD) and entry date (MMDD as a rule, or like the value date, or none)."""
    if digits[:2] in ("19", "20") and len(digits) in (8, 12, 16) and _day(digits[:8]):
        return digits[:8], digits[8:]
    if len(digits) in (6, 10, 12):
        return digits[:6], digits[6:]
    raise LineError("bad_date", f"{digits} is no value date and entry date.")


def _day(digits: str) -> date | None:
    year = int(digits[:-4])
    if len(digits) == 6:
        year += 2000 if year <= _LAST_OF_2000S else 1900
    return _date(year, int(digits[-4:-2]), int(digits[-2:]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(entry: str, value: date) -> date | None:
    """The entry date MMDD in the year in which it lies nearest to the value date, if it exists in that year."""
    years = (_date(value.year + step, int(entry[:2]), int(entry[2:])) for step in (0, -1, 1))
    return next((day for day in years if day and abs((day - value).days) <= _HALF_A_YEAR), None)
