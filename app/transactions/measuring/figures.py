"""What measuring returns: sums of a group, values with how often they occur, single transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bson import ObjectId

# By what transactions can be grouped. `category` splits a transaction, `tag` counts it under each of its tags.
Key = Literal["none", "category", "merchant", "month", "day", "account", "tag"]
# Which transactions come first. The largest and smallest are those of the greatest and least magnitude.
Ranking = Literal["newest", "oldest", "largest", "smallest"]
# Whether only what comes in (1) or goes out (-1) is looked at; 0 is either.
Direction = Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Sums:
    """What transactions of a group and currency add up to: magnitudes in minor units, and how many there are.

    `key` is a category's or account's id, a merchant's name, a day, a month's first day, a tag; None for no group, or
    for what has none. `largest` and `smallest` are magnitudes, None where they were not asked for.
    """

    key: Any
    currency: str
    money_in: int = 0
    money_out: int = 0
    count: int = 0
    largest: int | None = None
    smallest: int | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How many transactions of a group and currency have a magnitude."""

    key: Any
    currency: str
    magnitude: int
    count: int


@dataclass(frozen=True, slots=True)
class Picked:
    """A transaction with the amount of those of its parts that count."""

    id: ObjectId
    date: datetime
    amount_minor: int
    currency: str
    merchant: str | None
    description: str


def added(found: Iterable[Sums]) -> list[Sums]:
    """Returns the sums with those of the same key and currency added up, in the order in which they came."""
    merged: dict[tuple[Any, str], Sums] = {}
    for each in found:
        key = each.key, each.currency
        before = merged.get(key)
        merged[key] = _both(before, each) if before else each
    return list(merged.values())


def _both(one: Sums, other: Sums) -> Sums:
    return Sums(
        one.key,
        one.currency,
        one.money_in + other.money_in,
        one.money_out + other.money_out,
        one.count + other.count,
        _either(max, one.largest, other.largest),
        _either(min, one.smallest, other.smallest),
    )


def _either(choose: Any, one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return choose(known) if known else None
