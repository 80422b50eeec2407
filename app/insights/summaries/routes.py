"""/transactions/…/summarize: lines about transactions, written by jobs."""

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint
from app.infra.documentation.operations import STARTED
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.insights.summaries import service
from app.insights.summaries.documents import Given
from app.insights.summaries.schemas import SummariesStarted, SummarizeIn, SummaryStarted
from app.jobs.answers import accepted

blp = ApiBlueprint("summaries", __name__, url_prefix="/api/v1/transactions", tag="Transactions")

_IN_TIME = "Finished within the time of `Prefer: wait=N`."


@blp.route("/<oid:transaction_id>/summarize", methods=["POST"])
@blp.response(202, SummaryStarted, headers=STARTED)
@blp.alt_response(200, schema=SummaryStarted, description=_IN_TIME, headers=STARTED)
def summarize_transaction(transaction_id: str) -> Response:
    """Summarise a transaction in a line.

    Starts a job that tells what it is: how often and in what rhythm its merchant is paid, and whether this is more than
    usual. The line is then the `summary` of the transaction; the job's result has the category and why beside it.
    Nothing is filed anew.
    """
    return accepted(service.start_one(scope(), ObjectId(transaction_id), caller().locale, new_id()))


@blp.route("/summarize", methods=["POST"])
@blp.body(SummarizeIn)
@blp.response(202, SummariesStarted, headers=STARTED)
@blp.alt_response(200, schema=SummariesStarted, description=_IN_TIME, headers=STARTED)
def summarize_transactions(body: Given) -> Response:
    """Summarise the transactions of an import, or those named, in a line each.

    Of an import the first 5,000 are summarised; the result counts the others as `skipped`.
    """
    return accepted(service.start_many(scope(), body, caller().locale, new_id()))
