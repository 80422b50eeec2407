"""Transactions as plain values for JSON, by hand: a schema takes seven times as long for a page of 50."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.infra.json import timestamp
from app.money import format_amount
from app.transactions.capture.parse import ParsedTransaction
from app.transactions.documents import COUNTED


def transaction_out(document: Mapping[str, Any]) -> dict[str, Any]:
    """A transaction's members (TransactionOut); amount and date are null until a sentence was read."""
    known = document["status"] in COUNTED
    currency, original = document["currency"], document["original_amount_minor"]
    born, changed = document["created_at"], document["updated_at"]
    created = timestamp(born)
    return {
        "id": str(document["_id"]),
        "account_id": str(found) if (found := document["account_id"]) else None,
        "date": _day(document["date"]) if known else None,
        "value_date": _day(day) if (day := document["value_date"]) else None,
        "transaction_date": _day(day) if (day := document["transaction_date"]) else None,
        "amount": format_amount(document["amount_minor"], currency) if known else None,
        "currency": currency,
        "original_amount": None if original is None else format_amount(original, document["original_currency"]),
        "original_currency": document["original_currency"],
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
        "splits": [split_out(part, currency) for part in parts] if (parts := document.get("splits")) else [],
        "locked": document["locked"],
        "revision": document["revision"],
        "created_at": created,
        "updated_at": created if changed == born else timestamp(changed),
    }


def split_out(part: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """One part of a split transaction (SplitOut)."""
    return {
        "amount": format_amount(part["amount_minor"], currency),
        "category_id": str(found) if (found := part["category_id"]) else None,
        "category": part["category"],
        "kind": part["kind"],
        "notes": part["notes"],
    }


def parsed_out(told: ParsedTransaction) -> dict[str, Any]:
    """One transaction of a sentence (ParsedTransactionOut)."""
    return {
        "amount": format_amount(told.amount_minor, told.currency),
        "currency": told.currency,
        "date": _day(told.date),
        "merchant": told.filing.merchant,
        "category": told.filing.category,
        "kind": told.kind,
        "confidence": told.confidence,
    }


@lru_cache(maxsize=4096)
def _day(moment: datetime) -> str:
    """Few days, many rows: the text of a day is made once."""
    return moment.date().isoformat()
