"""The routes /transactions/import and /imports: uploads, previews, imports, their lines, saved mappings, undo."""

from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from bson import ObjectId
from flask import Response, request

from app.imports import examples, service
from app.imports.documents import GivenRows, ImportDocument, ImportRow, ImportWithJob, SavedMapping, UploadOptions
from app.imports.layouts.schemas import ImportMappingOut, ImportMappingPage, mapping_out
from app.imports.preview.schemas import ImportPreviewOut, preview_out
from app.imports.schemas import (
    ImportForm,
    ImportOut,
    ImportPage,
    ImportRowPage,
    ImportStarted,
    ImportUpload,
    JsonImport,
    RowQuery,
    UndoStarted,
    import_out,
    import_row_out,
)
from app.imports.undo import service as undo
from app.imports.undo.schemas import UndoQuery
from app.infra.arguments import read_body, read_form
from app.infra.blueprint import ApiBlueprint, answer, no_content
from app.infra.bodies import FILE_BYTES, JSON_IMPORT_BYTES, takes_up_to
from app.infra.conditional import answer_resource, precondition
from app.infra.database.keyset import Place
from app.infra.documentation.examples import IMPORT_ID
from app.infra.documentation.operations import PAGE, RESOURCE, STARTED, problem_ref
from app.infra.downloads import download
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.pagination import NEWEST_FIRST, Order, PageQuery, Query, paginated
from app.infra.problems import UnsupportedMediaType
from app.infra.uploads import the_file
from app.jobs import service as jobs
from app.jobs.answers import accepted


def _row_number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 31:
        raise ValueError("not a row number")
    return value


_IN_FILE_ORDER: Order[int] = Order("row", lambda row: [row["row"]], (_row_number,), int)

blp = ApiBlueprint("imports", __name__, url_prefix="/api/v1", tag="Imports")

_FORM = {"multipart/form-data": {"schema": ImportUpload, "examples": examples.UPLOAD}}
_JSON = {"application/json": {"schema": JsonImport, "examples": examples.ROWS}}
_PREVIEW = {"multipart/form-data": {"schema": ImportUpload, "examples": examples.PREVIEW}}


