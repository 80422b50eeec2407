"""Checks and repairs the invariant that month totals and balances equal the sums of the transactions."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TypedDict

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.infra.database.mongo import Scope
from app.transactions.totals import store
from app.transactions.totals.ledger import Key, Sums


class Difference(TypedDict):
    """A total or balance that is not the sum of its transactions, in minor units."""

    # month_totals, month_merchants or balance
    what: str
    # of a total as a Ledger has it, of a balance the account
    key: Key | ObjectId
    stored: list[int] | int | None
    computed: list[int] | int | None


def verify(scope: Scope) -> list[Difference]:
    """The totals and balances that differ from the sums of the transactions; none when all is well.

    Everything is read from one snapshot.
    """

    def compare(tx: Scope) -> list[Difference]:
        totals, merchants = store.computed_sums(tx)
        stored_totals, stored_merchants = store.stored_sums(tx)
        return [
            *_differences("month_totals", stored_totals, totals),
            *_differences("month_merchants", stored_merchants, merchants),
            *_balance_differences(tx, totals),
        ]

    return scope.transact(compare, numbers=0)


def recompute_totals(scope: Scope) -> None:
    """Set all totals and balances of the workspace to the sums of its transactions."""

    def rewrite(tx: Scope) -> None:
        totals, merchants = store.computed_sums(tx)
        store.replace_totals(tx, totals, merchants)
        wrong = _balance_corrections(tx, totals)
        if wrong:
            accounts.add_to_balances(tx, wrong)

    scope.transact(rewrite)


def _differences(what: str, stored: Sums, computed: Sums) -> list[Difference]:
    return [
        {"what": what, "key": key, "stored": stored.get(key), "computed": computed.get(key)}
        for key in stored.keys() | computed.keys()
        if stored.get(key) != computed.get(key)
    ]


def _balance_differences(scope: Scope, totals: Sums) -> list[Difference]:
    return [
        {"what": "balance", "key": account["_id"], "stored": account["balance_minor"], "computed": expected}
        for account, expected in _expected_balances(scope, totals)
        if account["balance_minor"] != expected
    ]


def _balance_corrections(scope: Scope, totals: Sums) -> dict[ObjectId, int]:
    """By how much the balances of accounts that are wrong must move."""
    return {
        account["_id"]: expected - account["balance_minor"]
        for account, expected in _expected_balances(scope, totals)
        if account["balance_minor"] != expected
    }


def _expected_balances(scope: Scope, totals: Sums) -> Iterator[tuple[Account, int]]:
    """The accounts, each with its opening balance plus its transactions."""
    moved: dict[ObjectId, int] = defaultdict(int)
    for (_, account_id, *_), (money_in, money_out, _) in totals.items():
        moved[account_id] += money_in - money_out
    for account in accounts.list_accounts(scope):
        yield account, account["opening_balance_minor"] + moved[account["_id"]]
