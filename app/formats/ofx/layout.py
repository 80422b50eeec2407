"""Infer the layout of an OFX file: number style, dates and signs, and the statements with their accounts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, TypedDict

from app.formats.common.amounts import (
    AmountError,
    NumberStyle,
    Parsed,
    amount_reader,
    infer_style,
    pattern_of,
    shapes_of,
    style_of,
)
from app.formats.common.currencies import currency_of, is_guess
from app.formats.common.date_order import OrderEvidence, decide_date_order
from app.formats.common.direction_words import direction_of
from app.formats.interface import Hints, Layout, ReadError, StatementDocument
from app.formats.native.columns import OFX_ACCOUNT_TAG, OFX_TAG
from app.formats.native.reader import mark_export
from app.formats.ofx.balances import BareLine, BareLines, lines_out
from app.formats.ofx.days import day_of, nonstandard_day_parts, parse_standard_day
from app.formats.ofx.elements import BANK_LINES, INVESTMENT_LINES, Elements, Line
from app.formats.ofx.signs import SignEvidence, directions, infer_signs
from app.formats.ofx.tags import Tags, clean

HEADERS = ["DTPOSTED", "TRNAMT", "NAME", "MEMO", "FITID", "DTAVAIL", "DTUSER"]
# A ledger balance of some days after the period is still that of its end: weekends and holidays lie between.
BALANCE_DELAY = timedelta(days=5)
_LONGEST_WORD = 20
_MAX_PATTERNS = 5000
_ACCOUNTS = {"BANKACCTFROM": "checking", "CCACCTFROM": "credit_card", "INVACCTFROM": "investment"}
_TYPES = {"SAVINGS": "savings", "MONEYMRKT": "savings", "CD": "savings", "CREDITLINE": "loan"}
DATES = ("DTPOSTED", "DTTRADE", "DTTRAN")
AMOUNTS = ("TRNAMT", "TOTAL")

BY_BALANCE = "balances"

Read = Callable[[str], Parsed | None]


def first_of(values: dict[str, str], names: Iterable[str]) -> str:
    """The first of these values that is not empty; "" where all are."""
    return next((found for name in names if (found := values.get(name))), "")


def type_of(line: Line) -> str:
    """The type of a line, in capitals."""
    return line.values.get("TRNTYPE", "").strip().upper()


def text_of(line: Line) -> str:
    """What a line says in words, as it is written."""
    return f"{line.values.get('NAME', '')} {line.values.get('MEMO', '')}"


class Owner(TypedDict):
    """The account of a statement, with its currency and type."""

    account: str | None
    currency: str
    type: str | None


@dataclass
class OfxLayout(Layout):
    """A layout with what the reader of OFX needs: names of securities, accounts of statements, signs of types."""

    securities: dict[str, str] = field(default_factory=dict)
    owners: list[Owner] = field(default_factory=list)
    # (type of line, 1 or -1) where the amounts have no signs; a list, as a bank's own types are no names of fields
    directions: list[tuple[str, int]] = field(default_factory=list)
    # numbers of the lines that are money out, where balances sign amounts without signs
    turned: list[int] = field(default_factory=list)

    STORED_AS: ClassVar[Mapping[str, str]] = {**Layout.STORED_AS, "owners": "statements"}


# What else a line of OFX 2.3 (section 11.4.3) and its parts may hold; `BANKACCTTO.ACCTTYPE` and the like have a dot.
_OF_LINES = frozenset([
    "TRNTYPE", "DTPOSTED", "DTUSER", "DTAVAIL", "TRNAMT", "FITID", "CORRECTFITID", "CORRECTACTION", "SRVRTID",
    "CHECKNUM", "REFNUM", "SIC", "PAYEEID", "NAME", "MEMO", "CURRENCY", "ORIGCURRENCY", "INV401KSOURCE", "PAYEE",
])  # fmt: skip


def _tells_direction_otherwise(values: Mapping[str, str]) -> bool:
    """Whether an element that OFX does not know says debit or credit: `<benefit>debit</benefit>`."""
    if values.keys() <= _OF_LINES:
        return False
    return any(
        direction_of(value.strip().casefold())
        for name, value in values.items()
        if name not in _OF_LINES and "." not in name and len(value) <= _LONGEST_WORD
    )


class _Scan:
    """Evidence of all lines, gathered in one pass."""

    def __init__(self) -> None:
        self.lines = self.exported = 0
        self.ids = self.foreign = False
        self.patterns: Counter[str] = Counter()
        self.odd_days = OrderEvidence()
        self.signs = SignEvidence()
        self.bare = BareLines()
        self.last: dict[int, str] = {}
        self.symbols: dict[int, str] = {}

    def add(self, line: Line) -> None:
        values = line.values
        self.lines += 1
        self.foreign = self.foreign or (line.kind in BANK_LINES and _tells_direction_otherwise(values))
        self.exported += OFX_TAG in values
        self.ids = self.ids or "FITID" in values
        if symbol := values.get("CURRENCY.CURSYM"):
            self.symbols.setdefault(line.statement, symbol)
        self._add_amount((values.get("TRNAMT") or first_of(values, AMOUNTS)).strip(), line)
        self._add_day((values.get("DTPOSTED") or first_of(values, DATES)).strip(), line)

    def _add_amount(self, text: str, line: Line) -> None:
        pattern = pattern_of(text[:60])
        if pattern in self.patterns or len(self.patterns) < _MAX_PATTERNS:
            self.patterns[pattern] += 1
        if line.kind not in INVESTMENT_LINES:
            self.signs.add(type_of(line), text, text_of(line))
            if not self.signs.is_signed and line.kind != "STMTTRNP":
                self.bare.add(BareLine(self.lines, line.statement, type_of(line), text[:60]))

    def _add_day(self, text: str, line: Line) -> None:
        day = text[:8]
        if parse_standard_day(day):
            if line.kind != "STMTTRNP" and day > self.last.get(line.statement, ""):
                self.last[line.statement] = day
        elif nonstandard_day_parts(text[:40]):
            self.odd_days.add(text[:40])


def infer_layout(batches: Iterable[Tags], hints: Hints) -> OfxLayout:
    """The layout of a file by a pass over all of it. Raises ReadError."""
    elements, scan = Elements(), _Scan()
    for line in elements.lines(batches):
        scan.add(line)
    _refuse(elements)
    if scan.foreign and not scan.signs.is_signed:
        raise ReadError("not_ofx", "The file is no OFX: an element unknown to it says which amounts are money out.")
    layout = OfxLayout("ofx", headers=HEADERS)
    layout.columns = {"date": 0, "amount": 1, "description": [2, 3], "value_date": 5, "transaction_date": 6}
    if scan.ids:
        layout.columns["external_id"] = 4
    layout.confidence = dict.fromkeys(layout.columns, 1.0)
    layout.lines, layout.securities, layout.bank = scan.lines, elements.securities, elements.bank[:100] or None
    _infer_number_style(layout, scan)
    _infer_date_order(layout, scan, hints)
    _describe_statements(layout, elements.statements, scan, hints)
    is_card = all(owner["type"] == "credit_card" for owner in layout.owners)
    layout.directions = list(infer_signs(layout, scan.signs, is_card=is_card).items())
    if not scan.signs.is_signed and scan.bare.is_whole():
        _sign_by_balances(layout, scan, hints, directions(scan.signs.by_type(), is_card=is_card))
    _warn(layout, elements, scan)
    described = sum(OFX_ACCOUNT_TAG in values for values in elements.statements)
    if scan.exported == scan.lines and scan.lines + described:
        mark_export(layout)
        layout.lines += described
    return layout


def _sign_by_balances(layout: OfxLayout, scan: _Scan, hints: Hints, known: dict[str, int]) -> None:
    """Go by the balances, if they settle the sign of each line whose type does not."""
    read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), layout.currency or "USD")
    out = lines_out(scan.bare.kept, layout.statements, read, known, hints.openings)
    if out is not None:
        layout.sign_convention, layout.turned = BY_BALANCE, out
        layout.warnings = [each for each in layout.warnings if each["code"] not in ("assumed_sign", "signs_by_type")]


def _refuse(elements: Elements) -> None:
    """Raise ReadError for a file without any statement, or with a truncated one."""
    if not elements.statements and elements.failures:
        raise ReadError("statement_error", f"The bank sent no statement but an error: {elements.failures[0]}")
    if not elements.statements:
        raise ReadError("no_statement", "The file is OFX, but holds no statement of an account.")
    if elements.truncated:
        raise ReadError("truncated_file", "The file ends in the middle of a statement; download it again.")


def _warn(layout: Layout, elements: Elements, scan: _Scan) -> None:
    if elements.failures:
        layout.warn("statement_error", f"The bank reports an error for a part of the file: {elements.failures[0]}")
    if not scan.lines:
        layout.warn("no_transactions", "The statement holds no transactions.")


def _infer_number_style(layout: Layout, scan: _Scan) -> None:
    style = _style(scan.patterns)
    layout.decimal_mark, layout.thousands_mark = style.decimal, style.thousands


def _style(patterns: Counter[str]) -> NumberStyle:
    """The number style of all amounts together. OFX has no thousands marks (2.3, section 3.2.9.1), so a lone mark is
    decimal.
    """
    style, open_mark = infer_style(shapes_of(patterns))
    return style_of(open_mark) if open_mark else style


def _infer_date_order(layout: Layout, scan: _Scan, hints: Hints) -> None:
    layout.date_order, warning = "ymd", None
    if scan.odd_days.total:
        layout.date_order, warning = decide_date_order(scan.odd_days, hints, None)
    if warning:
        layout.warn("ambiguous_date_order", warning)
    layout.date_formats = dict.fromkeys(("date", "value_date", "transaction_date"), layout.date_order)


def _describe_statements(layout: OfxLayout, statements: list[dict[str, str]], scan: _Scan, hints: Hints) -> None:
    known = hints.currency or hints.default_currency
    owners = [_owner(values, scan.symbols.get(number, ""), known) for number, values in enumerate(statements)]
    layout.owners = owners
    layout.currency_assumed = not hints.currency and any(not owner["currency"] for owner in owners)
    if any(is_guess(_symbol(values, scan.symbols.get(number, "")), known) for number, values in enumerate(statements)):
        layout.warn(
            "assumed_currency", "The file names a currency by a sign that several share; the commonest was taken."
        )
    for owner in owners:
        owner["currency"] = owner["currency"] or known
    layout.currency = owners[0]["currency"]
    layout.accounts = list(dict.fromkeys(owner["account"] for owner in owners if owner["account"]))
    read = _balance_reader(statements, known)
    layout.statements = [_period(layout, n, values, scan.last.get(n), read) for n, values in enumerate(statements)]


def _owner(values: dict[str, str], symbol: str, expected: str) -> Owner:
    """The account of a statement; its currency is "" where the file names none. `symbol` is that of its first line."""
    written = _symbol(values, symbol)
    account, kind = _account(values)
    currency = currency_of(written, expected) or written.upper() if written else ""
    return {"account": account, "currency": currency, "type": kind}


def _symbol(values: dict[str, str], of_lines: str) -> str:
    return clean(values.get("CURDEF", "") or of_lines)[:20]


def _balance_reader(statements: list[dict[str, str]], currency: str) -> Read:
    """A reader of balances, which may be written otherwise than amounts."""
    patterns = Counter(pattern_of(values.get("LEDGERBAL.BALAMT", "").strip()[:60]) for values in statements)
    return amount_reader(_style(patterns), currency)


def _account(values: dict[str, str]) -> tuple[str | None, str | None]:
    """(number, type as accounts have it) of the statement's account."""
    for element, kind in _ACCOUNTS.items():
        if number := clean(values.get(f"{element}.ACCTID", "")):
            written = clean(values.get(f"{element}.ACCTTYPE", "")).upper()
            return number[:100], _TYPES.get(written, kind)
    return None, None


