"""Exports the transactions that filters select as a file of any size, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.native.fields import AccountFields, ExportAccount, ExportRow
from app.formats.native.statements import Period, Statement
from app.formats.writers import WRITERS
from app.infra.database.mongo import Document, Scope
from app.money import format_amount
from app.transactions.documents import COUNTED
from app.transactions.listing import export_store, ordering
from app.transactions.listing.export_accounts import (
    Balances,
    account_alone,
    account_fields,
    balances_of,
    first_day,
    is_of_span,
    number_in_statements,
)
from app.transactions.listing.export_rows import READ, exported
from app.transactions.listing.query import selections
from app.transactions.requests import ExportFields


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
        self._query = query
        self._by_id = {account["_id"]: account for account in self._accounts}
        # The names of the accounts of which there was a row.
        self._begun: dict[ObjectId, str] = {}

    def rows(self, *only: Document) -> Iterator[ExportRow]:
        """All rows, or those that meet further conditions; the first of each account says what that is."""
        order = ordering.index_order(self._sort)
        streams = [export_store.each(self._scope, [*wanted, *only], order, READ) for wanted in self._wanted]
        for document in ordering.merging(streams, self._sort):
            name, fields = self._begun.get(account_id := document["account_id"]), None
            if name is None:
                name, fields = self._told(account_id)
                self._begun[account_id] = name
            yield exported(document, name, fields)

    def accounts(self) -> Iterator[ExportAccount]:
        """The accounts that had no row, once all are read; none where filters may have left their rows out."""
        for account in self._accounts:
            if account["_id"] not in self._begun and is_of_span(self._query, account):
                yield self._described(account)

    def _described(self, account: Account) -> ExportAccount:
        return account_alone(account, self._balances(account), self._query)

    def _told(self, account_id: ObjectId) -> tuple[str, AccountFields | None]:
        """The name of an account, and what the export says of it; nothing of one that is gone."""
        account = self._by_id.get(account_id)
        return (account["name"], account_fields(account, self._balances(account))) if account else ("", None)

    def _balances(self, account: Account) -> Balances:
        return balances_of(self._scope, account, self._query)

    def statements(self) -> Iterator[Statement]:
        """A statement for each account with transactions among them or without any, oldest account first."""
        for account in self._accounts:
            only: Document = {"account_id": account["_id"], "status": {"$in": list(COUNTED)}}
            if period := self._period(only):
                yield self._statement(account, period, only)
            elif is_of_span(self._query, account):
                yield self._empty_statement(account)

    def _statement(self, account: Account, period: Period, only: Document) -> Statement:
        balances, currency = self._balances(account), account["currency"]
        return Statement(
            account["name"],
            number_in_statements(account),
            account["type"],
            currency,
            None if balances.opening is None else format_amount(balances.opening, currency),
            format_amount(balances.closing, currency),
            balances.as_of.date().isoformat() if balances.as_of else None,
            period,
            lambda: self.rows(only),
        )

    def _empty_statement(self, account: Account) -> Statement:
        day = first_day(self._query) or datetime.now(UTC).date().isoformat()
        statement = self._statement(account, Period(day, day), {})
        return replace(statement, rows=tuple, described=self._described(account))

    def _period(self, only: Document) -> Period | None:
        """The first and the last day of an account's transactions; None without any."""
        first, last = self._days(only, 1), self._days(only, -1)
        return Period(min(first), max(last)) if first and last else None

    def _days(self, only: Document, direction: int) -> Sequence[str]:
        order = [("date", direction), ("_id", direction)]
        found = (export_store.find_first(self._scope, [*wanted, only], order) for wanted in self._wanted)
        return [document["date"].date().isoformat() for document in found if document]
