"""The MongoDB condition of the amount filters, which mean other numbers of minor units in each currency."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from app.infra.database.mongo import Document
from app.money import exponent

# Wide enough for every amount a request may hold, scaled to any currency.
_WIDE = Context(prec=80)
# Beyond every amount that can be kept, and inside int64.
_BEYOND = 2**62


def amount_condition(least: Decimal | None, most: Decimal | None, currencies: Iterable[str]) -> Document:
    """The MongoDB condition for amounts between two decimals, both included.

    12.50 is another number of minor units in each currency, so currencies are compared by their exponents.
    """
    by_exponent: dict[int, list[str]] = defaultdict(list)
    for currency in sorted(set(currencies)):
        by_exponent[exponent(currency)].append(currency)
    ranges = [
        {"currency": {"$in": names}, "amount_minor": _range(least, most, digits)}
        for digits, names in by_exponent.items()
    ]
    if len(ranges) == 1:
        return {"amount_minor": ranges[0]["amount_minor"]}
    # An empty $or is an error in MongoDB, and without accounts there are no amounts.
    return {"$or": ranges} if ranges else {"currency": {"$in": []}}


def _range(least: Decimal | None, most: Decimal | None, digits: int) -> dict[str, int]:
    bounds = {}
    if least is not None:
        bounds["$gte"] = _scaled(least, digits, ROUND_CEILING)
    if most is not None:
        bounds["$lte"] = _scaled(most, digits, ROUND_FLOOR)
    return bounds


def _scaled(amount: Decimal, digits: int, rounding: str) -> int:
    whole = int(amount.scaleb(digits, _WIDE).to_integral_value(rounding, _WIDE))
    return max(-_BEYOND, min(whole, _BEYOND))
