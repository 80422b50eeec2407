"""Finds the pairs of withdrawals and deposits that are the two legs of a transfer between own accounts.

Two legs move the same money: equal amounts of opposite sign (or equal by the day's rate, or of one reference, between
currencies), in two accounts, a few days apart. Such pairs arise by chance too, so evidence decides (`evidence`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby

from bson import ObjectId

from app.transactions.documents import Leg
from app.transactions.transfers.evidence import DAYS_REFERRED, DONE_FROM, FIRM_FROM, Evidence, is_in_time, weigh
from app.transactions.transfers.parties import tokens_of
from app.transactions.transfers.reading import Reader, Said

# What an amount of the first currency is worth in the second on a leg's day, in minor units; None if unknown.
Convert = Callable[[Leg, str], int | None]
# Whether a user said that two legs, given by id, are no transfer.
IsRejected = Callable[[Leg, Leg], bool]

# Banks convert at rates of their own, some per cent beside the reference rate, and take fees.
CONVERSION_TOLERANCE_PERCENT = 3
# A shared reference needs no rate, but for one that makes nonsense of it.
_REFERRED_TOLERANCE_PERCENT = 15
# Between currencies words alone find too many.
_FOREIGN_FROM = Evidence.OWN_WORDS
# What holds by itself without a rate, in both legs' words.
_WITHOUT_RATE = Evidence.REFERENCE | Evidence.TOKEN | Evidence.BOTH_NAMED | Evidence.TOLD
_LEGS = 2
_FIRM_TIERS = ("user", "rule", "learned")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two legs, where the money came from and where it went, and what speaks for them."""

    outgoing: Leg
    incoming: Leg
    evidence: Evidence
    # How much their texts say beside the transfer; of two pairs with equal evidence the plainer is one.
    noise: int

    @property
    def days(self) -> int:
        """Days from the withdrawal to the deposit; negative if that was booked first."""
        return (self.incoming["date"] - self.outgoing["date"]).days

    @property
    def ids(self) -> tuple[ObjectId, ObjectId]:
        """The ids of both legs."""
        return self.outgoing["_id"], self.incoming["_id"]

    @property
    def is_made(self) -> bool:
        """Whether the two are a transfer already."""
        return self.outgoing.get("transfer_id") == self.incoming["_id"]

    @property
    def breaks(self) -> list[ObjectId]:
        """The legs that are in another transfer now."""
        legs = () if self.is_made else (self.outgoing, self.incoming)
        return [leg["_id"] for leg in legs if leg.get("transfer_id")]

    @property
    def accounts(self) -> tuple[ObjectId, ObjectId]:
        """The accounts of both legs."""
        return self.outgoing["account_id"], self.incoming["account_id"]


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs that are transfers, and those that may be: of chance alone, or one of several that fit."""

    transfers: list[Pair]
    likely: list[Pair]


def may_be_moved(leg: Leg) -> bool:
    """Whether no user, rule or learned merchant categorised the leg as something else, and no user split it."""
    if leg.get("splits"):
        return False
    return leg["kind"] == "transfer" or ("kind" not in leg["locked"] and leg["category_tier"] not in _FIRM_TIERS)


def find_pairs(legs: Iterable[Leg], reader: Reader, convert: Convert, is_rejected: IsRejected) -> Found:
    """Returns the pairs among some legs, each leg in one transfer at most, those with the strongest evidence first.

    Pairs that are made stay, but where a leg finds a partner by a name, a number or a reference, and had one by less; a
    leg whose partner is not among the legs is left alone.
    """
    known = {leg["_id"]: leg for leg in legs}
    free = [leg for leg in known.values() if may_be_moved(leg) and (leg.get("transfer_id") or leg["_id"]) in known]
    candidates = [pair for pair in _Candidates(free, reader, convert) if not is_rejected(pair.outgoing, pair.incoming)]
    found = choose(_better(candidates))
    return Found([pair for pair in found.transfers if not pair.is_made], found.likely)


def _better(candidates: Sequence[Pair]) -> list[Pair]:
    """The candidates without those that would break a made pair for no better evidence."""
    made = {leg_id: _kind(pair) for pair in candidates if pair.is_made for leg_id in pair.ids}

    def is_better(pair: Pair) -> bool:
        broken = pair.breaks
        return not broken or (pair.evidence >= FIRM_FROM and all(_kind(pair) > made.get(each, 0) for each in broken))

    return [pair for pair in candidates if is_better(pair)]


def _kind(pair: Pair) -> int:
    """The strongest kind of a pair's evidence."""
    return int(pair.evidence).bit_length()


