"""Mappings saved for the next file with the same header: stored after an import, deleted when it is undone."""

from datetime import UTC, datetime

from app.formats.interface import ColumnMapping
from app.imports import store
from app.imports.documents import ImportDocument, MappingFields, layout_of
from app.imports.layouts.mappings import reusable
from app.infra.database.mongo import Scope


def save_mapping(scope: Scope, document: ImportDocument) -> None:
    """Save what the sender of a finished import said about its columns, for all files with this header.

    An empty mapping deletes the saved one.
    """
    options, signature = document["options"], document.get("header")
    if signature is None or options["mapping"] is None:
        return
    if not options["mapping"]:
        store.delete_mapping_of(scope, signature)
        return
    form = {"date_order": options["date_order"], "currency": options["currency"]}
    chosen = {name: value for name, value in form.items() if value}
    # A currency of the form is that of the file; the mapping may name the column that overrules it line by line.
    mapping = {**chosen, **reusable(options["mapping"])}
    store.keep_mapping(scope, signature, _fields(document, mapping), datetime.now(UTC))


def _fields(document: ImportDocument, mapping: ColumnMapping) -> MappingFields:
    return {
        "mapping": mapping,
        "format": document["reader"],
        "headers": layout_of(document).headers,
        "import_id": document["_id"],
    }


def restore_earlier_mapping(tx: Scope, document: ImportDocument) -> None:
    """Delete the mapping of an import that is undone; the one before it is saved again."""
    signature = document.get("header")
    kept = store.find_mapping(tx, signature) if signature else None
    if not signature or not kept or kept.get("import_id") != document["_id"]:
        return
    store.delete_mapping_of(tx, signature)
    before = store.find_mapped(tx, signature, document["_id"])
    if before:
        save_mapping(tx, before)
