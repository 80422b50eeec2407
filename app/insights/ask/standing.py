"""Runs a plan of balances or of net worth: what accounts hold at the end of a day."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from bson import ObjectId

from app.accounts.documents import Account
from app.ai.questions import Plan
from app.infra.database.mongo import Scope
from app.insights.ask.known_names import KnownNames
from app.insights.ask.outcome import Balance, Outcome
from app.transactions import service as transactions
from app.transactions.measuring.service import Sums

_DAY = timedelta(days=1)


def run(scope: Scope, plan: Plan, known: KnownNames, today: date, currency: str) -> Outcome:
    """Returns the balances that a plan asks for: by account, or for net worth by currency, the workspace's first."""
    own = [account for account in known.accounts if _is_meant(account, plan)]
    now = _balances(scope, own, plan.to, today)
    before = _balances(scope, own, plan.compare_to, today) if plan.compare_to else None
    usual = plan.currency or currency
    by_currency = _by_currency(own, now, before, usual)
    first = by_currency[0].currency if by_currency else usual
    single = [
        Balance(account["name"], account["currency"], now[account["_id"]], before[account["_id"]] if before else None)
        for account in own
    ]
    # Of several accounts each is told before what they hold together, of one and of net worth the sum alone.
    shown = [*by_currency, *single] if plan.measure == "balance" and len(own) > 1 else by_currency
    return Outcome(plan, first, Sums(None, first), 0, [], balances=shown)


def _is_meant(account: Account, plan: Plan) -> bool:
    wanted, unwanted, account_id = plan.filters.account_id, plan.exclude.account_id, str(account["_id"])
    is_named = (not wanted or account_id in wanted) and account_id not in unwanted
    return is_named and plan.currency in (None, account["currency"])


def _balances(scope: Scope, own: list[Account], day: date | None, today: date) -> Mapping[ObjectId, int]:
    """The balances at the end of a day; those of today are kept with the accounts, transactions to come included."""
    if day is None or day == today:
        return {account["_id"]: account["balance_minor"] for account in own}
    return transactions.balances_before(scope, own, day + _DAY)


def _by_currency(
    own: list[Account], now: Mapping[ObjectId, int], before: Mapping[ObjectId, int] | None, usual: str
) -> list[Balance]:
    """The sums of each currency, the usual one first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for account in own:
        sums[account["currency"]][0] += now[account["_id"]]
        sums[account["currency"]][1] += before[account["_id"]] if before else 0
    ordered = sorted(sums, key=lambda currency: (currency != usual, currency))
    return [Balance("", each, sums[each][0], sums[each][1] if before is not None else None) for each in ordered]
