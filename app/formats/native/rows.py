"""Rows whose every field is named: transactions of our exports and of JSON requests; nothing is inferred.

Fields beyond those of a bank's line count as set by the user. An export also carries who decided a category and which
fields the user locked: these are taken as they stand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.formats.interface import MAX_FIELD, Ignored, JsonObject, Record, Rejected, Row
from app.money import exponent, plain_decimal, to_minor

# What every transaction of an export of ours has, by its names on the wire; together nobody else has them.
EXPORT_FIELDS = frozenset(["id", "account_id", "date", "amount", "currency", "description", "category", "status"])
# What every account without transactions has there.
EXPORTED_ACCOUNT_FIELDS = frozenset(["account", "account_id", "currency", "account_type", "opening_balance"])
_NOT_BOOKED = frozenset(["processing", "failed"])
_KINDS = frozenset(["expense", "income", "transfer"])
_ACCOUNT_TYPES = frozenset(["checking", "savings", "credit_card", "cash", "loan", "investment", "other"])
_TIERS = frozenset(["user", "rule", "learned", "local", "model", "ai", "none"])
_LOCKABLE = frozenset([
    "account_id", "date", "value_date", "transaction_date", "amount", "description", "merchant", "category_id",
    "category", "kind", "status", "tags", "notes",
])  # fmt: skip
_MAX_TAGS = 20
# As Python writes a float; it reads more.
_SHARE = re.compile(r"\d+(\.\d+)?(e-?\d{1,3})?", re.ASCII)
_LEAST_PARTS, _MOST_PARTS = 2, 50
# Of all parts of one transaction: fifty notes of 2,000 characters would make it too large to be shown with others.
MAX_NOTES_BYTES = 16 << 10
# Other texts may have a hundred characters.
_LONGEST = {"description": 4000, "merchant": 1000, "notes": 4000, "external_id": MAX_FIELD}


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A part of a split transaction; `category` is a slug."""

    amount: Decimal
    category: str | None
    kind: str | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What an export says of an account; `opening` is the balance before its first row there, if that is stated."""

    kind: str
    numbers: tuple[str, ...]
    institution: str | None
    opening: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account by the id and the name it had; `day` is the one before which it had its opening balance."""

    account: str
    name: str
    currency: str
    facts: AccountFacts
    day: date | None = None


@dataclass(slots=True)
class AccountRecord(Ignored):
    """What an export says of an account without transactions."""

    line: AccountLine


@dataclass(slots=True)
class RejectedRow(Rejected):
    """A transaction that cannot be kept, and what it says of its account all the same."""

    line: AccountLine


@dataclass(slots=True)
class FullRow(Row):
    """A row with the fields that a bank does not know: category, notes, tags, splits.

    `locked` is None where all of them count as set by the user. Else the row comes from an export: `own_id` is the id
    it had, `lapsed` that it is one that was pending, `kind`, `tier` and `confidence` say how it was categorised,
    `locked` which fields its user set. The first one of each account says what there is to say of it.
    """

    merchant: str | None = None
    category: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] = ()
    own_id: str | None = None
    lapsed: bool = False
    kind: str | None = None
    tier: str = "none"
    confidence: float | None = None
    locked: tuple[str, ...] | None = None
    parts: tuple[SplitPart, ...] = ()
    account_facts: AccountFacts | None = None


def account_line_of(record: Record) -> AccountLine | None:
    """What a record says of its account, if anything: the first transaction of one does, and some lines beside them."""
    if isinstance(record, AccountRecord | RejectedRow):
        return record.line
    if isinstance(record, FullRow) and record.account and record.account_facts:
        return AccountLine(record.account, record.account_name, record.currency, record.account_facts)
    return None


def transaction_record(number: int, fields: JsonObject, raw: str) -> Record:
    """The record of an exported transaction by its named fields: texts, or a list for tags; None or "" for nothing.

    Its account is identified by the id it had there, and named as its owner named it.
    """
    try:
        if fields.get("account_type") and not (fields.get("id") or fields.get("amount")):
            return AccountRecord(number, "account without transactions", raw, _account_line(fields))
        if _text(fields, "status") in _NOT_BOOKED:
            return Ignored(number, "not carried out", raw)
        return _row(number, fields)
    except (ValueError, InvalidOperation) as error:
        message = f"The transaction cannot be kept: {error}."[:300]
        return rejected(number, "bad_field", message, raw, _account_told(fields))


def rejected(number: int, code: str, message: str, raw: str, told: AccountLine | None) -> Rejected:
    """A transaction that cannot be kept, with what is told of its account, if anything is."""
    return RejectedRow(number, code, message, raw, told) if told else Rejected(number, code, message, raw)


def _account_told(fields: JsonObject) -> AccountLine | None:
    """What a rejected transaction says of its account, if it does and that can be read."""
    try:
        return _account_line(fields) if fields.get("account_type") else None
    except (ValueError, InvalidOperation):
        return None


def _account_line(fields: JsonObject) -> AccountLine:
    currency, account = _currency(fields), _text(fields, "account_id")
    if not account:
        raise ValueError("it names no account")
    day = None if fields.get("id") else _day(fields, "date")
    return AccountLine(account, _text(fields, "account") or "", currency, _account_facts(fields, currency), day)


