"""Schemas of /transactions/matches, and the JSON of what is offered there."""

from typing import ClassVar

from marshmallow import fields

from app.infra.documentation.examples import IMPORTED_ID
from app.infra.fields import Choice, Flag, Id, StrictSchema, Vocabulary
from app.infra.pagination import ListOut
from app.infra.untyped import JsonObject
from app.transactions import examples
from app.transactions.offers.service import Offer
from app.transactions.schemas import TransactionOut
from app.transactions.serialise import transaction_out
from app.transactions.transfers.evidence import Evidence
from app.transactions.transfers.offers import LikelyTransfer


class MatchIn(StrictSchema):
    """The imported transaction that is, or is not, the hand-entered one, or the other leg of a transfer."""

    EXAMPLES: ClassVar = examples.MATCH

    transaction_id = Id(
        required=True, metadata={"description": "The imported transaction, or the other leg.", "example": IMPORTED_ID}
    )
    reject = Flag(
        load_default=False,
        metadata={"description": "They are different, or no transfer; do not offer them again.", "example": False},
    )


_OFFERED = Vocabulary(
    "OfferedAs",
    "What two transactions may be. same: one, entered by hand and imported; transfer: the two legs of a transfer.",
    ("same", "transfer"),
)
_EVIDENCE = Vocabulary(
    "TransferEvidence",
    "What speaks for a transfer, weakest first, from equal sums by chance up to what the file itself says.",
    tuple((each.name or "").lower() for each in Evidence),
)


class MatchOut(StrictSchema):
    """Two transactions: a hand-entered and an imported one that may be the same, or the legs of a likely transfer."""

    kind = Choice(_OFFERED, required=True, metadata={"description": "What the two may be.", "example": "same"})
    manual = fields.Nested(TransactionOut, required=True, metadata={"description": "For a transfer the withdrawal."})
    imported = fields.Nested(TransactionOut, required=True, metadata={"description": "For a transfer the deposit."})
    days_apart = fields.Integer(required=True, metadata={"example": 2})
    confidence = fields.Float(
        required=True,
        metadata={"description": "How likely it is, 0 to 1, by accounts, days and texts.", "example": 0.85},
    )
    evidence = Choice(
        _EVIDENCE,
        required=True,
        allow_none=True,
        metadata={"description": "The strongest evidence for a transfer; null for others.", "example": None},
    )


class MatchPage(ListOut):
    """A page of possible matches, newest first, before likely transfers; a page may be short while more follow."""

    data = fields.List(fields.Nested(MatchOut), required=True)


def offer_out(offer: Offer) -> JsonObject:
    """What is offered, as JSON (MatchOut)."""
    if isinstance(offer, LikelyTransfer):
        kind, first, second, evidence = "transfer", offer.outgoing, offer.incoming, offer.evidence
    else:
        kind, first, second, evidence = "same", offer.entered, offer.imported, None
    return {
        "kind": kind,
        "manual": transaction_out(first),
        "imported": transaction_out(second),
        "days_apart": offer.days_apart,
        "confidence": offer.confidence,
        "evidence": evidence,
    }
