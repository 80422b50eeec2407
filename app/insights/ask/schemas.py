"""The JSON of questions and answers."""

from typing import ClassVar

from marshmallow import fields

from app.ai.questions import GROUPS, KINDS, MEASURES, ORDERS, PERS, WEEKDAYS
from app.infra.documentation.examples import ACCOUNT_ID, QUERY_ID, TRANSACTION_ID, named
from app.infra.fields import Choice, Currency, Day, Id, StrictSchema, Text, Vocabulary
from app.infra.json import timestamp
from app.infra.pagination import ListOut
from app.infra.untyped import JsonObject
from app.insights.ask.documents import Query

LONGEST_QUESTION = 500

MEASURE = Vocabulary(
    "Measure",
    "What is worked out: spending net of refunds, an average, a count, the transactions themselves, a balance.",
    MEASURES,
)
MEASURED_KIND = Vocabulary("MeasuredKind", "Of what: `net` is income less spending.", KINDS)
GROUP_BY = Vocabulary("GroupBy", "By what it is broken down.", GROUPS)
PER = Vocabulary("Per", "The time an average is of.", PERS)
ORDER = Vocabulary("MeasureOrder", "Of a list by day, of groups by value.", ORDERS)
WEEKDAY = Vocabulary("Weekday", "A day of the week, `weekend` or `workday`.", WEEKDAYS)
UNIT = Vocabulary(
    "NumberUnit",
    "What a number counts. day, month and year are parts of a day that the answer names, name is a part of a name.",
    ("amount", "count", "days", "weeks", "months", "percent", "fraction", "day", "month", "year", "name"),
)

_QUESTION = {"description": "In plain words; it never leaves the machine as it is.", "example": "How much did I spend?"}
_DAY = {"format": "date", "example": "2026-10-01"}
_NAMES: JsonObject = {
    "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "One, or several of which any counts.",
}


class AskIn(StrictSchema):
    """A question about the workspace's own money."""

    EXAMPLES: ClassVar = named(
        question=("A question", {"question": "How much did I spend on groceries in October 2026?"}),
        follow_up=("One that follows it", {"question": "And in September?", "query_id": QUERY_ID}),
    )

    question = Text(required=True, least=1, most=LONGEST_QUESTION, metadata=_QUESTION)
    query_id = Id(metadata={"description": "The question that this one follows.", "example": QUERY_ID})
    reference_date = Day(
        metadata={"description": "What `today` means; default today in the workspace's time zone.", **_DAY}
    )
    currency = Currency(
        metadata={"description": "The currency to answer in, if the question names none.", "example": "USD"}
    )


class NumberOut(StrictSchema):
    """A number of an answer."""

    name = fields.String(
        required=True,
        metadata={"description": "`total`, `count`, `average` …, or the name of a group.", "example": "total"},
    )
    value = fields.Raw(
        required=True,
        metadata={
            "oneOf": [{"type": "string"}, {"type": "integer"}],
            "description": "A decimal string, or an integer.",
            "example": "412.30",
        },
    )
    currency = fields.String(required=True, allow_none=True, metadata={"description": "Of amounts.", "example": "USD"})
    unit = Choice(UNIT, required=True, metadata={"example": "amount"})


class NamedDayOut(StrictSchema):
    """A day that was found."""

    name = fields.String(required=True, metadata={"example": "last_date"})
    date = fields.String(required=True, metadata=_DAY)


class PlanNamesOut(StrictSchema):
    """Whom and what a plan is about."""

    category = fields.Raw(metadata={**_NAMES, "example": "groceries"})
    merchant = fields.Raw(metadata={**_NAMES, "example": "Blue Bottle Coffee"})
    account_id = fields.Raw(metadata={**_NAMES, "example": ACCOUNT_ID})
    tag = fields.Raw(metadata={**_NAMES, "example": "holiday"})


