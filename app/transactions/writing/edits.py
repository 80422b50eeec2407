"""How a transaction changes: a user's word locks what it sets, filing respects locks."""

from collections.abc import Mapping
from typing import Any

from app.rules.filing import Filing, kind_of
from app.transactions.documents import CATEGORY_FIELDS, MAX_TAGS, Document, filed_fields, merchant_fields


def edited(document: Document, fields: Mapping[str, Any], category: Mapping[str, Any] | None) -> Document:
    """The document after a user set some of its fields; each becomes locked.

    `fields` holds stored values by stored names (`amount_minor`, …); `category` is the category the document
    then has, None without one. The kind follows category and amount unless a user has set it. Empty notes are none, and
    a tag given twice is one.
    """
    fields = {name: _plain(name, value) for name, value in fields.items()}
    after = {**document, **fields, "locked": _locked(document, fields)}
    if "merchant" in fields:
        after |= merchant_fields(fields["merchant"])
    if "category_id" in fields:
        slug = category["slug"] if category else None
        after |= {"category": slug, "category_tier": "user", "confidence": 1.0 if category else None}
    if "kind" not in after["locked"] and {"category_id", "amount_minor"} & fields.keys():
        after["kind"] = kind_of(category["kind"] if category else None, after["amount_minor"])
    return after


def _plain(name: str, value: Any) -> Any:
    """Tables cannot tell empty notes from none, and nobody needs to."""
    if name == "notes":
        return value or None
    return list(dict.fromkeys(value)) if name == "tags" else value


def _locked(document: Document, fields: Mapping[str, Any]) -> list[str]:
    names = [_SHOWN_AS.get(name, name) for name in fields if name not in _NEVER_LOCKED]
    if "category_id" in fields:
        names += CATEGORY_FIELDS
    return list(dict.fromkeys((*document["locked"], *names)))


# A currency follows its account; parts are their user's word as long as they stand.
_NEVER_LOCKED = ("currency", "splits")

# Clients know this field by another name.
_SHOWN_AS = {"amount_minor": "amount"}


def refiled(document: Document, filing: Filing) -> Document:
    """The document after it was filed anew: locked fields stay, tags are added, notes only fill a gap.

    A filing without a category takes none away; a split transaction keeps its category beside its parts.
    """
    locked = set(document["locked"])
    fields = filed_fields(filing)
    if filing.category_id is None or document.get("splits") or locked.intersection(CATEGORY_FIELDS):
        fields = _without(fields, *CATEGORY_FIELDS, "category_tier", "confidence", "kind")
    if not filing.merchant or "merchant" in locked:
        fields = _without(fields, "merchant", "merchant_key")
    if "kind" in locked:
        fields = _without(fields, "kind")
    if filing.tags and "tags" not in locked:
        fields["tags"] = list(dict.fromkeys((*document["tags"], *filing.tags)))[:MAX_TAGS]
    if filing.notes and not document["notes"] and "notes" not in locked:
        fields["notes"] = filing.notes
    return {**document, **fields}


def _without(fields: Document, *names: str) -> Document:
    return {name: value for name, value in fields.items() if name not in names}


def filled(processing: Document, fresh: Document) -> Document:
    """The transaction of a sentence now that it was read: `fresh`, but for what the user set meanwhile."""
    kept = {name for field in processing["locked"] for name in _STORED_WITH.get(field, (field,))}
    kept |= {"locked", "created_at", "revision", "workspace_id", "seq"}
    return fresh | {name: value for name, value in processing.items() if name in kept}


# A locked field, and what is stored along with it.
_STORED_WITH = {
    "category": (*CATEGORY_FIELDS, "category_tier", "confidence"),
    "merchant": ("merchant", "merchant_key"),
}
