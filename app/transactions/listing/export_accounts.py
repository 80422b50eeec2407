"""The accounts of an export: what it says of each, and the balances before and after its transactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.native.fields import AccountFields, ExportAccount
from app.infra.database.mongo import Scope
from app.money import format_amount
from app.transactions.requests import ExportFields
from app.transactions.totals import store as totals

# Filters that leave all transactions of a span of days: before and after these an account has a balance.
_OF_SPANS = frozenset(["account_id", "date_from", "date_to", "sort", "format"])
# Longer numbers of accounts than these OFX does not take (2.3, section 11.3.1).
_LONGEST_NUMBER = 22


@dataclass(frozen=True, slots=True)
class Balances:
    """The balances before and after an account's transactions in an export, in minor units.

    `opening` is None where it is not known, or where the transactions are not all of a span of days; then `closing` is
    the balance of today.
    """

    opening: int | None
    closing: int
    as_of: datetime | None = None


def balances_of(scope: Scope, account: Account, query: ExportFields) -> Balances:
    """The balances of an account around the transactions that a request selects; two sums at most are read for them."""
    balance, first, last = account["balance_minor"], query.get("date_from"), query.get("date_to")
    if not _selects_span(query):
        return Balances(None, balance)
    before = totals.sum_before(scope, account["_id"], first) if first else 0
    opening = account["opening_balance_minor"] + before
    if last is None or last >= datetime.now(UTC):
        return Balances(_known(account, opening), balance)
    until = totals.sum_before(scope, account["_id"], last + timedelta(days=1))
    return Balances(_known(account, opening), account["opening_balance_minor"] + until, last)


def _selects_span(query: ExportFields) -> bool:
    others = (value for name, value in query.items() if name not in _OF_SPANS)
    # An amount of zero is a filter too.
    return all(value is None or value is False or value == [] for value in others)


def _known(account: Account, opening: int) -> int | None:
    """The balance, but for one of zero that only says that no statement of the account knew any."""
    basis = account.get("opening_basis")
    unknown = account["opens_with_statements"] and (basis is None or basis["opening_minor"] is None)
    return None if unknown and not opening else opening


def is_of_span(query: ExportFields, account: Account) -> bool:
    """Whether a request selects all transactions that an account has in a span of days."""
    return _selects_span(query) and query.get("account_id") in (None, account["_id"])


def first_day(query: ExportFields) -> str | None:
    """The first day that a request asks for, as ISO 8601."""
    first = query.get("date_from")
    return first.date().isoformat() if first else None


def account_alone(account: Account, balances: Balances, query: ExportFields) -> ExportAccount:
    """What an export says of an account without transactions in it."""
    return {
        "date": first_day(query),
        "currency": account["currency"],
        "account": account["name"],
        "account_id": str(account["_id"]),
        **account_fields(account, balances),
    }


def account_fields(account: Account, balances: Balances) -> AccountFields:
    """What an export says of an account with its first transaction."""
    opening = balances.opening
    return {
        "account_type": account["type"],
        "account_numbers": numbers_of(account),
        "institution": account["institution"],
        "opening_balance": None if opening is None else format_amount(opening, account["currency"]),
    }


def numbers_of(account: Account) -> list[str]:
    """The numbers by which statements know an account, without the ids it had in other workspaces."""
    return [number for number in account["identifiers"] if not accounts.is_exported_id(number)]


def number_in_statements(account: Account) -> str:
    """The account's number where a statement needs one, else the end of its id."""
    short: Sequence[str] = [number for number in account["identifiers"] if len(number) <= _LONGEST_NUMBER]
    return next(iter(short), _end_of(account["_id"]))


def _end_of(account_id: ObjectId) -> str:
    return str(account_id)[-_LONGEST_NUMBER:]
