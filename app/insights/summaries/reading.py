"""Reads what is known about transactions that are to be summarised: their merchants' others, accounts, categories."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.insights.summaries.lines import Known
from app.transactions import service as transactions
from app.transactions.documents import Payment, Transaction

# So many of a merchant's payments are looked at, the newest; so many in all are kept for the next batches.
MOST_PAYMENTS = 500
_MOST_KEPT = 50_000


class _History(NamedTuple):
    payments: Sequence[Payment]  # oldest first
    complete: bool


class Reader:
    """Reads for one job: one query a merchant, however many of its transactions are asked about."""

    def __init__(self, scope: Scope, locale: str) -> None:
        self._scope = scope
        self._locale = locale
        self._histories: dict[str, _History] = {}

    def known(self, rows: Sequence[Transaction]) -> dict[ObjectId, Known]:
        """Returns what is known beside each of some transactions, by their ids."""
        others = self._other_accounts(rows)
        return {row["_id"]: self._known(row, others.get(row["_id"])) for row in rows}

    def _known(self, row: Transaction, other_account: str | None) -> Known:
        history = self._history(row["merchant"]) if row["merchant"] else _History((), complete=True)
        own = [each for each in history.payments if each["currency"] == row["currency"] and each["kind"] == row["kind"]]
        category = self._categories.get(row["category_id"]) if row["category_id"] else None
        return Known(own, history.complete, other_account, category["name"] if category else None, self._locale)

    def _history(self, merchant: str) -> _History:
        if merchant not in self._histories:
            if sum(len(each.payments) for each in self._histories.values()) >= _MOST_KEPT:
                self._histories.clear()
            newest = transactions.payments_of(self._scope, [merchant], None, MOST_PAYMENTS)
            self._histories[merchant] = _History(newest[::-1], len(newest) < MOST_PAYMENTS)
        return self._histories[merchant]

    def _other_accounts(self, rows: Sequence[Transaction]) -> Mapping[ObjectId, str]:
        """The names of the other accounts of transfers, by the transactions' ids."""
        pairs = {other: row["_id"] for row in rows if (other := row.get("transfer_id"))}
        legs = transactions.find_many(self._scope, list(pairs))
        return {
            pairs[leg["_id"]]: self._accounts[leg["account_id"]] for leg in legs if leg["account_id"] in self._accounts
        }

    @cached_property
    def _accounts(self) -> dict[ObjectId, str]:
        return {account["_id"]: account["name"] for account in accounts.list_accounts(self._scope)}

    @cached_property
    def _categories(self) -> Mapping[ObjectId, Category]:
        return categories.known(self._scope)
