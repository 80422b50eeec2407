"""Splitting a transaction into parts with categories of their own: one purchase, several categories.

The parts add up to the transaction exactly; only its user sets them. Totals count the parts in place of the whole, the
balance moves by the whole. `count` is 1 for one part and 0 for the others, so that a split transaction is one among
all, among its merchant's, and among those without a category if any part has none.
"""

from collections.abc import Callable, Mapping, Sequence

from bson import ObjectId

from app.categories.documents import Category
from app.infra.amounts import minor_units
from app.infra.problems import Conflict, Invalid
from app.money import format_amount
from app.rules.filing import kind_of
from app.transactions.documents import Changes, Part, Transaction
from app.transactions.requests import PartFields

# The category of an id, looked up for a place in the body: a JSON pointer. It raises UnknownReference.
CategoryAt = Callable[[ObjectId | None, str], Category | None]

_DECIDED_BY_PARTS = ("amount_minor", "category_id", "kind")


def split_up(parts: Sequence[PartFields], amount_minor: int, currency: str, category_at: CategoryAt) -> list[Part]:
    """The parts of a request as they are stored; an empty list for none.

    Raises Invalid for an amount of zero or beyond the currency, and `split_sum` unless they add up; NotFound for a
    category that does not exist.
    """
    split = [_part(part, currency, category_at, f"/splits/{index}") for index, part in enumerate(parts)]
    total = sum(part["amount_minor"] for part in split)
    if split and total != amount_minor:
        sums = f"{format_amount(total, currency)}, the transaction is {format_amount(amount_minor, currency)}"
        raise Invalid.at("/splits", f"The parts add up to {sums}.", code="split_sum")
    if split:
        next((part for part in split if part["category_id"] is None), split[0])["count"] = 1
    return split


def _part(part: PartFields, currency: str, category_at: CategoryAt, pointer: str) -> Part:
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


def refuse_change_beside(before: Transaction, changes: Changes) -> None:
    """Raise Conflict `split_exists` where fields would change what the parts of a split transaction decide."""
    if not before.get("splits"):
        return
    now: Mapping[str, object] = before
    for name, value in changes.items():
        if name in _DECIDED_BY_PARTS and value != now[name]:
            pointer = "/amount" if name == "amount_minor" else f"/{name}"
            message = "The transaction is split: send its new parts along, or take the split away."
            raise Conflict.at(pointer, message, code="split_exists")


def without_broken_split(document: Transaction) -> Changes:
    """What removes a split whose parts no longer add up, after the bank corrected the amount; else no field."""
    parts = document.get("splits")
    broken = parts and sum(part["amount_minor"] for part in parts) != document["amount_minor"]
    return {"splits": []} if broken else {}
