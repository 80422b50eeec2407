"""/ai: what language models were asked for this workspace, and what that cost."""

from collections.abc import Iterable

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.database.keyset import Place
from app.infra.documentation.operations import PAGE
from app.infra.identity import scope
from app.infra.pagination import NEWEST_FIRST, PageQuery, Query, paginated
from app.models import service
from app.models.documents import Call
from app.models.schemas import CallOut, CallPage, UsageOut, call_out, usage_out

blp = ApiBlueprint("models", __name__, url_prefix="/api/v1/ai", tag="Language models")


@blp.route("/calls")
@blp.query(PageQuery)
@blp.response(200, CallPage, headers=PAGE)
@paginated(NEWEST_FIRST, call_out)
def list_calls(query: Query, before: Place | None) -> Iterable[Call]:
    """List what language models were asked, newest first.

    Prompts and answers as they travelled: what must not leave the machine is a placeholder. Kept for 90 days.
    """
    return service.list_calls(scope(), before, query["limit"])


@blp.route("/calls/<oid:call_id>")
@blp.response(200, CallOut)
def get_call(call_id: str) -> Response:
    """Read one call of a language model.

    With its prompt and answer as they travelled, its cost and what came of it.
    """
    return answer(call_out(service.get_call(scope(), ObjectId(call_id))))


@blp.route("/usage")
@blp.response(200, UsageOut)
def get_usage() -> Response:
    """Read what language models cost today.

    And which engine answers, what is left of the day's cap, and whether the model is asked at all at the moment.
    """
    return answer(usage_out(service.usage(scope())))
