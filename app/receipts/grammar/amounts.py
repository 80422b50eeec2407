"""The sums of money in the lines of a receipt, as its own decimal mark and currency have them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.money import CURRENCIES, exponent

_SIGNS = r"[$€£¥₹₩₪₺₽₫฿₴]"
_CODES = "|".join(sorted(CURRENCIES))
MONEY = rf"(?:[A-Z]{{0,3}}{_SIGNS}|(?<![A-Za-z])(?:{_CODES})(?![A-Za-z])|zł|Kč|kr\.?(?!\w)|Ft(?!\w)|Fr\.|лв\.?|руб\.?)"
_MINUS = r"[-−–]"
_UNIT = r"\s?(?:[%‰°年月日点個]|(?:kg|g|ml|cl|l|lbs?|oz|cm|mm|km|kwh|pts?)(?!\w))"
_DECIMALS = re.compile(r"(?<![\d.,:/-])\d{1,6}(?:[.,' ]\d{3})*([.,])\d{2}(?![\d%]|[.,:/-]\d|\s?%)")
_FIRST_DIGIT = re.compile(r"(?=\d)")
_GROUPS = {".": ",'’\u00a0\u202f", ",": ".'’ \u00a0\u202f"}


class Amount(NamedTuple):
    """A sum in line[start:end]."""

    value: Decimal
    start: int
    end: int


class Line(NamedTuple):
    """A line of a receipt: its text, folded too, and the sums in it."""

    text: str
    low: str
    amounts: Sequence[Amount]

    @property
    def words(self) -> str:
        """What stands before the first sum; all of it without one."""
        return self.text[: self.amounts[0].start].strip() if self.amounts else self.text.strip()


def decimal_mark(texts: Iterable[str], usual: str) -> str:
    """Returns the mark before two last digits that most numbers have; the usual one where none has any."""
    found = Counter(match[1] for text in texts for match in _DECIMALS.finditer(text))
    return found.most_common(1)[0][0] if found else usual


def with_amounts(text: str, mark: str, currency: str) -> Line:
    """Returns a line with its sums."""
    pattern = _pattern(mark, exponent(currency))
    amounts = [Amount(_value(match, mark), match.start(), match.end()) for match in pattern.finditer(text)]
    return Line(text, text.casefold(), amounts)


def read_number(text: str, mark: str) -> Decimal:
    """Returns the number that digits with marks say."""
    digits = _FIRST_DIGIT.split(text, maxsplit=1)[-1]
    kept = "".join(each for each in digits if each.isdecimal() or each == mark)
    return Decimal(kept.replace(",", ".").rstrip(".") or "0")


def _value(match: re.Match[str], mark: str) -> Decimal:
    value = read_number(match["number"], mark)
    return -value if match["open"] or match["minus"] or match["minus2"] or match["behind"] else value


@lru_cache(maxsize=64)
def _pattern(mark: str, digits: int) -> re.Pattern[str]:
    """Sums with as many decimals as the currency has; with its sign beside them, whole ones too."""
    grouped = rf"\d{{1,3}}(?:[{_GROUPS[mark]}]\d{{3}})+|\d{{1,9}}"
    decimals = rf"[{mark}]\d{{{digits}}}" if digits else r""
    number = rf"(?:{grouped}){decimals}"
    whole = rf"(?:{grouped})(?:{decimals}|[.,][-–—]{{1,2}}|(?![{mark}]\d))" if digits else number
    return re.compile(
        rf"(?<![\w.,:/#*])(?P<open>\(\s?)?(?P<minus>{_MINUS}\s?)?"
        rf"(?P<number>(?P<before>{MONEY}\s?)(?P<minus2>{_MINUS}\s?)?(?:{whole})|(?:{whole})(?=\s?{MONEY})|{number}|(?:{grouped})[.,][-–—]{{1,2}})"
        rf"(?!\d|[.,:/-]\d|{_UNIT})(?:\s?{MONEY})?(?P<behind>\s?{_MINUS}(?![\w]))?\)?"
    )
