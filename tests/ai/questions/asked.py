"""The workspace that questions of these tests are about, and the files of questions with their plans."""

import re
from datetime import date
from itertools import product
from pathlib import Path

from app.ai.questions import CategoryName, NotUnderstood, Setting, Vocabulary, plan_json, plan_question
from app.categories.taxonomy import DEFAULT_CATEGORIES

SETTING = Setting(date(2026, 11, 29), "en-US", "EUR")
BRANDS = {"walmart": "Walmart", "ebay": "eBay", "costco": "Costco", "hulu": "Hulu", "penny": "Penny"}
_GROUPS = {each.group: each.kind for each in DEFAULT_CATEGORIES if each.group != "other"}
_CHOICE = re.compile(r"\(([^()]*)\)")
_HERE = Path(__file__).parent

VOCABULARY = Vocabulary(
    categories=[
        *(CategoryName(each.slug, each.name, each.kind) for each in DEFAULT_CATEGORIES),
        *(CategoryName(group, group.capitalize(), kind) for group, kind in _GROUPS.items()),
        CategoryName("beekeeping", "Beekeeping"),
    ],
    merchants=[
        "Rewe", "Lidl", "Edeka", "Netflix", "Spotify", "Pret A Manger", "Starbucks", "Amazon", "Shell", "Aral", "Uber",
        "Burger King", "McDonald's", "Café Nero", "Deutsche Bahn", "Acme Corp", "Best Buy", "Target", "Next",
        "Sushi Bar Tokyo", "IKEA", "Zara", "Deliveroo", "Trader Joe's", "7-Eleven", "H&M", "Mercadona", "Carrefour",
    ],
    accounts={"a1": "Checking", "a2": "Savings", "a3": "Visa Card", "a4": "N26 Joint"},
    account_types={"a1": "checking", "a2": "savings", "a3": "credit_card", "a4": "checking"},
    tags=["vacation", "work", "Japan trip"],
    brand_of=lambda text: BRANDS.get(text.lower()),
)  # fmt: skip


def plan_shown(plan):
    """A plan as a line of a file shows it: what differs from a plain sum of spending."""
    if isinstance(plan, NotUnderstood):
        return f"not understood: {plan.reason}"
    shown = plan_json(plan)
    filters = {**shown.pop("filters"), **{f"no_{key}": value for key, value in shown.pop("exclude", {}).items()}}
    shown = {**shown, **filters}
    if shown["currency"] == "EUR":
        del shown["currency"]
    named = [
        f"{key}={'+'.join(value) if isinstance(value, list) else value}"
        for key, value in shown.items()
        if key not in ("measure", "kind") and value not in (None, "none")
    ]
    return " ".join([shown["measure"], shown["kind"], *sorted(named)])


def in_order(plan):
    """A line of a file with its fields in the order of plan_shown."""
    head, *fields = re.split(r" (?=\w+=)", plan)
    return " ".join([head, *sorted(fields)])


def ask(question, previous=None, vocabulary=VOCABULARY):
    """The plan of a question, as a line."""
    return plan_shown(plan_question(question, vocabulary, SETTING, previous))


def written(name):
    """The questions of a file with the plan above them; (a|b) stands for either."""
    plan = ""
    for line in map(str.strip, (_HERE / name).read_text("utf-8").splitlines()):
        if line.startswith("="):
            plan = in_order(line[1:].strip())
        elif line and not line.startswith("#"):
            for question in expanded(line):
                yield question, plan


def expanded(line):
    """The questions a line with choices stands for."""
    parts = [part.split("|") if place % 2 else [part] for place, part in enumerate(_CHOICE.split(line))]
    return [" ".join("".join(chosen).split()) for chosen in product(*parts)]
