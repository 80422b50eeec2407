"""Read SimpleFIN JSON (protocol 1.0.7, `/accounts`): accounts with their transactions, times in seconds since 1970.

https://www.simplefin.org/protocol.html. Days are those of UTC, as the bridges mean them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from app.formats.common.currencies import currency_of, is_guess
from app.formats.common.direction_words import flag_value, line_direction
from app.formats.common.header_words import normalised
from app.formats.common.line_words import join_name_and_memo
from app.formats.interface import Hints, JsonObject, Layout, ReadError, Record, Rejected, Row, StatementDocument
from app.formats.json.layout import JsonLayout
from app.formats.json.objects import ObjectList, cell_of
from app.formats.json.stream import Path

# What every account of the protocol has, and every transaction.
_OF_ACCOUNTS = frozenset(["id", "name", "balance", "transactions"])
_OF_TRANSACTIONS = frozenset(["posted", "amount"])
_NOT_SIMPLEFIN = (
    "The accounts of this JSON hold their transactions within them. That is read in the form of SimpleFIN only, with "
    "`id`, `name` and `balance` of accounts, `posted` and `amount` of transactions; else send a list of "
    "transactions alone."
)
# Fields in which bridges say debit or credit.
_SIDES = frozenset(["type", "transaction type", "transactiontype", "direction", "credit debit", "creditdebitindicator"])
_SIDES |= {"credit debit indicator", "debit credit", "side", "flow"}
_LONGEST_SIDE = 40
_TELLING = 2  # transactions without a minus from which on that is odd
_MAX_RAW = 500
_MAX_TEXT = 1000
_MOST_ERRORS = 3
# A time of 0 says that it is not known.
_NO_TIME = (None, "", 0, "0")


def accounts_among(lists: Iterable[ObjectList]) -> Path | None:
    """The path to the document's accounts, if they may contain transactions."""
    for found in lists:
        if found.path[-1:] == ("accounts",) and found.keys["transactions"]:
            return found.path
    return None


def layout_of(path: Path, accounts: Iterable[JsonObject], hints: Hints) -> JsonLayout | None:
    """The layout of the accounts; None where they contain no transactions and are of another form.

    Raises ReadError for another form than SimpleFIN's: an account is no transaction, though it has a day and an amount.
    """
    layout = JsonLayout("json", columns={"external_id": "id"}, date_order="ymd", simplefin=True, paths=[list(path)])
    layout.expected_currency = hints.currency or hints.default_currency
    known, banks, written = False, set[str](), set[str]()
    signed, sides = False, Counter[int]()
    for account in accounts:
        transactions = _transactions(account)
        _refuse_other_form(account, transactions)
        layout.lines += len(transactions)
        known = known or account.keys() >= _OF_ACCOUNTS
        layout.accounts.append(_text(account, "id"))
        pending = any(map(_is_pending, transactions))
        signed = signed or any("-" in _text(each, "amount") for each in transactions)
        sides.update(() if signed else map(_side, transactions))
        layout.statements.append(_statement(account, layout.expected_currency, pending=pending))
        banks.add(_bank_of(account))
        written.add(_text(account, "currency"))
    _describe_currencies(layout, written, hints)
    if not signed and sides.total() >= _TELLING:
        _describe_signs(layout, sides)
    layout.bank = (banks.pop() or None) if len(banks) == 1 else None
    return layout if known else None


def _describe_currencies(layout: JsonLayout, written: set[str], hints: Hints) -> None:
    expected = layout.expected_currency
    codes = {_code(text, expected) for text in written}
    layout.currency = codes.pop() if len(codes) == 1 else None
    layout.currency_assumed = "" in written and not hints.currency
    if layout.currency_assumed:
        layout.currency = expected
    if any(is_guess(text, expected) for text in written):
        layout.warn("assumed_currency", "An account's currency is a sign that several share; the commonest was taken.")


def _side(transaction: JsonObject) -> int:
    """-1 or 1 as a field of the transaction says debit or credit, or its words do; 0 where nothing says a side."""
    extra = transaction.get("extra")
    for fields in (transaction, extra if isinstance(extra, dict) else {}):
        written = [_text(fields, name)[:_LONGEST_SIDE] for name in fields if normalised(name) in _SIDES]
        if found := next((side for text in written if (side := flag_value(text, {}))), 0):
            return found
    text = f"{_text(transaction, 'description')} {_text(transaction, 'memo')}"
    return line_direction(text[:_MAX_TEXT].lower(), card=False)