class _Candidates:
    """All pairs among some legs for which anything speaks."""

    def __init__(self, legs: Sequence[Leg], reader: Reader, convert: Convert) -> None:
        self._outgoing = [leg for leg in legs if leg["amount_minor"] < 0]
        self._incoming = [leg for leg in legs if leg["amount_minor"] > 0]
        self._reader = reader
        self._convert = convert
        self._foreign = len({leg["currency"] for leg in legs}) > 1
        # How many texts have a token: what more than two have is a customer's number.
        self._quoted = Counter(chain.from_iterable(tokens_of(leg["description"]) for leg in legs))

    def __iter__(self) -> Iterator[Pair]:
        found = chain(self._equal(), self._between_currencies() if self._foreign else ())
        return (pair for out, into in found if (pair := self._weighed(out, into)))

    def _equal(self) -> Iterator[tuple[Leg, Leg]]:
        """Legs of equal amounts in one currency, within days that any evidence allows."""
        by_amount = defaultdict[tuple[str, int], list[Leg]](list)
        for leg in self._incoming:
            by_amount[leg["currency"], leg["amount_minor"]].append(leg)
        for out in self._outgoing:
            yield from _near(out, by_amount.get((out["currency"], -out["amount_minor"]), ()))

    def _between_currencies(self) -> Iterator[tuple[Leg, Leg]]:
        """Legs in two currencies of which one speaks of a transfer, or which share a reference."""
        by_day = defaultdict[datetime, list[Leg]](list)
        for leg in self._incoming:
            by_day[leg["date"]].append(leg)
        for out in self._outgoing:
            speaks = self._read(out).speaks
            days = (out["date"] + timedelta(days=days) for days in range(-DAYS_REFERRED, DAYS_REFERRED + 1))
            for _, into in _near(out, chain.from_iterable(by_day.get(day, ()) for day in days)):
                told = speaks or self._read(into).speaks or _is_referred(out, into)
                if told and into["currency"] != out["currency"]:
                    yield out, into

    def _read(self, leg: Leg) -> Said:
        return self._reader.read(leg)

    def _weighed(self, out: Leg, into: Leg) -> Pair | None:
        ours, theirs = self._read(out), self._read(into)
        evidence = weigh(ours, theirs, self._shared(out, into))
        if out["currency"] != into["currency"]:
            evidence = self._converted(out, into, evidence)
        if "transfer" in (*out["locked"], *into["locked"]) and evidence < FIRM_FROM:
            evidence &= Evidence.CHANCE
        noise = len(ours.words) + len(theirs.words) if ours.party or theirs.party else 0
        pair = Pair(out, into, evidence, noise)
        return pair if evidence and is_in_time(evidence, pair.days) else None

    def _shared(self, out: Leg, into: Leg) -> Evidence:
        """What the references of two legs say."""
        both = self._read(out).tokens & self._read(into).tokens
        found = Evidence.REFERENCE if _is_referred(out, into) else Evidence.NONE
        return found | (Evidence.TOKEN if any(self._quoted[token] == _LEGS for token in both) else Evidence.NONE)

    def _converted(self, out: Leg, into: Leg, evidence: Evidence) -> Evidence:
        """What of the evidence holds between currencies."""
        worth = self._convert(out, into["currency"])
        if worth is None:
            return evidence if evidence & _WITHOUT_RATE else Evidence.NONE
        referred = evidence & (Evidence.REFERENCE | Evidence.TOKEN)
        tolerance = _REFERRED_TOLERANCE_PERCENT if referred else CONVERSION_TOLERANCE_PERCENT
        fits = 100 * abs(worth + into["amount_minor"]) <= tolerance * into["amount_minor"]
        return evidence if fits and evidence >= _FOREIGN_FROM else Evidence.NONE


