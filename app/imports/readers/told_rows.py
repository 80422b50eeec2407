"""Transactions whose sender names every field: nothing is judged, and what they say counts as a user's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.imports.readers.base import Ignored, Record, Rejected, Row
from app.money import CURRENCIES

# What every transaction of an export of ours has, by its names on the wire; together nobody else has them.
OWN_FIELDS = frozenset(["id", "account_id", "date", "amount", "currency", "description", "category", "status"])
_NOT_BOOKED = frozenset(["processing", "failed"])
_MAX_TAGS = 20
_LONGEST = {"description": 1000, "merchant": 200, "category": 100, "notes": 2000, "external_id": 300}


@dataclass(slots=True)
class JsonRow(Row):
    """A row whose sender may know more than a bank does; what they say here counts as a user's word."""

    merchant: str | None = None
    category: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] = ()


def told_record(number: int, fields: Mapping[str, Any], raw: str) -> Record:
    """A transaction of an export of ours by its named fields; texts, or for tags a list, and None or "" for nothing.

    The account is known by its id there, which is a name for it here, and by the name its owner gave it.
    """
    if fields.get("status") in _NOT_BOOKED:
        return Ignored(number, "not carried out", raw)
    try:
        return _row(number, fields)
    except (ValueError, InvalidOperation) as error:
        return Rejected(number, "bad_field", f"The transaction cannot be kept: {error}."[:300], raw)


def _row(number: int, fields: Mapping[str, Any]) -> JsonRow:
    row = JsonRow(number, _required_day(fields), _amount(fields), _currency(fields), _text(fields, "description") or "")
    row.value_date, row.transaction_date = _day(fields, "value_date"), _day(fields, "transaction_date")
    row.merchant, row.category = _text(fields, "merchant"), _text(fields, "category")
    row.notes, row.tags = _text(fields, "notes"), _tags(fields.get("tags"))
    row.external_id = _text(fields, "external_id")
    row.account, row.account_name = _text(fields, "account_id"), _text(fields, "account") or ""
    row.pending = fields.get("status") == "pending"
    return row


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")  # noqa: TRY004 - one error for whatever is wrong
    if len(value) > _LONGEST.get(name, 100):
        raise ValueError(f"{name} is longer than {_LONGEST.get(name, 100)} characters")
    return value.encode("utf-8", "replace").decode()  # half a surrogate pair can stand in JSON and nowhere else


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    text = _text(fields, name)
    return date.fromisoformat(text[:10]) if text else None


def _required_day(fields: Mapping[str, Any]) -> date:
    day = _day(fields, "date")
    if day is None:
        raise ValueError("it has no date")
    return day


def _amount(fields: Mapping[str, Any]) -> Decimal:
    value = fields.get("amount")
    if not isinstance(value, str | Decimal):
        raise ValueError("its amount is no decimal number")  # noqa: TRY004 - one error for whatever is wrong
    amount = Decimal(value)
    if not amount.is_finite():
        raise ValueError("its amount is no number")
    return amount


def _currency(fields: Mapping[str, Any]) -> str:
    currency = fields.get("currency")
    if currency not in CURRENCIES:
        raise ValueError(f"its currency {str(currency)[:10]!r} is not known")
    return str(currency)


def _tags(value: Any) -> tuple[str, ...]:
    """Tags as a list, or as one text with commas between them, as a table has them."""
    if value is None or value == "":
        return ()
    tags: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    found = tuple(tag.strip()[:50] for tag in tags if isinstance(tag, str) and tag.strip())
    return found[:_MAX_TAGS]
