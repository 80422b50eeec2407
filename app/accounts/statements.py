"""The statements of an account: recording what an import found, and the coverage and opening balance that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from bson import ObjectId

from app.accounts import store
from app.accounts.coverage import Statement, gaps, opening_of, overlaps
from app.accounts.documents import Account, AccountStatement, Coverage, Gap, OpeningBasis, Overlap, ShownStatement
from app.infra.database.mongo import Scope

# Coverage is worked out from the newest ones: forty years of months, and it takes milliseconds.
JUDGED = 500
# Shown with the account; all imports are a list of their own.
SHOWN = 24
# Statements that begin on one day, beyond which the earliest is not searched further.
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What one import's statement says about one account.

    Days of its first and last row, the period it names (None where it names none), how many rows it has, and the
    balances before and after them in minor units (None where unknown). They are `certain` when they prove the rows,
    or else only follow from one balance and the rows. `repeats` says that the import had lines known before.

    What an export of ours says (`from_export`) is no bank's statement: it takes no part in the account's coverage. It
    may give the account `numbers`.
    """

    first_day: date
    last_day: date
    rows: int
    opening_minor: int | None = None
    closing_minor: int | None = None
    certain: bool = False
    covers_from: date | None = None
    covers_to: date | None = None
    repeats: bool = False
    from_export: bool = False
    numbers: tuple[str, ...] = ()


def record_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId, facts: StatementFacts) -> None:
    """Keep what a finished import says about an account, and update its coverage and opening balance.

    The same import again replaces what it said; nothing is kept for a deleted account.
    """
    if store.find(tx, account_id) is not None:
        store.put_statement(tx, account_id, import_id, _fields(facts))
        repeats = facts.from_export and _moves_nothing(tx, account_id, import_id)
        _refresh(tx, account_id, settles=not repeats)


def forget_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId) -> None:
    """Delete what an import said about an account, and update its coverage and opening balance."""
    store.remove_statement(tx, account_id, import_id)
    _refresh(tx, account_id, settles=True)


def is_number_stated(tx: Scope, account_id: ObjectId, import_id: ObjectId, number: str) -> bool:
    """Whether an export that another import read gives an account this number."""
    return store.is_number_stated(tx, account_id, import_id, number)


def _refresh(tx: Scope, account_id: ObjectId, *, settles: bool) -> None:
    account = store.find(tx, account_id)
    if account is not None:
        if settles:
            _settle_opening(tx, account)
        store.set_coverage(tx, account_id, _coverage(tx, account_id))


def _moves_nothing(tx: Scope, account_id: ObjectId, import_id: ObjectId) -> bool:
    """Whether an import has no transactions in an account whose opening balance is known from another statement.

    An export that only repeats what is there brings no reason to work that balance out anew: where a user deleted an
    imported transaction since, it would move.
    """
    account = store.find(tx, account_id)
    basis = account.get("opening_basis") if account else None
    known = basis is not None and basis["opening_minor"] is not None and basis["import_id"] != import_id
    return known and not store.has_transactions_of(tx, account_id, import_id)


def _settle_opening(tx: Scope, account: Account) -> None:
    """Set the opening balance of an account that an import opened, unless a user has set it.

    It follows from the statements alone, in whatever order they came: the opening balance of the earliest that knows
    one, less what was imported of the time before it. It is worked out anew only when those statements change, so
    that undoing an import restores the balance there was before.
    """
    if not account.get("opens_with_statements"):
        return
    earliest = _earliest(tx, account["_id"])
    basis, opening = _opening_by(tx, account["_id"], earliest) if earliest else (None, 0)
    if basis != account.get("opening_basis"):
        store.set_opening(tx, account["_id"], opening, opening - account["opening_balance_minor"], basis)


def _opening_by(tx: Scope, account_id: ObjectId, earliest: Statement) -> tuple[OpeningBasis, int]:
    """What the opening balance is worked out from, and the balance in minor units."""
    day = _midnight(earliest.first_day)
    earlier = store.count_statements(tx, account_id, day)
    # An export knows of what was entered by hand before its first day; a bank does not.
    if earliest.from_export:
        moved = store.moved_before(tx, account_id, day)
    else:
        moved = store.imported_before(tx, account_id, day) if earlier else 0
    basis: OpeningBasis = {
        "import_id": earliest.import_id,
        "opening_minor": earliest.opening_minor,
        "earlier": earlier,
    }
    return basis, (earliest.opening_minor or 0) - moved


def _earliest(tx: Scope, account_id: ObjectId) -> Statement | None:
    """The statement to open with: one whose balances are certain before any other."""
    certain, others = (
        store.opening_statements(tx, account_id, certain=certain, most=_CANDIDATES) for certain in (True, False)
    )
    return opening_of(_statements(certain)) or opening_of(_statements(others))


def _coverage(tx: Scope, account_id: ObjectId) -> Coverage:
    newest = store.newest_statements(tx, account_id, JUDGED)
    judged = [each if each["certain"] else _without_balances(each) for each in newest]
    statements = _statements(judged)
    return {
        "count": store.count_of_banks(tx, account_id) if len(newest) == JUDGED else len(newest),
        "statements": [_shown(each) for each in judged[:SHOWN]],
        "gaps": [_dated_gap(gap) for gap in gaps(statements)],
        "overlaps": [_dated_overlap(overlap) for overlap in overlaps(statements)],
    }


_SHOWN_FIELDS = ("import_id", "first_day", "last_day", "rows", "opening_minor", "closing_minor")


def _without_balances(statement: AccountStatement) -> AccountStatement:
    return {**statement, "opening_minor": None, "closing_minor": None}


def _shown(statement: AccountStatement) -> ShownStatement:
    return cast(ShownStatement, {name: statement.get(name) for name in _SHOWN_FIELDS})


def _statements(documents: Sequence[AccountStatement]) -> list[Statement]:
    return [_statement(each) for each in documents]


def _statement(document: AccountStatement) -> Statement:
    return Statement(
        import_id=document["import_id"],
        first_day=document["first_day"].date(),
        last_day=document["last_day"].date(),
        opening_minor=document["opening_minor"],
        closing_minor=document["closing_minor"],
        covers_from=document["covers_from"].date() if document["covers_from"] else None,
        covers_to=document["covers_to"].date() if document["covers_to"] else None,
        repeats=document["repeats"],
        from_export=document.get("from_export", False),
    )


def _fields(facts: StatementFacts) -> dict[str, object]:
    """The facts as MongoDB keeps them, with days as datetimes."""
    values = {name: getattr(facts, name) for name in facts.__slots__}
    if facts.from_export:
        values["numbers"] = list(facts.numbers)
    else:
        del values["from_export"], values["numbers"]
    return {name: _midnight(value) if isinstance(value, date) else value for name, value in values.items()}


def _dated_gap(gap: Gap) -> Gap:
    return {"from": _midnight(gap["from"]), "to": _midnight(gap["to"]), "reason": gap["reason"]}


def _dated_overlap(shared: Overlap) -> Overlap:
    return {"from": _midnight(shared["from"]), "to": _midnight(shared["to"]), "import_ids": shared["import_ids"]}


def _midnight(day: date) -> datetime:
    """A calendar day as MongoDB keeps it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
