"""The use cases of questions: answer one, locally or by the plan of a model, and list those that were asked.

An answer is kept with the workspace's counter: the same question is answered from it until something changes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypedDict, cast

from bson import ObjectId

from app.ai.questions import ImpossiblePlan, NotUnderstood, plan_question
from app.infra.database.errors import AlreadyThere
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, Unavailable
from app.insights.ask import answering, modelled, store
from app.insights.ask.answering import Question, begin
from app.insights.ask.documents import Query
from app.insights.ask.known_names import known_names
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import Lease
from app.models import service as models
from app.models.engines.interface import ModelError

__all__ = ["Question"]  # besides what is defined here

WAIT_SECONDS = 15.0
_KIND = "ask"


class QuestionNotUnderstood(Invalid):
    """A question without a plan; `examples` are questions that have one."""

    code, title = "question_not_understood", "Question not understood"

    def __init__(self, reason: str, examples: Sequence[str]) -> None:
        super().__init__(reason, errors=[{"pointer": "/question", "message": reason}], examples=list(examples))


class Work(TypedDict):
    """What the job of a question knows of it; the answer gets the id `answer_id`."""

    question: str
    today: str
    currency: str
    locale: str
    query_id: ObjectId | None
    asked_in: str | None
    answer_id: ObjectId
    reason: str
    examples: list[str]


class Found(TypedDict):
    """The result of such a job."""

    query_id: ObjectId
    engine: str


def ask(scope: Scope, question: Question, query_id: ObjectId) -> Query | NotUnderstood:
    """Answer a question locally and keep it under an id; one asked before is answered as then while nothing changed.

    Raises UnknownReference for a question to follow that is not there.
    """
    asked = begin(scope, question)
    answered = asked.answered()
    if answered:
        return answered
    known = known_names(scope, asked.seq)
    plan = plan_question(question.text, known.vocabulary, question.setting, asked.plan_before(known))
    if isinstance(plan, NotUnderstood):
        return plan
    return asked.answer(plan, known, models.LOCAL, query_id)


def start_model(scope: Scope, question: Question, refused: NotUnderstood, query_id: ObjectId) -> Job:
    """Start the job that asks a model to plan what the local planner cannot.

    Raises QuestionNotUnderstood for one that is not answered at all, or where no model may be asked. The same id again
    returns the job that exists.
    """
    if refused.is_outside or not models.may_ask(scope):
        raise QuestionNotUnderstood(refused.reason, refused.examples)
    work = work_of(question, refused, query_id)
    try:
        job = scope.transact(lambda tx: jobs.create(tx, _KIND, None, work, 0, query_id), numbers=0)
    except AlreadyThere:
        return jobs.get(scope, query_id)
    jobs.enqueue(job)
    return job


def work_of(question: Question, refused: NotUnderstood, query_id: ObjectId) -> Work:
    """Returns what a job has to know to answer a question that the local planner refused."""
    return {
        "question": question.text,
        "today": question.today.isoformat(),
        "currency": question.currency,
        "locale": question.locale,
        "query_id": question.query_id,
        "asked_in": question.asked_in,
        "answer_id": query_id,
        "reason": refused.reason,
        "examples": list(refused.examples),
    }


def answer_of(scope: Scope, ended: Job | None, refused: NotUnderstood) -> Query:
    """Returns the answer of a job that ended; raises QuestionNotUnderstood, and Unavailable where it takes longer."""
    if ended is None:
        message = "A model is still at this question; ask it again in a moment."
        raise Unavailable(message, code="answer_takes_longer", retry_after=5)
    if ended["state"] != "succeeded" or not ended["result"]:
        raise QuestionNotUnderstood(refused.reason, refused.examples)
    return answering.get(scope, ended["result"]["query_id"])


def run_ask(job_id: str) -> bool:
    """Run the job of a question; False when it cannot be claimed."""
    return jobs.run(job_id, plan_and_answer)


def plan_and_answer(lease: Lease) -> Found:
    """Have a model plan the question of a job, and answer by that plan; raises QuestionNotUnderstood."""
    scope, work = lease.scope, cast(Work, lease.job["payload"])
    done = store.find(scope, work["answer_id"])
    if done:
        return {"query_id": done["_id"], "engine": done["engine"]}
    question = Question(
        work["question"],
        date.fromisoformat(work["today"]),
        work["currency"],
        work["locale"],
        work["query_id"],
        work["asked_in"],
    )
    asked = begin(scope, question)
    known = known_names(scope, asked.seq)
    try:
        plan = modelled.plan_by_model(scope, question, asked.plan_before(known), known)
    except (ModelError, ImpossiblePlan):
        raise QuestionNotUnderstood(work["reason"], work["examples"]) from None
    lease.refuse_if_stopped()
    query = asked.answer(plan, known, models.engine_name(), work["answer_id"])
    return {"query_id": query["_id"], "engine": query["engine"]}


def page_of_queries(scope: Scope, before: Place | None, limit: int) -> Iterator[Query]:
    """Returns questions asked before a place, newest first, one more than `limit` if there are more."""
    return store.find_page(scope, before, limit + 1)
