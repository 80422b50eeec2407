"""/insights/coach: advice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.identity import caller, scope
from app.insights.coach import service
from app.insights.coach.documents import Body
from app.insights.coach.reading import Asked
from app.insights.coach.schemas import CoachIn, CoachOut

blp = ApiBlueprint("coach", __name__, url_prefix="/api/v1/insights", tag="Insights")


@blp.route("/coach", methods=["POST"], access="read")
@blp.body(CoachIn)
@blp.response(200, CoachOut)
def get_advice(body: Body) -> Response:
    """Advise how to spend less.

    Subscriptions that are paid twice or have become dearer, categories that have grown, fees, habits, and what has no
    category: computed from the workspace's own transactions, refunds taken off and transfers left out. Every number
    of a text is in its evidence; each action is a request to this API.
    """
    who = caller()
    today = datetime.now(ZoneInfo(who.time_zone)).date()
    return answer(service.coach(scope(), Asked(body["months"], who.currency, who.locale, today)))
