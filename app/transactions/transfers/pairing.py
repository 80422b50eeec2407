"""Finds the pairs of withdrawals and deposits that are the two legs of a transfer between own accounts.

Two legs move the same money: equal amounts of opposite sign (or equal by the day's rate, between currencies), in two
accounts, a few days apart. Such pairs arise by chance too, so further evidence decides: the category of a transfer, or
a text that names the other account, is for it; a category set by a user, a rule or a confident guess is against it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from bson import ObjectId

from app.accounts.documents import Account
from app.transactions.documents import Leg

# What an amount of the first currency is worth in the second on a leg's day, in minor units; None if unknown.
Convert = Callable[[Leg, str], int | None]

DAYS_APART = 4
# Banks convert at rates of their own, some per cent beside the reference rate, and take fees.
CONVERSION_TOLERANCE_PERCENT = 3
_SURE = 0.9
_FIRM_TIERS = ("user", "rule", "learned")
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Two legs: where the money came from and where it went."""

    outgoing: Leg
    incoming: Leg
    evident: bool

    @property
    def days_apart(self) -> int:
        """Days between the two bookings."""
        return abs((self.outgoing["date"] - self.incoming["date"]).days)


def find_pairs(legs: Iterable[Leg], accounts: Mapping[ObjectId, Account], convert: Convert) -> list[Pair]:
    """The pairs among some legs, each leg in one at most; the closest first, evident ones before others.

    `accounts` are the workspace's by id. A pair without evidence counts only if neither leg could be of another one.
    """
    free = {leg["_id"]: leg for leg in legs if _may_be_moved(leg)}
    outgoing = [leg for leg in free.values() if leg["amount_minor"] < 0]
    incoming = [leg for leg in free.values() if leg["amount_minor"] > 0]
    possible = [pair for pair in _possible(outgoing, incoming, accounts, convert) if pair.evident or _is_open(pair)]
    return _choose(possible)


def _possible(
    outgoing: Sequence[Leg], incoming: Sequence[Leg], accounts: Mapping[ObjectId, Account], convert: Convert
) -> Iterable[Pair]:
    by_amount: dict[tuple[str, int], list[Leg]] = {}
    for leg in incoming:
        by_amount.setdefault((leg["currency"], leg["amount_minor"]), []).append(leg)
    for out in outgoing:
        for into in by_amount.get((out["currency"], -out["amount_minor"]), ()):
            if _fits(out, into):
                yield Pair(out, into, _is_evident(out, into, accounts))
    foreign = product(outgoing, incoming) if len({leg["currency"] for leg in (*outgoing, *incoming)}) > 1 else ()
    for out, into in foreign:
        if out["currency"] != into["currency"] and _fits(out, into) and _is_worth(out, into, convert):
            pair = Pair(out, into, _is_evident(out, into, accounts))
            if pair.evident:  # within some per cent, chance alone finds too many
                yield pair


def _fits(out: Leg, into: Leg) -> bool:
    return out["account_id"] != into["account_id"] and abs((out["date"] - into["date"]).days) <= DAYS_APART


def _is_worth(out: Leg, into: Leg, convert: Convert) -> bool:
    worth = convert(out, into["currency"])
    if worth is None:
        return False
    return 100 * abs(worth + into["amount_minor"]) <= CONVERSION_TOLERANCE_PERCENT * into["amount_minor"]


def _may_be_moved(leg: Leg) -> bool:
    """Whether the leg is in no pair, and no user, rule or learned merchant categorised it as something else."""
    if leg.get("transfer_id") or leg.get("splits") or "transfer" in leg["locked"]:
        return False
    return leg["kind"] == "transfer" or ("kind" not in leg["locked"] and leg["category_tier"] not in _FIRM_TIERS)


def _is_evident(out: Leg, into: Leg, accounts: Mapping[ObjectId, Account]) -> bool:
    if "transfer" in (out["kind"], into["kind"]):
        return True
    return _names(out, accounts.get(into["account_id"])) or _names(into, accounts.get(out["account_id"]))


def _names(leg: Leg, account: Account | None) -> bool:
    """Whether a leg's text contains the number or the name of an account."""
    if account is None:
        return False
    text = _squeezed(leg["description"])
    names = map(_squeezed, (*account.get("identifiers", ()), account["name"]))
    return any(len(name) >= _SHORTEST_NAME and name in text for name in names)


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def _is_open(pair: Pair) -> bool:
    """Whether no confident guess says that a leg is something else."""
    return not any((leg["confidence"] or 0) >= _SURE for leg in (pair.outgoing, pair.incoming))


def _choose(possible: Sequence[Pair]) -> list[Pair]:
    """Evident pairs first, the closest before others; of the rest only those without a rival."""
    chosen: list[Pair] = []
    taken: set[ObjectId] = set()
    for pair in sorted((p for p in possible if p.evident), key=_rank):
        _take(pair, taken, chosen)
    left = [pair for pair in possible if not pair.evident and taken.isdisjoint(_ids(pair))]
    rivals = Counter(leg_id for pair in left for leg_id in _ids(pair))
    for pair in sorted(left, key=_rank):
        if all(rivals[leg_id] == 1 for leg_id in _ids(pair)):
            _take(pair, taken, chosen)
    return chosen


def _take(pair: Pair, taken: set[ObjectId], chosen: list[Pair]) -> None:
    if taken.isdisjoint(_ids(pair)):
        taken.update(_ids(pair))
        chosen.append(pair)


def _ids(pair: Pair) -> tuple[ObjectId, ObjectId]:
    return pair.outgoing["_id"], pair.incoming["_id"]


def _rank(pair: Pair) -> tuple[int, datetime, ObjectId, ObjectId]:
    return (pair.days_apart, pair.outgoing["date"], *_ids(pair))
