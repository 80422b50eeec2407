"""What a model costs: US dollars for a million tokens, by model and day. Facts of ai.google.dev, read November 2026."""

from datetime import date
from decimal import ROUND_UP, Decimal
from typing import NamedTuple

MICRO = 1_000_000  # a dollar in the unit that spending is counted in
_TOKENS = 1_000_000


class Price(NamedTuple):
    """Dollars for a million tokens read and for a million written, thoughts included, from a day on."""

    since: date
    read: Decimal
    written: Decimal


_ANY_DAY = date(2024, 1, 1)
_NEW_YEAR = date(2027, 1, 1)


def _price(read: str, written: str, since: date = _ANY_DAY) -> Price:
    return Price(since, Decimal(read), Decimal(written))


# The latest first. Names are beginnings: dated versions and previews of a model cost what it costs.
_PRICES: tuple[tuple[str, tuple[Price, ...]], ...] = (
    ("gemini-3.5-flash-lite", (_price("0.30", "2.50"),)),
    ("gemini-3.6-flash", (_price("1.50", "7.50", _NEW_YEAR), _price("0.75", "3.75"))),
    ("gemini-3.7-flash", (_price("1.50", "7.50", _NEW_YEAR), _price("0.75", "3.75"))),
    ("gemini-3.8-flash", (_price("1.50", "7.50", _NEW_YEAR), _price("0.75", "3.75"))),
    ("gemini-3.5-flash", (_price("1.50", "9.00"),)),
    ("gemini-3.1-flash-lite", (_price("0.25", "1.50"),)),
    ("gemini-3.1-pro", (_price("4.00", "18.00"),)),
    ("gemini-2.5-flash-lite", (_price("0.10", "0.40"),)),
)


def price_of(model: str, day: date) -> Price:
    """Returns the price of a model on a day; one that is not listed counts at the dearest."""
    listed = next((prices for name, prices in _PRICES if model.startswith(name)), None)
    if listed is None:
        return max((_on(prices, day) for _, prices in _PRICES), key=lambda price: price.written)
    return _on(listed, day)


def cost_micro(model: str, day: date, tokens_in: int, tokens_out: int) -> int:
    """Returns what some tokens cost, in millionths of a dollar, rounded up."""
    price = price_of(model, day)
    dollars = (price.read * tokens_in + price.written * tokens_out) / _TOKENS
    return int((dollars * MICRO).to_integral_value(ROUND_UP))


def _on(prices: tuple[Price, ...], day: date) -> Price:
    return next((price for price in prices if price.since <= day), prices[-1])
