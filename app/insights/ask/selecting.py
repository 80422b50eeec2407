"""Makes of a plan the selection of transactions that it measures."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bson import ObjectId

from app.ai.questions import Names, Plan
from app.insights.ask.known_names import KnownNames
from app.transactions.measuring.service import Selection

_KINDS = {
    "expense": ("expense",),
    "income": ("income",),
    "net": ("expense", "income"),
    "transfer": ("transfer",),
    "refund": ("expense", "income"),
}
_WEEKDAYS = {
    **{name: (number,) for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1
    )},
    "weekend": (6, 7),
    "workday": (1, 2, 3, 4, 5),
}  # fmt: skip


def selection_of(plan: Plan, known: KnownNames) -> Selection:
    """Returns which transactions a plan is about, in all currencies."""
    ours, left_out = plan.filters, plan.exclude
    return Selection(
        kinds=_KINDS[plan.kind],
        first=midnight(plan.from_),
        last=midnight(plan.to),
        categories=known.below(ours.category) if ours.category else None,
        without_categories=known.below(left_out.category),
        accounts=_ids(ours) if ours.account_id else None,
        without_accounts=_ids(left_out),
        merchants=merchants_of(ours, known) if ours.merchant else None,
        without_merchants=merchants_of(left_out, known),
        tags=ours.tag or None,
        without_tags=left_out.tag,
        text=ours.text,
        weekdays=_WEEKDAYS[ours.weekday] if ours.weekday else None,
        least=ours.amount_min,
        most=ours.amount_max,
        currencies=tuple({account["currency"] for account in known.accounts}),
        one_leg=plan.kind == "transfer" and not ours.account_id,
        refunds=known.below(("refunds",)) if plan.kind == "refund" else None,
    )


def compared(plan: Plan, selection: Selection) -> Selection | None:
    """Returns the selection over the days that a plan compares with; None if it compares nothing."""
    if plan.compare_from is None:
        return None
    return replace(selection, first=midnight(plan.compare_from), last=midnight(plan.compare_to))


def merchants_of(names: Names, known: KnownNames) -> tuple[str, ...]:
    """Returns the merchants that a plan's names mean; none of a name that nobody has."""
    return tuple(merchant for name in names.merchant for merchant in known.vocabulary.merchants_meant(name))


def _ids(names: Names) -> tuple[ObjectId, ...]:
    return tuple(ObjectId(account_id) for account_id in names.account_id)


def midnight(day: date | None) -> datetime | None:
    """Returns the day as it is stored."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