def _describe_signs(layout: JsonLayout, sides: Counter[int]) -> None:
    """SimpleFIN signs its amounts; where a bridge does not, the transactions may say what is money out."""
    if sides[-1]:
        layout.sign_convention = "flag"
    if sides[0]:
        layout.warn("assumed_sign", "No amount has a minus; what nothing says to be money out was read as money in.")


def _code(written: str, expected: str) -> str:
    """The currency of an account: the expected one where it names none; one that is no money is left as it is."""
    return currency_of(written, expected) or written or expected


def _refuse_other_form(account: JsonObject, transactions: list[Any]) -> None:
    replace_lone_surrogates = all(isinstance(one, dict) and one.keys() >= _OF_TRANSACTIONS for one in transactions)
    if transactions and not (replace_lone_surrogates and account.keys() >= _OF_ACCOUNTS):
        raise ReadError("not_a_statement", _NOT_SIMPLEFIN)


def warn_of_errors(layout: Layout, errors: Iterable[Any]) -> None:
    """Warn the user of what the bridge could not fetch: some of the bank's transactions may be missing."""
    messages = [text[:200] for each in errors if (text := str(cell_of(each)))][:_MOST_ERRORS]
    if messages:
        layout.warn("source_errors", f"The file says that something could not be fetched: {' / '.join(messages)}")


def records_of(accounts: Iterable[JsonObject], currency: str, *, by_side: bool = False) -> Iterator[Record]:
    """Every transaction of every account, numbered from 1 through all of them; `currency` is that of accounts that
    name none; `by_side` says that fields beside the amounts sign them.
    """
    transactions = ((account, each) for account in accounts for each in _transactions(account))
    for number, (account, transaction) in enumerate(transactions, 1):
        record = _record(number, account, transaction, currency)
        if by_side and isinstance(record, Row) and _side(transaction) < 0:
            record.amount = -record.amount
        yield record


def _record(number: int, account: JsonObject, transaction: JsonObject, currency: str) -> Record:
    try:
        return _row(number, account, transaction, currency)
    except ValueError as error:
        raw = orjson.dumps(transaction, default=str).decode()[:_MAX_RAW]
        return Rejected(number, "bad_field", f"The transaction cannot be read: {error}."[:300], raw)


def _row(number: int, account: JsonObject, transaction: JsonObject, expected: str) -> Row:
    """The row of a transaction; one that is pending, or whose `posted` is 0, has the day of the purchase."""
    posted, spent = _day(transaction.get("posted")), _day(transaction.get("transacted_at"))
    day = posted or spent
    if day is None:
        raise ValueError("it tells no day")
    amount = _number(_text(transaction, "amount"), "its amount is no number")
    payee, description = _text(transaction, "payee"), _text(transaction, "description")
    text = join_name_and_memo(description, _text(transaction, "memo")) or payee
    row = Row(number, day, amount, _code(_text(account, "currency"), expected), text[:_MAX_TEXT], payee=payee)
    row.transaction_date, row.pending = spent, _is_pending(transaction)
    row.external_id, row.account = _text(transaction, "id") or None, _text(account, "id")
    row.account_name = _text(account, "name")
    return row


def _transactions(account: JsonObject) -> list[Any]:
    found = account.get("transactions")
    return found if isinstance(found, list) else []


def _is_pending(transaction: JsonObject) -> bool:
    return bool(transaction.get("pending")) or transaction.get("posted") in _NO_TIME


def _day(seconds: Any) -> date | None:
    """The day of a time in seconds since 1970; None where it is not known."""
    if seconds in _NO_TIME:
        return None
    number = _number(str(cell_of(seconds)), "its time is no number")
    try:
        return datetime.fromtimestamp(int(number), UTC).date()
    except (OverflowError, OSError, ValueError):
        raise ValueError("its time is out of range") from None


def _number(text: str, otherwise: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(otherwise) from None


def _statement(account: JsonObject, expected: str, *, pending: bool) -> StatementDocument:
    """The account's stated balance; none where transactions are pending, as it may or may not include them."""
    return {
        "account": _text(account, "id"),
        "currency": _code(_text(account, "currency"), expected),
        "opening": None,
        "closing": None if pending else _balance(account),
        "from": None,
        "to": None,
    }


def _balance(account: JsonObject) -> str | None:
    try:
        balance = Decimal(_text(account, "balance"))
    except InvalidOperation:
        return None
    return f"{balance:f}" if balance.is_finite() and abs(balance.adjusted()) < 20 else None


def _bank_of(account: JsonObject) -> str:
    org = account.get("org")
    return (_text(org, "name") or _text(org, "domain")) if isinstance(org, dict) else ""


def _text(fields: JsonObject, name: str) -> str:
    return str(cell_of(fields.get(name))).strip()
