"""Where an account stands at the end of a day, to be held against what a statement says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bson import ObjectId

from app.accounts import store
from app.infra.database.mongo import Scope

# Two sources give one booking days that lie so far apart; further, and it is not the same end of a statement.
_SHIFT = timedelta(days=4)
_DAY = timedelta(days=1)
_DAYS = range(-_SHIFT.days, _SHIFT.days + 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """The booked balance of an account at the end of a day, and others that are no contradiction to it: with what is
    pending, without what other sources brought of that day, or some days earlier or later.
    """

    balance_minor: int
    others: frozenset[int]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A bank's statement that ends at another balance than the account has on that day."""

    day: date
    closing_minor: int
    balance_minor: int


def contradiction(scope: Scope, account_id: ObjectId) -> Contradiction | None:
    """Returns the newest statement of a bank that knows where it ends, if the account stands elsewhere that day."""
    newest = store.newest_closing(scope, account_id)
    if newest is None or newest["closing_minor"] is None:
        return None
    closing, day = newest["closing_minor"], newest["last_day"].date()
    here = standing(scope, account_id, day, newest["import_id"])
    if here is None or closing in (here.balance_minor, *here.others):
        return None
    return Contradiction(day, closing, here.balance_minor)


def standing(scope: Scope, account_id: ObjectId, day: date, import_id: ObjectId) -> Standing | None:
    """Returns where an account stands at the end of a day; None for a deleted one, or one whose opening balance was
    worked out from this very import.
    """
    account = store.find(scope, account_id)
    basis = account.get("opening_basis") if account else None
    if account is None or (basis and basis["import_id"] == import_id):
        return None
    end, pending = datetime(day.year, day.month, day.day, tzinfo=UTC), store.pending_sum(scope, account_id)
    sums = store.sums_since(scope, account_id, end - _SHIFT)
    booked = account["balance_minor"] - pending

    def at(moment: datetime) -> int:
        return booked - sum(sum(found.values()) for later, found in sums.items() if later > moment)

    of_others = sum(amount for source, amount in sums.get(end, {}).items() if source != import_id)
    near = {at(end + _DAY * shift) for shift in _DAYS}
    return Standing(at(end), frozenset({at(end) + pending, at(end) - of_others, *near}))
