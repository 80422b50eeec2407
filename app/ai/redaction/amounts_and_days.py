"""Tells amounts, days and times, which may leave, from all other numbers."""

import re

_DAY_OF_MONTH, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_ISO = re.compile(rf"({_YEAR})([-/.]){_MONTH}\2{_DAY_OF_MONTH}")
_DAY_FIRST = re.compile(rf"{_DAY_OF_MONTH}([-/.]){_MONTH}(?:\1({_YEAR}|\d\d)?)?")
_MONTH_FIRST = re.compile(rf"{_MONTH}([-/.]){_DAY_OF_MONTH}(?:\1({_YEAR}|\d\d))?")
_MONTH_OF_YEAR = re.compile(rf"{_YEAR}[-/.]{_MONTH}|{_MONTH}[/.]{_YEAR}")
_TIME = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")
_BARE_YEAR = re.compile(_YEAR)
_AMOUNT = re.compile(
    r"\d{1,7}[.,]\d{1,2}"
    r"|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?"
    r"|\d{1,3}(?:\.\d{3}){1,3},\d{1,2}"
    r"|\d{1,2}(?:,\d\d){1,3},\d{3}(?:\.\d{1,2})?"
    r"|\d{1,3}(?:['’]\d{3}){1,3}(?:\.\d{1,2})?"
)
# What stands beside a currency may have more digits, and may be grouped by points alone.
_MONEY = re.compile(r"\d{1,7}|\d{1,3}(?:\.\d{3}){1,3}")
# A day before this year is more likely a birth than a payment; of two digits, those from here on are of 19xx.
_FIRST_YEAR_OF_PAYMENTS, _FIRST_SHORT_YEAR = 2010, 40


def is_day(text: str) -> bool:
    """Returns whether a text without spaces is a day or a month of a year, in digits."""
    return any(form.fullmatch(text) for form in (_ISO, _DAY_FIRST, _MONTH_FIRST, _MONTH_OF_YEAR))


def is_long_ago(day: str) -> bool:
    """Returns whether a day has a year from before people paid by what we read."""
    found = next((match for form in (_ISO, _DAY_FIRST, _MONTH_FIRST) if (match := form.fullmatch(day))), None)
    year = (found.group(1) if found.re is _ISO else found.group(2)) if found else None
    if not year:
        return False
    if len(year) == 2:
        return int(year) >= _FIRST_SHORT_YEAR
    return int(year) < _FIRST_YEAR_OF_PAYMENTS


def is_time(text: str) -> bool:
    """Returns whether a text is a time of the day."""
    return bool(_TIME.fullmatch(text))


def is_year(text: str) -> bool:
    """Returns whether a text is a year."""
    return bool(_BARE_YEAR.fullmatch(text))


def is_amount(text: str) -> bool:
    """Returns whether a text without spaces is written as amounts are: with decimals or in groups."""
    return bool(_AMOUNT.fullmatch(text))


def is_money(text: str) -> bool:
    """Returns whether a text can be the amount that stands beside a currency."""
    return is_amount(text) or bool(_MONEY.fullmatch(text))
