"""Merges what receipts told before the bank did with the lines of an import, where only one line can be meant."""

from collections import Counter
from contextlib import suppress
from datetime import datetime

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.infra.preconditions import ANY
from app.infra.problems import Conflict, Invalid, NotFound
from app.transactions.documents import Actor
from app.transactions.matching import store as match_store
from app.transactions.matching.service import WITHIN, confirm_match, likely_pairs

# Receipts of the days of one statement that are looked at; the others are offered as matches.
_MOST = 2_000


def merge_receipts(scope: Scope, import_id: ObjectId, days: tuple[datetime, datetime], actor: Actor) -> int:
    """Merge transactions made of receipts with the only line of an import, of these days, that each can be.

    Returns how many. Where several lines or several receipts fit, they stay offered (GET /transactions/matches).
    """
    around = days[0] - WITHIN, days[1] + WITHIN
    entered = match_store.find_entered(scope, None, _MOST, around, ("receipt",))
    pairs = likely_pairs(scope, entered) if entered else []
    of_receipt = Counter(pair.entered["_id"] for pair in pairs)
    of_line = Counter(pair.imported["_id"] for pair in pairs)
    sole = [pair for pair in pairs if of_receipt[pair.entered["_id"]] == of_line[pair.imported["_id"]] == 1]
    ours = [pair for pair in sole if pair.imported["import_id"] == import_id]
    for pair in ours:
        with suppress(NotFound, Conflict, Invalid):  # somebody changed one of them meanwhile
            confirm_match(scope, pair.entered["_id"], pair.imported["_id"], ANY, actor)
    return len(ours)
