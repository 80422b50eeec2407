"""Normalise the dates QIF files use (`6/ 1'05`, `12/31/99`, `1/1/101`) to ordinary ones."""

import re
from functools import lru_cache

_DAY = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*([/.\-'])\s*(\d{1,4})")
_TURN_OF_CENTURY = 1900


@lru_cache(maxsize=32768)
def normalise_day(text: str) -> str:
    """The day with its year in full: Quicken pads with spaces, and writes an apostrophe before years from 2000 on.

    `1/1/101` is written by programs that counted on from 1900.
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        return " ".join(text.split())
    first, second, mark, year = found.groups()
    if len(first) >= 3:
        return f"{first}-{second}-{year}"
    if mark == "'" and len(year) <= 2:
        year = f"20{year:0>2}"
    elif len(year) == 3:
        year = str(_TURN_OF_CENTURY + int(year))
    return f"{first}/{second}/{year:0>2}"
