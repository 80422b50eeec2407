"""The invariant of the house: totals and balances equal what the transactions add up to."""

from collections import defaultdict
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.infra.database.mongo import Scope
from app.transactions.totals import store
from app.transactions.totals.ledger import Sums


def verify(scope: Scope) -> list[dict[str, Any]]:
    """Where totals or balances differ from the sums of the transactions; empty when all is well.

    Each difference says `what` (month_totals, month_merchants, balance), its `key`, what is `stored` and what
    was `computed`, in minor units. Everything is read from one snapshot.
    """

    def compare(tx: Scope) -> list[dict[str, Any]]:
        totals, merchants = store.computed_sums(tx)
        stored_totals, stored_merchants = store.stored_sums(tx)
        return [
            *_differences("month_totals", stored_totals, totals),
            *_differences("month_merchants", stored_merchants, merchants),
            *_balance_differences(tx, totals),
        ]

    return scope.transact(compare, numbers=0)


def recompute_totals(scope: Scope) -> None:
    """Write all totals and balances of the workspace anew, from the transactions themselves."""

    def rewrite(tx: Scope) -> None:
        totals, merchants = store.computed_sums(tx)
        store.replace_totals(tx, totals, merchants)
        wrong = {row["key"]: row["computed"] - row["stored"] for row in _balance_differences(tx, totals)}
        if wrong:
            accounts.add_to_balances(tx, wrong)

    scope.transact(rewrite)


def _differences(what: str, stored: Sums, computed: Sums) -> list[dict[str, Any]]:
    return [
        {"what": what, "key": key, "stored": stored.get(key), "computed": computed.get(key)}
        for key in stored.keys() | computed.keys()
        if stored.get(key) != computed.get(key)
    ]


def _balance_differences(scope: Scope, totals: Sums) -> list[dict[str, Any]]:
    moved: dict[ObjectId, int] = defaultdict(int)
    for (_, account_id, *_), (money_in, money_out, _) in totals.items():
        moved[account_id] += money_in - money_out
    return [
        {"what": "balance", "key": account["_id"], "stored": account["balance_minor"], "computed": expected}
        for account in accounts.list_accounts(scope)
        if account["balance_minor"] != (expected := account["opening_balance_minor"] + moved[account["_id"]])
    ]
