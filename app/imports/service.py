"""The use cases of imports: take a statement in, bring it in, show what became of it."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.common.time_limit import TookTooLong, limited, time_limit
from app.formats.interface import Layout, Reader
from app.formats.json import api_rows
from app.formats.native.reader import is_export
from app.imports import file_store, rejects, row_list, store
from app.imports.balances.account_statements import record_statements
from app.imports.commit.run import ImportRun, differing_facts_warnings, result_of
from app.imports.dedup.statement_kind import Source
from app.imports.drafting.account_names import account_name
from app.imports.drafting.accounts import Targets, target_documents
from app.imports.drafting.categorise import RowCategoriser
from app.imports.drafting.drafts import Drafter
from app.imports.drafting.lines import find_reused_ids
from app.imports.drafting.prescan import Prescan
from app.imports.json_checks import checked_rows
from app.imports.layouts import choose, formats, saved_mappings
from app.imports.layouts.choose import lines_of, only_currency
from app.imports.preview.service import preview
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document, Scope
from app.infra.keyset import Place
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, Invalid, NotFound, Unavailable, found_at
from app.infra.waiting import Places
from app.jobs import service as jobs
from app.jobs.lease import Lease
from app.transactions import service as transactions
from app.transactions.provenance import service as provenance

_COPIED_AT_ONCE = 1 << 20
# Files that threads of this process read at once, of all and of one workspace: reading is the processor's work, which
# everybody else waits for.
_readers = Places(4, 2)
_MAX_NAME = 200
_LISTED_AT_ONCE = 51
_OPTIONS = ("currency", "date_order", "mapping", "format", "restore_deleted")


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller said beside the rows; currency and locale are those of the workspace."""

    currency: str
    locale: str
    options: Mapping[str, Any] = field(default_factory=dict)


def import_file(scope: Scope, import_id: ObjectId, file: BinaryIO, name: str, request: Request) -> Document:
    """Take an uploaded statement in and queue its job; the same id again answers the import that stands.

    Raises Invalid for a file that is no statement (a small one is read to its end, a large one by its head),
    UnknownReference at `/account_id`. Nothing is stored then.
    """
    if existing := store.find(scope, import_id):
        return existing
    document, reader = _new_upload(scope, import_id, file, name, request)
    document |= _inferred_at_upload(scope, reader, file, document)
    file.seek(0)
    return _accept(scope, document, iter(lambda: file.read(_COPIED_AT_ONCE), b""))


def preview_file(scope: Scope, file: BinaryIO, name: str, request: Request) -> Document:
    """How an uploaded statement would be read and what its lines would become; nothing is stored.

    Raises as import_file does, but for a file whose lines are all rejected: that is shown; `preview_takes_too_long` at
    `/file` for one that unfolds into too much.
    """
    document, reader = _new_upload(scope, fresh_id(), file, name, request)
    try:
        with _readers.place(scope.workspace_id) as granted, time_limit(formats.PREVIEW_SECONDS):
            if not granted:
                raise Unavailable("Too many files are being read; try again in a moment.", code="too_many_waiting")
            return preview(scope, reader, limited(file), document)
    except TookTooLong:
        message = "Reading the file takes too long for a preview; import it, and its job tells how it was read."
        raise Invalid.at("/file", message, code="preview_takes_too_long") from None


def _new_upload(
    scope: Scope, import_id: ObjectId, file: BinaryIO, name: str, request: Request
) -> tuple[Document, Reader]:
    size = file.seek(0, 2)
    if not size:
        raise Invalid.at("/file", "The file is empty.", code="empty_file")
    name = _file_name(name)
    document = _document(scope, import_id, name, size, request)
    reader = formats.choose_reader(file, name, request.options.get("format"))
    return {**document, "reader": reader.format}, reader


def _file_name(name_sent: str) -> str:
    """What the uploader calls the file, on one line: it names the file of its rejected lines too."""
    return "".join(mark for mark in PurePath(name_sent).name[:_MAX_NAME] if mark.isprintable())


