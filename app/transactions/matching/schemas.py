"""Schemas of /transactions/matches, and the JSON of an offered match."""

from typing import ClassVar

from marshmallow import fields

from app.infra.documentation.examples import IMPORTED_ID
from app.infra.fields import Flag, Id, StrictSchema
from app.infra.pagination import ListOut
from app.infra.untyped import JsonObject
from app.transactions import examples
from app.transactions.matching.service import Match
from app.transactions.schemas import TransactionOut
from app.transactions.serialise import transaction_out


class MatchIn(StrictSchema):
    """The imported transaction that is, or is not, the hand-entered one."""

    EXAMPLES: ClassVar = examples.MATCH

    transaction_id = Id(required=True, metadata={"description": "The imported transaction.", "example": IMPORTED_ID})
    reject = Flag(
        load_default=False,
        metadata={"description": "They are different; do not offer them again.", "example": False},
    )


class MatchOut(StrictSchema):
    """A hand-entered transaction, and an imported one that may be the same."""

    manual = fields.Nested(TransactionOut, required=True)
    imported = fields.Nested(TransactionOut, required=True)
    days_apart = fields.Integer(required=True, metadata={"example": 2})
    confidence = fields.Float(
        required=True,
        metadata={"description": "How likely they are the same, 0 to 1, by account, days and texts.", "example": 0.85},
    )


class MatchPage(ListOut):
    """A page of possible matches, newest hand-entered transaction first; a page may be short while more follow."""

    data = fields.List(fields.Nested(MatchOut), required=True)


def match_out(match: Match) -> JsonObject:
    """An offered match as JSON (MatchOut)."""
    return {
        "manual": transaction_out(match.entered),
        "imported": transaction_out(match.imported),
        "days_apart": match.days_apart,
        "confidence": match.confidence,
    }
