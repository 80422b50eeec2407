"""Serialises transactions for JSON, by hand: a schema takes seven times as long for a page of 50."""

from datetime import datetime
from functools import lru_cache

from bson import ObjectId

from app.infra.json import timestamp
from app.infra.untyped import JsonObject
from app.money import format_amount
from app.transactions.capture.parse import ParsedTransaction
from app.transactions.documents import KNOWN, Part, Transaction


def transaction_out(document: Transaction) -> JsonObject:
    """A transaction as JSON (TransactionOut); amount and date are null until its sentence was read."""
    known = document["status"] in KNOWN
    currency = document["currency"]
    original, original_currency = document["original_amount_minor"], document["original_currency"]
    created_at, changed_at = document["created_at"], document["updated_at"]
    created = timestamp(created_at)
    found: ObjectId | None
    return {
        "id": str(document["_id"]),
        # The type says it has one; while its sentence is not read, it may have none.
        "account_id": str(found) if (found := document["account_id"]) else None,  # type: ignore[truthy-bool]
        "date": _day(document["date"]) if known else None,
        "value_date": _day(day) if (day := document["value_date"]) else None,
        "transaction_date": _day(day) if (day := document["transaction_date"]) else None,
        "amount": format_amount(document["amount_minor"], currency) if known else None,
        "currency": currency,
        "original_amount": None if original is None else format_amount(original, original_currency or currency),
        "original_currency": original_currency,
        "description": document["description"],
        "merchant": document["merchant"],
        "category_id": str(found) if (found := document["category_id"]) else None,
        "category": document["category"],
        "category_tier": document["category_tier"],
        "confidence": document["confidence"],
        "kind": document["kind"],
        "status": document["status"],
        "tags": document["tags"],
        "notes": document["notes"],
        "source": document["source"],
        "import_id": str(found) if (found := document["import_id"]) else None,
        "import_row": document["import_row"],
        "external_id": document.get("external_id"),
        "transfer_id": str(found) if (found := document.get("transfer_id")) else None,
        "receipt_id": str(found) if (found := document.get("receipt_id")) else None,
        "splits": [split_out(part, currency) for part in parts] if (parts := document.get("splits")) else [],
        "summary": document.get("summary"),
        "locked": document["locked"],
        "revision": document["revision"],
        "created_at": created,
        "updated_at": created if changed_at == created_at else timestamp(changed_at),
    }


def split_out(part: Part, currency: str) -> JsonObject:
    """One part of a split transaction as JSON (SplitOut)."""
    return {
        "amount": format_amount(part["amount_minor"], currency),
        "category_id": str(found) if (found := part["category_id"]) else None,
        "category": part["category"],
        "kind": part["kind"],
        "notes": part["notes"],
    }


def parsed_out(parsed: ParsedTransaction) -> JsonObject:
    """One transaction of a sentence as JSON (ParsedTransactionOut)."""
    return {
        "amount": format_amount(parsed.amount_minor, parsed.currency),
        "currency": parsed.currency,
        "date": _day(parsed.date),
        "merchant": parsed.filing.merchant,
        "category": parsed.filing.category,
        "kind": parsed.kind,
        "confidence": parsed.confidence,
    }


@lru_cache(maxsize=4096)
def _day(moment: datetime) -> str:
    """The ISO text of a day, cached: many rows share few days."""
    return moment.date().isoformat()
