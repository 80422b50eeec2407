"""Iterate the statements of a CAMT message: account, period and balances of each, and the entries between."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import BinaryIO
from xml.etree.ElementTree import Element

from app.formats.camt.bookings import Payments, is_reversal, read_entry
from app.formats.camt.entries import Money, account_id, charges_beside, day_at, is_out, money_at
from app.formats.camt.xml import PartStream, text_of
from app.formats.common.reversals import Reversal, ReversalSigns
from app.formats.common.stated_periods import Statement, Statements
from app.formats.interface import Record, Rejected, Row

_MESSAGES = {"BkToCstmrStmt": "camt.053", "BkToCstmrAcctRpt": "camt.052", "BkToCstmrDbtCdtNtfctn": "camt.054"}
_STATEMENTS = frozenset(("Stmt", "Rpt", "Ntfctn"))
# Booked balances by their codes (ISO 20022, ExternalBalanceType1Code); what is merely available proves nothing.
_OPENING, _CLOSING, _INTERIM = ("OPBD", "PRCD"), "CLBD", "ITBD"
_BOOKED = frozenset((*_OPENING, _CLOSING, _INTERIM))
_MAX_BALANCES = 100
_ZERO = Decimal(0)

# The number of an entry, and what its charges move.
Charge = tuple[int, Decimal]


class Header:
    """What a statement states before its entries: account, period, balances by currency."""

    def __init__(self) -> None:
        self.account: str | None = None
        self.currency: str | None = None
        self.bank: str | None = None
        self._period = Statement()
        self._balances: dict[str, list[tuple[str, Decimal]]] = {}
        self._rows: Counter[str] = Counter()
        self._moved: dict[str, Decimal] = {}
        self._reversals: dict[str, list[Reversal]] = {}
        self._charges: dict[str, list[Charge]] = {}
        self._is_whole = True

    def take(self, node: Element) -> None:
        """Read a child of the statement that is not an entry."""
        if node.tag == "Acct":
            self.account = account_id(node) or None
            self.currency = text_of(node, "Ccy").upper() or None
            self.bank = text_of(node, "Svcr", "FinInstnId", "Nm") or None
        elif node.tag == "FrToDt":
            period = self._period
            period.begin = day_at(node, "FrDtTm") or day_at(node, "FrDt")
            period.end = day_at(node, "ToDtTm") or day_at(node, "ToDt")
        elif node.tag == "Bal":
            self._take_balance(node)

    def _take_balance(self, node: Element) -> None:
        code, money = text_of(node, "Tp", "CdOrPrtry", "Cd"), money_at(node, "Amt")
        if money is None or code not in _BOOKED:
            return
        day = day_at(node, "Dt")
        if code in _OPENING:
            self._period.begin = self._period.begin or day
        elif code == _CLOSING:
            self._period.end = self._period.end or day
        balances = self._balances.setdefault(money.currency or self.currency or "", [])
        if len(balances) < _MAX_BALANCES:
            balances.append((code, -money.amount if is_out(node) else money.amount))

    def count(self, row: Row) -> None:
        """Count a row of this statement."""
        self._rows[row.currency] += 1
        if not row.pending:
            self._moved[row.currency] = self._moved.get(row.currency, _ZERO) + row.amount

    def count_reversal(self, number: int, records: list[Record]) -> None:
        """Keep the reversal of this number, an entry of one row or several."""
        rows = [record for record in records if isinstance(record, Row) and not record.pending]
        if rows:
            moved = sum((row.amount for row in rows), _ZERO)
            self._reversals.setdefault(rows[0].currency, []).append((number, moved))

    def count_charges(self, number: int, records: list[Record], charges: Money | None) -> None:
        """Keep the charges stated beside the amount of the entry of this number, which is one booked row."""
        match records:
            case [Row(pending=False) as row] if charges and charges.amount and charges.currency == row.currency:
                self._charges.setdefault(row.currency, []).append((number, charges.amount))

    def charged(self, message: str) -> Iterator[int]:
        """The numbers of the entries whose charges the account paid on top of their amounts, by the balances."""
        for currency, charges in self._charges.items():
            opening, closing = self._sides(currency, message)
            if self._is_whole and opening is not None and closing is not None:
                missing = closing - opening - self._moved[currency]
                yield from (number for number, _ in charges if missing == sum(amount for _, amount in charges))

    def reject(self) -> None:
        """An entry could not be read: what the others add up to proves nothing."""
        self._is_whole = False

    def judge_reversals(self, signs: ReversalSigns, message: str) -> None:
        """Have the reversals of this statement judged by its balances."""
        for currency, reversals in self._reversals.items():
            sides = self._sides(currency, message) if self._is_whole else (None, None)
            signs.judge(reversals, self._moved[currency], sides)

    def closed(self, record: Record, message: str) -> Record:
        """The last record, with the closing balance if it is booked."""
        if isinstance(record, Row) and not record.pending:
            record.balance = self._sides(record.currency, message)[1]
        return record

    def _sides(self, currency: str, message: str) -> tuple[Decimal | None, Decimal | None]:
        """(opening, closing) balance. A page of a statement may open and close with an interim one; a report of the
        day (camt.052) has interim ones without holding all entries before them.
        """
        found = self._balances.get(currency, [])
        opening = next((amount for code in _OPENING for known, amount in found if known == code), None)
        closing = next((amount for code, amount in found if code == _CLOSING), None)
        interim = [amount for code, amount in found if code == _INTERIM] if message == "camt.053" else []
        if opening is None and interim and (closing is not None or len(interim) > 1):
            opening = interim.pop(0)
        if closing is None and opening is not None and interim:
            closing = interim[-1]
        return opening, closing

    def to_statements(self, message: str) -> Iterator[Statement]:
        """One statement for each currency that has balances or entries."""
        for currency in dict.fromkeys([*self._balances, *self._rows]) or [self.currency or ""]:
            opening, closing = self._sides(currency, message)
            yield replace(
                self._period,
                account=self.account,
                currency=currency or None,
                opening=opening,
                closing=closing,
                rows=self._rows[currency],
            )


def _charge(records: Iterable[Record], amount: Decimal) -> None:
    for record in records:
        if isinstance(record, Row):
            record.amount += amount


class Entries:
    """Iterates the records of a message; the last one of each statement carries its closing balance.

    `message` (None where the file has none), `statements`, `banks`, `reversals` and the numbers of entries `charged`
    on top are complete after the iteration. The entries whose numbers are `turned` go the other way than they say; of
    those given as `charged` the charges are part of the amount.
    """

    def __init__(
        self, file: BinaryIO, encoding: str, turned: Collection[int] = (), charged: Collection[int] = ()
    ) -> None:
        self.message: str | None = None
        self.statements = Statements()
        self.banks: set[str | None] = set()
        self.reversals = ReversalSigns()
        self.charged: list[int] = []
        self._turned, self._to_charge = frozenset(turned), frozenset(charged)
        self._count = 0
        self._stream = PartStream(file, encoding, _STATEMENTS | {"TxDtls"}, _STATEMENTS)
        self._payments = Payments()
        self._header = Header()
        self._waiting: list[Record] = []

    @property
    def kind(self) -> str:
        """The names of the outermost elements, to say what an unknown document is."""
        return "/".join(self._stream.kind)[:100]

    def __iter__(self) -> Iterator[Record]:
        for node, parent, grandparent in self._stream:
            if node.tag == "TxDtls":
                self._payments.add(node)
            elif parent in _STATEMENTS and grandparent in _MESSAGES:
                yield from self._child(node)
            elif parent in _MESSAGES:
                yield from self._end_statement(_MESSAGES[parent])
        empty = [_MESSAGES[name] for name in self._stream.kind if name in _MESSAGES]
        self.message = self.message or next(iter(empty), None)

    def _child(self, node: Element) -> list[Record]:
        """The records that are complete after a child of a statement: an entry completes those before it."""
        if node.tag != "Ntry":
            self._header.take(node)
            return []
        payments, self._payments = self._payments, Payments()
        reversal = is_reversal(node)
        self._count += 1
        charges = charges_beside(node)
        records = read_entry(node, payments, self._header.account, turned=self._count in self._turned)
        if charges and self._count in self._to_charge:
            _charge(records, charges.amount)
        for record in records:
            if isinstance(record, Row):
                record.currency = record.currency or self._header.currency or ""
                self._header.count(record)
            elif isinstance(record, Rejected):
                self._header.reject()
        if reversal:
            self._header.count_reversal(self._count, records)
        self._header.count_charges(self._count, records, charges)
        self._waiting += records
        ready, self._waiting = self._waiting[:-1], self._waiting[-1:]
        return ready

    def _end_statement(self, message: str) -> list[Record]:
        self.message = message
        ready, self._waiting = [self._header.closed(record, message) for record in self._waiting], []
        for statement in self._header.to_statements(message):
            self.statements.add(statement)
        self._header.judge_reversals(self.reversals, message)
        self.charged += self._header.charged(message)
        self.banks.add(self._header.bank)
        self._header = Header()
        return ready
