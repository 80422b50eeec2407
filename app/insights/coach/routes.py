"""/insights/coach: advice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.insights.coach import service
from app.insights.coach.documents import Body
from app.insights.coach.reading import Asked
from app.insights.coach.schemas import CoachIn, CoachOut
from app.jobs.answers import ended_within

blp = ApiBlueprint("coach", __name__, url_prefix="/api/v1/insights", tag="Insights")

_WAIT_SECONDS = 15.0


@blp.route("/coach", methods=["POST"], access="read")
@blp.body(CoachIn)
@blp.response(200, CoachOut)
def get_advice(body: Body) -> Response:
    """Advise how to spend less.

    Subscriptions that are paid twice or have become dearer, categories that have grown, fees, habits, and what has no
    category: computed from the workspace's own transactions, refunds taken off and transfers left out. Every number
    of a text is in its evidence; each action is a request to this API. A language model may word the texts, where the
    workspace allows one and it answers within 15 s.
    """
    who = caller()
    today = datetime.now(ZoneInfo(who.time_zone)).date()
    asked = Asked(body["months"], who.currency, who.locale, today)
    job = service.start(scope(), asked, new_id())
    done = ended_within(job, _WAIT_SECONDS) if job else None
    return answer((done and done["result"]) or service.coach(scope(), asked))
