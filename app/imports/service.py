"""The use cases of imports: accept a statement, preview it, run its job, list its lines, manage saved mappings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.common.time_limit import TookTooLong, limited, time_limit
from app.formats.interface import Reader
from app.formats.json import api_rows
from app.imports import import_job, rejects, row_list, store
from app.imports.documents import (
    GivenRow,
    ImportDocument,
    ImportOptions,
    ImportRow,
    ImportWithJob,
    LayoutFields,
    SavedMapping,
    UploadOptions,
    target_documents,
)
from app.imports.drafting.account_names import account_name
from app.imports.json_checks import checked_rows
from app.imports.layouts import choose, formats
from app.imports.layouts.choose import only_currency
from app.imports.preview.service import Preview, preview
from app.infra.database import files
from app.infra.database.ids import fresh_id
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, Invalid, NotFound, Unavailable, found_at
from app.infra.waiting import Places
from app.jobs import service as jobs
from app.jobs.documents import Job

_COPIED_AT_ONCE = 1 << 20
# Files that threads of this process read at once, of all and of one workspace: reading is the processor's work, which
# everybody else waits for.
_readers = Places(4, 2)
_MAX_NAME = 200
_LISTED_AT_ONCE = 51


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller said beside the rows; currency and locale are those of the workspace."""

    currency: str
    locale: str
    options: UploadOptions = field(default_factory=UploadOptions)


def import_file(scope: Scope, import_id: ObjectId, file: BinaryIO, name: str, request: Request) -> ImportDocument:
    """Accept an uploaded statement and queue its job; the same id again returns the existing import.

    Raises Invalid for a file that is no statement (a small one is read to its end, a large one by its head),
    UnknownReference at `/account_id`. Nothing is stored then.
    """
    if existing := store.find(scope, import_id):
        return existing
    document, reader = _new_upload(scope, import_id, file, name, request)
    if inferred := _inferred_at_upload(scope, reader, file, document):
        document = {**document, **inferred}
    file.seek(0)
    return _accept(scope, document, iter(lambda: file.read(_COPIED_AT_ONCE), b""))


def preview_file(scope: Scope, file: BinaryIO, name: str, request: Request) -> Preview:
    """Returns how an uploaded statement would be read and what its lines would become; nothing is stored.

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
) -> tuple[ImportDocument, Reader]:
    size = file.seek(0, 2)
    if not size:
        raise Invalid.at("/file", "The file is empty.", code="empty_file")
    name = _file_name(name)
    document = _document(scope, import_id, name, request)
    reader = formats.choose_reader(file, name, request.options.get("format"))
    return {**document, "size": size, "reader": reader.format}, reader


def _file_name(name_sent: str) -> str:
    """Returns the uploader's name of the file, on one line: it names the file of its rejected lines too."""
    return "".join(mark for mark in PurePath(name_sent).name[:_MAX_NAME] if mark.isprintable())


def import_rows(scope: Scope, import_id: ObjectId, rows: Sequence[GivenRow], request: Request) -> ImportDocument:
    """Accept transactions that came as JSON; raises Invalid at the first row that cannot be stored."""
    if existing := store.find(scope, import_id):
        return existing
    document = _document(scope, import_id, "transactions.json", request)
    content = b"".join(api_rows.to_lines(checked_rows(scope, rows, request.currency, only_currency(document))))
    return _accept(scope, {**document, "reader": api_rows.FORMAT, "size": len(content)}, [content])


def _document(scope: Scope, import_id: ObjectId, name: str, request: Request) -> ImportDocument:
    """Returns a new import of a file without its size and reader. A given account is its only target from the start."""
    given, currency = _account_and_currency(scope, request)
    return {
        "_id": import_id,
        "job_id": fresh_id(),
        "file_name": name,
        "size": 0,
        "account_id": given,
        "account_name": account_name(name),
        "options": _options(request.options),
        "locale": request.locale,
        "default_currency": currency,
        "reader": "",
        "layout": None,
        "signature": None,
        "header": None,
        "mapping_source": None,
        "origin": None,
        "origin_targets": [],
        "targets": target_documents({(None, currency): given}) if given else [],
        "lines": 0,
        "counts": {"created": 0, "duplicate": 0, "rejected": 0, "ignored": 0},
        "created_at": datetime.now(UTC),
        "revision": 0,
    }


def _options(given: UploadOptions) -> ImportOptions:
    return {
        "currency": given.get("currency"),
        "date_order": given.get("date_order"),
        "mapping": given.get("mapping"),
        "format": given.get("format"),
        "restore_deleted": given.get("restore_deleted"),
    }


