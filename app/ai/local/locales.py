"""How numbers and dates are written in a locale (data of Unicode CLDR), and the exact values of numbers in digits."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

_DEFAULT = "en-US"


class Writing(NamedTuple):
    """How numbers and dates are written: decimal mark, spaces grouping digits, day before month; and the language.

    `either_groups`: locale and currency disagree about the decimal mark, so one before three digits groups them.
    """

    decimal: str
    space_groups: bool
    day_first: bool
    language: str = "en"
    either_groups: bool = False


@lru_cache(maxsize=256)
def writing_of(locale: str) -> Writing:
    """Returns how a BCP 47 locale writes; those of en-US where it is unknown."""
    known = _load(locale)
    symbols = known.number_symbols.get("latn", {})
    pattern = known.date_formats["short"].pattern.lower()
    return Writing(
        decimal="," if symbols.get("decimal") == "," else ".",
        space_groups=symbols.get("group", ",").isspace(),
        day_first=pattern.find("d") < pattern.find("m"),
        language=known.language,
    )


def writing_beside(writing: Writing, currency: str) -> Writing:
    """Returns how a number beside a currency is written: as the writer's locale has it, or the currency's country."""
    country = _writing_of_country(currency[:2])
    if country is None:
        return writing
    return writing._replace(
        space_groups=writing.space_groups or country.space_groups,
        either_groups=writing.decimal != country.decimal,
    )


@lru_cache(maxsize=256)
def _writing_of_country(territory: str) -> Writing | None:
    """How a country writes; None for what is none (EU, XA)."""
    languages = get_official_languages(territory) if not territory.startswith(("X", "EU")) else ()
    return writing_of(f"{languages[0]}-{territory}") if languages else None


def _load(locale: str) -> Locale:
    parts = locale.replace("_", "-").split("-")
    return _known("-".join(parts)) or _known(parts[0]) or Locale.parse(_DEFAULT, sep="-")


def _known(name: str) -> Locale | None:
    try:
        return Locale.parse(name, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


# Well inside the 28 digits of the default decimal context, so that no sum or product is rounded.
_MAX_DIGITS = 18
_GROUP_MARKS = "'\u00a0\u202f"


def read_numeral(text: str, decimal_mark: str = ".", either_groups: bool = False) -> Decimal | None:
    """Returns the value of a numeral such as `1,234.50`, `1.234,50`, `1,00,000` or `4,50`; None if it is none.

    Of two kinds of marks the last one is the decimal mark. A single kind groups digits where it stands more
    than once, or stands before exactly three digits and is not the locale's decimal mark (with `either_groups`
    whichever mark it is).
    """
    plain = text.replace("’", "'")
    if sum(char.isdecimal() for char in plain) > _MAX_DIGITS:
        return None
    for mark in _GROUP_MARKS:
        plain = plain.replace(mark, "")
    mark = _decimal_mark_in(plain, "" if either_groups else decimal_mark)
    whole, _, fraction = plain.rpartition(mark) if mark else (plain, "", "")
    whole = whole.replace(",", "").replace(".", "") or "0"
    if not whole.isdecimal() or not (fraction.isdecimal() or not mark):
        return None
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _decimal_mark_in(text: str, preferred: str) -> str:
    """The sign in `text` that separates decimals, or nothing."""
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    mark = "." if dot >= 0 else "," if comma >= 0 else ""
    if not mark or text.count(mark) > 1:
        return ""
    whole, _, fraction = text.partition(mark)
    groups = len(fraction) == 3 and mark != preferred and len(whole) <= 3 and whole.strip("0") != ""
    return "" if groups else mark
