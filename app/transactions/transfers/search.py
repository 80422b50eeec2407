"""Searches a workspace for transfers: reads what may be a leg, and looks its other side up by amount or reference."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from bson import ObjectId

from app.accounts import service as accounts
from app.auth import service as auth
from app.infra.database.mongo import Scope
from app.money import from_minor
from app.rates import service as rates
from app.transactions.documents import Leg
from app.transactions.transfers import store
from app.transactions.transfers.evidence import DAYS_REFERRED
from app.transactions.transfers.pairing import CONVERSION_TOLERANCE_PERCENT, Found, find_pairs
from app.transactions.transfers.reading import Reader

# What a row of a statement may be paired with; a reference reaches further.
REACH = timedelta(days=7)
_REFERRED = timedelta(days=DAYS_REFERRED)
_SEEDS_AT_ONCE = 500
# More than any amount.
_ANY_AMOUNT = 1 << 62


class Search:
    """A search for transfers within some days of one workspace; it has at least two accounts."""

    def __init__(self, scope: Scope, first: datetime, last: datetime) -> None:
        self._scope = scope
        self._days = first, last
        known = accounts.list_accounts(scope)
        self.reader = Reader(known, auth.names_of_members(scope.workspace_id) if len(known) > 1 else ())
        self._by_currency: dict[str, list[ObjectId]] = {}
        for account in known:
            self._by_currency.setdefault(account["currency"], []).append(account["_id"])
        self.worth = _Worth(scope, self._by_currency.keys(), first - _REFERRED, last + _REFERRED)
        self.possible = len(known) > 1
        self._done = set[ObjectId]()

    def __iter__(self) -> Iterator[Found]:
        """What is found, some seeds at a time, earliest first. Only what may be a leg is read."""
        if not self.possible:
            return
        first, last = self._days
        around, referred = (first - REACH, last + REACH), (first - _REFERRED, last + _REFERRED)
        seeds = store.find_seeds(self._scope, around, referred)
        while batch := list(islice(seeds, _SEEDS_AT_ONCE)):
            found = self.among([seed for seed in batch if seed["_id"] not in self._done])
            self._done.update(leg_id for pair in found.transfers for leg_id in pair.ids)
            yield found

    def among(self, seeds: Sequence[Leg]) -> Found:
        """The pairs of some legs with others. One that a user made is never broken for a better one."""
        if not seeds:
            return Found([], [])
        legs = {leg["_id"]: leg for leg in (*seeds, *self._counterparts(seeds)) if self._is_known(leg)}
        partners = {other for leg in legs.values() if (other := leg.get("transfer_id"))} - legs.keys()
        if partners:
            legs.update({leg["_id"]: leg for leg in store.find_legs(self._scope, partners) if self._is_known(leg)})
        rejected = _Rejected(store.find_rejections(self._scope, legs.values()))
        found = find_pairs(legs.values(), self.reader, self.worth.minor, rejected)
        broken = [leg_id for pair in found.transfers for leg_id in pair.breaks]
        kept = store.paired_by_users(self._scope, broken) if broken else ()
        if not kept:
            return found
        free = [leg for leg in legs.values() if leg["_id"] not in kept]
        return find_pairs(free, self.reader, self.worth.minor, rejected)

    def is_proved(self, out: Leg, into: Leg) -> bool:
        """Whether something speaks for one pair, whatever else there is."""
        return bool(find_pairs([out, into], self.reader, self.worth.minor, _Rejected(())).transfers)

    def _is_known(self, leg: Leg) -> bool:
        return leg["account_id"] in self.reader.accounts

    def _counterparts(self, seeds: Sequence[Leg]) -> Iterator[Leg]:
        """Candidates for the other legs of some, and for rivals of these: the same amounts in both directions."""
        first, last = min(seed["date"] for seed in seeds), max(seed["date"] for seed in seeds)
        amounts = {sign * seed["amount_minor"] for seed in seeds for sign in (1, -1)}
        yield from store.find_amounts(self._scope, amounts, first - 2 * REACH, last + 2 * REACH)
        if references := {reference for seed in seeds if (reference := seed.get("reference"))}:
            yield from store.find_references(self._scope, references, first - _REFERRED, last + _REFERRED)
        if len(self._by_currency) > 1:
            for seed in filter(self._is_known, seeds):
                if self.reader.read(seed).speaks:
                    yield from self._in_other_currencies(seed)

    def _in_other_currencies(self, seed: Leg) -> Iterator[Leg]:
        """Amounts of as much worth; without a rate all that went the other way in accounts the seed names."""
        said = self.reader.read(seed)
        span = (seed["date"] - REACH, seed["date"] + REACH)
        named = {*said.told_accounts, *said.numbered, *said.tails, *said.named}
        for currency, account_ids in self._by_currency.items():
            if currency == seed["currency"]:
                continue
            amounts = self._worth_as_much(seed, currency)
            wanted = account_ids if amounts else [each for each in account_ids if each in named]
            if wanted:
                yield from store.find_in_accounts(self._scope, wanted, amounts or _opposite(seed), span)

    def _worth_as_much(self, seed: Leg, currency: str) -> tuple[int, int] | None:
        worth = self.worth.minor(seed, currency)
        if worth is None:
            return None
        # Wider than the tolerance, which the pairing applies to the withdrawal, whichever of the two that is.
        slack = abs(worth) * (CONVERSION_TOLERANCE_PERCENT + 1) // 100 + 1
        return -worth - slack, -worth + slack


def _opposite(leg: Leg) -> tuple[int, int]:
    return (-_ANY_AMOUNT, -1) if leg["amount_minor"] > 0 else (1, _ANY_AMOUNT)


class _Rejected:
    """The pairs that users said are no transfers, by the ids of their legs or by their fingerprints."""

    def __init__(self, rejections: Iterable[store.Rejection]) -> None:
        self._ids = set[tuple[ObjectId, ObjectId]]()
        self._fingerprints = set[tuple[str, str]]()
        for each in rejections:
            self._ids.add((each["outgoing_id"], each["incoming_id"]))
            self._fingerprints.add((each["outgoing_fingerprint"], each["incoming_fingerprint"]))

    def __call__(self, out: Leg, into: Leg) -> bool:
        """Whether a user said that two legs are no transfer."""
        by_fingerprint = (out["fingerprint"], into["fingerprint"]) in self._fingerprints
        return by_fingerprint or (out["_id"], into["_id"]) in self._ids


class _Worth:
    """Amounts in other currencies by the rates of a span of days."""

    def __init__(self, scope: Scope, currencies: Collection[str], first: datetime, last: datetime) -> None:
        wanted = set(currencies)
        self._table = rates.table(scope, wanted, first, last) if len(wanted) > 1 else rates.RateTable({})

    def minor(self, leg: Leg, currency: str) -> int | None:
        """A leg's amount in minor units of a currency by the rate of its day; None without one."""
        rate = self._table.find(leg["currency"], currency, leg["date"])
        amount = from_minor(leg["amount_minor"], leg["currency"])
        return None if rate is None else rates.rounded_minor(rate.convert(amount), currency)
