"""Turn a transaction of an OFX file into a row, by the layout."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

from app.formats.common.amounts import AmountError, NumberStyle, amount_reader, fit_decimals
from app.formats.common.currencies import currency_of
from app.formats.common.direction_words import line_direction
from app.formats.common.line_words import join_name_and_memo
from app.formats.common.status_words import is_marked_pending
from app.formats.interface import MAX_DESCRIPTION, MAX_RAW, Ignored, Record, Rejected, Row
from app.formats.ofx.days import day_of
from app.formats.ofx.elements import INVESTMENT_LINES, Line
from app.formats.ofx.layout import AMOUNTS, BY_BALANCE, DATES, OfxLayout, first_of, text_of, type_of
from app.formats.ofx.tags import clean
from app.money import CURRENCIES, MoneyError, exponent, plain_decimal

_VALUE_DATES = ("VALUEDATE", "DTSETTLE", "DTAVAIL")
# Some banks number the lines of each download anew: the 1 of May is not the 1 of June.
_COUNTER = re.compile(r"\d{1,4}|0+", re.ASCII)
# They move securities, or money from one pocket of the account to another: what it holds in cash stays the same.
_WITHOUT_CASH = frozenset(["TRANSFER", "SPLIT", "JRNLSEC", "JRNLFUND", "CLOSUREOPT", "REINVEST"])


class OfxRowReader:
    """Reads the lines of one file."""

    def __init__(self, layout: OfxLayout) -> None:
        self._order = layout.date_order or "ymd"
        self._sign = layout.sign_convention
        self._directions = dict(layout.directions)
        self._turned = frozenset(layout.turned)
        self._mark = layout.decimal_mark
        self._securities = layout.securities
        self._owners = [(owner["account"], owner["currency"]) for owner in layout.owners]
        self._read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), layout.currency or "USD")

    def read(self, number: int, line: Line) -> Record:
        """The row, or why the line is ignored or rejected."""
        values = line.values
        if line.kind in _WITHOUT_CASH:
            return Ignored(number, "no cash moves", raw_of(line))
        text = (values.get("DTPOSTED") or first_of(values, DATES)).strip()
        day = day_of(text, self._order)
        if day is None:
            if not text:
                return Rejected(number, "no_date", "The line has no date.", raw_of(line))
            return Rejected(number, "bad_date", f"{text[:40]!r} is no date.", raw_of(line))
        if "CORRECTFITID" in values:
            return _correction(number, line)
        try:
            return self._row(number, day, line)
        except AmountError as error:
            return Rejected(number, error.code, str(error), raw_of(line))

    def _row(self, number: int, day: date, line: Line) -> Row:
        values = line.values
        account, currency = self._owners[line.statement]
        if symbol := values.get("CURRENCY.CURSYM"):
            currency = currency_of(clean(symbol), currency) or clean(symbol).upper()[:20]
        amount = self._amount(number, line, currency)
        row = Row(number, day, amount, currency, "", account=account)
        self._write_text(row, line)
        if external_id := clean(values.get("FITID", "")):
            row.external_id = None if _COUNTER.fullmatch(external_id) else external_id
        for tag in _VALUE_DATES:
            if tag in values:
                row.value_date = day_of(values[tag].strip(), self._order)
        if text := values.get("DTUSER"):
            row.transaction_date = day_of(text.strip(), self._order)
        row.pending = line.kind == "STMTTRNP" or _is_pending(values) or is_marked_pending(row.description)
        row.counterparty_account = clean(values.get("BANKACCTTO.ACCTID") or values.get("CCACCTTO.ACCTID") or "")
        if "ORIGCURRENCY.CURSYM" in values:
            self._write_original(row, values)
        return row

    def _amount(self, number: int, line: Line, currency: str) -> Decimal:
        text = (line.values.get("TRNAMT") or first_of(line.values, AMOUNTS)).strip()[:100]
        parsed = self._read(text)
        if parsed is None:
            raise AmountError("no_amount", "The line has no amount.")
        amount = parsed[0]
        if text[-3:-2] != self._mark or not _has_cents(currency):  # two decimals fit most currencies
            amount = fit_decimals(amount, currency)
        if self._sign == "inverted" and line.kind not in INVESTMENT_LINES:
            return -amount
        if self._sign == BY_BALANCE and line.kind == "STMTTRN":
            return -amount if number in self._turned else amount
        if self._sign in ("flag", BY_BALANCE) and line.kind not in INVESTMENT_LINES:
            return amount * self._direction(line)
        return -amount if amount > 0 and _is_bought(line) else amount

    def _direction(self, line: Line) -> int:
        """1 or -1 by type, else by words. Where some types are known, others must be too; else it was warned of."""
        kind = type_of(line)
        sign = self._directions.get(kind) or line_direction(text_of(line).lower(), card=False)
        if not sign and -1 in self._directions.values():
            said = kind[:20] or "no type"
            raise AmountError("unknown_sign", f"No amount of the file has a sign, and {said} is no side.")
        return sign or 1

    def _write_text(self, row: Row, line: Line) -> None:
        values = line.values
        name = clean(values.get("NAME") or first_of(values, ("PAYEE.NAME", "PAYEE")))
        memo = clean(values.get("MEMO", ""))
        if "EXTDNAME" in values and (longer := clean(values["EXTDNAME"])).startswith(name):
            name = longer
        text = row.words = join_name_and_memo(name, memo)
        if line.kind in INVESTMENT_LINES:
            security = clean(values.get("UNIQUEID", ""))
            row.words = " ".join(filter(None, (line.kind, memo, security)))
            text = join_name_and_memo(memo or line.kind, self._securities.get(security, security))
        elif not text:
            text = " ".join(clean(values.get(tag, "")) for tag in ("TRNTYPE", "CHECKNUM")).strip()
        row.description, row.payee = text[:MAX_DESCRIPTION], name[:MAX_DESCRIPTION]

    def _write_original(self, row: Row, values: dict[str, str]) -> None:
        """CURRATE is how much of the statement's currency one unit of the other is (OFX 2.3, section 5.2)."""
        currency = currency_of(clean(values["ORIGCURRENCY.CURSYM"]), row.currency)
        if currency not in CURRENCIES or currency == row.currency:
            return
        try:
            rate = plain_decimal(clean(values.get("ORIGCURRENCY.CURRATE", "")).strip().replace(",", "."))
            original = (row.amount / rate).quantize(Decimal(1).scaleb(-exponent(currency)))
        except (MoneyError, InvalidOperation, DivisionByZero, Overflow):
            return
        if original.is_finite():
            row.original_amount, row.original_currency = original, currency


