"""Matches lines of a statement with transactions that came from another source, such as another export of the bank.

Two sources word the same movement differently and may date it differently, so neither words nor one day decide: an
equal amount on a day both name, from another kind of statement, is the same movement; some days apart it needs a word
in common, unless a booked line and a pending one are left without any other partner. Lines and transactions are paired
one to one, the best pairs first, so that counts stay right: one coffee here and two there are one duplicate and one new
transaction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId

from app.imports.documents import Days
from app.imports.drafting.drafts import Draft
from app.imports.drafting.lines import midnight
from app.merchants.similarity import similarity
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import OPEN, Transaction

# Sources differ by so much about the day of a movement.
NEAR = timedelta(days=3)
# A pending line is posted a day before its own day at the earliest (time zones), a week after it at the latest.
EARLIEST, LATEST = timedelta(days=-1), timedelta(days=7)

# A kind of statement, whether a bank's id or the content made the fingerprint, and whether the line was pending.
Identity = tuple[str, bool, bool]
Rank = tuple[int, float, timedelta]
# An account, an amount, its currency and a day.
_MoneyDay = tuple[ObjectId, int, str, datetime]


def identity(source_kind: str, fingerprint: str, *, pending: bool) -> Identity:
    """Returns how a kind of statement identifies a transaction: two lines of one identity are two transactions."""
    return source_kind, is_by_id(fingerprint), pending


@dataclass(frozen=True, slots=True)
class ExistingTransaction:
    """A transaction of the account with its identities in statements, and the days that its own statement covers."""

    document: Transaction
    identities: frozenset[Identity]
    period: Days
    deleted: bool = False
    # Of the very statement being matched, from an earlier batch: no line is it, but it may compete with one.
    is_own: bool = False

    @property
    def transaction_id(self) -> ObjectId:
        """Returns its id."""
        return self.document["_id"]


@dataclass(frozen=True, slots=True)
class MatchContext:
    """The statement being matched: its source kind, its period, and accounts whose bank reissued all ids."""

    source_kind: str
    period: Days
    reissued: frozenset[ObjectId] = frozenset()


def match_one_to_one(
    drafts: Sequence[Draft], existing: Iterable[ExistingTransaction], context: MatchContext
) -> dict[int, ExistingTransaction]:
    """Returns the transaction that each line is, by row number; lines that are new have none.

    Pairs are taken in one order of all, so what was paired before may be left out of both sides and the rest comes out
    the same: batches do not matter.
    """
    known = list(existing)
    pairs = sorted(_ranked(drafts, known, context), key=lambda pair: pair[:3])
    found: dict[int, ExistingTransaction] = {}
    taken: set[ObjectId] = set()
    for _, row, transaction_id, each in pairs:
        if row not in found and transaction_id not in taken:
            found[row] = each
            taken.add(transaction_id)
    unmatched = [draft for draft in drafts if draft.entry.row.row not in found]
    return found | _only_partners(unmatched, [each for each in known if each.transaction_id not in taken])


def _only_partners(drafts: Sequence[Draft], existing: Sequence[ExistingTransaction]) -> dict[int, ExistingTransaction]:
    """Returns which booked line is which pending one without a word in common: where each has no other partner."""
    if not any(each.document["status"] in OPEN for each in existing) and not any(map(_is_pending, drafts)):
        return {}
    near = _by_money_and_day(existing)
    fits = {draft.entry.row.row: _fitting(draft, near) for draft in drafts}
    claims = Counter(each.transaction_id for its in fits.values() for each in its)
    claims.update(_claimed_by_earlier_batches(existing))
    return {
        row: its[0]
        for row, its in fits.items()
        if len(its) == 1 and claims[its[0].transaction_id] == 1 and not its[0].is_own
    }


def _fitting(draft: Draft, near: Mapping[_MoneyDay, dict[ObjectId, ExistingTransaction]]) -> list[ExistingTransaction]:
    return [each for each in _near(draft, near).values() if _may_be(_is_pending(draft), draft.entry.day, each)]


def _is_pending(draft: Draft) -> bool:
    return draft.entry.row.pending


def _may_be(pending: bool, day: datetime, each: ExistingTransaction) -> bool:
    """Whether a line may be a transaction of its amount of which one is pending and the other is not."""
    was_pending = each.document["status"] in OPEN
    if pending == was_pending or each.deleted or (pending and any(known[2] for known in each.identities)):
        return False
    later = each.document["date"] - day if pending else day - each.document["date"]
    return (timedelta(0) if pending else EARLIEST) <= later <= LATEST


def _claimed_by_earlier_batches(existing: Sequence[ExistingTransaction]) -> Iterator[ObjectId]:
    """Returns a transaction once for each that an earlier batch of the same statement added and that may be it."""
    own = defaultdict(list)
    for each in existing:
        if each.is_own:
            own[_money(each.document)].append(each.document)
    for each in existing:
        for document in own.get(_money(each.document), ()):
            if _may_be(document["status"] in OPEN, document["date"], each):
                yield each.transaction_id


def _by_money_and_day(
    existing: Iterable[ExistingTransaction],
) -> dict[_MoneyDay, dict[ObjectId, ExistingTransaction]]:
    known: dict[_MoneyDay, dict[ObjectId, ExistingTransaction]] = defaultdict(dict)
    for each in existing:
        for day in _days_of(each.document):
            known[(*_money(each.document), day)][each.transaction_id] = each
    return known


def _ranked(
    drafts: Sequence[Draft], existing: Iterable[ExistingTransaction], context: MatchContext
) -> Iterable[tuple[Rank, int, ObjectId, ExistingTransaction]]:
    known = _by_money_and_day(each for each in existing if not each.is_own)
    for draft in drafts:
        for each in _near(draft, known).values():
            rank = _rank(draft, each, context)
            if rank is not None:
                yield rank, draft.entry.row.row, each.transaction_id, each


def _near(
    draft: Draft, known: Mapping[_MoneyDay, dict[ObjectId, ExistingTransaction]]
) -> dict[ObjectId, ExistingTransaction]:
    """Returns transactions of the line's amount on a day near one of its own; even of a daily fare they are few."""
    money = draft.account_id, draft.entry.amount_minor, draft.entry.row.currency
    around = {draft.entry.day + timedelta(days) for days in range(-LATEST.days, LATEST.days + 1)}
    found: dict[ObjectId, ExistingTransaction] = {}
    for day in around | _days(draft):
        found |= known.get((*money, day), {})
    return found


