"""Reader of MT940 and MT942, the statement messages of SWIFT: every :61: with its :86: is a row."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from app.formats.common.encoding import detect_encoding, encoding_of_bom, open_lines, utf16_without_bom
from app.formats.common.stated_periods import ChainedLayout, single_value
from app.formats.interface import Hints, Layout, ReadError, Record, Rejected, Row
from app.formats.mt940.details import Details, original_amount, read_details, read_non_swift
from app.formats.mt940.line import LineError, StatementLine, read_line
from app.formats.mt940.messages import Booking, Messages
from app.formats.mt940.reversals import is_reversal, judge_reversals
from app.formats.mt940.tags import read_tags, statement_likelihood

_RAW = 2000  # characters of a record shown when it cannot be read
_DISTINCTIVE_REFERENCE = 8  # characters without which a bank's reference is a counter of the file

# What the commonest type codes mean (SWIFT Standards MT, field 61, subfield 6), for lines that say nothing else.
_KINDS = {
    "BNK": "Bank fees", "BOE": "Bill of exchange", "BRF": "Brokerage fee", "CHG": "Charges", "CHK": "Cheque",
    "CLR": "Cash letter", "COL": "Collection", "COM": "Commission", "DDT": "Direct debit", "DIV": "Dividend",
    "FEX": "Foreign exchange", "INT": "Interest", "LDP": "Loan deposit", "MSC": "Miscellaneous", "RTI": "Returned item",
    "SEC": "Securities", "STO": "Standing order", "TCK": "Travellers cheques", "TRF": "Transfer", "VDA": "Value date"
    " adjustment",
}  # fmt: skip


_FIELDS = ("date", "value_date", "amount", "description")


@dataclass
class Mt940Layout(ChainedLayout):
    """A layout with the numbers of the lines that go the other way than their marks say."""

    turned: list[int] = field(default_factory=list)


class Mt940Reader:
    """Reader of MT940 and MT942."""

    format = "mt940"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the content says it
        """High where fields stand that only these messages have."""
        encoding = encoding_of_bom(head) or utf16_without_bom(head[:4096]) or "latin-1"
        return statement_likelihood(head.decode(encoding, "replace").lstrip("\ufeffï»¿"))

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout with the file's accounts, currencies and balances; raises ReadError if it contains no
        statement.
        """
        encoding = detect_encoding(file).name
        messages = Messages(read_tags(_lines(file, encoding)))
        bookings: Counter[str | None] = Counter()
        has_reversals = False
        for booking in messages:
            bookings[booking.currency] += 1
            has_reversals = has_reversals or is_reversal(booking)
        statements, lines = messages.statements, bookings.total()
        if not lines and not statements.accounts():
            raise ReadError(
                "not_a_statement", "The file has fields of a SWIFT statement, but neither account nor lines."
            )
        named = single_value(bookings) or statements.currency() or hints.currency
        layout = Mt940Layout(
            self.format,
            encoding,
            columns={name: number for number, name in enumerate(_FIELDS)},
            date_order="ymd",
            decimal_mark=",",
            currency=named or hints.default_currency,
            currency_assumed=None in bookings and not named,
            accounts=statements.accounts(),
            statements=statements.to_documents(),
            lines=lines,
            chained=statements.chained(),
        )
        if has_reversals:
            layout.turned = judge_reversals(Messages(read_tags(_lines(file, encoding)))).settle(layout)
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every statement line after the first `start`."""
        bookings = Messages(read_tags(_lines(file, layout.encoding)))
        chained = {(account, currency) for account, currency in ChainedLayout.of(layout).chained}
        turned = frozenset(Mt940Layout.of(layout).turned)
        for number, booking in enumerate(itertools.islice(bookings, start, None), start + 1):
            record = _read(number, booking, booking.currency or layout.currency or "", is_turned=number in turned)
            if isinstance(record, Row) and not record.pending and (booking.account, booking.currency) in chained:
                record.balance = booking.closing
            yield record


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    text = open_lines(file, encoding)
    try:
        yield from iter(text.readline, "")  # an iterator that is left early must not close the caller's file
    finally:
        if not file.closed:
            text.detach()


def _read(number: int, booking: Booking, currency: str, *, is_turned: bool) -> Record:
    try:
        line = read_line(booking.line)
        if is_turned:
            line.amount = -line.amount
    except LineError as error:
        return Rejected(number, error.code, str(error), booking.raw[:_RAW])
    details = read_details(booking.details) if booking.details else Details()
    if booking.non_swift:
        details = _with_non_swift(details, booking.non_swift)
    return _row(number, booking, currency, line, details)


def _row(number: int, booking: Booking, currency: str, line: StatementLine, details: Details) -> Row:
    row = Row(
        number,
        line.day,
        line.amount,
        currency,
        _description(line, details),
        line.value_date,
        account=booking.account,
        pending=line.expected,
        words=_words(line, details),
        payee=details.payee,
        counterparty_account=details.account,
        reference=details.reference,
    )
    original = details.original or original_amount(line.details)
    if original and original[1] != currency:
        row.original_amount, row.original_currency = original[0].copy_sign(line.amount), original[1]
    return row


def _with_non_swift(details: Details, lines: list[str]) -> Details:
    more = read_non_swift(lines)
    return Details(
        details.payee or more.payee,
        details.purpose or more.purpose,
        details.kind or more.kind,
        f"{details.text} {more.text}".strip(),
        details.original,
        details.account,
        details.reference,
    )


def _description(line: StatementLine, details: Details) -> str:
    """Payee and purpose; where a line has neither, its kind, reference or type."""
    payee, purpose = details.payee, details.purpose
    if payee and payee.casefold() not in purpose.casefold():
        purpose = f"{payee} {purpose}".strip()
    kind = _KINDS.get(line.type_code[1:], "")
    return purpose or payee or details.kind or line.details or line.reference or kind


def _words(line: StatementLine, details: Details) -> str:
    """All texts of the line, with the bank's reference where that distinguishes bookings.

    It is no id by itself: some banks count references anew each day, and the second day's line would be lost.
    """
    distinctive = len(line.bank_reference.lstrip("0 /")) >= _DISTINCTIVE_REFERENCE
    texts = (details.text, line.details, line.reference, line.bank_reference if distinctive else "")
    return " ".join(filter(None, texts))
