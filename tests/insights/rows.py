"""Builders of total rows."""


def a_row(
    month="2026-03",
    kind="expense",
    currency="USD",
    category_id="groceries",
    money_in=0,
    out=0,
    count=1,
    **more,
):
    """A month total, or with `merchant` a merchant total; amounts in minor units."""
    return {
        "month": month,
        "account_id": "account",
        "category_id": category_id,
        "kind": kind,
        "currency": currency,
        "in": money_in,
        "out": out,
        "count": count,
        **more,
    }


CATEGORIES = {
    "groceries": {"slug": "groceries", "name": "Groceries"},
    "dining": {"slug": "dining", "name": "Dining"},
    "salary": {"slug": "salary", "name": "Salary"},
    "transfer": {"slug": "transfer", "name": "Transfer"},
}
