"""Links the two legs of a transfer and parts them again; each leg keeps how it was categorised before."""

from typing import cast

from app.categories.documents import Category
from app.transactions.documents import (
    CATEGORY_FIELDS,
    BeforeTransfer,
    Change,
    Changes,
    Transaction,
    some_fields,
    with_fields,
)

# What becoming a leg changes, kept for the day it is none any more.
_FILED = ("kind", *CATEGORY_FIELDS, "category_tier", "confidence")
_GUESSED = 0.95


def linked(document: Transaction, other: Transaction, category: Category | None) -> list[Change]:
    """Both transactions before and after they become a transfer; `category` is the workspace's for transfers."""
    return [(document, _leg(document, other, category)), (other, _leg(other, document, category))]


def _leg(document: Transaction, other: Transaction, category: Category | None) -> Transaction:
    leg: Transaction = {
        **document,
        "kind": "transfer",
        "transfer_id": other["_id"],
        "before_transfer": cast("BeforeTransfer", some_fields(document, _FILED)),
    }
    if category and document["kind"] != "transfer" and "category" not in document["locked"]:
        leg["category_id"], leg["category"] = category["_id"], category["slug"]
        leg["category_tier"], leg["confidence"] = "local", _GUESSED
    return leg


def is_parted(before: Transaction, after: Transaction) -> bool:
    """Whether a change took a transaction out of its transfer."""
    return bool(before.get("transfer_id")) and after.get("transfer_id") != before.get("transfer_id")


def without_broken_transfer(before: Transaction, after: Transaction) -> Changes:
    """What parts a leg from its transfer after a change of its account, amount or kind; no field after others."""
    if not after.get("transfer_id") or after["transfer_id"] != before.get("transfer_id"):
        return {}
    if after["kind"] == "transfer" and _moves_same_money(before, after):
        return {}
    parted = unlinked(after)
    changes = cast("Changes", some_fields(parted, (*_FILED, "transfer_id", "before_transfer")))
    if after["kind"] != "transfer":
        changes["kind"] = after["kind"]
    return changes


def _moves_same_money(before: Transaction, after: Transaction) -> bool:
    return before["account_id"] == after["account_id"] and before["amount_minor"] == after["amount_minor"]


def unlinked(leg: Transaction, *, for_good: bool = False) -> Transaction:
    """The transaction without its other leg: categorised as before, unless a user has set kind or category since.

    Parted `for_good`, it is never paired again automatically.
    """
    set_by_user = {"kind", "category"}.intersection(leg["locked"])
    restored = None if set_by_user else leg.get("before_transfer")
    locked = [*leg["locked"], "transfer"] if for_good else leg["locked"]
    parted: Changes = {"transfer_id": None, "before_transfer": None, "locked": locked}
    return with_fields(leg, restored or {}, parted)
