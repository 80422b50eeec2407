"""The statements an account was fed by: what they cover, and the opening balance they prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bson import ObjectId

from app.accounts import store
from app.accounts.coverage import Statement, gaps, opening_of, overlaps
from app.infra.database.mongo import Document, Scope

# Coverage is judged by the newest ones: forty years of months, and it stays a matter of milliseconds.
JUDGED = 500
# Shown with the account; all imports are a list of their own.
SHOWN = 24
# More statements than this that begin on one day are no reason to read on.
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Note:
    """What one import's statement says about one account.

    Days of its first and last row, the period it names (None where it names none), how many rows it has, and the
    balances before and after them in minor units (None where unknown). They are `certain` when they prove the rows,
    or else only follow from one balance and the rows. `repeats` says that the import held lines known before.
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


def record_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId, note: Note) -> None:
    """Keep what a finished import says about an account; its coverage and opening balance follow.

    The same import again replaces what it said; an account that is gone is left alone.
    """
    fields = {name: _midnight(value) for name, value in _fields(note).items()}
    if store.find(tx, account_id) is not None:
        store.put_statement(tx, account_id, import_id, fields)
        _follow(tx, account_id)


def forget_statement(tx: Scope, account_id: ObjectId, import_id: ObjectId) -> None:
    """Take back what an import said about an account; its coverage and opening balance follow."""
    store.remove_statement(tx, account_id, import_id)
    _follow(tx, account_id)


def _follow(tx: Scope, account_id: ObjectId) -> None:
    account = store.find(tx, account_id)
    if account is not None:
        _settle_opening(tx, account)
        store.set_coverage(tx, account_id, _coverage(tx, account_id))


def _settle_opening(tx: Scope, account: Document) -> None:
    """Give an account that an import opened what it held before its first row, unless a user has said so.

    It follows from the statements alone, in whatever order they came: the earliest that knows its opening balance,
    less what was imported of the time before it. It is worked out anew only when those statements change, so that
    taking a statement back leads to the balance there was before.
    """
    if not account.get("opens_with_statements"):
        return
    earliest = _earliest(tx, account["_id"])
    basis, opening = None, 0
    if earliest is not None:
        day = _midnight(earliest.first_day)
        earlier = store.count_statements(tx, account["_id"], day)
        basis = {"import_id": earliest.import_id, "opening_minor": earliest.opening_minor, "earlier": earlier}
        opening = (earliest.opening_minor or 0) - (store.imported_before(tx, account["_id"], day) if earlier else 0)
    if basis != account.get("opening_basis"):
        store.set_opening(tx, account["_id"], opening, opening - account["opening_balance_minor"], basis)


def _earliest(tx: Scope, account_id: ObjectId) -> Statement | None:
    """The statement to open with: one whose balances are certain before any other."""
    certain, others = (
        store.opening_statements(tx, account_id, certain=certain, most=_CANDIDATES) for certain in (True, False)
    )
    return opening_of(_statements(certain)) or opening_of(_statements(others))


def _coverage(tx: Scope, account_id: ObjectId) -> Document:
    """What the account's document keeps, so that a list of accounts costs no more than before."""
    newest = store.newest_statements(tx, account_id, JUDGED)
    judged = [each if each["certain"] else {**each, **_UNKNOWN} for each in newest]
    statements = _statements(judged)
    return {
        "count": store.count_statements(tx, account_id) if len(newest) == JUDGED else len(newest),
        "statements": [{name: each[name] for name in _SHOWN_FIELDS} for each in judged[:SHOWN]],
        "gaps": [_dated(gap) for gap in gaps(statements)],
        "overlaps": [_dated(overlap) for overlap in overlaps(statements)],
    }


_SHOWN_FIELDS = ("import_id", "first_day", "last_day", "rows", "opening_minor", "closing_minor")
_UNKNOWN = {"opening_minor": None, "closing_minor": None}
_KEPT_FIELDS = ("import_id", "opening_minor", "closing_minor", "repeats")
_DAYS = ("first_day", "last_day", "covers_from", "covers_to")


def _statements(documents: Sequence[Document]) -> list[Statement]:
    return [Statement(**{name: each[name] for name in _KEPT_FIELDS}, **_days(each)) for each in documents]


def _days(document: Document) -> dict[str, Any]:
    return {name: document[name].date() if document[name] else None for name in _DAYS}


def _fields(note: Note) -> Document:
    return {name: getattr(note, name) for name in note.__slots__}


def _dated(found: dict[str, Any]) -> Document:
    return {name: _midnight(value) for name, value in found.items()}


def _midnight(value: Any) -> Any:
    """A calendar day as MongoDB keeps it; anything else as it is."""
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else value
