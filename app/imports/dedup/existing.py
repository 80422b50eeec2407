"""Loads the existing transactions that lines of a statement may be, with their identities in other statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from bson import ObjectId

from app.imports.dedup.cross_source import LATEST, ExistingTransaction, Identity, identity
from app.imports.dedup.statement_kind import OtherImport, Source
from app.imports.drafting.drafts import Draft
from app.infra.database.mongo import Scope
from app.transactions.documents import OPEN, Alias, Transaction
from app.transactions.provenance import fingerprint_store

# A pending transaction may be a week older than its line, and be dated by its value some days beside.
_AROUND = LATEST + timedelta(days=3)

Others = Mapping[ObjectId, OtherImport]


def find_existing(
    scope: Scope, source: Source, others: Others, drafts: Sequence[Draft], claimed: set[ObjectId]
) -> list[ExistingTransaction]:
    """Returns imported transactions around the days of some lines, but those `claimed` already.

    Deleted ones are among them, unless deleted transactions come back.
    """
    accounts, amounts = {draft.account_id for draft in drafts}, {draft.entry.amount_minor for draft in drafts}
    days = sorted(draft.entry.day for draft in drafts)
    span = days[0] - _AROUND, days[-1] + _AROUND
    present = fingerprint_store.find_imported(scope, accounts, span, amounts)
    deleted = [] if source.restores_deleted else fingerprint_store.find_deleted(scope, accounts, span, amounts)
    aliases = find_aliases(scope, [document["_id"] for document in [*present, *deleted]])
    return [
        _existing(source, others, document, aliases[document["_id"]], deleted=gone)
        for documents, gone in ((present, False), (deleted, True))
        for document in documents
        if document["_id"] not in claimed
    ]


def find_aliases(scope: Scope, transaction_ids: Iterable[ObjectId]) -> Mapping[ObjectId, list[Alias]]:
    """Returns the alias fingerprints of some transactions, by transaction."""
    found: dict[ObjectId, list[Alias]] = defaultdict(list)
    for alias in fingerprint_store.find_aliases(scope, transaction_ids):
        found[alias["transaction_id"]].append(alias)
    return found


def identity_of_alias(alias: Alias) -> Identity:
    """Returns the identity of a transaction in the statement that its alias came from."""
    return identity(alias["kind"], alias["fingerprint"], pending=alias["pending"])


def kind_of_import(source: Source, others: Others, import_id: ObjectId | None) -> str:
    """Returns the source kind of an import; of one that is unknown, that of the present statement."""
    other = others.get(import_id) if import_id else None
    return other.kind if other else source.kind


def _existing(
    source: Source, others: Others, document: Transaction, aliases: Iterable[Alias], *, deleted: bool
) -> ExistingTransaction:
    import_id = document.get("settled_by") or document["import_id"]
    own_kind, pending = kind_of_import(source, others, import_id), document["status"] in OPEN
    own = identity(own_kind, document["fingerprint"], pending=pending)
    other = others.get(import_id) if import_id else None
    period = other.period if other else (document["date"], document["date"])
    identities = frozenset([own, *map(identity_of_alias, aliases)])
    return ExistingTransaction(document, identities, period, deleted, document["import_id"] == source.import_id)
