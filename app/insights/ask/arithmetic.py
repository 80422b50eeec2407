"""The figures of an answer, exact from sums of minor units and rounded once, half-even. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from app.ai.questions import Plan
from app.transactions.measuring.service import Direction, Sums

# An amount in minor units or a whole number of transactions; a number of them by a time, or a rate, as a decimal.
Figure = int | Decimal

COUNT_DIGITS = 2
_RATE_DIGITS = 4
_PERCENT_DIGITS = 1


def money(sums: Sums, kind: str) -> int:
    """Returns what transactions of a kind come to, in minor units: spending net of refunds, income net of reversals."""
    if kind == "transfer":
        return sums.money_in + sums.money_out
    net = sums.money_in - sums.money_out
    return -net if kind == "expense" else net


def direction(kind: str) -> Direction:
    """Returns which way money of a kind moves, refunds and reversals aside."""
    return -1 if kind == "expense" else 1 if kind in ("income", "refund") else 0


def figure(sums: Sums, plan: Plan, length: Fraction | None) -> Figure | None:
    """Returns the sum, average or count that a plan asks for; None for an average of nothing.

    `length` is how many of the plan's months, weeks or days the period has; None without such.
    """
    if plan.measure == "count":
        return _rounded(sums.count / length, COUNT_DIGITS) if length else sums.count
    amount = money(sums, plan.kind)
    if length:
        return round(amount / length)
    if plan.measure == "sum":
        return amount
    return round(Fraction(amount, sums.count)) if sums.count else None


def median(values: Iterable[tuple[int, int]]) -> int | None:
    """Returns the median of values that are given with how often each occurs; None without any."""
    ordered = sorted(values)
    count = sum(times for _, times in ordered)
    if not count:
        return None
    low, high = _at(ordered, (count - 1) // 2), _at(ordered, count // 2)
    return round(Fraction(low + high, 2))


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    for value, times in ordered:
        place -= times
        if place < 0:
            return value
    raise IndexError(place)


def savings_rate(income: int, expense: int) -> Decimal | None:
    """Returns the part of an income that was not spent, with 4 decimals; None without income."""
    return _rounded(Fraction(income - expense, income), _RATE_DIGITS) if income > 0 else None


def percent(part: Figure, whole: Figure) -> Decimal | None:
    """Returns a part in percent of a whole, with 1 decimal; None unless the whole is positive."""
    return _rounded(100 * Fraction(part) / Fraction(whole), _PERCENT_DIGITS) if whole > 0 else None


def _rounded(value: Fraction, digits: int) -> Decimal:
    """round() of a Fraction is exact and half-even; dividing Decimals first would round twice."""
    return Decimal(round(value * 10**digits)).scaleb(-digits)
