"""/insights: a month summarised in figures and sentences, and as a dashboard."""

from datetime import UTC, datetime

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.identity import caller, scope
from app.insights import service
from app.insights.months import month_of
from app.insights.requests import InsightParameters
from app.insights.schemas import DashboardOut, InsightQuery, SummaryOut, dashboard_out, summary_out

blp = ApiBlueprint("insights", __name__, url_prefix="/api/v1/insights", tag="Insights")


@blp.route("/summary")
@blp.query(InsightQuery)
@blp.response(200, SummaryOut)
def get_summary(query: InsightParameters) -> Response:
    """Summarise a month in figures and sentences.

    Totals beside those of the month before, the five biggest categories, and a text; every number in the text is
    also in `numbers`. Transfers between own accounts are not counted.
    """
    return answer(summary_out(service.summarise(scope(), _month_request(query))))


@blp.route("/dashboard")
@blp.query(InsightQuery)
@blp.response(200, DashboardOut)
def get_dashboard(query: InsightParameters) -> Response:
    """Show a month on one screen.

    The summary with all categories, the biggest merchants, twelve months of trend, and the balances of all
    accounts.
    """
    return answer(dashboard_out(service.build_dashboard(scope(), _month_request(query))))


def _month_request(query: InsightParameters) -> service.MonthRequest:
    """The month and currency of the query, with the workspace's currency and calendar as defaults."""
    who = caller()
    this_month = month_of(datetime.now(UTC), who.time_zone)
    return service.MonthRequest(query["month"], query["currency"] or who.currency, this_month)