def _account_and_currency(scope: Scope, request: Request) -> tuple[ObjectId | None, str]:
    """Returns the account that all rows go to, if the sender named one, and the currency of rows that name none."""
    given = request.options.get("account_id")
    if given is None:
        return None, request.currency
    currency = found_at("/account_id", accounts.get, scope, given)["currency"]
    if (request.options.get("currency") or currency) != currency:
        raise Invalid.at("/currency", f"The account is kept in {currency}.", code="currency_mismatch")
    return given, currency


def _inferred_at_upload(scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument) -> LayoutFields | None:
    """Returns the layout; None for a file that is large, or unfolds into too much to wait for: its job infers it.

    None also while others are being read: a hundred files at once are work for the workers.
    """
    if document["size"] > formats.MAX_INFERRED_AT_UPLOAD:
        return None
    try:
        with _readers.place(scope.workspace_id) as granted, time_limit(formats.UPLOAD_SECONDS):
            return choose.infer_readable_layout(scope, reader, limited(file), document) if granted else None
    except TookTooLong:
        return None


def _accept(scope: Scope, document: ImportDocument, parts: Iterable[bytes]) -> ImportDocument:
    """Store the file, then the import with its job, then notify a worker: killed in between, nothing is lost."""
    jobs.refuse_when_full(scope)

    def write(tx: Scope) -> Job:
        files.finish_upload(tx, document["_id"])
        store.insert(tx, document)
        return jobs.create(tx, "import", document["_id"], job_id=document["job_id"])

    files.begin_upload(scope, document["_id"], document["size"])
    try:
        files.put_file(scope, document["_id"], document["file_name"], parts)
        job = scope.transact(write)
    except BaseException:
        files.abandon_upload(scope, document["_id"])
        raise
    jobs.enqueue(job)
    return document


def get(scope: Scope, import_id: ObjectId) -> ImportWithJob:
    """Returns an import with the `state` of its job; raises NotFound. Its revision moves with both."""
    document = store.find(scope, import_id)
    if document is None:
        raise NotFound("There is no such import.")
    job = jobs.get(scope, document["job_id"])
    return {**_with_job(document, job), "revision": document["revision"] + int(job["revision"])}


def _with_job(document: ImportDocument, job: Job) -> ImportWithJob:
    result = job["result"] or {}
    proof, warnings = result.get("balance_proof"), result.get("warnings")
    return {
        **document,
        "state": job["state"],
        "problem": job["problem"],
        "balance_proof": proof,
        "warnings": warnings,
    }


def list_imports(scope: Scope, before: Place | None, limit: int) -> Iterator[ImportWithJob]:
    """Returns imports older than `before` with their states, newest first, one more than `limit` if there are more."""
    found = store.find_page(scope, before, limit + 1)
    while some := list(islice(found, _LISTED_AT_ONCE)):
        known = jobs.get_many(scope, [document["job_id"] for document in some])
        yield from (_with_job(document, known[document["job_id"]]) for document in some)


def list_mappings(scope: Scope, before: Place | None, limit: int) -> Iterator[SavedMapping]:
    """Returns saved mappings older than `before`, newest first, one more than `limit` if there are more."""
    return store.page_of_mappings(scope, before, limit + 1)


def get_mapping(scope: Scope, mapping_id: ObjectId) -> SavedMapping:
    """Returns a saved mapping; raises NotFound."""
    mapping = store.find_mapping_by_id(scope, mapping_id)
    if mapping is None:
        raise NotFound("There is no such mapping.")
    return mapping


def delete_mapping(scope: Scope, mapping_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete a saved mapping: files with its header are inferred again. Raises NotFound, PreconditionFailed."""
    match.check(get_mapping(scope, mapping_id))
    store.delete_mapping(scope, mapping_id)


def list_rows(
    scope: Scope, import_id: ObjectId, after: int, wanted: Sequence[str] | None, limit: int
) -> Iterator[ImportRow]:
    """Returns the lines of an import after a row number with their outcomes, more than `limit` if there are more."""
    return row_list.list_rows(scope, get(scope, import_id), after, wanted, limit)


def rejects_csv(scope: Scope, import_id: ObjectId) -> tuple[str, Iterator[bytes]]:
    """Returns a file name, and the rejected lines as a CSV file to be corrected and sent again, in parts.

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
    return jobs.run(job_id, import_job.import_statement)
