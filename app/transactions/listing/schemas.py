"""Schemas of the filters of the list of transactions, which exports take too."""

from typing import Any

import marshmallow as ma

from app.categories.schemas import KIND
from app.infra.documentation.examples import ACCOUNT_ID, CATEGORY_ID, IMPORT_ID
from app.infra.fields import Amount, Choice, Choices, Day, Flag, Id, Text, Vocabulary
from app.infra.pagination import PageQuery
from app.infra.untyped import Loaded
from app.transactions.listing.ordering import DEFAULT_SORT, SORTS
from app.transactions.schemas import STATUS

SORT = Vocabulary("TransactionSort", "The order of transactions; a minus means descending.", tuple(SORTS))


def _id(description: str, example: str) -> Id:
    return Id(metadata={"description": description, "example": example})


class ListQuery(PageQuery):
    """The filters of the list; a transaction must match all that are given."""

    account_id = _id("Only transactions of this account; none if there is no such account.", ACCOUNT_ID)
    category_id = Id(
        metadata={
            "example": CATEGORY_ID,
            "description": "Only this category and those below it; none if there is no such category.",
        }
    )
    category = Text(
        least=1,
        most=100,
        metadata={"description": "Only this category, by its slug, and those below it.", "example": "coffee"},
    )
    kind = Choices(KIND, metadata={"description": "Only these kinds, separated by commas.", "example": ["expense"]})
    status = Choices(
        STATUS,
        metadata={"description": "Only these, separated by commas; default: all but failed.", "example": ["posted"]},
    )
    import_id = Id(
        metadata={
            "example": IMPORT_ID,
            "description": "Only transactions that this import created; none if there is no such import.",
        }
    )
    external_id = Text(
        least=1,
        most=300,
        metadata={"description": "Only transactions to which their source gave this id.", "example": "20261004-17"},
    )
    merchant = Text(
        least=1, most=200, metadata={"example": "Blue Bottle Coffee", "description": "The whole name, in any case."}
    )
    tag = Text(least=1, most=50, metadata={"description": "Only those with this tag.", "example": "holiday"})
    date_from = Day(metadata={"description": "The first booking date.", "example": "2026-10-01"})
    date_to = Day(metadata={"description": "The last booking date.", "example": "2026-10-31"})
    amount_min = Amount(metadata={"description": "The least signed amount.", "example": "-100.00"})
    amount_max = Amount(metadata={"description": "The greatest signed amount.", "example": "-10.00"})
    q = Text(
        least=1,
        most=200,
        metadata={"description": "Part of description, merchant or notes.", "example": "coffee"},
    )
    uncategorised = Flag(metadata={"in_query": True, "description": "Only those without a category.", "example": True})
    sort = Choice(
        SORT,
        load_default=DEFAULT_SORT,
        metadata={
            "description": "Amounts are ordered by minor units, best within one currency.",
            "example": "-date",
        },
    )

    @ma.validates_schema
    def _spans_something(self, data: Loaded, **_: Any) -> None:
        for first, last in (("date_from", "date_to"), ("amount_min", "amount_max")):
            if first in data and last in data and data[first] > data[last]:
                raise ma.ValidationError({last: [f"Nothing can match: {last} is below {first}."]})
        if {"category", "category_id"} <= data.keys():
            raise ma.ValidationError({"category": ["Send category or category_id, not both."]})
