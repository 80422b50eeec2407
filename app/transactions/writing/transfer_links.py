"""How the two legs of a transfer point at each other, and what each was before."""

from collections.abc import Mapping
from typing import Any

from app.transactions.documents import CATEGORY_FIELDS, Document

# What becoming a leg changes, kept beside the leg for the day it is none any more.
_FILED = ("kind", *CATEGORY_FIELDS, "category_tier", "confidence")
_GUESSED = 0.95


def linked(document: Document, other: Document, category: Mapping[str, Any] | None) -> list[tuple[Document, Document]]:
    """Both transactions before and after they became a transfer; `category` is the workspace's for transfers."""
    return [(document, _leg(document, other, category)), (other, _leg(other, document, category))]


def _leg(document: Document, other: Document, category: Mapping[str, Any] | None) -> Document:
    leg = {
        **document,
        "kind": "transfer",
        "transfer_id": other["_id"],
        "before_transfer": {name: document[name] for name in _FILED},
    }
    if category and document["kind"] != "transfer" and "category" not in document["locked"]:
        leg |= {"category_id": category["_id"], "category": category["slug"]}
        leg |= {"category_tier": "local", "confidence": _GUESSED}
    return leg


def is_parted(before: Document, after: Document) -> bool:
    """Whether a change took a transaction out of its transfer."""
    return bool(before.get("transfer_id")) and after.get("transfer_id") != before["transfer_id"]


def without_broken_transfer(before: Document, after: Document) -> Document:
    """What a change also takes from a leg that no longer moves the same money; nothing from one that does."""
    if not after.get("transfer_id") or after["transfer_id"] != before.get("transfer_id"):
        return {}
    if after["kind"] == "transfer" and all(before[name] == after[name] for name in ("account_id", "amount_minor")):
        return {}
    parted = unlinked(after)
    kept = {} if after["kind"] == "transfer" else {"kind": after["kind"]}
    return {name: parted[name] for name in (*_FILED, "transfer_id", "before_transfer")} | kept


def unlinked(leg: Document, *, for_good: bool = False) -> Document:
    """The transaction without its other leg: filed as before, but for what a user set since.

    Parted `for_good`, it is never paired again by itself.
    """
    told = {"kind", "category"}.intersection(leg["locked"])
    restored = {} if told else leg.get("before_transfer") or {}
    locked = [*leg["locked"], "transfer"] if for_good else leg["locked"]
    return {**leg, **restored, "transfer_id": None, "before_transfer": None, "locked": locked}
