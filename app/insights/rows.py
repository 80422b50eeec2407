"""The rows of totals from which the figures of a month are computed: what transactions keep by month and by merchant.

A row sums up transactions of one kind and currency: `in` and `out` are the magnitudes of what came in and went out, in
minor units, `count` how many there were. Rows of different currencies must not be added up.
"""

from datetime import datetime
from typing import TypedDict

from bson import ObjectId

Row = TypedDict("Row", {"kind": str, "currency": str, "in": int, "out": int, "count": int})


class MonthRow(Row):
    """The total of a month `YYYY-MM`, a category and an account."""

    month: str
    category_id: ObjectId | None


class MerchantRow(Row):
    """The total of a merchant in a month."""

    merchant: str


class DayRow(Row):
    """The total of a day."""

    date: datetime
