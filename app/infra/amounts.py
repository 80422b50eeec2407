"""Converts amounts of requests to minor units (cents); raises problems for amounts that the currency does not allow."""

from decimal import Context, Decimal

from app.infra.problems import Invalid
from app.money import MoneyError, exponent, to_minor

# Wide enough for every amount a request may hold.
_WIDE = Context(prec=80)


def minor_units(amount: Decimal, currency: str, pointer: str) -> int:
    """Returns the amount in minor units of the currency.

    Raises Invalid at the pointer, with code `too_many_decimals` or `amount_out_of_range`.
    """
    try:
        return to_minor(amount, currency)
    except MoneyError as error:
        decimals = -int(amount.normalize(_WIDE).as_tuple().exponent)
        code = "too_many_decimals" if decimals > exponent(currency) else "amount_out_of_range"
        raise Invalid.at(pointer, str(error), code=code) from None
