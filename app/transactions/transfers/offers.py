"""Finds the pairs that may be transfers and are for a user to confirm: by chance alone, or one of several that fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions import store as transactions
from app.transactions.documents import Transaction
from app.transactions.transfers import store
from app.transactions.transfers.evidence import Evidence
from app.transactions.transfers.pairing import Pair
from app.transactions.transfers.search import Search

_CHUNK = 200
# How likely a pair is a transfer by the strongest evidence for it, where that alone did not decide; from experience
# with made-up households, and less with each day between the two.
_LIKELY = {
    Evidence.CHANCE: 0.3,
    Evidence.WORDING: 0.6,
    Evidence.OWN_WORDS: 0.7,
    Evidence.OWNER: 0.75,
    Evidence.NAMED: 0.85,
    Evidence.BOTH_NAMED: 0.9,
}
_SUREST = 0.95
_A_DAY = 0.02


@dataclass(frozen=True, slots=True)
class LikelyTransfer:
    """Two transactions that may be one transfer; `confidence` is 0..1, `evidence` the strongest kind for it."""

    outgoing: Transaction
    incoming: Transaction
    days_apart: int
    evidence: str
    confidence: float


# The place of a deposit in the list.
Place = tuple[datetime, ObjectId]


def likely_transfers(scope: Scope, behind: Place | None) -> Iterator[tuple[Place, list[LikelyTransfer]]]:
    """Yields the offers for some deposits at a time, newest first, and the place of the last deposit looked at.

    A deposit is offered with one withdrawal at most: the likeliest that is not likelier for another.
    """
    while deposits := store.find_recent_deposits(scope, behind, _CHUNK):
        last = deposits[-1]
        behind = last["date"], last["_id"]
        search = Search(scope, last["date"], deposits[0]["date"])
        if not search.possible:
            return
        found = search.among(deposits)
        looked_at = {deposit["_id"] for deposit in deposits}
        pairs = [pair for pair in (*found.transfers, *found.likely) if pair.ids[1] in looked_at and not pair.breaks]
        yield behind, list(_whole(scope, _one_to_one(pairs)))


def _one_to_one(pairs: Iterable[Pair]) -> list[Pair]:
    """The first pair of each leg, newest deposit first."""
    chosen, taken = list[Pair](), set[ObjectId]()
    for pair in pairs:
        if taken.isdisjoint(pair.ids):
            taken.update(pair.ids)
            chosen.append(pair)
    return sorted(chosen, key=lambda pair: (pair.incoming["date"], pair.ids[1]), reverse=True)


def _whole(scope: Scope, pairs: list[Pair]) -> Iterator[LikelyTransfer]:
    ids = [leg_id for pair in pairs for leg_id in pair.ids]
    whole = {document["_id"]: document for document in transactions.find_many(scope, ids)}
    for pair in pairs:
        out, into = map(whole.get, pair.ids)
        if out and into:
            strongest = max(each for each in Evidence if each & pair.evidence)
            sure = _LIKELY.get(strongest, _SUREST) - _A_DAY * abs(pair.days)
            name = (strongest.name or "").lower()
            yield LikelyTransfer(out, into, abs(pair.days), name, round(sure, 2))
