"""Turn a record of a QIF register into a row, by the layout."""

from datetime import date
from decimal import Decimal

from app.formats.common.amounts import AmountError, NumberStyle, amount_reader, fit_decimals
from app.formats.common.dates import date_reader
from app.formats.common.line_words import join_name_and_memo, words_of
from app.formats.interface import MAX_DESCRIPTION, MAX_RAW, Ignored, Record, Rejected, Row
from app.formats.qif.days import normalise_day
from app.formats.qif.layout import QifLayout, amount_of
from app.formats.qif.records import QifRecord
from app.formats.qif.transfers import other_account, same_account

# What investment records do to the cash of their account. Their amounts carry no sign.
_BUYS = frozenset(["buy", "cvrshrt", "miscexp", "margint", "xout", "withdrwx", "withdrw"])
_SELLS = frozenset([
    "sell", "shtsell", "div", "intinc", "miscinc", "cglong", "cgmid", "cgshort", "rtrncap", "xin", "contribx",
    "contrib", "cash",
])  # fmt: skip
# An X says that the money moved in another account; shares and reinvested income move none.
_WITHOUT_CASH = frozenset([
    "buyx", "sellx", "divx", "intincx", "miscincx", "miscexpx", "margintx", "rtrncapx", "cglongx", "cgmidx",
    "cgshortx", "cvrshrtx", "shtsellx", "reinvdiv", "reinvint", "reinvlg", "reinvmd", "reinvsh", "shrsin", "shrsout",
    "stksplit", "reminder", "grant", "vest", "exercise", "exercisx", "expire",
])  # fmt: skip


class QifRowReader:
    """Reads the records of one file."""

    def __init__(self, layout: QifLayout) -> None:
        self._accounts = [(account["name"], account["currency"] or "") for account in layout.registers]
        self._openings = frozenset(layout.openings)
        self._day = date_reader(layout.date_order or "ymd", None)
        self._read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), layout.currency or "USD")

    def read(self, number: int, record: QifRecord) -> Record:
        """The row, or why the record is ignored or rejected."""
        if not record.whole:
            return Rejected(number, "truncated_line", "The file ends in the middle of this record.", raw_of(record))
        if number in self._openings:
            return Ignored(number, "opening balance", raw_of(record))
        if record.investment and _action(record) in _WITHOUT_CASH:
            return Ignored(number, "no cash moves", raw_of(record))
        day = self._day(normalise_day(record.values.get("D", "")[:60]))
        if day is None:
            return _undated(number, record)
        try:
            return self._row(number, day, record)
        except AmountError as error:
            return Rejected(number, error.code, str(error), raw_of(record))

    def _row(self, number: int, day: date, record: QifRecord) -> Row:
        name, currency = self._accounts[record.account]
        amount = self._amount(record, currency)
        row = Row(number, day, amount, currency, "", account=name, account_name=name or "")
        _write_text(row, record)
        if (other := other_account(record)) and not same_account(other, name or ""):
            row.is_transfer, row.counterparty_account = True, other
        return row

    def _amount(self, record: QifRecord, currency: str) -> Decimal:
        parsed = self._read(amount_of(record)[:100])
        if parsed is None:
            raise AmountError("no_amount", "The record has no amount.")
        amount = fit_decimals(parsed[0], currency)
        return _signed(amount, _action(record)) if record.investment else amount


def _undated(number: int, record: QifRecord) -> Rejected:
    text = record.values.get("D", "")[:60]
    if not text:
        return Rejected(number, "no_date", "The record has no date.", raw_of(record))
    message = f"{text!r} is no date in the way this file writes dates."
    return Rejected(number, "bad_date", message, raw_of(record))


def _action(record: QifRecord) -> str:
    return record.values.get("N", "").casefold()


def _signed(amount: Decimal, action: str) -> Decimal:
    if action in _BUYS:
        return -abs(amount)
    if action and action not in _SELLS:
        raise AmountError("unknown_action", f"{action[:20]!r} is no action that is known to move money in or out.")
    return amount


def _write_text(row: Row, record: QifRecord) -> None:
    """Set payee and memo; without both, the security, category or other account, or number."""
    values = record.values
    payee, memo = (" ".join(values.get(letter, "").split()) for letter in "PM")
    if record.investment and not payee:
        payee = " ".join(filter(None, (values.get("N"), values.get("Y"))))
    row.words = words_of((payee, memo))
    row.description = (join_name_and_memo(payee, memo) or values.get("L", "").strip("[]") or values.get("N", ""))[
        :MAX_DESCRIPTION
    ]
    row.payee = "" if record.investment else payee[:MAX_DESCRIPTION]


def raw_of(record: QifRecord) -> str:
    """The record as one short text."""
    return " ".join(f"{letter}{value[:MAX_RAW]}" for letter, value in record.values.items())[:MAX_RAW]