def _row(number: int, fields: JsonObject) -> FullRow:
    row = FullRow(number, _required_day(fields), _amount(fields), _currency(fields), _text(fields, "description") or "")
    row.value_date, row.transaction_date = _day(fields, "value_date"), _day(fields, "transaction_date")
    row.merchant, row.category = _text(fields, "merchant"), _text(fields, "category")
    row.notes, row.tags = _text(fields, "notes"), () if fields.get("locked") is not None else _tags(fields)
    row.external_id, row.own_id = _text(fields, "external_id"), _text(fields, "id")
    row.account, row.account_name = _text(fields, "account_id"), _text(fields, "account") or ""
    row.lapsed = fields.get("status") == "lapsed"
    row.pending = row.lapsed or fields.get("status") == "pending"
    if fields.get("original_amount") not in (None, ""):
        row.original_amount = _amount(fields, "original_amount")
        row.original_currency = _currency(fields, "original_currency")
    if fields.get("locked") is not None:
        _read_export_fields(row, fields)
    return row


def _read_export_fields(row: FullRow, fields: JsonObject) -> None:
    row.tags = _texts(fields, "tags")
    row.locked = tuple(name for name in _texts(fields, "locked") if name in _LOCKABLE)
    row.kind, row.tier = _one_of(_KINDS, fields, "kind"), _one_of(_TIERS, fields, "category_tier") or "none"
    row.confidence = _confidence(fields.get("confidence"))
    row.account_facts = _account_facts(fields, row.currency) if fields.get("account_type") else None
    row.parts = tuple(map(_part, _list(fields, "splits")))
    count, total = len(row.parts), sum(to_minor(part.amount, row.currency) for part in row.parts)
    if row.parts and (not _LEAST_PARTS <= count <= _MOST_PARTS or total != to_minor(row.amount, row.currency)):
        raise ValueError("its parts do not add up to it")
    if notes_bytes(part.notes for part in row.parts) > MAX_NOTES_BYTES:
        raise ValueError(f"the notes of its parts have more than {MAX_NOTES_BYTES >> 10} KiB")


def _account_facts(fields: JsonObject, currency: str) -> AccountFacts:
    kind = _one_of(_ACCOUNT_TYPES, fields, "account_type") or "other"
    opening = _amount(fields, "opening_balance") if fields.get("opening_balance") else None
    if opening is not None:
        to_minor(opening, currency)  # or it has more decimals than the currency
    return AccountFacts(kind, _texts(fields, "account_numbers"), _text(fields, "institution"), opening)


def _part(fields: Any) -> SplitPart:
    if not isinstance(fields, dict) or not (amount := _amount(fields)):
        raise ValueError("one of its parts is none")
    category, kind = _text(fields, "category"), _one_of(_KINDS, fields, "kind")
    return SplitPart(amount, category, kind, _text(fields, "notes"))


def notes_bytes(notes: Iterable[str | None]) -> int:
    """How many bytes of UTF-8 the notes of parts take."""
    return sum(len(text.encode()) for text in notes if text)


def _one_of(known: frozenset[str], fields: JsonObject, name: str) -> str | None:
    found = _text(fields, name)
    if found is not None and found not in known:
        raise ValueError(f"its {name} {found[:20]!r} is not known")
    return found


def _confidence(value: Any) -> float | None:
    if value is None or value == "":
        return None
    is_plain = isinstance(value, float | Decimal) or (isinstance(value, str) and bool(_SHARE.fullmatch(value)))
    found = float(value) if is_plain else -1
    if not 0 <= found <= 1:
        raise ValueError("its confidence is no share")
    return found


def _text(fields: JsonObject, name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")  # noqa: TRY004 - one error for whatever is wrong
    if len(value) > _LONGEST.get(name, 100):
        raise ValueError(f"{name} is longer than {_LONGEST.get(name, 100)} characters")
    return _storable(value)


def _storable(text: str) -> str:
    """The text as UTF-8 can store it: halves of surrogate pairs are replaced. Raises ValueError for NUL characters."""
    if "\0" in text:
        raise ValueError("a text of it holds a NUL character")
    return text.encode("utf-8", "replace").decode()


def _list(fields: JsonObject, name: str) -> list[Any]:
    found = fields.get(name)
    if found is None or found == "":
        return []
    if not isinstance(found, list):
        raise ValueError(f"its {name} are no list")  # noqa: TRY004 - one error for whatever is wrong
    return found


def _texts(fields: JsonObject, name: str) -> tuple[str, ...]:
    return tuple(_storable(item) for item in _list(fields, name) if isinstance(item, str) and item)


def _day(fields: JsonObject, name: str) -> date | None:
    text = _text(fields, name)
    return date.fromisoformat(text[:10]) if text else None


def _required_day(fields: JsonObject) -> date:
    day = _day(fields, "date")
    if day is None:
        raise ValueError("it has no date")
    return day


def _amount(fields: JsonObject, name: str = "amount") -> Decimal:
    value = fields.get(name)
    if not isinstance(value, str | Decimal):
        raise ValueError(f"its {name} is no decimal number")  # noqa: TRY004 - one error for whatever is wrong
    amount = plain_decimal(value) if isinstance(value, str) else value
    if not amount.is_finite():
        raise ValueError(f"its {name} is no number")
    return amount


def _currency(fields: JsonObject, name: str = "currency") -> str:
    currency = _text(fields, name) or ""
    exponent(currency)  # or it is not known
    return currency


def _tags(fields: JsonObject) -> tuple[str, ...]:
    """Tags as a list, or as one text with commas between them."""
    value = fields.get("tags")
    tags = value.split(",") if isinstance(value, str) else _texts(fields, "tags")
    found = tuple(tag.strip()[:50] for tag in tags if tag.strip())
    return found[:_MAX_TAGS]
