"""The job of an import in a worker: reads the stored file, commits its lines, then updates what depends on them."""

import tempfile
from datetime import datetime
from typing import BinaryIO, NamedTuple

from bson import ObjectId

from app.formats.interface import Layout, Reader
from app.formats.json.api_rows import FORMAT as JSON_ROWS
from app.imports import rejects, store
from app.imports.balances.account_statements import differing_accounts, record_exported, record_statements
from app.imports.balances.opening_warnings import opening_warnings
from app.imports.commit.run import ImportRun, differing_facts_warnings, result_of
from app.imports.dedup.lapse import reconsider
from app.imports.dedup.statement_kind import Source
from app.imports.documents import ImportDocument, ImportResult, account_ids, layout_of
from app.imports.drafting.account_finders import OpeningFinder
from app.imports.drafting.accounts import Targets
from app.imports.drafting.categorise import RowCategoriser
from app.imports.drafting.drafts import Drafter
from app.imports.drafting.prescan import Prescan, prescan
from app.imports.layouts import choose, formats, saved_mappings
from app.infra.database import files
from app.infra.database.ids import further_id
from app.infra.database.mongo import Scope
from app.infra.problems import NotFound
from app.jobs.lease import Lease
from app.transactions import service as transactions
from app.transactions.documents import Actor
from app.transactions.provenance import service as provenance


class _Statement(NamedTuple):
    """An import with its file, and how that is read."""

    document: ImportDocument
    file: BinaryIO
    reader: Reader
    layout: Layout


def import_statement(lease: Lease) -> ImportResult:
    """Import the file of a job from the last committed line on, and return the job's result."""
    scope, import_id = lease.scope, lease.subject_id
    with tempfile.TemporaryFile() as file:
        files.copy_file(scope, import_id, file)
        statement = _opened(scope, _get(scope, import_id), file)
        run = _commit_lines(lease, statement)
    return _finish(lease, run, _get(scope, import_id))


def _get(scope: Scope, import_id: ObjectId) -> ImportDocument:
    document = store.find(scope, import_id)
    if document is None:
        raise NotFound("There is no such import.")
    return document


def _opened(scope: Scope, document: ImportDocument, file: BinaryIO) -> _Statement:
    """Returns the statement with its layout, which is inferred and stored now if the upload was too large for that."""
    reader = formats.reader_of(document["reader"])
    if document["layout"] is None:
        fields = choose.infer_readable_layout(scope, reader, file, document)
        store.set_layout(scope, document["_id"], fields)
        document = {**document, **fields}
    return _Statement(document, file, reader, layout_of(document))


def _commit_lines(lease: Lease, statement: _Statement) -> ImportRun:
    scope, document = lease.scope, statement.document
    found = _prescan(scope, statement)
    transactions.file_named(scope, {"type": "transfers"})
    targets = Targets(scope, document, OpeningFinder(scope, document), found)
    drafter = Drafter(targets, found.reused_ids, RowCategoriser(scope))
    for rows in rejects.rows_of_origins(scope, document, targets):
        drafter.replay(rows)
    run = ImportRun(lease, document, drafter, Source.of(document, found.period))
    run.run(choose.lines_of(statement.reader, statement.file, statement.layout, document))
    run.open_empty_accounts(targets)
    return run


def _prescan(scope: Scope, statement: _Statement) -> Prescan:
    """Goes through the file once, if it has ids to check or the workspace has other imports to compare it with."""
    document, file, reader, layout = statement
    ids, sample = "external_id" in layout.columns, store.has_other_imports(scope, document["_id"])
    if not (ids or sample):
        return Prescan()
    records = choose.records_of(reader, file, layout)
    return prescan(records, choose.only_currency(document), ids=ids, sample=sample)


def _finish(lease: Lease, run: ImportRun, finished: ImportDocument) -> ImportResult:
    """Updates account coverage, saved mappings, transfers and matches, which all may be done again after a crash.

    What was no transfer in an export of ours is none here either; corrected lines of another statement are no statement
    by themselves.
    """
    scope = lease.scope
    if finished.get("origin") is None:
        _record_statements(lease, finished, run)
    saved_mappings.save_mapping(scope, finished)
    is_statement = finished.get("origin") is None and not run.exported
    _reconsider_pending(lease, finished, is_statement=is_statement)
    transfers = 0 if run.exported else _pair_transfers(scope, finished["_id"], run.span)
    if run.span:
        transactions.merge_receipts(scope, finished["_id"], run.span, {"type": "import", "id": finished["_id"]})
    matches = transactions.count_matches_of(scope, finished["_id"], run.span) if run.span else 0
    matched = provenance.count_aliases_of_import(scope, finished["_id"])
    warnings = [*differing_facts_warnings(scope, finished), *run.left_out.warnings()]
    if run.exported and finished.get("origin") is None:
        warnings += opening_warnings(scope, finished, run.exported)
    if is_statement:
        warnings += differing_accounts(scope, finished, run.proof)
    lapsed = provenance.count_lapsed_by(scope, finished["_id"])
    transactions.ask_later(scope, further_id(lease.job["_id"], 1))
    return result_of(
        finished, run.proof, warnings, matched=matched, matches=matches, transfers=transfers, lapsed=lapsed
    )


def _reconsider_pending(lease: Lease, document: ImportDocument, *, is_statement: bool) -> None:
    """Let lapse what the account's statements no longer list, now that this one is in; run again it changes nothing.

    Rows that a program sends are no statement: what they lack proves nothing.
    """
    progress, import_id = lease.job["progress"]["total"], document["_id"]

    def write(tx: Scope) -> None:
        lease.checkpoint(tx, document["lines"], max(document["lines"], progress))
        store.mark_whole(tx, import_id, is_whole=is_statement and document["reader"] != JSON_ROWS)
        reconsider(tx, account_ids(document), {"type": "import", "id": import_id})

    lease.scope.transact(write)


def _record_statements(lease: Lease, finished: ImportDocument, run: ImportRun) -> None:
    if run.exported:
        record_exported(lease, finished, run.exported)
    else:
        record_statements(lease, finished, run.proof)


def _pair_transfers(scope: Scope, import_id: ObjectId, span: tuple[datetime, datetime] | None) -> int:
    """Pairs what is a transfer, after all rows that name an account the import opened or numbered were filed as one."""
    actor: Actor = {"type": "import", "id": import_id}
    transactions.file_named(scope, actor)
    return transactions.pair_transfers(scope, *span, actor) if span else 0
