"""A long statement of made-up card payments, for watching an import move. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_DAY = date(2025, 1, 1)
SHOPS = ("Corner Bakery", "Metro Transit", "Greenleaf Market", "Bookmark Books", "Harbour Cafe", "City Pharmacy")


def busy_year(lines: int) -> Iterator[str]:
    """A header and that many payments, spread over the days of 2025 in order."""
    yield "Date,Description,Amount\n"
    for number in range(lines):
        day = FIRST_DAY + timedelta(days=number * 365 // lines)
        cents = 100 + number * 37 % 9900
        yield f"{day},{SHOPS[number % len(SHOPS)]} {number},-{cents // 100}.{cents % 100:02}\n"
