"""A transaction split into parts: one purchase, several categories.

A stored part is {amount_minor, category_id, category, kind, notes, count}. The parts are their user's word and add up
to the transaction exactly. Totals count the parts in place of the whole, the balance moves by the whole. `count` is 1
for one part and 0 for the others, so that a split transaction is one among all, among its merchant's, and among those
without a category if any part has none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.infra.amounts import minor_units
from app.infra.problems import Conflict, Invalid
from app.money import format_amount
from app.rules.filing import kind_of
from app.transactions.documents import Part

# The category of an id, looked up for a place in the body: a JSON pointer. It raises UnknownReference.
CategoryAt = Callable[[ObjectId | None, str], Mapping[str, Any] | None]

# What the parts decide as long as they stand: stored names, and what clients call them.
_DECIDED = {"amount_minor": "amount", "category_id": "category_id", "kind": "kind"}


def split_up(
    parts: Sequence[Mapping[str, Any]], amount_minor: int, currency: str, category_at: CategoryAt
) -> list[Part]:
    """The parts of a request as they are stored; none of them takes a split away.

    Raises Invalid for an amount of nothing or beyond the currency, and `split_sum` unless they add up; NotFound for a
    category that is not there.
    """
    split = [_part(part, currency, category_at, f"/splits/{index}") for index, part in enumerate(parts)]
    total = sum(part["amount_minor"] for part in split)
    if split and total != amount_minor:
        sums = f"{format_amount(total, currency)}, the transaction is {format_amount(amount_minor, currency)}"
        raise Invalid.at("/splits", f"The parts add up to {sums}.", code="split_sum")
    if split:
        next((part for part in split if part["category_id"] is None), split[0])["count"] = 1
    return split


def _part(part: Mapping[str, Any], currency: str, category_at: CategoryAt, pointer: str) -> Part:
    amount = minor_units(part["amount"], currency, f"{pointer}/amount")
    if not amount:
        raise Invalid.at(f"{pointer}/amount", "A part of nothing is none.", code="split_zero")
    category = category_at(part["category_id"], f"{pointer}/category_id")
    return {
        "amount_minor": amount,
        "category_id": part["category_id"],
        "category": category["slug"] if category else None,
        "kind": part.get("kind") or kind_of(category["kind"] if category else None, amount),
        "notes": part.get("notes") or None,
        "count": 0,
    }


def refuse_change_beside(before: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Raise Conflict `split_exists` where fields would change what the parts of a split transaction decide."""
    if not before.get("splits"):
        return
    for name, shown in _DECIDED.items():
        if name in stored and stored[name] != before[name]:
            message = "The transaction is split: send its new parts along, or take the split away."
            raise Conflict.at(f"/{shown}", message, code="split_exists")


def without_broken_split(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that take a split away whose parts no longer add up, after a bank corrected the amount; else none."""
    parts = document.get("splits")
    broken = parts and sum(part["amount_minor"] for part in parts) != document["amount_minor"]
    return {"splits": []} if broken else {}
