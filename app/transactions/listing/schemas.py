"""What may be asked of the list of transactions, and of its export."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from app.categories.schemas import KIND
from app.infra.documentation.examples import ACCOUNT_ID, CATEGORY_ID, IMPORT_ID
from app.infra.fields import Amount, Choice, Choices, Day, Flag, Id, Text, Vocabulary
from app.infra.pagination import PageQuery
from app.transactions.listing.ordering import DEFAULT_SORT, SORTS
from app.transactions.schemas import STATUS

SORT = Vocabulary("TransactionSort", "An order of transactions; a minus turns it round.", tuple(SORTS))


def _id(description: str, example: str) -> Id:
    return Id(metadata={"description": description, "example": example})


class ListQuery(PageQuery):
    """The filters of the list; all that are given must hold."""

    account_id = _id("Only this account's; none for an id of nothing.", ACCOUNT_ID)
    category_id = Id(
        metadata={"example": CATEGORY_ID, "description": "This category or one below it; none for an id of nothing."}
    )
    category = Text(
        least=1,
        most=100,
        metadata={"description": "This category, by its slug, or one below it.", "example": "coffee"},
    )
    kind = Choices(KIND, metadata={"description": "Only these kinds, separated by commas.", "example": ["expense"]})
    status = Choices(STATUS, metadata={"description": "Only these, separated by commas.", "example": ["posted"]})
    import_id = Id(
        metadata={"example": IMPORT_ID, "description": "Only what this import created; none for an id of nothing."}
    )
    external_id = Text(
        least=1,
        most=300,
        metadata={"description": "Only those with this id of their source.", "example": "20261004-17"},
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
    def _spans_something(self, data: Mapping[str, Any], **_: Any) -> None:
        for first, last in (("date_from", "date_to"), ("amount_min", "amount_max")):
            if first in data and last in data and data[first] > data[last]:
                raise ma.ValidationError({last: [f"Nothing can match: {last} is below {first}."]})
        if {"category", "category_id"} <= data.keys():
            raise ma.ValidationError({"category": ["Send category or category_id, not both."]})
