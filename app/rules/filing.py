"""Filing: the value that categorising a transaction returns (category, merchant, and which tier decided)."""

from typing import NamedTuple

from bson import ObjectId


class Filing(NamedTuple):
    """A decision about one transaction; the defaults say that nothing was decided.

    Without a category `category_id`, `category` (its slug) and `confidence` (0..1) are None. `tier` is who decided:
    user, rule, learned, local, model, ai or none. `kind` is expense, income or transfer. `tags` are added to those
    that the transaction has, `notes` are for a transaction without any.
    """

    merchant: str | None = None
    category_id: ObjectId | None = None
    category: str | None = None
    tier: str = "none"
    confidence: float | None = None
    kind: str = "expense"
    tags: tuple[str, ...] = ()
    notes: str | None = None
    rule_id: str | None = None


def kind_of(category_kind: str | None, amount_minor: int) -> str:
    """Returns expense, income or transfer, from the kind of the category (None: no category) and the signed amount.

    Money that comes back to an expense category stays an expense: it reduces spending.
    """
    if category_kind == "transfer":
        return "transfer"
    return "income" if amount_minor > 0 and category_kind in (None, "income") else "expense"
