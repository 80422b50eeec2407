"""The use cases of transactions: the door for routes, tasks and other domains.

Imports come through `app.transactions.provenance.service` too, which has what only they may do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import cast

from bson import ObjectId

from app.accounts.documents import Account
from app.infra.database.mongo import Scope
from app.merchants.names import keys_of
from app.transactions import store
from app.transactions.bulk.service import apply_bulk, without_transactions
from app.transactions.capture.context import Context
from app.transactions.capture.parse import read
from app.transactions.capture.service import fill_in
from app.transactions.capture.service import start as start_capture
from app.transactions.capture.unsure import run_unsure
from app.transactions.documents import Actor, Payment, RepeatedPayment, Transaction
from app.transactions.history.feed import changes_since
from app.transactions.history.history import history
from app.transactions.listing.export import export
from app.transactions.listing.ordering import DEFAULT_SORT
from app.transactions.listing.query import list_transactions
from app.transactions.matching.receipts import merge_receipts
from app.transactions.matching.service import count_matches_of
from app.transactions.offers.service import confirm, cursor_of, list_offers, reject
from app.transactions.receipts.service import (
    Purchase,
    SeveralMatches,
    attach_receipt,
    fill_in_receipt,
    find_match,
    find_of_receipt,
    hand_over,
    is_alike,
    mark_unread,
    open_receipt,
)
from app.transactions.redaction import Offered, offered, redactor
from app.transactions.requests import ListFields
from app.transactions.totals import store as totals
from app.transactions.totals.documents import DayTotal, MerchantTotal, MonthTotal
from app.transactions.totals.invariant import recompute_totals, verify
from app.transactions.transfers.examination import examine_all as examine_all_transfers
from app.transactions.transfers.lone_legs import LoneLegs
from app.transactions.transfers.naming import NAMED_CONFIDENCE, file_named, lone_legs
from app.transactions.transfers.service import pair_by_hand, pair_recent_transfers, pair_transfers, unpair
from app.transactions.unknown.service import ask_later, unknown_merchants
from app.transactions.unknown.store import UnknownMerchant
from app.transactions.unknown.store import find_ids as ids_of_unknown
from app.transactions.writing.changes import delete, get, names_category, offer, patch
from app.transactions.writing.creation import create
from app.transactions.writing.edits import refiled
from app.transactions.writing.posting import reassign
from app.transactions.writing.summaries import set_summaries

__all__ = [
    "NAMED_CONFIDENCE",
    "Context",
    "LoneLegs",
    "Offered",
    "Purchase",
    "SeveralMatches",
    "UnknownMerchant",
    "apply_bulk",
    "ask_later",
    "attach_receipt",
    "balance_before",
    "balances_before",
    "changes_since",
    "confirm",
    "count",
    "count_events_of",
    "count_matches_of",
    "count_of_import",
    "create",
    "cursor_of",
    "delete",
    "examine_all_transfers",
    "export",
    "file_named",
    "fill_in",
    "fill_in_receipt",
    "find_many",
    "find_match",
    "find_of_receipt",
    "get",
    "hand_over",
    "history",
    "ids_of_import",
    "ids_of_unknown",
    "is_alike",
    "iterate",
    "latest_month",
    "list_offers",
    "list_transactions",
    "lone_legs",
    "mark_unread",
    "merge_receipts",
    "names_category",
    "newest_of",
    "offer",
    "offered",
    "open_receipt",
    "pair_by_hand",
    "pair_recent_transfers",
    "pair_transfers",
    "patch",
    "payments_of",
    "read",
    "read_days",
    "read_merchants",
    "read_merchants_of",
    "read_totals",
    "reassign",
    "recompute_totals",
    "redactor",
    "refiled",
    "reject",
    "repeated_payments",
    "run_unsure",
    "set_summaries",
    "start_capture",
    "summarised_count",
    "unknown_merchants",
    "unpair",
    "verify",
    "without_transactions",
]


def iterate(scope: Scope, merchant: str | None = None) -> Iterator[Transaction]:
    """Every posted or pending transaction, or those of one merchant in any spelling, newest first."""
    return store.iterate(scope, keys_of(merchant) if merchant else None)


def count(scope: Scope, merchant: str | None = None) -> int:
    """How many transactions `iterate` passes."""
    return store.count(scope, keys_of(merchant) if merchant else None)


def payments_of(scope: Scope, merchants: Sequence[str], since: datetime | None, limit: int) -> list[Payment]:
    """The newest posted or pending transactions of merchants in any spelling, newest first, since a day."""
    return store.find_payments(scope, [key for each in merchants for key in keys_of(each)], since, limit)


def repeated_payments(
    scope: Scope, first: datetime, last: datetime, currency: str, least_minor: int, limit: int
) -> list[RepeatedPayment]:
    """Expenses of one amount, at least so large, that a merchant got several times on a day; the largest first."""
    return store.find_repeated(scope, first, last, currency, least_minor, limit)


def find_many(scope: Scope, transaction_ids: Sequence[ObjectId]) -> list[Transaction]:
    """Those of some transactions that exist, in no order."""
    return store.find_many(scope, transaction_ids)


def newest_of(scope: Scope, filters: Mapping[str, object], limit: int) -> list[ObjectId]:
    """The ids of the newest transactions that filters of the list select."""
    query = cast("ListFields", {**filters, "sort": DEFAULT_SORT, "limit": limit, "cursor": None})
    return [row["_id"] for row in islice(list_transactions(scope, query, None), limit)]


def ids_of_import(scope: Scope, import_id: ObjectId, limit: int) -> list[ObjectId]:
    """The ids of an import's transactions in the order of its lines, so many at most."""
    return store.ids_of_import(scope, import_id, limit)


