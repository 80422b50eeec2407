"""Finds the transactions that rows of our own export are, by the transaction ids in it."""

from collections.abc import Sequence

from bson import ObjectId

from app.formats.native.rows import FullRow
from app.imports.drafting.drafts import Draft
from app.infra.database.mongo import Scope
from app.transactions.provenance.fingerprint_store import KnownFingerprint
from app.transactions.provenance.service import find_by_ids


def known_by_ids(scope: Scope, drafts: Sequence[Draft], kind: str) -> dict[str, KnownFingerprint]:
    """Returns the transactions of rows in an export, by the rows' fingerprints, as if they came from such a file.

    `kind` is the source kind of the export.
    """
    rows = {
        draft.fingerprint: (ObjectId(row.own_id), draft.entry.amount_minor, row.currency)
        for draft in drafts
        if isinstance(row := draft.entry.row, FullRow) and ObjectId.is_valid(row.own_id)
    }
    if not rows:
        return {}
    found = find_by_ids(scope, rows.values())
    # As posted ones: a transaction that its user made pending is not to be posted by its own export.
    return {
        fingerprint: KnownFingerprint(once.transaction_id, "posted", kind=kind, deleted=once.deleted)
        for fingerprint, row in rows.items()
        if (once := found.get(row))
    }