class PlanFiltersOut(PlanNamesOut):
    """Which transactions a plan reads; what is not filtered by is left out."""

    text = fields.String(metadata={"description": "Stands in description or merchant.", "example": "parking"})
    weekday = Choice(WEEKDAY, metadata={"example": "weekend"})
    amount_min = fields.String(metadata={"description": "A magnitude, included.", "example": "100.00"})
    amount_max = fields.String(metadata={"description": "A magnitude, included.", "example": "500.00"})


def _day(description: str) -> fields.String:
    return fields.String(required=True, allow_none=True, metadata={"description": description, **_DAY})


class PlanOut(StrictSchema):
    """How the question was understood."""

    measure = Choice(MEASURE, required=True, metadata={"example": "sum"})
    kind = Choice(MEASURED_KIND, required=True, metadata={"example": "expense"})
    currency = fields.String(
        required=True, allow_none=True, metadata={"description": "Null if none was asked for.", "example": None}
    )
    filters = fields.Nested(PlanFiltersOut, required=True)
    exclude_ = fields.Nested(PlanNamesOut, data_key="exclude", metadata={"description": "What is left out."})
    from_ = fields.String(
        required=True, allow_none=True, data_key="from", metadata={"description": "The first day.", **_DAY}
    )
    to = _day("The last day.")
    group_by = Choice(GROUP_BY, required=True, metadata={"example": "none"})
    compare_from = _day("The first day of the period compared with.")
    compare_to = _day("The last day of it.")
    per = Choice(PER, required=True, metadata={"example": "none"})
    limit = fields.Integer(required=True, allow_none=True, metadata={"example": None})
    order = Choice(ORDER, required=True, allow_none=True, metadata={"example": None})


class AnswerFields(StrictSchema):
    """What a question and its answer show anywhere."""

    answer = fields.String(
        required=True,
        metadata={
            "description": "In English, with numbers and days as the workspace's locale writes them. Every number in "
            "it is among `numbers`, or a day, month or year of the plan, or its limit.",
            "example": "You spent 412.30 USD for Groceries in October 2026, in 9 transactions.",
        },
    )
    numbers = fields.List(fields.Nested(NumberOut), required=True)
    plan = fields.Nested(PlanOut, required=True)
    engine = fields.String(required=True, metadata={"description": "What understood the question.", "example": "local"})


class AnswerOut(AnswerFields):
    """The answer to a question."""

    dates = fields.List(
        fields.Nested(NamedDayOut), required=True, metadata={"description": "Days that were found, by name."}
    )
    transaction_ids = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "The newest transactions behind it, 200 at most.", "example": [TRANSACTION_ID]},
    )
    rows = fields.Integer(required=True, metadata={"description": "How many transactions are behind it.", "example": 9})
    query_id = Id(required=True, metadata={"description": "For a question that follows.", "example": QUERY_ID})
    cached = fields.Boolean(
        required=True,
        metadata={"description": "Answered as before: nothing of the workspace has changed.", "example": False},
    )


class QueryOut(AnswerFields):
    """A question that was asked."""

    id = Id(required=True, metadata={"example": QUERY_ID})
    question = fields.String(required=True, metadata=_QUESTION)
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class QueryPage(ListOut):
    """A page of questions."""

    data = fields.List(fields.Nested(QueryOut), required=True)


def answer_out(query: Query) -> JsonObject:
    """An answer as JSON (AnswerOut)."""
    return {
        **_shown(query),
        "dates": query["dates"],
        "transaction_ids": [str(each) for each in query["transaction_ids"]],
        "rows": query["rows"],
        "query_id": str(query["_id"]),
        "cached": query.get("cached", False),
    }


def query_out(query: Query) -> JsonObject:
    """A question that was asked as JSON (QueryOut)."""
    return {
        "id": str(query["_id"]),
        "question": query["question"],
        **_shown(query),
        "created_at": timestamp(query["created_at"]),
    }


def _shown(query: Query) -> JsonObject:
    return {
        "answer": query["answer"],
        "numbers": query["numbers"],
        "plan": query["plan"],
        "engine": query["engine"],
    }
