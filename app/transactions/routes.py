"""/transactions: lists, creates, changes, matches, exports and deletes transactions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint, answer, no_content
from app.infra.conditional import answer_resource, precondition
from app.infra.documentation.operations import CREATED, PAGE, RESOURCE, STARTED, problem_ref
from app.infra.downloads import download
from app.infra.idempotency import keep_instead, new_id
from app.infra.identity import caller, scope
from app.infra.pagination import PageQuery, decode_cursor, encode_cursor, page, paginated, take, whole_number
from app.jobs.answers import accepted
from app.transactions import service
from app.transactions.bulk.results import BulkRequest
from app.transactions.bulk.schemas import BulkIn, BulkOut
from app.transactions.capture.schemas import CaptureOut, ParseIn, ParseOut, TransactionIn
from app.transactions.documents import Actor, Transaction
from app.transactions.history.schemas import ChangesOut, ChangesQuery, HistoryPage
from app.transactions.listing.export_schemas import EXPORTED, ExportQuery
from app.transactions.listing.ordering import order_of
from app.transactions.listing.schemas import ListQuery
from app.transactions.offers.schemas import MatchIn, MatchPage, offer_out
from app.transactions.requests import (
    ExportFields,
    ListFields,
    MatchFields,
    NewFields,
    PageFields,
    PatchFields,
    TextFields,
    TransferFields,
)
from app.transactions.schemas import (
    PatchedOut,
    SplitIn,
    TransactionOut,
    TransactionPage,
    TransactionPatch,
    TransferIn,
)
from app.transactions.serialise import parsed_out, transaction_out

blp = ApiBlueprint("transactions", __name__, url_prefix="/api/v1/transactions", tag="Transactions")


@blp.route("")
@blp.query(ListQuery)
@blp.response(200, TransactionPage, headers=PAGE)
@paginated(order_of, transaction_out)
def list_transactions(query: ListFields, place: Sequence[Any] | None) -> Iterable[Transaction]:
    """List transactions, newest first unless sorted otherwise.

    All filters that are given must hold. Pages are stable while rows are added: follow `next_cursor`.
    """
    return service.list_transactions(scope(), query, place)


@blp.route("", methods=["POST"])
@blp.body(TransactionIn)
@blp.response(201, TransactionOut, headers=CREATED)
@blp.alt_response(202, schema=CaptureOut, description="A background job reads the text.", headers=STARTED)
@blp.alt_response(
    200, schema=CaptureOut, description="The text was read within the time of `Prefer: wait=N`.", headers=STARTED
)
def create_transaction(body: NewFields | TextFields) -> Response:
    """Create a transaction from fields, or from a sentence.

    With fields: returns 201 with the transaction. Fields that are given are locked, so that no rule or import changes
    them; merchant, category and kind are found automatically where they are not given.
    With a sentence in `text`: returns 202 with a job that reads it, and the transaction that the job will fill in.
    """
    transaction_id = new_id()
    if "text" in body:
        text = cast("TextFields", body)
        job = service.start_capture(scope(), transaction_id, text, _context(text))
        return accepted(job, lambda: {"transaction": transaction_out(service.get(scope(), transaction_id))})
    document = service.create(scope(), transaction_id, body)
    return answer_resource(document, transaction_out(document), 201, Location=f"{blp.url_prefix}/{document['_id']}")


@blp.route("/parse", methods=["POST"], access="read")
@blp.body(ParseIn)
@blp.response(200, ParseOut)
def parse_transaction(body: TextFields) -> Response:
    """Parse a sentence without saving anything.

    Returns the transactions that POST /transactions would create from the same sentence.
    """
    parsed = service.read(scope(), body["text"], _context(body))
    return answer({"transactions": [parsed_out(each) for each in parsed], "engine": "local"})


@blp.route("/bulk", methods=["POST"])
@blp.body(BulkIn)
@blp.response(200, BulkOut)
def change_transactions(body: BulkRequest) -> Response:
    """Create, change and delete up to 500 transactions at once.

    All or nothing unless `atomic` is false. If an operation of an atomic request fails, the response is 422
    `bulk_failed`, with the result of each operation in `results`.
    """
    result = service.apply_bulk(scope(), new_id(), body, _actor())
    keep_instead(service.without_transactions(result))
    return answer(result)


@blp.route("/changes")
@blp.query(ChangesQuery)
@blp.response(200, ChangesOut)
def list_transaction_changes(query: PageFields) -> Response:
    """List transactions that changed since a cursor.

    Returns transactions that were added, changed and deleted: enough to keep a copy of all of them in sync. Store
    `next_cursor` and send it with the next request.
    """
    return answer(service.changes_since(scope(), query["cursor"], query["limit"]))


@blp.route("/export")
@blp.query(ExportQuery)
@blp.doc(responses={"200": EXPORTED})
def export_transactions(query: ExportFields) -> Response:
    """Download transactions as CSV, XLSX, JSON, OFX or QIF.

    The transactions that the filters of the list select. Importing the file creates the same transactions.
    """
    name, content_type, parts = service.export(scope(), query)
    return download(parts, name, content_type)


@blp.route("/<oid:transaction_id>")
@blp.response(200, TransactionOut, headers=RESOURCE)
def get_transaction(transaction_id: str) -> Response:
    """Get a transaction.

    While its sentence is being read it has no amount and no date.
    """
    document = service.get(scope(), ObjectId(transaction_id))
    return answer_resource(document, transaction_out(document))


@blp.route("/<oid:transaction_id>", methods=["PATCH"])
@blp.body(TransactionPatch)
@blp.response(200, PatchedOut, headers=RESOURCE)
def update_transaction(body: PatchFields, transaction_id: str) -> Response:
    """Change a transaction.

    Only fields that are sent change; null clears a field. Fields that are set are locked, so that no rule or import
    changes them. A new category is remembered for the merchant; `offer` is the number of past transactions of that
    merchant that could get it too.
    """
    document = service.patch(scope(), ObjectId(transaction_id), body, precondition(), _actor())
    offer = service.offer(scope(), document) if service.names_category(body) else None
    return answer_resource(document, {**transaction_out(document), "offer": offer})


@blp.route("/<oid:transaction_id>/history")
@blp.query(PageQuery)
@blp.response(200, HistoryPage, headers=PAGE)
def list_transaction_history(query: PageFields, transaction_id: str) -> Response:
    """List the history of a transaction, oldest entry first.

    Each entry has who made the change and the changed fields. Deleted transactions have a history too.
    """
    start = decode_cursor(query["cursor"], "history", [whole_number])[0] if query["cursor"] else 0
    rows, has_more = service.history(scope(), ObjectId(transaction_id), start, query["limit"])
    return page(rows, encode_cursor("history", [start + len(rows)]) if has_more else None)


@blp.route("/<oid:transaction_id>/split", methods=["POST"])
@blp.body(SplitIn)
@blp.response(200, TransactionOut, headers=RESOURCE)
@blp.doc(responses={"412": problem_ref(412)})
def split_transaction(body: PatchFields, transaction_id: str) -> Response:
    """Split a transaction into parts with categories of their own.

    The parts must add up to its amount, and count in totals in its place. An empty list removes the split.
    """
    document = service.patch(scope(), ObjectId(transaction_id), body, precondition(), _actor())
    return answer_resource(document, transaction_out(document))


@blp.route("/<oid:transaction_id>", methods=["DELETE"])
@blp.response(204)
def delete_transaction(transaction_id: str) -> Response:
    """Delete a transaction.

    Importing its statement again does not create it again.
    """
    service.delete(scope(), ObjectId(transaction_id), precondition(), _actor())
    return no_content()


@blp.route("/matches")
@blp.query(PageQuery)
@blp.response(200, MatchPage, headers=PAGE)
def list_transaction_matches(query: PageFields) -> Response:
    """List pairs of transactions that may be the same, or a transfer.

    First hand-entered transactions with imported ones that may be the same (`kind` is same), then withdrawals with
    deposits that may be one transfer between own accounts (transfer). Confirm or reject each with
    POST /transactions/{id}/match.
    """
    found = service.list_offers(scope(), query["cursor"])
    taken = take(found, query["limit"], offer_out)
    return page(taken.rows, service.cursor_of(taken.shown[-1]) if taken.more else found.next_cursor)


@blp.route("/<oid:transaction_id>/match", methods=["POST"])
@blp.body(MatchIn)
@blp.response(200, TransactionOut, headers=RESOURCE)
def match_transaction(body: MatchFields, transaction_id: str) -> Response:
    """Confirm or reject that an imported transaction is the same as this hand-entered one, or that both are a transfer.

    Confirmed, the imported transaction is merged into the hand-entered one, which gets the bank's date, amount and
    description and keeps its category, tags and notes. Two of opposite direction in two accounts become a transfer, as
    with POST /transactions/{id}/transfer. With `reject` both stay, and are not offered again.
    """
    decide = service.reject if body["reject"] else service.confirm
    document = decide(scope(), ObjectId(transaction_id), body["transaction_id"], precondition(), _actor())
    return answer_resource(document, transaction_out(document))


@blp.route("/<oid:transaction_id>/transfer", methods=["POST"])
@blp.body(TransferIn)
@blp.response(200, TransactionOut, headers=RESOURCE)
def pair_transfer(body: TransferFields, transaction_id: str) -> Response:
    """Pair this and another transaction as a transfer between own accounts.

    Transfers count neither as income nor as expense. The two must be in different accounts, one in and one out.
    """
    first, second = ObjectId(transaction_id), body["transaction_id"]
    document = service.pair_by_hand(scope(), first, second, precondition(), _actor())
    return answer_resource(document, transaction_out(document))


@blp.route("/<oid:transaction_id>/transfer", methods=["DELETE"])
@blp.response(200, TransactionOut, headers=RESOURCE)
def unpair_transfer(transaction_id: str) -> Response:
    """Unpair a transfer.

    Both transactions get back the kind and category they had before, and are never paired with each other again
    automatically; with another only if its account's name or number, or a reference, says so.
    """
    document = service.unpair(scope(), ObjectId(transaction_id), precondition(), _actor())
    return answer_resource(document, transaction_out(document))


def _actor() -> Actor:
    return {"type": "user", "id": caller().user_id}


def _context(body: TextFields) -> service.Context:
    """How a sentence is to be read: by default with today in the workspace's time zone, its locale and its currency."""
    mine = caller()
    day = body.get("reference_date") or datetime.now(ZoneInfo(mine.time_zone))
    return service.Context(day.date(), body.get("locale", mine.locale), body.get("currency", mine.currency))
