"""Resolves equal lines on a day that two statements share: which of them exist already, by their balances."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from bson import ObjectId

from app.imports.dedup.balance_chain import Step, is_one_sequence
from app.imports.dedup.statement_kind import OtherImport, Source
from app.imports.drafting.drafts import Batch, Draft
from app.imports.drafting.fingerprint import base_of, numbered
from app.imports.drafting.lines import optional_minor
from app.infra.database.mongo import Scope
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import Transaction
from app.transactions.provenance import fingerprint_store
from app.transactions.provenance.fingerprint_store import KnownFingerprint

AccountDay = tuple[ObjectId, datetime]
_DAY = timedelta(days=1)


class SameDayMatch(NamedTuple):
    """The result for a line: the existing transaction that it is, or the fingerprint of a new one."""

    transaction_id: ObjectId | None
    fingerprint: str


class _ExistingLine(NamedTuple):
    """A transaction that may be one of the day's lines, and the balance that its statement states after it."""

    transaction_id: ObjectId
    fingerprint: str
    import_id: ObjectId | None
    amount_minor: int
    balance_minor: int | None


@dataclass(slots=True)
class _Day:
    """The steps of one account's day: those of other imports, by step, and those of this file."""

    existing: dict[Step, list[ObjectId]] = field(default_factory=lambda: defaultdict(list))
    incoming: Counter[Step] = field(default_factory=Counter)
    fingerprints: set[str] = field(default_factory=set)


def resolve_same_day(
    scope: Scope,
    source: Source,
    batch: Batch,
    known: Mapping[str, KnownFingerprint],
    others: Mapping[ObjectId, OtherImport],
) -> dict[int, SameDayMatch]:
    """Returns what lines are on days that balances decide, by row number; nothing for all other lines.

    Only days are looked at on which a fingerprint and its balance contradict each other, or a second equal line comes.
    """
    same_kind = {import_id for import_id, other in others.items() if other.kind == source.kind}
    days = _suspicious_days(scope, batch.drafts, known, same_kind)
    if not days:
        return {}
    matches: dict[int, SameDayMatch] = {}
    drafts = _by_day([*batch.drafts, *batch.lookahead], days)
    existing = _existing_rows(scope, days, drafts, same_kind | {source.import_id})
    rows = {draft.entry.row.row for draft in batch.drafts}
    for account_day, of_day in drafts.items():
        day = _day_of(of_day, existing[account_day], source.import_id)
        if day is not None and _is_decided(scope, source, account_day, day):
            matches |= _assign([draft for draft in of_day if draft.entry.row.row in rows], day)
    return matches


def balance_of(draft: Draft) -> int | None:
    """Returns the running balance beside the line, in minor units."""
    return optional_minor(draft.entry.row.balance, draft.entry.row.currency)


def _is_counted(draft: Draft) -> bool:
    """Whether the fingerprint is made of the content and the place among equal lines."""
    return not draft.entry.row.pending and not is_by_id(draft.fingerprint)


def _suspicious_days(
    scope: Scope, drafts: Sequence[Draft], known: Mapping[str, KnownFingerprint], same_kind: set[ObjectId]
) -> set[AccountDay]:
    second: list[Draft] = []
    found: set[AccountDay] = set()
    for draft in drafts:
        if draft.entry.row.balance is None or not _is_counted(draft):
            continue
        same = known.get(draft.fingerprint)
        if same is None:
            second += [draft] if base_of(draft.fingerprint) != draft.fingerprint else []
        elif same.balance_minor not in (None, balance_of(draft)):
            found.add((draft.account_id, draft.entry.day))
    return found | _repeated_days(scope, second, same_kind) if second else found


def _repeated_days(scope: Scope, second: Sequence[Draft], same_kind: set[ObjectId]) -> set[AccountDay]:
    """Returns the days of lines that follow an equal line of their file, if another import has that one."""
    first = fingerprint_store.find_known(scope, list({base_of(draft.fingerprint) for draft in second}))
    found: set[AccountDay] = set()
    for draft in second:
        same = first.get(base_of(draft.fingerprint))
        if same and same.balance_minor is not None and same.import_id in same_kind:
            found.add((draft.account_id, draft.entry.day))
    return found


