"""How numbers and dates are written in a locale (data of Unicode CLDR)."""

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

_DEFAULT = "en-US"


class Writing(NamedTuple):
    """How numbers and dates are written: decimal mark, spaces grouping digits, day before month."""

    decimal: str
    space_groups: bool
    day_first: bool


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
    )


def _load(locale: str) -> Locale:
    parts = locale.replace("_", "-").split("-")
    return _known("-".join(parts)) or _known(parts[0]) or Locale.parse(_DEFAULT, sep="-")


def _known(name: str) -> Locale | None:
    try:
        return Locale.parse(name, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