@lru_cache(maxsize=512)
def _has_cents(currency: str) -> bool:
    return currency in CURRENCIES and exponent(currency) >= 2


def raw_of(line: Line) -> str:
    """The line as one short text."""
    return " ".join(f"<{tag}>{clean(value[:MAX_RAW])}" for tag, value in list(line.values.items())[:40])[:MAX_RAW]


def _is_pending(values: Mapping[str, str]) -> bool:
    """Whether a line among the booked ones says that it is a hold, in its type or in a tag that some banks add."""
    if "PENDING" in values and values["PENDING"].strip().upper() in ("Y", "YES", "TRUE", "1"):
        return True
    return values.get("TRNTYPE", "").strip().upper() == "HOLD"


def _is_bought(line: Line) -> bool:
    """Whether the line is a purchase of securities, so money out whatever sign the total has; one that is reversed has
    negative units.
    """
    return line.kind.startswith("BUY") and not line.values.get("UNITS", "").strip().startswith("-")


def _correction(number: int, line: Line) -> Rejected:
    action = clean(line.values.get("CORRECTACTION", "")).lower()
    what = "takes back" if action == "delete" else "corrects"
    known = clean(line.values["CORRECTFITID"])[:60]
    return Rejected(number, "correction", f"The bank {what} the line {known} it sent before.", raw_of(line))
