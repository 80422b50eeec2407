"""The checked parameters of requests to /rates, as schemas.py loads them."""

from datetime import datetime
from typing import TypedDict


class RatesParameters(TypedDict):
    """The day and base currency of the rates; None for the defaults."""

    date: datetime | None
    base: str | None
