"""Payments at one merchant: which of them belong together, in which rhythm they come, and what is usual. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from statistics import median_low

from app.insights.rhythm import Cadence, cadence_of
from app.transactions.documents import Payment

# Amounts of one series differ no more than this from the newest: as a price that rose does, or as one that is always
# the same, which tells two subscriptions at one merchant apart.
# In percent.
_RISEN, _SAME = 40, 2
# Shops are visited every few days: some amounts that lie a week or two apart by chance are no series.
_LEAST_DAYS = 25
_USUAL_OF = 12


@dataclass(frozen=True, slots=True)
class Series:
    """Payments that belong together, oldest first; with a cadence if they come in one."""

    payments: Sequence[Payment]
    cadence: Cadence | None

    @property
    def amounts(self) -> list[int]:
        """Their magnitudes in minor units."""
        return [abs(payment["amount_minor"]) for payment in self.payments]


def day_of(payment: Payment) -> date:
    """Returns the booking day of a payment."""
    return payment["date"].date()


def series_of(payment: Payment, others: Sequence[Payment]) -> Series:
    """Returns the series that a payment is in, among those of its merchant, direction and currency.

    Without a rhythm that is all of them.
    """
    days = list(map(day_of, others))
    if len(days) == len(set(days)) and (cadence := cadence_of(days)):
        return Series(others, cadence)
    for percent in (_RISEN, _SAME):
        alike = [each for each in others if _alike(each, payment, percent)]
        cadence = cadence_of(map(day_of, alike))
        # Two payments a year apart are a rhythm only where the merchant got no others.
        if cadence and len(alike) > 2 and (percent == _SAME or cadence.days > _LEAST_DAYS):
            return Series(alike, cadence)
    return Series(others, None)


def _alike(one: Payment, other: Payment, percent: int) -> bool:
    low, high = sorted((abs(one["amount_minor"]), abs(other["amount_minor"])))
    return (high - low) * 100 <= percent * low


def all_series(payments: Sequence[Payment]) -> list[Series]:
    """Returns the series with a rhythm among the payments of one merchant, direction and currency.

    The newest payment finds its own first; none is in two.
    """
    left, found = list(payments), list[Series]()
    while left:
        series = series_of(left[-1], left)
        if series.cadence is None:
            left.pop()
            continue
        found.append(series)
        taken = {payment["_id"] for payment in series.payments}
        left = [payment for payment in left if payment["_id"] not in taken]
    return found


def usual_amount(amounts: Sequence[int]) -> int | None:
    """Returns the median of the last amounts; None without any."""
    return median_low(amounts[-_USUAL_OF:]) if amounts else None


def same_since(payments: Sequence[Payment]) -> Sequence[Payment]:
    """Returns the last payments that are all of one amount, oldest first."""
    last = payments[-1]["amount_minor"]
    return payments[len(payments) - len(list(takewhile(lambda each: each["amount_minor"] == last, payments[::-1]))) :]