@blp.route("/transactions/import", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": {**_FORM, **_JSON}})
@blp.response(202, ImportStarted, headers=STARTED)
@blp.alt_response(
    200, schema=ImportStarted, description="The import finished within the time of `Prefer: wait=N`.", headers=STARTED
)
@takes_up_to(form=FILE_BYTES, other=JSON_IMPORT_BYTES)
def import_transactions() -> Response:
    """Import a statement file, or transactions as JSON.

    A file is recognised by itself: CSV and its kin, workbooks, OFX, QIF, MT940, CAMT, JSON, packed or not. The
    work is a job whose `result` counts the lines; the same statement again creates nothing. Without
    `account_id` the account is found by the number in the statement, or opened.
    """
    started = _import_file() if request.mimetype == "multipart/form-data" else _import_json()
    job = jobs.get(scope(), started["job_id"])
    return accepted(job, lambda: {"import": import_out(service.get(scope(), started["_id"]))})


def _import_file() -> ImportDocument:
    upload = the_file()
    form = cast(UploadOptions, read_form(ImportForm()))
    return service.import_file(scope(), new_id(), cast(BinaryIO, upload.stream), upload.filename or "", _request(form))


def _import_json() -> ImportDocument:
    if not request.is_json:
        raise UnsupportedMediaType("Send the statement as multipart/form-data, or transactions as application/json.")
    body = cast(GivenRows, read_body(JsonImport()))
    return service.import_rows(scope(), new_id(), body["transactions"], _request(body))


def _request(options: UploadOptions) -> service.Request:
    return service.Request(caller().currency, caller().locale, options)


@blp.route("/transactions/import/preview", methods=["POST"], access="read")
@blp.doc(requestBody={"required": True, "content": _PREVIEW})
@blp.response(200, ImportPreviewOut)
@takes_up_to(form=FILE_BYTES)
def preview_import() -> Response:
    """Show how a statement file would be read.

    Its columns, first rows, problems, and where two readings survive; nothing is kept. What is answered as
    `mapping` can be corrected and sent with the import.
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the statement as multipart/form-data.")
    upload = the_file()
    form = cast(UploadOptions, read_form(ImportForm()))
    found = service.preview_file(scope(), cast(BinaryIO, upload.stream), upload.filename or "", _request(form))
    return answer(preview_out(found))


@blp.route("/imports/mappings")
@blp.query(PageQuery)
@blp.response(200, ImportMappingPage, headers=PAGE)
@paginated(NEWEST_FIRST, mapping_out)
def list_import_mappings(query: Query, before: Place | None) -> Iterable[SavedMapping]:
    """List saved mappings, newest first.

    What a sender said about the columns of a file is saved by its header, and used for the next file with that
    header.
    """
    return service.list_mappings(scope(), before, query["limit"])


@blp.route("/imports/mappings/<oid:mapping_id>")
@blp.response(200, ImportMappingOut, headers=RESOURCE)
def get_import_mapping(mapping_id: str) -> Response:
    """Read a saved mapping.

    With the header of the files it is used for.
    """
    mapping = service.get_mapping(scope(), ObjectId(mapping_id))
    return answer_resource(mapping, mapping_out(mapping))


@blp.route("/imports/mappings/<oid:mapping_id>", methods=["DELETE"])
@blp.response(204)
def delete_import_mapping(mapping_id: str) -> Response:
    """Delete a saved mapping.

    The layout of files with its header is inferred again; what was imported stays.
    """
    service.delete_mapping(scope(), ObjectId(mapping_id), precondition())
    return no_content()


@blp.route("/imports")
@blp.query(PageQuery)
@blp.response(200, ImportPage, headers=PAGE)
@paginated(NEWEST_FIRST, import_out)
def list_imports(query: Query, before: Place | None) -> Iterable[ImportWithJob]:
    """List imports, newest first.

    Running, failed and undone ones too; `state` is that of the job.
    """
    return service.list_imports(scope(), before, query["limit"])


@blp.route("/imports/<oid:import_id>")
@blp.response(200, ImportOut, headers=RESOURCE)
def get_import(import_id: str) -> Response:
    """Read an import.

    How the file was read, how many lines had which outcome, and whether its balances fit.
    """
    document = service.get(scope(), ObjectId(import_id))
    return answer_resource(document, import_out(document))


@blp.route("/imports/<oid:import_id>", methods=["DELETE"])
@blp.doc(responses={"422": problem_ref(422)})
@blp.query(UndoQuery)
@blp.response(202, UndoStarted, headers=STARTED)
@blp.alt_response(
    200, schema=UndoStarted, description="The undo finished within the time of `Prefer: wait=N`.", headers=STARTED
)
def undo_import(query: Query, import_id: str) -> Response:
    """Undo an import.

    The workspace becomes as if the import had never happened, but for what users changed since: that is kept
    and listed, unless `force` is true. The work is a job.
    """
    job = undo.start_undo(scope(), ObjectId(import_id), force=query["force"], match=precondition())
    return accepted(job, lambda: {"import": import_out(service.get(scope(), ObjectId(import_id)))})


@blp.route("/imports/<oid:import_id>/rows")
@blp.query(RowQuery)
@blp.response(200, ImportRowPage, headers=PAGE)
@paginated(_IN_FILE_ORDER, import_row_out)
def list_import_rows(query: Query, after: int | None, import_id: str) -> Iterable[ImportRow]:
    """List the lines of an import, in the order of the file.

    Each with its outcome: created, duplicate (of which transaction), rejected (why) or ignored.
    """
    return service.list_rows(scope(), ObjectId(import_id), after or 0, query["outcome"], query["limit"])


@blp.route("/imports/<oid:import_id>/rejects.csv")
@blp.doc(responses={"409": problem_ref(409)})
@blp.response(
    200,
    {"type": "string", "description": "CSV in UTF-8."},
    content_type="text/csv",
    description="The rejected lines below the statement's own header, behind columns that say why.",
    example=f"row (import {IMPORT_ID}),code,message,Date,Text,Amount\r\n4,bad_date,…,2026-13-45,Tea,-3.00",
)
def download_rejects(import_id: str) -> Response:
    """Download the rejected lines as CSV.

    Below the statement's own header, behind columns that say why; once corrected, the file can be imported again.
    While the import runs the answer is 409.
    """
    name, parts = service.rejects_csv(scope(), ObjectId(import_id))
    return download(parts, name, "text/csv")
