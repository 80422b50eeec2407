"""/insights: a month summarised in figures and sentences, and as a dashboard."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response

from app.ai.questions import NotUnderstood
from app.infra.blueprint import ApiBlueprint, answer
from app.infra.database.keyset import Place
from app.infra.documentation.operations import PAGE
from app.infra.idempotency import new_id
from app.infra.identity import caller, scope
from app.infra.pagination import NEWEST_FIRST, PageQuery, Query, paginated
from app.insights import service
from app.insights.ask import service as questions
from app.insights.ask.documents import Query as Asked
from app.insights.ask.schemas import AnswerOut, AskIn, QueryPage, answer_out, query_out
from app.insights.months import month_of
from app.insights.requests import GivenQuestion, InsightParameters
from app.insights.schemas import DashboardOut, InsightQuery, SummaryOut, dashboard_out, summary_out
from app.jobs.answers import ended_within

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


@blp.route("/ask", methods=["POST"], access="read")
@blp.body(AskIn)
@blp.response(200, AnswerOut)
def ask_question(body: GivenQuestion) -> Response:
    """Ask a question in plain words.

    Totals, averages, counts, the largest and smallest, lists, comparisons, balances, savings: the answer says how the
    question was understood (`plan`) and which transactions are behind it. What is no question about the workspace's own
    money is 422 `question_not_understood`, with examples of what can be asked. Where a language model is configured it
    plans what the local engine cannot (`engine`); 503 `answer_takes_longer` if that lasts.
    """
    asked, query_id = _question(body), new_id()
    found = questions.ask(scope(), asked, query_id)
    if isinstance(found, NotUnderstood):
        job = questions.start_model(scope(), asked, found, query_id)
        found = questions.answer_of(scope(), ended_within(job, questions.WAIT_SECONDS), found)
    return answer(answer_out(found))


@blp.route("/queries")
@blp.query(PageQuery)
@blp.response(200, QueryPage, headers=PAGE)
@paginated(NEWEST_FIRST, query_out)
def list_queries(query: Query, before: Place | None) -> Iterable[Asked]:
    """List the questions that were asked, newest first.

    The last 1,000 of the workspace, for 90 days.
    """
    return questions.page_of_queries(scope(), before, query["limit"])


def _question(body: GivenQuestion) -> questions.Question:
    """The question of the body, asked today in the workspace's time zone unless it says when."""
    who, day = caller(), body.get("reference_date")
    today = day or datetime.now(UTC).astimezone(ZoneInfo(who.time_zone))
    asked = body.get("query_id"), body.get("currency")
    return questions.Question(body["question"], today.date(), who.currency, who.locale, *asked)


def _month_request(query: InsightParameters) -> service.MonthRequest:
    """The month and currency of the query, with the workspace's currency and calendar as defaults."""
    who = caller()
    this_month = month_of(datetime.now(UTC), who.time_zone)
    return service.MonthRequest(query["month"], query["currency"] or who.currency, this_month)
