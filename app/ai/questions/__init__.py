"""Questions about money as plans: what to measure, of which transactions, over which days. Pure logic."""

from app.ai.questions.checks import ImpossiblePlan, problems_of, read_plan
from app.ai.questions.plan import (
    GROUPS,
    KINDS,
    MEASURES,
    MOST_ROWS,
    ORDERS,
    PERS,
    WEEKDAYS,
    Filters,
    Names,
    NotUnderstood,
    Plan,
    PlanAnswer,
    PlanJson,
    filters_json,
    plan_json,
)
from app.ai.questions.planner import plan_question
from app.ai.questions.vocabulary import CategoryName, Setting, Vocabulary, folded_words

__all__ = [
    "GROUPS",
    "KINDS",
    "MEASURES",
    "MOST_ROWS",
    "ORDERS",
    "PERS",
    "WEEKDAYS",
    "CategoryName",
    "Filters",
    "ImpossiblePlan",
    "Names",
    "NotUnderstood",
    "Plan",
    "PlanAnswer",
    "PlanJson",
    "Setting",
    "Vocabulary",
    "filters_json",
    "folded_words",
    "plan_json",
    "plan_question",
    "problems_of",
    "read_plan",
]
