"""/transactions/import and /imports: statements in, and what became of every line."""

from typing import Any, BinaryIO, cast

from bson import ObjectId
from flask import Response, request

from app.imports import service
from app.imports.schemas import (
    ImportForm,
    ImportOut,
    ImportPage,
    ImportRowPage,
    ImportStarted,
    ImportUpload,
    JsonImport,
    RowQuery,
    import_out,
    import_row_out,
)
from app.infra.arguments import read_body, read_form
from app.infra.blueprint import ApiBlueprint
from app.infra.conditional import answer_resource
from app.infra.documentation import PAGE, RESOURCE, STARTED
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.pagination import PageQuery, decode_cursor, encode_cursor, page
from app.infra.problems import UnsupportedMediaType
from app.infra.uploads import the_file
from app.jobs import service as jobs
from app.jobs.answers import accepted

blp = ApiBlueprint("imports", __name__, url_prefix="/api/v1", description="Statements and their lines.")

_BODY = {
    "required": True,
    "content": {"multipart/form-data": {"schema": ImportUpload}, "application/json": {"schema": JsonImport}},
}


@blp.route("/transactions/import", methods=["POST"])
@blp.doc(requestBody=_BODY)
@blp.response(202, ImportStarted, headers=STARTED)
@blp.alt_response(
    200, schema=ImportStarted, description="The import finished within the time of `Prefer: wait=N`.", headers=STARTED
)
def import_transactions() -> Response:
    """Import a statement file, or transactions as JSON."""
    started = _import_file() if request.mimetype == "multipart/form-data" else _import_json()
    job = jobs.get(scope(), started["job_id"])
    return accepted(job, lambda: {"import": import_out(service.get(scope(), started["_id"]))})


def _import_file() -> dict[str, Any]:
    form: dict[str, Any] = read_form(ImportForm())
    upload = the_file()
    return service.import_file(scope(), new_id(), cast(BinaryIO, upload.stream), upload.filename or "", _request(form))


def _import_json() -> dict[str, Any]:
    if not request.is_json:
        raise UnsupportedMediaType("Send the statement as multipart/form-data, or transactions as application/json.")
    body: dict[str, Any] = read_body(JsonImport())
    rows = body.pop("transactions")
    return service.import_rows(scope(), new_id(), rows, _request(body))


def _request(options: dict[str, Any]) -> service.Request:
    return service.Request(caller().currency, caller().locale, options)


@blp.route("/imports")
@blp.query(PageQuery)
@blp.response(200, ImportPage, headers=PAGE)
def list_imports(query: dict[str, Any]) -> Response:
    """List imports, newest first."""
    before = decode_cursor(query["cursor"], "-id", [ObjectId])[0] if query["cursor"] else None
    found = service.list_imports(scope(), before, query["limit"])
    shown = found[: query["limit"]]
    cursor = encode_cursor("-id", [str(shown[-1]["_id"])]) if len(found) > len(shown) else None
    return page([import_out(document) for document in shown], cursor)


@blp.route("/imports/<oid:import_id>")
@blp.response(200, ImportOut, headers=RESOURCE)
def get_import(import_id: str) -> Response:
    """Read an import: how the file was read, and how many lines had which outcome."""
    document = service.get(scope(), ObjectId(import_id))
    return answer_resource(document, import_out(document))


@blp.route("/imports/<oid:import_id>/rows")
@blp.query(RowQuery)
@blp.response(200, ImportRowPage, headers=PAGE)
def list_import_rows(query: dict[str, Any], import_id: str) -> Response:
    """List the lines of an import with what became of each, in the order of the file."""
    after = decode_cursor(query["cursor"], "row", [_row_number])[0] if query["cursor"] else 0
    found = service.list_rows(scope(), ObjectId(import_id), after, query["outcome"], query["limit"])
    shown = found[: query["limit"]]
    cursor = encode_cursor("row", [shown[-1]["row"]]) if len(found) > len(shown) else None
    return page([import_row_out(row) for row in shown], cursor)


def _row_number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 31:
        raise ValueError("not a row number")
    return value