def _by_day(drafts: Iterable[Draft], days: set[AccountDay]) -> dict[AccountDay, list[Draft]]:
    found: dict[AccountDay, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if (draft.account_id, draft.entry.day) in days and _is_counted(draft):
            found[draft.account_id, draft.entry.day].append(draft)
    return found


def _existing_rows(
    scope: Scope, days: set[AccountDay], drafts: Mapping[AccountDay, list[Draft]], same_kind: set[ObjectId]
) -> dict[AccountDay, list[_ExistingLine]]:
    """Returns transactions on those days from statements of this kind, and deleted ones that equal a line."""
    found: dict[AccountDay, list[_ExistingLine]] = defaultdict(list)
    for document in fingerprint_store.find_imported_on(scope, {day[0] for day in days}, {day[1] for day in days}):
        account_day = document["account_id"], document["date"]
        if account_day in days and document["import_id"] in same_kind and not is_by_id(document["fingerprint"]):
            found[account_day].append(_existing_line(document))
    for account_day, of_day in drafts.items():
        found[account_day] += _deleted_or_moved(scope, of_day, found[account_day])
    return found


def _deleted_or_moved(scope: Scope, drafts: Sequence[Draft], there: Sequence[_ExistingLine]) -> list[_ExistingLine]:
    """Returns transactions equal to a line that a user deleted or moved to another day."""
    amounts = {base_of(draft.fingerprint): draft.entry.amount_minor for draft in drafts}
    most = len(drafts) + len(there) + 1
    wanted = [numbered(base, ordinal) for base in amounts for ordinal in range(most)]
    seen = {line.fingerprint for line in there}
    return [
        _ExistingLine(
            known.transaction_id, fingerprint, known.import_id, amounts[base_of(fingerprint)], known.balance_minor
        )
        for fingerprint, known in fingerprint_store.find_known(scope, wanted).items()
        if fingerprint not in seen and known.kind is None
    ]


def _day_of(drafts: Sequence[Draft], existing: Sequence[_ExistingLine], import_id: ObjectId) -> _Day | None:
    """Returns the day's steps; None where a line without a balance interrupts them."""
    day = _Day()
    for line in existing:
        if line.balance_minor is None:
            return None
        day.fingerprints.add(line.fingerprint)
        step = _step(base_of(line.fingerprint), line.amount_minor, line.balance_minor)
        if line.import_id == import_id:
            day.incoming[step] += 1
        else:
            day.existing[step].append(line.transaction_id)
    for draft in drafts:
        after = balance_of(draft)
        if after is None:
            return None
        day.incoming[_step(base_of(draft.fingerprint), draft.entry.amount_minor, after)] += 1
    return day


def _existing_line(document: Transaction) -> _ExistingLine:
    return _ExistingLine(
        document["_id"],
        document["fingerprint"],
        document["import_id"],
        document["amount_minor"],
        document.get("balance_minor"),
    )


def _step(base: str, amount_minor: int, after: int) -> Step:
    return Step(base, after - amount_minor, after)


def _is_decided(scope: Scope, source: Source, account_day: AccountDay, day: _Day) -> bool:
    """Whether the balances of both statements form one sequence on this day."""
    existing = Counter({step: len(found) for step, found in day.existing.items()})
    if is_one_sequence(existing, day.incoming, only_shared_day=False):
        return True
    return is_one_sequence(existing, day.incoming, only_shared_day=True) and _is_only_shared_day(
        scope, source, account_day
    )


def _is_only_shared_day(scope: Scope, source: Source, account_day: AccountDay) -> bool:
    """Whether no other day of this file has lines of another import."""
    account_id, day = account_day
    first, last = source.period
    around = ((first - _DAY, day) if first < day else None, (day, last + _DAY) if last > day else None)
    return not any(
        span and fingerprint_store.has_imported(scope, account_id, span, source.import_id) for span in around
    )


def _assign(drafts: Sequence[Draft], day: _Day) -> dict[int, SameDayMatch]:
    """Assigns each line an existing transaction with the same step, while there is one left, else a new fingerprint."""
    left = {step: list(found) for step, found in day.existing.items()}
    matches = {}
    for draft in drafts:
        base, after = base_of(draft.fingerprint), balance_of(draft)
        same = left.get(_step(base, draft.entry.amount_minor, after or 0))
        if same:
            matches[draft.entry.row.row] = SameDayMatch(same.pop(0), draft.fingerprint)
            continue
        ordinal = 0
        while numbered(base, ordinal) in day.fingerprints:
            ordinal += 1
        day.fingerprints.add(numbered(base, ordinal))
        matches[draft.entry.row.row] = SameDayMatch(None, numbered(base, ordinal))
    return matches