def import_rows(scope: Scope, import_id: ObjectId, rows: Sequence[Document], request: Request) -> Document:
    """Take transactions in that came as JSON; raises Invalid at the first row that cannot be kept."""
    if existing := store.find(scope, import_id):
        return existing
    document = _document(scope, import_id, "transactions.json", 0, request)
    content = b"".join(api_rows.to_lines(checked_rows(scope, rows, request.currency, only_currency(document))))
    document |= {"reader": api_rows.FORMAT, "size": len(content)}
    return _accept(scope, document, [content])


def _document(scope: Scope, import_id: ObjectId, name: str, size: int, request: Request) -> Document:
    """A new import. A given account is its only target, known from the start."""
    given = request.options.get("account_id")
    account = found_at("/account_id", accounts.get, scope, given) if given else None
    currency = account["currency"] if account else request.currency
    if account and (request.options.get("currency") or currency) != currency:
        raise Invalid.at("/currency", f"The account is kept in {currency}.", code="currency_mismatch")
    return {
        "_id": import_id,
        "job_id": fresh_id(),
        "file_name": name,
        "size": size,
        "account_id": given,
        "account_name": account_name(name),
        "options": {name: request.options.get(name) for name in _OPTIONS},
        "locale": request.locale,
        "default_currency": currency,
        "reader": None,
        "layout": None,
        "signature": None,
        "header": None,
        "mapping_source": None,
        "origin": None,
        "origin_targets": [],
        "targets": target_documents({(None, currency): given}) if given else [],
        "lines": 0,
        "counts": dict.fromkeys(store.OUTCOMES, 0),
        "created_at": datetime.now(UTC),
        "revision": 0,
    }


def _inferred(scope: Scope, reader: Reader, file: BinaryIO, document: Document) -> Document:
    """How the file is read; Invalid where it cannot be, or where none of its lines can."""
    inferred = choose.infer_layout(scope, reader, file, document)
    lines = lines_of(reader, file, Layout.from_document(inferred["layout"]), document)
    choose.refuse_without_transactions(lines, document["options"]["mapping"])
    return inferred


def _inferred_at_upload(scope: Scope, reader: Reader, file: BinaryIO, document: Document) -> Document:
    """As _judged; nothing for a file that is large, or unfolds into too much to wait for: its job judges it.

    Nor while others are being read: a hundred files at once are work for the workers.
    """
    if document["size"] > formats.MAX_INFERRED_AT_UPLOAD:
        return {}
    try:
        with _readers.place(scope.workspace_id) as granted, time_limit(formats.UPLOAD_SECONDS):
            return _inferred(scope, reader, limited(file), document) if granted else {}
    except TookTooLong:
        return {}


def _accept(scope: Scope, document: Document, parts: Iterable[bytes]) -> Document:
    """Store the file, then the import with its job, then tell a worker: killed in between, nothing accepted is lost."""
    jobs.refuse_when_full(scope)

    def write(tx: Scope) -> Document:
        file_store.finish_upload(tx, document["_id"])
        store.insert(tx, dict(document))
        return jobs.create(tx, "import", document["_id"], job_id=document["job_id"])

    file_store.begin_upload(scope, document["_id"], document["size"])
    try:
        file_store.put_file(scope, document["_id"], document["file_name"], parts)
        job = scope.transact(write)
    except BaseException:
        file_store.abandon_upload(scope, document["_id"])
        raise
    jobs.enqueue(job)
    return document


def get(scope: Scope, import_id: ObjectId) -> Document:
    """An import with the `state` of its job; raises NotFound. Its revision moves with both."""
    document = store.find(scope, import_id)
    if document is None:
        raise NotFound("There is no such import.")
    job = jobs.get(scope, document["job_id"])
    return {**_with_job(document, job), "revision": document["revision"] + job["revision"]}


def _with_job(document: Document, job: Document) -> Document:
    proof = (job["result"] or {}).get("balance_proof")
    return {**document, "state": job["state"], "problem": job["problem"], "balance_proof": proof}


def list_imports(scope: Scope, before: Place | None, limit: int) -> Iterator[Document]:
    """Imports older than `before` with their states, newest first, one more than `limit` if there are more."""
    found = store.find_page(scope, before, limit + 1)
    while some := list(islice(found, _LISTED_AT_ONCE)):
        known = jobs.get_many(scope, [document["job_id"] for document in some])
        yield from (_with_job(document, known[document["job_id"]]) for document in some)


