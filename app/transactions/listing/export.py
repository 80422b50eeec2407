"""Exports the transactions that filters select as a file of any size, in bounded memory."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.native.fields import ExportRow
from app.formats.native.statements import Period, Statement
from app.formats.writers import WRITERS
from app.infra.database.mongo import Document, Scope
from app.money import format_amount
from app.transactions.documents import COUNTED
from app.transactions.listing import export_store, ordering
from app.transactions.listing.export_rows import READ, exported
from app.transactions.listing.query import selections
from app.transactions.requests import ExportFields

# Longer numbers of accounts than these OFX does not take (2.3, section 11.3.1).
_LONGEST_NUMBER = 22


class Export(NamedTuple):
    """A file: its name, its content type, and its bytes, made as they are asked for."""

    name: str
    content_type: str
    parts: Iterator[bytes]


def export(scope: Scope, query: ExportFields) -> Export:
    """The transactions that a request's filters select, in its `sort`, as a file of its `format`.

    Transactions without an amount are left out, and those that lapsed of OFX and QIF, which cannot tell. OFX and QIF
    are ordered by account. Nothing is read before the first part is asked for; an error in between ends the parts.
    """
    selection, now = _Selection(scope, query), datetime.now(UTC)
    writer = WRITERS[query["format"]]
    return Export(f"transactions-{now:%Y-%m-%d}.{query['format']}", writer.content_type, writer.write(selection, now))


class _Selection:
    """The transactions of one export, as rows or as statements by account."""

    def __init__(self, scope: Scope, query: ExportFields) -> None:
        self._scope = scope
        self._sort: str = query["sort"]
        self._wanted = selections(scope, query)
        self._accounts = accounts.list_accounts(scope)
        self._names: dict[ObjectId, str] = {account["_id"]: account["name"] for account in self._accounts}

    def rows(self, *only: Document) -> Iterator[ExportRow]:
        """All rows, or those that meet further conditions."""
        order = ordering.index_order(self._sort)
        streams = [export_store.each(self._scope, [*wanted, *only], order, READ) for wanted in self._wanted]
        for document in ordering.merging(streams, self._sort):
            yield exported(document, self._names.get(document["account_id"], ""))

    def statements(self) -> Iterator[Statement]:
        """A statement for each account with transactions among them, oldest account first."""
        for account in self._accounts:
            only: Document = {"account_id": account["_id"], "status": {"$in": list(COUNTED)}}
            if period := self._period(only):
                yield self._statement(account, period, only)

    def _statement(self, account: Account, period: Period, only: Document) -> Statement:
        return Statement(
            account["name"],
            _number(account),
            account["type"],
            account["currency"],
            format_amount(account["balance_minor"], account["currency"]),
            period,
            lambda: self.rows(only),
        )

    def _period(self, only: Document) -> Period | None:
        """The first and the last day of an account's transactions; None without any."""
        first, last = self._days(only, 1), self._days(only, -1)
        return Period(min(first), max(last)) if first and last else None

    def _days(self, only: Document, direction: int) -> Sequence[str]:
        order = [("date", direction), ("_id", direction)]
        found = (export_store.find_first(self._scope, [*wanted, only], order) for wanted in self._wanted)
        return [document["date"].date().isoformat() for document in found if document]


def _number(account: Account) -> str:
    """The account's number in statements, else the end of its id."""
    short = (number for number in account.get("identifiers", []) if len(number) <= _LONGEST_NUMBER)
    return next(short, str(account["_id"])[-_LONGEST_NUMBER:])
