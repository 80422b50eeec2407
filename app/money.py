"""Money: exact conversions between decimal amounts and integer minor units.

Exponents are those of ISO 4217 (list one, published by SIX). Amounts are never floats.
"""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation

_NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"
_TWO_DIGITS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL EEK MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS
VED VES WST XCD YER ZAR ZMW ZWG
"""

_EXPONENTS: dict[str, int] = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_NO_MINOR_UNIT.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
    **dict.fromkeys(_FOUR_DIGITS.split(), 4),
}
CURRENCIES = frozenset(_EXPONENTS)

# Currencies of the past (ISO 4217 list three): old statements are read, but nobody opens an account in one and no text
# is taken to name one. Hundredths are exact for those of them that had no minor unit, too.
_FORMER = "ATS BEF BGL CSK CYP DEM ESP FIM FRF GRD HRD IEP ITL LUF MTL NLG PLZ PTE ROL RUR SIT SKK TRL VEB VEF YUM ZWL"
_EXPONENTS.update(dict.fromkeys(_FORMER.split(), 2))

# Ten trillion dollars. Nine thousand such amounts fill an int64; a sum beyond is refused (infra/database/mongo.py).
MAX_MINOR = 1_000_000_000_000_000

# Wide enough for any amount that may pass, and loud where it is not: the default context would round silently.
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])

_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_LONGEST_NUMBER = 60


class MoneyError(ValueError):
    """An amount that cannot be kept exactly; the message says why, in words for the user."""


def plain_decimal(text: str) -> Decimal:
    """The number that plain digits say, with at most one point and a sign; raises MoneyError for anything else.

    Decimal by itself also takes `1_0`, digits of every script, exponents and words such as Infinity.
    """
    if len(text) > _LONGEST_NUMBER or not _PLAIN_NUMBER.fullmatch(text):
        raise MoneyError(f"{text[:20]!r} is no decimal number.")
    return Decimal(text)


def exponent(currency: str) -> int:
    """Number of decimal digits of the currency's minor unit (JPY 0, USD 2, KWD 3); MoneyError if unknown."""
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise MoneyError(f"{currency!r} is not a currency of ISO 4217.") from None


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units, exactly.

    Raises MoneyError for NaN and infinities, for more decimals than the currency has (12.50 and 12.500 are both fine
    in USD, 12.505 is not) and beyond MAX_MINOR.
    """
    digits = exponent(currency)
    if not amount.is_finite():
        raise MoneyError("The amount is not a finite number.")
    if amount and amount.adjusted() > 18:
        raise MoneyError("The amount is too large.")
    try:
        whole = amount.scaleb(digits, _EXACT).to_integral_exact(context=_EXACT)
    except (Inexact, InvalidOperation):
        raise MoneyError(f"{currency} has {digits} decimal places; the amount has more.") from None
    if abs(whole) > MAX_MINOR:
        raise MoneyError("The amount is too large.")
    return int(whole)


def from_minor(minor: int, currency: str) -> Decimal:
    """The decimal amount of a number of minor units, with all the currency's digits."""
    return Decimal(minor).scaleb(-exponent(currency))


def format_amount(minor: int, currency: str) -> str:
    """The decimal string of the wire format: ``-1250, "USD"`` gives ``"-12.50"``."""
    digits = _EXPONENTS[currency]
    if digits == 0:
        return str(minor)
    sign, magnitude = ("-", -minor) if minor < 0 else ("", minor)
    whole, rest = divmod(magnitude, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}"