def _period(layout: OfxLayout, number: int, values: dict[str, str], last: str | None, read: Read) -> StatementDocument:
    owner = layout.owners[number]
    first, until = _day(layout, values.get("DTSTART")), _day(layout, values.get("DTEND"))
    closing = None
    if _is_closing(_day(layout, values.get("LEDGERBAL.DTASOF")), parse_standard_day(last) if last else None, until):
        closing = _amount(values.get("LEDGERBAL.BALAMT", ""), read)
    return {
        "account": owner["account"],
        "currency": owner["currency"],
        "opening": None,
        "closing": None if closing is None else str(closing),
        "from": first.isoformat() if first else None,
        "to": until.isoformat() if until else None,
    }


def _is_closing(day: date | None, last: date | None, until: date | None) -> bool:
    """Whether a balance of this day is the closing one: not from before the last line, nor from long after."""
    ends = [end for end in (last, until) if end]
    return day is not None and (last is None or day >= last) and (not ends or day <= max(ends) + BALANCE_DELAY)


def _amount(text: str, read: Read) -> Decimal | None:
    """The balance; None for one that cannot be read."""
    try:
        parsed = read(clean(text)[:60])
    except AmountError:
        return None
    return parsed[0] if parsed else None


def _day(layout: Layout, value: str | None) -> date | None:
    return day_of(value.strip(), layout.date_order or "ymd") if value else None
