"""The use cases of measuring: what transactions add up to, from month totals where they suffice.

A period's whole months are read from totals, which costs the same however many transactions there are, and only the
days before and after them from transactions.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.infra.database.mongo import Scope
from app.transactions.measuring import store
from app.transactions.measuring.figures import Direction, Key, Picked, Ranking, Spread, Sums, added
from app.transactions.measuring.months import Cut, cut
from app.transactions.measuring.selection import Selection

__all__ = [
    "Direction",
    "Key",
    "Picked",
    "Ranking",
    "Selection",
    "Spread",
    "Sums",
    "added",
    "amounts",
    "extremes",
    "merchants",
    "pick",
    "spread",
    "sums",
    "tags",
]

extremes = store.extremes
merchants = store.merchants
pick = store.pick
spread = store.spread
tags = store.tags


def sums(scope: Scope, selection: Selection, key: Key = "none") -> list[Sums]:
    """What transactions add up to by a key and currency, and how many there are: a split one is one in each group."""
    months = _whole_months(selection) if key == "none" else None
    if months is None:
        return store.sums(scope, selection, key)
    surplus = store.split_surplus(scope, replace(selection, first=months.first, last=months.last))
    found = added([*store.total_sums(scope, selection, months, key), *_rest(scope, selection, months, key)])
    return [replace(each, count=each.count - surplus.pop(each.currency, 0)) for each in found]


def amounts(scope: Scope, selection: Selection, key: Key) -> list[Sums]:
    """What transactions add up to by a key and currency; a split one is counted with one of its parts, as in totals."""
    months = _whole_months(selection) if key not in ("tag", "day") else None
    if months is None:
        return store.sums(scope, selection, key)
    found = [*store.total_sums(scope, selection, months, key), *_rest(scope, selection, months, key)]
    if key == "merchant":
        found += _of_no_merchant(scope, selection, months)
    return added(found)


def _whole_months(selection: Selection) -> Cut | None:
    return cut(selection.first, selection.last) if selection.is_of_totals else None


def _rest(scope: Scope, selection: Selection, months: Cut, key: Key) -> Iterator[Sums]:
    """The sums of the days that are in no whole month."""
    for first, last in months.rest:
        yield from store.sums(scope, replace(selection, first=first, last=last), key)


def _of_no_merchant(scope: Scope, selection: Selection, months: Cut) -> Iterator[Sums]:
    """What is in the totals of whole months and in none of a merchant."""
    of_merchants = {
        each.currency: each
        for each in added(replace(each, key=None) for each in store.total_sums(scope, selection, months, "merchant"))
    }
    for each in store.total_sums(scope, selection, months, "none"):
        known = of_merchants.get(each.currency, Sums(None, each.currency))
        yield Sums(
            None,
            each.currency,
            each.money_in - known.money_in,
            each.money_out - known.money_out,
            each.count - known.count,
        )
