"""The documents of month totals, and the sums of days that are read like them."""

from datetime import datetime
from typing import TypedDict

from bson import ObjectId

# The transactions of a month, and the parts of split ones: what came in and went out in minor units, and how many.
MonthTotal = TypedDict(
    "MonthTotal",
    {
        "month": str,
        "account_id": ObjectId,
        "category_id": ObjectId | None,
        "kind": str,
        "currency": str,
        "in": int,
        "out": int,
        "count": int,
    },
)


class MerchantTotal(MonthTotal):
    """The month total of one merchant."""

    merchant: str


DayTotal = TypedDict("DayTotal", {"date": datetime, "kind": str, "currency": str, "in": int, "out": int, "count": int})
