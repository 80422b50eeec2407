"""The checked parameters of requests to /insights, as schemas.py loads them."""

from typing import TypedDict


class InsightParameters(TypedDict):
    """The month and currency to show; None for the defaults."""

    month: str | None
    currency: str | None
