"""How a transaction's fields change: what a user sets is locked, and rules and imports leave locked fields alone."""

from collections.abc import Mapping
from typing import cast

from app.categories.documents import Category
from app.rules.filing import Filing, kind_of
from app.transactions.documents import (
    CATEGORY_FIELDS,
    MAX_TAGS,
    Changes,
    Transaction,
    filed_fields,
    merchant_fields,
    with_fields,
)

# A currency follows its account; the parts of a split stand until the user sends others.
_NEVER_LOCKED = ("currency", "splits")

# Clients know this field by another name.
_SHOWN_AS = {"amount_minor": "amount"}

# A locked field, and what is stored along with it.
_STORED_WITH = {
    "category": (*CATEGORY_FIELDS, "category_tier", "confidence"),
    "merchant": ("merchant", "merchant_key"),
}


def edited(document: Transaction, fields: Changes, category: Category | None) -> Transaction:
    """The document after a user set some of its fields; each becomes locked.

    `category` is the category the document then has, None without one. The kind follows category and amount unless a
    user has set it. Empty notes are none, and a tag given twice is one.
    """
    after: Transaction = {**document, **fields, "locked": _locked(document, fields)}
    if "notes" in fields:
        after["notes"] = fields["notes"] or None  # tables cannot tell empty notes from none
    if "tags" in fields:
        after["tags"] = list(dict.fromkeys(fields["tags"]))
    if "merchant" in fields:
        after = {**after, **merchant_fields(fields["merchant"])}
    if "category_id" in fields:
        after["category"], after["category_tier"] = category["slug"] if category else None, "user"
        after["confidence"] = 1.0 if category else None
    if "kind" not in after["locked"] and ("category_id" in fields or "amount_minor" in fields):
        after["kind"] = kind_of(category["kind"] if category else None, after["amount_minor"])
    return after


def _locked(document: Transaction, fields: Changes) -> list[str]:
    names = [_SHOWN_AS.get(name, name) for name in fields if name not in _NEVER_LOCKED]
    if "category_id" in fields:
        names += CATEGORY_FIELDS
    return list(dict.fromkeys((*document["locked"], *names)))


def refiled(document: Transaction, filing: Filing) -> Transaction:
    """The document after it was categorised anew: locked fields stay, tags are added, notes only fill a gap.

    A filing without a category takes none away; a split transaction keeps its category beside its parts.
    """
    locked = set(document["locked"])
    fields: dict[str, object] = {**filed_fields(filing)}
    if filing.category_id is None or document.get("splits") or locked.intersection(CATEGORY_FIELDS):
        fields = _without(fields, *CATEGORY_FIELDS, "category_tier", "confidence", "kind")
    if not filing.merchant or "merchant" in locked:
        fields = _without(fields, "merchant", "merchant_key")
    if "kind" in locked:
        fields = _without(fields, "kind")
    return cast("Transaction", {**document, **fields, **_added(document, filing)})


def _added(document: Transaction, filing: Filing) -> Changes:
    """The tags and notes of a filing, where they are not locked."""
    added: Changes = {}
    if filing.tags and "tags" not in document["locked"]:
        added["tags"] = list(dict.fromkeys((*document["tags"], *filing.tags)))[:MAX_TAGS]
    if filing.notes and not document["notes"] and "notes" not in document["locked"]:
        added["notes"] = filing.notes
    return added


def _without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in names}


def filled(processing: Transaction, fresh: Transaction) -> Transaction:
    """The transaction of a sentence now that it was read: `fresh`, but for what the user set meanwhile."""
    kept = {name for field in processing["locked"] for name in _STORED_WITH.get(field, (field,))}
    kept |= {"locked", "created_at", "revision", "workspace_id", "seq"}
    return with_fields(fresh, {name: value for name, value in processing.items() if name in kept})


# What a summary is about.
_SUMMARISED = ("date", "amount_minor", "merchant_key", "kind", "transfer_id", "status")


def without_stale_summary(before: Transaction, after: Transaction) -> Changes:
    """What takes a summary away that is about another day, amount, merchant or kind; else no field."""
    old, new = cast("Mapping[str, object]", before), cast("Mapping[str, object]", after)
    stale = any(old.get(name) != new.get(name) for name in _SUMMARISED)
    return {"summary": None} if stale and before.get("summary") and new.get("summary") == old["summary"] else {}