def _near(out: Leg, incoming: Iterable[Leg]) -> Iterator[tuple[Leg, Leg]]:
    reach = timedelta(days=DAYS_REFERRED)
    for into in incoming:
        if out["account_id"] != into["account_id"] and abs(into["date"] - out["date"]) <= reach:
            yield out, into


def _is_referred(out: Leg, into: Leg) -> bool:
    return bool(out.get("reference")) and out.get("reference") == into.get("reference")


def choose(candidates: Sequence[Pair]) -> Found:
    """Returns which candidates are transfers, and which are only likely.

    Pairs of stronger evidence go first, and of one kind the plainest and closest. Where two that are alike want the
    same leg, neither is done, but for legs between the same two accounts: which of those go together is all the same.
    """
    done, contested, taken = list[Pair](), set[ObjectId](), set[ObjectId]()
    for _, group in groupby(sorted(candidates, key=_order), key=_rank):
        alike = [pair for pair in group if taken.isdisjoint(pair.ids) and contested.isdisjoint(pair.ids)]
        for part in _components([pair for pair in alike if pair.evidence >= DONE_FROM]):
            agreed = _agreed(part)
            done += agreed
            taken.update(chain.from_iterable(pair.ids for pair in agreed))
            if not agreed:
                contested.update(chain.from_iterable(pair.ids for pair in part))
    return Found(done, [pair for pair in sorted(candidates, key=_order) if taken.isdisjoint(pair.ids)])


def _rank(pair: Pair) -> tuple[int, int, int]:
    """The order of pairs; without a name or number that tells one partner from another, days do not decide."""
    if pair.evidence < FIRM_FROM:
        return -pair.evidence, 0, 0
    return -pair.evidence, pair.noise, 2 * abs(pair.days) + (pair.days < 0)


def _order(pair: Pair) -> tuple[tuple[int, int, int], int, datetime, ObjectId, ObjectId]:
    return (_rank(pair), abs(pair.days), pair.outgoing["date"], *pair.ids)


def _components(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs that want the same legs, directly or through others, together."""
    found: list[tuple[set[ObjectId], list[Pair]]] = []
    for pair in pairs:
        touching = [each for each in found if not each[0].isdisjoint(pair.ids)]
        found = [each for each in found if each[0].isdisjoint(pair.ids)]
        ids = set(pair.ids).union(*(each[0] for each in touching))
        found.append((ids, [*chain.from_iterable(each[1] for each in touching), pair]))
    return [part for _, part in found]


def _agreed(part: Sequence[Pair]) -> list[Pair]:
    """The pairs of a component that are done: its only one, or all of several between the same two accounts."""
    if len(part) == 1:
        return list(part)
    outgoing = sorted({pair.ids[0] for pair in part}, key=_dates(part, outgoing=True).__getitem__)
    incoming = sorted({pair.ids[1] for pair in part}, key=_dates(part, outgoing=False).__getitem__)
    if len({pair.accounts for pair in part}) > 1 or len(outgoing) != len(incoming):
        return []
    by_ids = {pair.ids: pair for pair in part}
    matched = [by_ids.get(ids) for ids in zip(outgoing, incoming, strict=True)]
    return [pair for pair in matched if pair] if all(matched) else []


def _dates(part: Sequence[Pair], *, outgoing: bool) -> dict[ObjectId, tuple[datetime, ObjectId]]:
    legs = (pair.outgoing if outgoing else pair.incoming for pair in part)
    return {leg["_id"]: (leg["date"], leg["_id"]) for leg in legs}
