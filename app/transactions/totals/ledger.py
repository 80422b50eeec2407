"""Adds transactions up in memory: to month totals, month totals by merchant, and changes of account balances."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from app.transactions.documents import COUNTED, Part, Transaction, parts_of

# Kept in this order by the unique indexes of month_totals and month_merchants.
TOTAL_FIELDS = ("month", "account_id", "category_id", "kind", "currency")
MERCHANT_FIELDS = (*TOTAL_FIELDS, "merchant")

Key = tuple[Any, ...]
Sums = dict[Key, list[int]]


class Ledger:
    """Folds many transactions into few sums before anything is written.

    `totals` and `merchants` map keys (TOTAL_FIELDS, MERCHANT_FIELDS) to [in, out, count]: the sum of positive
    amounts, the magnitude of the negative ones, and how many there are, in minor units; a split transaction counts
    once, with one of its parts. `balances` maps accounts to the change of their balance.
    """

    def __init__(self, documents: Iterable[Transaction] = ()) -> None:
        self.totals: Sums = defaultdict(lambda: [0, 0, 0])
        self.merchants: Sums = defaultdict(lambda: [0, 0, 0])
        self.balances: dict[ObjectId, int] = defaultdict(int)
        for document in documents:
            self.add(document)

    def add(self, document: Transaction, times: int = 1) -> None:
        """Count a transaction, or take it back with `times=-1`; one without an amount yet is not counted.

        Each part of a split transaction counts under its own category and kind.
        """
        if document["status"] not in COUNTED:
            return
        for part in parts_of(document):
            key = total_key(document, part)
            counted = times * part.get("count", 1)
            _add(self.totals[key], part["amount_minor"], times, counted)
            if document["merchant"]:
                _add(self.merchants[(*key, document["merchant"])], part["amount_minor"], times, counted)
        self.balances[document["account_id"]] += times * document["amount_minor"]

    def replace(self, before: Transaction, after: Transaction) -> None:
        """Take back a transaction as it was before a change, and count it as it is after."""
        self.add(before, times=-1)
        self.add(after)
        # What stays where it is at the same amount moves no balance; what moves even nothing needs its account there.
        account_id = after["account_id"]
        if before["account_id"] == account_id and not self.balances.get(account_id, 1):
            del self.balances[account_id]

    def has_emptied(self) -> bool:
        """Whether some total may have lost its last transaction."""
        return any(min(sums) < 0 for kept in (self.totals, self.merchants) for sums in kept.values())


def total_key(document: Transaction, part: Part) -> Key:
    """The key (TOTAL_FIELDS) of the month total that a part of a transaction counts in, by its booking date."""
    date = document["date"]
    month = f"{date.year:04d}-{date.month:02d}"
    return month, document["account_id"], part["category_id"], part["kind"], document["currency"]


def _add(sums: list[int], amount_minor: int, times: int, counted: int) -> None:
    sums[0 if amount_minor > 0 else 1] += times * abs(amount_minor)
    sums[2] += counted
