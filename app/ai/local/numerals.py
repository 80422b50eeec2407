"""Exact values of numbers written in digits, with the marks of many countries."""

from decimal import Decimal

# Well inside the 28 digits of the default decimal context, so that no sum or product is rounded.
_MAX_DIGITS = 18
_GROUP_MARKS = "'\u00a0\u202f"


def read_numeral(text: str, decimal_mark: str = ".") -> Decimal | None:
    """Returns the value of a numeral such as `1,234.50`, `1.234,50`, `1,00,000` or `4,50`; None if it is none.

    Of two kinds of marks the last one is the decimal mark. A single kind groups digits where it stands more
    than once, or stands before exactly three digits and is not the locale's decimal mark.
    """
    plain = text.replace("’", "'")
    if sum(char.isdecimal() for char in plain) > _MAX_DIGITS:
        return None
    for mark in _GROUP_MARKS:
        plain = plain.replace(mark, "")
    mark = _decimal_mark_in(plain, decimal_mark)
    whole, _, fraction = plain.rpartition(mark) if mark else (plain, "", "")
    whole = whole.replace(",", "").replace(".", "") or "0"
    if not whole.isdecimal() or not (fraction.isdecimal() or not mark):
        return None
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _decimal_mark_in(text: str, preferred: str) -> str:
    """The sign in `text` that separates decimals, or nothing."""
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    mark = "." if dot >= 0 else "," if comma >= 0 else ""
    if not mark or text.count(mark) > 1:
        return ""
    whole, _, fraction = text.partition(mark)
    groups = len(fraction) == 3 and mark != preferred and len(whole) <= 3 and whole.strip("0") != ""
    return "" if groups else mark
