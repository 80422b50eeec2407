"""Infer the layout of a QIF file: date order, number style, accounts and their opening balances."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypedDict

from app.formats.common.amounts import (
    AmountError,
    NumberStyle,
    amount_reader,
    infer_style,
    pattern_of,
    shapes_of,
    style_of,
)
from app.formats.common.date_order import OrderEvidence, decide_date_order
from app.formats.common.dates import date_reader
from app.formats.common.direction_words import line_direction
from app.formats.common.word_lists import pattern_of_section
from app.formats.interface import Hints, Layout, ReadError, StatementDocument
from app.formats.native.columns import QIF_LETTER
from app.formats.native.reader import mark_export
from app.formats.qif.days import normalise_day
from app.formats.qif.records import QifRecord, QifRecords
from app.formats.qif.transfers import other_account, same_account
from app.money import exponent

HEADERS = ["D", "T", "P", "M"]
_MAX_PATTERNS = 5000
_OPENING = pattern_of_section("line_words.txt", "opening balance", r"\W*", r"\W*$")


class Register(TypedDict):
    """An account of the file."""

    name: str | None
    kind: str
    currency: str | None


@dataclass
class QifLayout(Layout):
    """A layout with what the reader of QIF needs: the file's accounts, and the numbers of their opening records."""

    registers: list[Register] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)

    STORED_AS: ClassVar[Mapping[str, str]] = {**Layout.STORED_AS, "registers": "accounts"}


class _Scan:
    """Evidence of all records, gathered in one pass."""

    def __init__(self) -> None:
        self.lines = self.exported = 0
        self.days = OrderEvidence()
        self.dotted = 0
        self.patterns: Counter[str] = Counter()
        self.signed = False
        self.unsaid = 0  # records of which nothing says which way their money goes
        self.first: dict[int, QifRecord] = {}
        self.last: dict[int, QifRecord] = {}
        self.numbers: dict[int, tuple[int, int]] = {}

    def add(self, record: QifRecord) -> None:
        self.lines += 1
        self.exported += record.values.get(QIF_LETTER, "").startswith("{")
        first, _ = self.numbers.get(record.account, (self.lines, 0))
        self.numbers[record.account] = (first, self.lines)
        self.first.setdefault(record.account, record)
        self.last[record.account] = record
        day = record.values.get("D", "")[:60]
        self.days.add(normalise_day(day))
        self.dotted += "." in day
        amount = amount_of(record)[:60]
        self.signed = self.signed or "-" in amount or "(" in amount or record.investment
        self.unsaid += not self.signed and not _says_in(record)
        pattern = pattern_of(amount)
        if pattern in self.patterns or len(self.patterns) < _MAX_PATTERNS:
            self.patterns[pattern] += 1

    def openings(self, names: Mapping[int, str | None]) -> dict[int, tuple[int, QifRecord]]:
        """Number and record of the opening balance by account: Quicken writes it first, some programs last."""
        found: dict[int, tuple[int, QifRecord]] = {}
        for account, numbers in self.numbers.items():
            for number, record in zip(numbers, (self.first[account], self.last[account]), strict=True):
                if account not in found and is_opening(record, names.get(account)):
                    found[account] = (number, record)
        return found


def _says_in(record: QifRecord) -> bool:
    """Whether the words of a record say money in, or it is a transfer or the opening balance, which go either way."""
    text = " ".join(record.values.get(letter, "") for letter in "PML").lower()
    return line_direction(text, card=False) > 0 or "[" in record.values.get("L", "") or is_opening(record, None)


def amount_of(record: QifRecord) -> str:
    """The text of the amount; U repeats T in programs that allow larger amounts."""
    return record.values.get("T") or record.values.get("U") or ""


def is_opening(record: QifRecord, account: str | None) -> bool:
    """Whether the record is the opening balance: by its payee, and without a category; or as a transfer from the very
    account.
    """
    target = record.values.get("L", "")
    if account and same_account(other_account(record), account):
        return True
    return bool(_OPENING.match(record.values.get("P", "")[:60])) and (not target or target.startswith("["))


def infer_layout(reading: QifRecords, lines: Iterable[str], hints: Hints) -> QifLayout:
    """The layout of a file by a pass over all of it. Raises ReadError."""
    scan = _Scan()
    for record in reading.read(lines):
        scan.add(record)
    if not reading.registers:
        raise ReadError("no_statement", "The file is QIF, but holds no register of an account.")
    layout = QifLayout("qif", headers=HEADERS, columns={"date": 0, "amount": 1, "description": [2, 3]})
    layout.confidence = dict.fromkeys(layout.columns, 1.0)
    layout.currency = hints.currency or hints.default_currency
    _infer_number_style(layout, scan)
    _infer_date_order(layout, scan, hints)
    openings = scan.openings({place: account.name for place, account in enumerate(reading.accounts)})
    _describe_accounts(layout, reading, openings, hints)
    layout.lines = scan.lines
    layout.openings = [number for number, _ in openings.values()]
    layout.statements = [_opening(layout, record) for _, record in openings.values()]
    if not scan.lines:
        layout.warn("no_transactions", "The file holds no transactions.")
    elif scan.exported == scan.lines:
        mark_export(layout)
        layout.openings = []
    elif not scan.signed and scan.unsaid and scan.lines > 1:
        layout.warn("assumed_sign", "No amount has a minus; all were read as money in.")
    return layout


def _infer_number_style(layout: Layout, scan: _Scan) -> None:
    style, open_mark = infer_style(shapes_of(scan.patterns))
    if open_mark:  # only `1.234` and the like: three decimals exist in few currencies, elsewhere the mark groups digits
        groups = exponent(layout.currency or "USD") < 3
        style = style_of(("," if open_mark == "." else ".") if groups else open_mark)
    layout.decimal_mark, layout.thousands_mark = style.decimal, style.thousands


def _infer_date_order(layout: Layout, scan: _Scan, hints: Hints) -> None:
    """Set the date order; a decimal comma, or dots between day and month, suggest the day first."""
    clue = "dmy" if layout.decimal_mark == "," or 2 * scan.dotted > scan.lines else None
    order, warning = decide_date_order(scan.days, hints, clue)
    if warning:
        layout.warn("ambiguous_date_order", warning)
    layout.date_order, layout.date_formats = order, {"date": order}


def _describe_accounts(
    layout: QifLayout, reading: QifRecords, openings: dict[int, tuple[int, QifRecord]], hints: Hints
) -> None:
    """Set the accounts; the opening record of a nameless account names it: `L[Checking]`."""
    for account, (_, record) in openings.items():
        known = reading.accounts[account]
        known.name = known.name or record.values.get("L", "").strip("[]")[:100] or None
    layout.currency_assumed = not hints.currency and any(not account.currency for account in reading.accounts)
    layout.registers = [
        {"name": account.name, "kind": account.kind, "currency": account.currency or layout.currency}
        for account in reading.accounts
    ]
    layout.accounts = [account.name for account in reading.accounts if account.name]


def _opening(layout: QifLayout, record: QifRecord) -> StatementDocument:
    account = layout.registers[record.account]
    day = date_reader(layout.date_order or "ymd", None)(normalise_day(record.values.get("D", "")))
    read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), account["currency"] or "USD")
    try:
        parsed = read(amount_of(record)[:100])
    except AmountError:
        parsed = None
    return {
        "account": account["name"],
        "currency": account["currency"],
        "opening": str(parsed[0]) if parsed else None,
        "closing": None,
        "from": day.isoformat() if day else None,
        "to": None,
    }
