"""Mappings that are kept for the next file with the same header: saved after an import, dropped when it is undone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.imports import store
from app.imports.layouts.mappings import reusable
from app.infra.database.mongo import Scope


def remember(scope: Scope, document: Mapping[str, Any]) -> None:
    """Keep what the sender of a finished import said about its columns, for all files with this header.

    An empty mapping says: judge by the file again.
    """
    options, signature = document["options"], document.get("header")
    if signature is None or options["mapping"] is None:
        return
    if not options["mapping"]:
        store.forget_mapping(scope, signature)
        return
    chosen = {name: options[name] for name in ("date_order", "currency") if options[name]}
    # A currency of the form is that of the file; the mapping may name the column that overrules it line by line.
    mapping = {**chosen, **reusable(options["mapping"])}
    fields = {"mapping": mapping, "format": document["reader"], "headers": document["layout"]["headers"]}
    store.keep_mapping(scope, signature, {**fields, "import_id": document["_id"]}, datetime.now(UTC))


def forget(tx: Scope, document: Mapping[str, Any]) -> None:
    """Forget what the sender of an import that is undone said about its columns; what was said before counts again."""
    signature = document.get("header")
    kept = store.find_mapping(tx, signature) if signature else None
    if not signature or not kept or kept.get("import_id") != document["_id"]:
        return
    store.forget_mapping(tx, signature)
    before = store.find_mapped(tx, signature, document["_id"])
    if before:
        remember(tx, before)
