"""A question being answered: who may be its planner, what its answer depends on, and the answer to its plan."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bson import ObjectId

from app.ai.questions import ImpossiblePlan, Plan, Setting, plan_json, read_plan
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, NotFound, found_at
from app.insights.ask import execution, store
from app.insights.ask.answers import tell
from app.insights.ask.documents import Query
from app.insights.ask.known_names import KnownNames
from app.insights.ask.wording import locale_of

# What MongoDB may work on each query of an answer, of which some four read many transactions: all within 25 s.
MOST_MS = 5_000


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

    def key(self, previous: Query | None) -> str:
        """Returns what its answer depends on, beside the data of the workspace, as a short text."""
        parts = (
            self.text,
            self.today.isoformat(),
            self.currency,
            self.locale,
            self.asked_in,
            previous and previous["plan"],
        )
        return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its workspace: the one it follows, and the counter of the data it is answered from."""

    scope: Scope
    question: Question
    previous: Query | None
    seq: int

    @property
    def key(self) -> str:
        """What the answer depends on, beside the data."""
        return self.question.key(self.previous)

    def answered(self) -> Query | None:
        """Returns the answer it got before, if nothing has changed since."""
        found = store.find_answered(self.scope, self.key, self.seq)
        return {**found, "cached": True} if found else None

    def plan_before(self, known: KnownNames) -> Plan | None:
        """Returns the plan of the question it follows; raises Invalid if what that is about is gone."""
        if self.previous is None:
            return None
        try:
            return read_plan(self.previous["plan"], known.vocabulary)
        except ImpossiblePlan:
            message = "What that question was about is gone; ask it anew."
            raise Invalid.at("/query_id", message, code="unknown_reference") from None

    def answer(self, plan: Plan, known: KnownNames, engine: str, query_id: ObjectId) -> Query:
        """Run the plan, tell what it finds, and keep that under an id."""
        asked = self.question
        # The planner fills in the workspace's where the question names none.
        named = None if plan.currency == asked.currency and not asked.asked_in else plan.currency
        outcome = execution.run(self.scope, replace(plan, currency=named), known, asked.setting, asked.currency)
        told = tell(outcome, known, asked.locale)
        query: Query = {
            "_id": query_id,
            "question": asked.text,
            "plan": plan_json(replace(plan, currency=outcome.currency)),
            "answer": told.text,
            "numbers": told.numbers,
            "dates": told.dates,
            "transaction_ids": [each.id for each in outcome.newest],
            "rows": outcome.rows,
            "engine": engine,
            "key": self.key,
            "seq": self.seq,
            "created_at": datetime.now(UTC),
        }
        store.insert(self.scope, query)
        return query


def begin(scope: Scope, question: Question) -> Asked:
    """Returns a question with what it follows; raises UnknownReference where that is not there."""
    bounded = replace(scope, max_ms=MOST_MS)
    seq = bounded.last_seq()
    return Asked(bounded, question, _previous(bounded, question), seq)


def _previous(scope: Scope, question: Question) -> Query | None:
    return found_at("/query_id", get, scope, question.query_id) if question.query_id else None


def get(scope: Scope, query_id: ObjectId) -> Query:
    """Returns a question that was asked; raises NotFound."""
    query = store.find(scope, query_id)
    if query is None:
        raise NotFound("There is no such question.")
    return query