def _money(document: Transaction) -> tuple[ObjectId, int, str]:
    return document["account_id"], document["amount_minor"], document["currency"]


def _rank(draft: Draft, existing: ExistingTransaction, context: MatchContext) -> Rank | None:
    """Returns how good a pair is, the lower the better; None if they are two transactions.

    A common booking day comes first, then any common day, then days near enough; within these, similarity.
    """
    here, there = identity_of(draft, context.source_kind), existing.identities
    pending, was_pending = here[2], existing.document["status"] in OPEN
    reissued = draft.account_id in context.reissued
    if here in there and not (pending and was_pending) and not reissued:
        return None
    # What another source posted, this one may have had as pending before it has it as posted.
    comparable = [known for known in there if pending or was_pending or not known[2]]
    elsewhere = all(known[:2] != here[:2] for known in comparable)
    score = similarity(draft.entry.row.description, draft.filing.merchant, existing.document)
    apart = draft.entry.day - existing.document["date"]
    if _days(draft).isdisjoint(_days_of(existing.document)):
        near = elsewhere and _is_covered(draft, existing, context.period)
        tier = _tier_apart(apart, (pending, was_pending), near=near)
        return (tier, -score, abs(apart)) if score and tier else None
    same = elsewhere or reissued or (score and (pending or was_pending))
    return (1 if apart else 0, -score, abs(apart)) if same else None


def _tier_apart(apart: timedelta, pending: tuple[bool, bool], *, near: bool) -> int | None:
    """Returns how good a pair without a common day is at best."""
    if pending == (False, False):
        return 2 if near and abs(apart) <= NEAR else None
    later = -apart if pending == (True, False) else apart
    if not EARLIEST <= later <= LATEST:
        return None
    return 3 if pending == (True, True) else 2


def _is_covered(draft: Draft, existing: ExistingTransaction, period: Days) -> bool:
    """Whether one of the two statements covers both days.

    Else each has a day the other does not cover: an equal purchase on another day, not the same one.
    """
    return (
        existing.period[0] <= draft.entry.day <= existing.period[1]
        or period[0] <= existing.document["date"] <= period[1]
    )


def identity_of(draft: Draft, source_kind: str) -> Identity:
    """Returns the identity of a line in its own statement."""
    return identity(source_kind, draft.fingerprint, pending=draft.entry.row.pending)


def _days(draft: Draft) -> set[datetime]:
    row = draft.entry.row
    return {draft.entry.day, *(midnight(day) for day in (row.value_date, row.transaction_date) if day)}


def _days_of(document: Transaction) -> set[datetime]:
    days = (document["date"], document["value_date"], document["transaction_date"])
    return {day for day in days if day}
