"""/insights: a month at a glance."""

from datetime import UTC, datetime
from typing import Any

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.identity import caller, scope
from app.insights import service
from app.insights.months import month_of
from app.insights.schemas import DashboardOut, InsightQuery, SummaryOut, dashboard_out, summary_out

blp = ApiBlueprint("insights", __name__, url_prefix="/api/v1/insights", tag="Insights")


@blp.route("/summary")
@blp.query(InsightQuery)
@blp.response(200, SummaryOut)
def get_summary(query: dict[str, Any]) -> Response:
    """Summarise a month in figures and sentences.

    Totals beside those of the month before, the five biggest categories, and a text whose every number stands
    in `numbers`. Transfers between own accounts count nowhere.
    """
    return answer(summary_out(service.summarise(scope(), _asked(query))))


@blp.route("/dashboard")
@blp.query(InsightQuery)
@blp.response(200, DashboardOut)
def get_dashboard(query: dict[str, Any]) -> Response:
    """Show a month on one screen.

    The summary with all categories, the biggest merchants, twelve months of trend, and the balances of all
    accounts.
    """
    return answer(dashboard_out(service.build_dashboard(scope(), _asked(query))))


def _asked(query: dict[str, Any]) -> service.Asked:
    """The month and currency of the query, with the workspace's currency and calendar as defaults."""
    who = caller()
    this_month = month_of(datetime.now(UTC), who.time_zone)
    return service.Asked(query["month"], query["currency"] or who.currency, this_month)
