"""Rows of an export that are transactions of this workspace still, or were."""

from collections.abc import Sequence

from bson import ObjectId

from app.formats.native.rows import FullRow
from app.imports.drafting.drafts import Draft
from app.infra.database.mongo import Scope
from app.transactions.provenance.exported_store import find_by_ids
from app.transactions.provenance.fingerprint_store import KnownFingerprint


def known_by_ids(scope: Scope, drafts: Sequence[Draft], kind: str) -> dict[str, KnownFingerprint]:
    """The transactions that rows of an export were, by the rows' fingerprints, as if such a file had told them before.

    `kind` is that of the file's statement.
    """
    rows = {
        draft.fingerprint: (ObjectId(row.own_id), draft.entry.amount_minor, row.currency)
        for draft in drafts
        if isinstance(row := draft.entry.row, FullRow) and ObjectId.is_valid(row.own_id)
    }
    if not rows:
        return {}
    found = find_by_ids(scope, rows.values())
    # As posted ones: a transaction that is pending by its user's word is not to be posted by its own export.
    return {
        fingerprint: KnownFingerprint(once.transaction_id, "posted", kind=kind, deleted=once.deleted)
        for fingerprint, row in rows.items()
        if (once := found.get(row))
    }
