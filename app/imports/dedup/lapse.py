"""Decides which pending transactions have lapsed: a later statement of the same days no longer lists them.

Whether one has is a fact of the statements that are there, whatever order they came in, so it is found anew whenever
one comes or goes: an import that ends, an import that is undone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bson import ObjectId

from app.imports import store
from app.imports.dedup.statement_kind import period_in, source_kind_of
from app.imports.documents import Days, SourceFields
from app.infra.database.mongo import Scope
from app.transactions.documents import Actor, Change, Transaction
from app.transactions.provenance import service as transactions

# Whatever a statement lists, what was pending so long ago is booked or gone: banks keep card holds for a week.
LONG_PENDING = timedelta(days=10)
# Formats of which one variant lists what is expected (MT942, camt.052) and the usual one only what is booked.
_OF_BOOKED_LINES = ("mt940", "camt")
_NEVER = 2 * (datetime(1, 1, 1, tzinfo=UTC),)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the account: its kind, its days, when it came, and whether it is all that the bank had.

    That is not known of one imported before it was asked; such a one proves nothing.
    """

    kind: str
    period: Days
    came: datetime
    is_whole: bool | None

    @property
    def made(self) -> tuple[datetime, datetime]:
        """Returns what orders statements by when the bank made them: their newest day, then the order they came in."""
        return self.period[1], self.came


def is_lapsed(day: datetime, containing: Collection[Statement], others: Iterable[Statement]) -> bool:
    """Whether a pending transaction of a day, listed by some statements, is proved gone by another one."""
    last = max(containing, key=lambda each: each.made)
    kinds = {each.kind for each in containing}
    return any(each.is_whole and each.made > last.made and _proves(each, day, kinds, last) for each in others)


def _proves(later: Statement, day: datetime, kinds: Collection[str], last: Statement) -> bool:
    """Whether a later statement that lacks the transaction would list it, or its booked line, if it were any more.

    One of the same kind lists what is pending on days from its first to its last. Another kind may list booked
    lines only: there time has to tell, as for a statement that begins behind the day and goes on where the last ended.
    """
    first, newest = later.period
    if newest < day:
        return False
    long_ago = newest >= day + LONG_PENDING
    if first <= day:
        return long_ago or (later.kind in kinds and later.kind not in _OF_BOOKED_LINES)
    return long_ago and first <= last.period[1] + timedelta(days=1)


def reconsider(tx: Scope, account_ids: Sequence[ObjectId], actor: Actor) -> None:
    """Let pending transactions of some accounts lapse that later statements lack, and those return that they have."""
    if open_ones := transactions.find_open(tx, account_ids):
        transactions.write_changes(tx, _changes(tx, account_ids, open_ones), actor)


def _changes(tx: Scope, account_ids: Sequence[ObjectId], open_ones: Sequence[Transaction]) -> list[Change]:
    imports = store.find_standing_imports(tx, account_ids)
    containing = store.find_imports_repeating(tx, [document["_id"] for document in open_ones])
    changes = []
    for document in open_ones:
        lapsed = _has_lapsed(document, _lists(document, containing.get(document["_id"], {})), imports)
        if lapsed is not None and lapsed != (document["status"] == "lapsed"):
            changes.append(
                (document, transactions.lapsed(document) if lapsed else transactions.pending_again(document))
            )
    return changes


def _lists(document: Transaction, repeating: Mapping[ObjectId, bool]) -> dict[ObjectId, bool]:
    """Returns the imports that have a transaction, and of each whether it says that it has lapsed."""
    created_by = document["import_id"]
    return {**({created_by: document.get("told_lapsed", False)} if created_by else {}), **repeating}


def _has_lapsed(
    document: Transaction, its: Mapping[ObjectId, bool], imports: Mapping[ObjectId, SourceFields]
) -> bool | None:
    """Whether a transaction has lapsed that some imports have, each as pending or (exports of ours) as lapsed.

    None where nothing tells. Exports and rows that a program sends say what is pending only where no statement does; an
    export says what has lapsed as long as no statement made later lists it.
    """
    account_id = document["account_id"]
    of_account = {
        key: _statement(each, account_id) for key, each in imports.items() if account_id in store.accounts_of(each)
    }
    gone = [each.made for key, each in of_account.items() if its.get(key)]
    containing = [each for key, each in of_account.items() if its.get(key) is False]
    statements = [each for each in containing if each.is_whole is not False]
    if gone and max(gone) > max((each.made for each in statements), default=_NEVER):
        return True
    if not containing or (not statements and document["status"] == "lapsed"):
        return None
    others = [each for key, each in of_account.items() if key not in its]
    return is_lapsed(document["date"], statements or containing, others)


def _statement(fields: SourceFields, account_id: ObjectId) -> Statement:
    kind, period = source_kind_of(fields), period_in(fields, account_id)
    return Statement(kind, period, fields["created_at"], fields.get("is_whole"))
