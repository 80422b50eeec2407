"""Lines about transactions in a language model's words, where it is allowed and keeps to the facts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bson import ObjectId

from app.ai.redaction import Redactor
from app.categories import service as categories
from app.categories.documents import Category
from app.insights.numbers import Numbers
from app.insights.summaries.prompt import LONGEST, Item, offered, prompt_about, read_answer
from app.insights.wording import Wording
from app.transactions import service as transactions
from app.transactions.documents import Transaction


class Worded(NamedTuple):
    """A line, and the category that a model suggests for a transaction without one."""

    text: str
    category: Category | None = None


def worded(
    wording: Wording, rows: Sequence[Transaction], lines: Mapping[ObjectId, str], locale: str
) -> dict[ObjectId, Worded]:
    """Returns the line of each transaction: the model's where that can be used, else the local engine's.

    Transfers are told by the local engine, which knows their accounts.
    """
    found = {key: Worded(line) for key, line in lines.items()}
    asked = [row for row in rows if row["kind"] != "transfer"]
    if not asked or not wording.goes_on:
        return found
    said = _asked(wording, [_Told(row, lines[row["_id"]]) for row in asked], locale)
    wording.used += len(said)
    return {**found, **said}


class _Told(NamedTuple):
    """A transaction, and the local engine's line about it."""

    row: Transaction
    line: str


def _asked(wording: Wording, told: Sequence[_Told], locale: str) -> dict[ObjectId, Worded]:
    """The lines of the model that can be used."""
    redactor = transactions.redactor(wording.scope)
    items = [_item(each, locale, redactor) for each in told]
    choice = offered(categories.list_categories(wording.scope), redactor.redact)
    answer = wording.ask(prompt_about(items, choice), redactor.counts)
    said, faults = read_answer(answer, items, choice) if answer else ({}, [])
    found = {}
    for place, each in said.items():
        text = redactor.restore(each.text)
        if len(text) <= LONGEST:
            found[told[place].row["_id"]] = Worded(text, each.category)
        else:
            faults.append("length")
    for fault in faults:
        wording.drop("summarise", fault)
    return found


def _item(told: _Told, locale: str, redactor: Redactor) -> Item:
    row, amount = told.row, told.row["amount_minor"]
    return Item(
        merchant=redactor.redact(row["merchant"] or ""),
        amount=Numbers(locale).amount("amount", abs(amount), row["currency"]),
        incoming=amount > 0,
        category=redactor.redact((row["category"] or "").replace("-", " ")),
        line=redactor.redact(told.line),
    )
