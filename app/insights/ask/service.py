"""The use cases of questions: answer one, list those that were asked.

An answer is kept with the workspace's counter: the same question is answered from it until something changes.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bson import ObjectId

from app.ai.questions import (
    ImpossiblePlan,
    NotUnderstood,
    Plan,
    Setting,
    plan_json,
    plan_question,
    read_plan,
)
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, NotFound, found_at
from app.insights.ask import execution, store
from app.insights.ask.answers import tell
from app.insights.ask.documents import Query
from app.insights.ask.known_names import KnownNames, known_names
from app.insights.ask.wording import locale_of

LOCAL = "local"


class QuestionNotUnderstood(Invalid):
    """A question without a plan; `examples` are questions that have one."""

    code, title = "question_not_understood", "Question not understood"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, when and where; `query_id` is that of the question it follows, `asked_in` a currency it wants.

    `currency` is the workspace's: a plan in it may as well name none.
    """

    text: str
    today: date
    currency: str
    locale: str
    query_id: ObjectId | None = None
    asked_in: str | None = None

    @property
    def setting(self) -> Setting:
        """What a planner has to know of it."""
        currency = self.asked_in or self.currency
        return Setting(self.today, self.locale, currency, locale_of(self.locale).first_week_day)


def ask(scope: Scope, question: Question, query_id: ObjectId) -> Query:
    """Answer a question and keep it under an id; one asked before is answered as then while nothing has changed.

    Raises QuestionNotUnderstood, and UnknownReference for a question to follow that is not there.
    """
    seq = scope.last_seq()
    previous = found_at("/query_id", get, scope, question.query_id) if question.query_id else None
    key = _key(question, previous)
    answered = store.find_answered(scope, key, seq)
    if answered:
        return {**answered, "cached": True}
    query = _answered(scope, question, previous, known_names(scope, seq))
    kept: Query = {**query, "_id": query_id, "key": key, "seq": seq}
    store.insert(scope, kept)
    return kept


def get(scope: Scope, query_id: ObjectId) -> Query:
    """Returns a question that was asked; raises NotFound."""
    query = store.find(scope, query_id)
    if query is None:
        raise NotFound("There is no such question.")
    return query


def page_of_queries(scope: Scope, before: Place | None, limit: int) -> Iterator[Query]:
    """Returns questions asked before a place, newest first, one more than `limit` if there are more."""
    return store.find_page(scope, before, limit + 1)


def _answered(scope: Scope, question: Question, previous: Query | None, known: KnownNames) -> Query:
    plan = _planned(question, previous, known)
    named = None if plan.currency == question.currency else plan.currency
    outcome = execution.run(scope, replace(plan, currency=named), known, question.setting, question.currency)
    told = tell(outcome, known, question.locale)
    return {
        "_id": ObjectId(),
        "question": question.text,
        "plan": plan_json(replace(plan, currency=outcome.currency)),
        "answer": told.text,
        "numbers": told.numbers,
        "dates": told.dates,
        "transaction_ids": [each.id for each in outcome.newest],
        "rows": outcome.rows,
        "engine": LOCAL,
        "key": "",
        "seq": 0,
        "created_at": datetime.now(UTC),
    }


def _planned(question: Question, previous: Query | None, known: KnownNames) -> Plan:
    before = _plan_of(previous, known) if previous else None
    plan = plan_question(question.text, known.vocabulary, question.setting, before)
    if isinstance(plan, NotUnderstood):
        raise QuestionNotUnderstood(
            plan.reason,
            errors=[{"pointer": "/question", "message": plan.reason}],
            examples=list(plan.examples),
        )
    return plan


def _plan_of(query: Query, known: KnownNames) -> Plan:
    try:
        return read_plan(query["plan"], known.vocabulary)
    except ImpossiblePlan:
        message = "What that question was about is gone; ask it anew."
        raise Invalid.at("/query_id", message, code="unknown_reference") from None


def _key(question: Question, previous: Query | None) -> str:
    """What an answer depends on, beside the data of the workspace, as a short text."""
    parts = (
        question.text,
        question.today.isoformat(),
        question.currency,
        question.locale,
        question.asked_in,
        previous and previous["plan"],
    )
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=16).hexdigest()