def list_mappings(scope: Scope, before: Place | None, limit: int) -> Iterator[Document]:
    """Remembered mappings older than `before`, newest first, one more than `limit` if there are more."""
    return store.page_of_mappings(scope, before, limit + 1)


def get_mapping(scope: Scope, mapping_id: ObjectId) -> Document:
    """A remembered mapping; raises NotFound."""
    mapping = store.find_mapping_by_id(scope, mapping_id)
    if mapping is None:
        raise NotFound("There is no such mapping.")
    return mapping


def forget_mapping(scope: Scope, mapping_id: ObjectId, match: Precondition = ANY) -> None:
    """Forget a mapping: files with its header are judged by themselves again. Raises NotFound, PreconditionFailed."""
    match.check(get_mapping(scope, mapping_id))
    store.delete_mapping(scope, mapping_id)


def list_rows(
    scope: Scope, import_id: ObjectId, after: int, wanted: Sequence[str] | None, limit: int
) -> Iterator[Document]:
    """The lines of an import after a row number with their outcomes, more than `limit` of them if there are more."""
    return row_list.list_rows(scope, get(scope, import_id), after, wanted, limit)


def rejects_csv(scope: Scope, import_id: ObjectId) -> tuple[str, Iterator[bytes]]:
    """A file name, and the rejected lines as a CSV file to be mended and sent again, in parts.

    Raises NotFound, Conflict `import_running` while lines may still be added.
    """
    document = get(scope, import_id)
    if not jobs.is_over(document["state"]):
        raise Conflict(
            "The import is still running; its rejected lines are complete afterwards.", code="import_running"
        )
    return rejects.file_name(document), rejects.to_csv(scope, document)


def run_import(job_id: str) -> bool:
    """Do an import's job, from where the last run stopped; False when it cannot be claimed."""
    return jobs.run(job_id, _import_statement)


def _import_statement(lease: Lease) -> dict[str, Any]:
    scope, import_id = lease.scope, lease.job["subject_id"]
    with tempfile.TemporaryFile() as file:
        file_store.copy_file(scope, import_id, file)
        document = _with_layout(scope, get(scope, import_id), file)
        reader, layout = formats.reader_of(document["reader"]), Layout.from_document(document["layout"])
        reused_ids = find_reused_ids(reader.records(file, layout)) if "external_id" in layout.columns else frozenset()
        prescan = _prescan(scope, reader, file, layout, document)
        targets = Targets(scope, document, prescan)
        drafting = Drafter(targets, reused_ids, RowCategoriser(scope))
        for rows_of_origins in rejects.rows_of_origins(scope, document, targets):
            drafting.replay(rows_of_origins)
        run = ImportRun(lease, document, drafting, Source.of(document, prescan))
        run.run(lines_of(reader, file, layout, document))
    finished = get(scope, import_id)
    from_export = is_export(layout)  # by its user, not by a bank: what was no transfer there is none here
    if finished.get("origin") is None and not from_export:  # lines taken out of a statement are none by themselves
        record_statements(lease, finished, run.proof)
    saved_mappings.remember(scope, finished)
    paired = None if from_export else run.span
    transfers = transactions.pair_transfers(scope, *paired, {"type": "import", "id": import_id}) if paired else 0
    matches = transactions.count_matches_of(scope, import_id, run.span) if run.span else 0
    matched = provenance.count_aliases_of_import(scope, import_id)
    warnings = differing_facts_warnings(scope, finished)
    return result_of(finished, run.proof, warnings, matched=matched, matches=matches, transfers=transfers)


def _prescan(scope: Scope, reader: Reader, file: BinaryIO, layout: Layout, document: Document) -> Prescan:
    """What a pass over the whole file tells; the first statement of a workspace meets no other and goes without."""
    lines = lines_of(reader, file, layout, document) if store.has_other_imports(scope, document["_id"]) else ()
    return Prescan(lines)


def _with_layout(scope: Scope, document: Document, file: BinaryIO) -> Document:
    """The import with its layout, judged now if the upload was too large for that, and then kept."""
    if document["layout"] is not None:
        return document
    inferred = _inferred(scope, formats.reader_of(document["reader"]), file, document)
    store.set_layout(scope, document["_id"], inferred)
    return {**document, **inferred}