def count_of_import(scope: Scope, import_id: ObjectId) -> int:
    """How many transactions an import has."""
    return store.count_of_import(scope, import_id)


def summarised_count(scope: Scope, transaction_ids: Sequence[ObjectId]) -> int:
    """How many of some transactions have a summary."""
    return store.count_summarised(scope, transaction_ids)


def count_events_of(scope: Scope, actor: Actor) -> int:
    """How many changes and deletions of transactions an actor made."""
    return store.count_events_of(scope, actor)


def read_totals(scope: Scope, first_month: str, last_month: str) -> list[MonthTotal]:
    """The month totals of a range of months `YYYY-MM`, both included; `in` and `out` are magnitudes."""
    return totals.find_totals(scope, first_month, last_month)


def read_days(scope: Scope, account_ids: Sequence[ObjectId], first: datetime, last: datetime) -> list[DayTotal]:
    """Sums by day of some accounts, from one day to another, both included; reads every transaction of these days."""
    return totals.sum_days(scope, account_ids, first, last)


def balance_before(scope: Scope, account: Account, day: date) -> int:
    """The balance of an account before a day, in minor units."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return account["opening_balance_minor"] + totals.sum_before(scope, account["_id"], midnight)


def balances_before(scope: Scope, known: Iterable[Account], day: date) -> dict[ObjectId, int]:
    """The balances of accounts before a day, in minor units, by their ids."""
    moved = totals.sums_before(scope, datetime(day.year, day.month, day.day, tzinfo=UTC))
    return {each["_id"]: each["opening_balance_minor"] + moved.get(each["_id"], 0) for each in known}


def latest_month(scope: Scope, until: str) -> str | None:
    """The latest month `YYYY-MM` up to one that has a posted or pending transaction; None without any."""
    return totals.latest_month(scope, until)


def read_merchants(scope: Scope, month: str) -> list[MerchantTotal]:
    """The totals of one month `YYYY-MM` by merchant."""
    return totals.find_merchants(scope, month)


def read_merchants_of(scope: Scope, first_month: str, last_month: str, currency: str) -> list[MerchantTotal]:
    """The totals in one currency of a range of months `YYYY-MM`, both included, by month and merchant."""
    return totals.find_merchants_of(scope, first_month, last_month, currency)
