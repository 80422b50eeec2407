"""Stored transactions as the rows of an export."""

from datetime import datetime
from functools import lru_cache
from typing import cast

from bson import ObjectId

from app.formats.native.fields import AccountFields, ExportPart, ExportRow
from app.money import format_amount
from app.transactions.documents import Part, Transaction

# The fields of a stored transaction that are read for it; nothing else is.
READ = (
    *("date", "amount_minor", "currency", "description", "merchant", "category", "tags", "notes", "account_id"),
    *("value_date", "transaction_date", "original_amount_minor", "original_currency", "kind", "status"),
    *("external_id", "transfer_id", "category_tier", "confidence", "locked", "splits"),
)
# What all but the first transaction of an account say of it.
_UNSAID = cast("AccountFields", {})


def exported(document: Transaction, account: str, fields: AccountFields | None = None) -> ExportRow:
    """The row of a transaction in an account of this name, with what is said of the account."""
    currency = document["currency"]
    original, original_currency = document["original_amount_minor"], document["original_currency"]
    parts, other_leg = document.get("splits"), document.get("transfer_id")
    return {
        "id": str(document["_id"]),
        "date": _day(document["date"]),
        "amount": format_amount(document["amount_minor"], currency),
        "currency": currency,
        "description": document["description"],
        "merchant": document["merchant"],
        "category": document["category"],
        "tags": document["tags"],
        "notes": document["notes"],
        "account": account,
        "account_id": _hex(document["account_id"]),
        "value_date": _day(day) if (day := document["value_date"]) else None,
        "transaction_date": _day(day) if (day := document["transaction_date"]) else None,
        "original_amount": None if original is None else format_amount(original, original_currency or currency),
        "original_currency": original_currency,
        "kind": document["kind"],
        "status": document["status"],
        "external_id": document.get("external_id"),
        "transfer_id": str(other_leg) if other_leg else None,
        "category_tier": document["category_tier"],
        "confidence": document["confidence"],
        "locked": document["locked"],
        **(fields or _UNSAID),
        "splits": [_part(part, currency) for part in parts] if parts else [],
    }


def _part(part: Part, currency: str) -> ExportPart:
    return {
        "amount": format_amount(part["amount_minor"], currency),
        "category": part["category"],
        "kind": part["kind"],
        "notes": part["notes"],
    }


@lru_cache(maxsize=65536)
def _day(moment: datetime) -> str:
    """Few days, many rows: the text of a day is made once."""
    return moment.date().isoformat()


@lru_cache(maxsize=4096)
def _hex(account_id: ObjectId) -> str:
    return str(account_id)
