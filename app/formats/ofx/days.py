"""Parse days in OFX: `YYYYMMDD`, usually with a time and a time zone behind, which do not change the day."""

from datetime import date
from functools import lru_cache

from app.formats.common.dates import DateParts, date_parts, resolve
from app.formats.interface import DATE_ORDERS


@lru_cache(maxsize=32768)
def parse_standard_day(digits: str) -> date | None:
    """The day of eight digits, year first; None for other text."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    parts = DateParts("fixed", int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return resolve(parts, "ymd")


@lru_cache(maxsize=4096)
def nonstandard_day_parts(text: str) -> DateParts | None:
    """The parts of a full day that is not written as OFX demands: `31/01/2024`, `31012024`, `2024-01-31`."""
    parts = date_parts(text)
    if parts is None or parts.kind not in ("triple", "compact", "fixed"):
        return None
    if parts.kind == "compact" and len(text) != 8:  # ten digits and more have a time, so their year stands first
        return None
    return parts if any(resolve(parts, order) for order in DATE_ORDERS) else None


def day_of(text: str, order: str) -> date | None:
    """The day of a value; `order` is that of the file's nonstandard days."""
    if found := parse_standard_day(text[:8]):
        return found
    parts = nonstandard_day_parts(text[:40])
    return resolve(parts, order) if parts else None
