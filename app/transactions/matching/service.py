"""Matches hand-entered transactions with imported ones: offers likely pairs, and merges one when the user confirms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from app.infra.database import files
from app.infra.database.mongo import Scope
from app.infra.pagination import decode_cursor, encode_cursor
from app.infra.preconditions import Precondition
from app.infra.problems import Conflict, Invalid, NotFound, UnknownReference
from app.merchants.similarity import similarity
from app.transactions import store
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import (
    CATEGORY_FIELDS,
    COUNTED,
    ENTERED,
    ORIGIN,
    Actor,
    Alias,
    Changes,
    Transaction,
    some_fields,
    with_fields,
)
from app.transactions.listing.ordering import key_kinds, key_of
from app.transactions.matching import store as match_store
from app.transactions.matching.store import Compared
from app.transactions.provenance import fingerprint_store
from app.transactions.writing.posting import remove, rewrite

# The booking may be so many days after the entry, or before it.
WITHIN = timedelta(days=5)
# Entered transactions looked at together, and at most for one page: a page may be short while more follow.
_CHUNK = 200
_MOST = 2000

_SORT = "-date"

# Fields taken from the imported transaction; the others stay as entered.
_FACTS = (
    *("account_id", "date", "value_date", "transaction_date", "amount_minor", "currency"),
    *("original_amount_minor", "original_currency", "description", "status"),
)
# The kind of statement, in aliases, of transactions that are entered one by one.
_ENTERED_KIND = "entered"
# Taken even where the user set them: without these the account's balance would not be the bank's.
_ALWAYS = frozenset({"account_id", "amount_minor", "currency"})
_FILED = (*CATEGORY_FIELDS, "category_tier", "confidence", "kind")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A hand-entered transaction and an imported one that may be the same, as far as it was read."""

    entered: Transaction
    imported: Compared
    days_apart: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """A hand-entered transaction and an imported one that may be the same.

    `confidence` is 0..1, by account, days and texts.
    """

    entered: Transaction
    imported: Transaction
    days_apart: int
    confidence: float


def list_matches(scope: Scope, cursor: str | None) -> "Offers":
    """The offers after a cursor, newest entered transaction first. Raises Invalid for a cursor of another list."""
    return Offers(scope, decode_cursor(cursor, _SORT, key_kinds(_SORT)) if cursor else None)


class Offers:
    """Offered matches, searched for as they are iterated."""

    def __init__(self, scope: Scope, behind: Sequence[Any] | None) -> None:
        self._scope = scope
        self._behind = behind
        # Where to continue once all that were found are shown; None at the end.
        self.next_cursor: str | None = None

    def __iter__(self) -> Iterator[Match]:
        looked_at = 0
        for entered in _chunks(self._scope, self._behind):
            yield from _whole(self._scope, offers(self._scope, entered))
            looked_at += len(entered)
            if looked_at >= _MOST:
                self.next_cursor = cursor_behind(entered[-1])
                return


def cursor_behind(entered: Transaction) -> str:
    """The cursor of the offers after that of an entered transaction."""
    return encode_cursor(_SORT, key_of(entered, _SORT))


def _whole(scope: Scope, pairs: Sequence[_Pair]) -> Iterator[Match]:
    """The pairs with all fields of the imported transactions."""
    found = store.find_many(scope, [pair.imported["_id"] for pair in pairs])
    whole = {document["_id"]: document for document in found}
    for pair in pairs:
        if imported := whole.get(pair.imported["_id"]):
            yield Match(pair.entered, imported, pair.days_apart, pair.confidence)


def count_matches_of(scope: Scope, import_id: ObjectId, days: tuple[datetime, datetime]) -> int:
    """How many offers there are because of an import, whose rows are of these days."""
    around = days[0] - WITHIN, days[1] + WITHIN
    found = (offer for entered in _chunks(scope, None, around) for offer in offers(scope, entered))
    return sum(offer.imported["import_id"] == import_id for offer in found)


def _chunks(
    scope: Scope, behind: Sequence[Any] | None, days: tuple[datetime, datetime] | None = None
) -> Iterator[list[Transaction]]:
    while entered := match_store.find_entered(scope, behind, _CHUNK, days):
        yield entered
        behind = (entered[-1]["date"], entered[-1]["_id"])


def offers(scope: Scope, entered: Sequence[Transaction]) -> list[_Pair]:
    """The best match of each entered transaction that has one, one to one, in their order."""
    if not entered:
        return []
    chosen = one_to_one(likely_pairs(scope, entered))
    return [chosen[document["_id"]] for document in entered if document["_id"] in chosen]


def likely_pairs(scope: Scope, entered: Sequence[Transaction]) -> list[_Pair]:
    """All pairs of some entered transactions with imported ones that may be the same and were not rejected."""
    days = [document["date"] for document in entered]
    amounts = {document["amount_minor"] for document in entered}
    imported = match_store.find_imported(scope, amounts, min(days) - WITHIN, max(days) + WITHIN)
    if not imported:
        return []
    covered = match_store.accounts_of_imports(scope, {id_ for each in imported if (id_ := each["import_id"])})
    rejected = match_store.find_rejections(scope, [document["_id"] for document in entered])
    return [
        pair
        for pair in _candidates(entered, imported, covered)
        if (pair.entered["_id"], pair.imported["fingerprint"]) not in rejected
    ]


def one_to_one(pairs: Iterable[_Pair]) -> dict[ObjectId, _Pair]:
    """The surest pairs, each transaction in one at most, by the entered transaction."""
    chosen: dict[ObjectId, _Pair] = {}
    taken: set[ObjectId] = set()
    for pair in sorted(pairs, key=_order):
        if pair.entered["_id"] not in chosen and pair.imported["_id"] not in taken:
            chosen[pair.entered["_id"]] = pair
            taken.add(pair.imported["_id"])
    return chosen


def _order(pair: _Pair) -> tuple[float, int, ObjectId, ObjectId]:
    return -pair.confidence, pair.days_apart, pair.entered["_id"], pair.imported["_id"]


def _candidates(
    entered: Iterable[Transaction], imported: Iterable[Compared], covered: Mapping[ObjectId, set[ObjectId]]
) -> Iterator[_Pair]:
    """Pairs of the same amount, a few days apart, that may be of the same account.

    `covered` are the accounts of each import: one that covers the account the person named would have the line there.
    """
    by_money = defaultdict(list)
    for document in imported:
        by_money[document["amount_minor"], document["currency"]].append(document)
    for mine in entered:
        for theirs in by_money[mine["amount_minor"], mine["currency"]]:
            same_account = mine["account_id"] == theirs["account_id"]
            apart = abs(mine["date"] - theirs["date"])
            accounts = covered.get(theirs["import_id"], ()) if theirs["import_id"] else ()
            if apart <= WITHIN and (same_account or mine["account_id"] not in accounts):
                yield _Pair(mine, theirs, apart.days, _confidence(mine, theirs, apart, same_account=same_account))


def _confidence(mine: Transaction, theirs: Compared, apart: timedelta, *, same_account: bool) -> float:
    alike = similarity(mine["description"], mine["merchant"], theirs)
    near = 1 - apart / (WITHIN + timedelta(days=1))
    return round((0.4 if same_account else 0.2) + 0.3 * near + 0.3 * alike, 2)


def confirm_match(
    scope: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition, actor: Actor
) -> Transaction:
    """Merge an imported transaction into an entered one, which stays, with the facts of the bank.

    Every statement with that line finds it from then on. Raises NotFound, PreconditionFailed, Conflict
    `not_hand_entered`, and at `/transaction_id` UnknownReference, or Invalid for one that was not
    imported, `not_imported`, or of another currency, `currency_mismatch`.
    """

    def write(tx: Scope) -> Transaction:
        mine, theirs = _pair(tx, transaction_id, imported_id, match)
        fingerprint_store.move_aliases(tx, theirs["_id"], mine["_id"])
        if is_by_id(mine["fingerprint"]):
            fingerprint_store.insert_aliases(tx, [_own_id(mine)])
        match_store.move_rows(tx, theirs["_id"], mine["_id"])
        remove(tx, [theirs], actor, may_return=True, matched=mine["_id"])
        if mine.get("receipt_id") and (second := theirs.get("receipt_id")):
            files.remove_file(tx, second)
        before = store.find_many(tx, [mine["_id"]])[0]  # as it is now: a transfer of the two was parted
        after = matched(before, theirs)
        rewrite(tx, [(before, after)], actor, tx.seq - 1)
        return after

    return scope.transact(write, numbers=2)


def reject_match(
    scope: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition, _: Actor
) -> Transaction:
    """Remember that the two are different; they are not offered again. Raises as confirm_match."""

    def write(tx: Scope) -> Transaction:
        mine, theirs = _pair(tx, transaction_id, imported_id, match)
        match_store.reject(tx, mine["_id"], theirs["fingerprint"])
        return mine

    return scope.transact(write)


def _pair(
    tx: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition
) -> tuple[Transaction, Transaction]:
    mine, theirs = store.find(tx, transaction_id), store.find(tx, imported_id)
    if mine is None:
        raise NotFound("There is no such transaction.")
    match.check(mine)
    if mine["source"] not in ENTERED or mine["import_id"] is not None or mine["status"] not in COUNTED:
        raise Conflict("The transaction was not entered by hand, or is matched already.", code="not_hand_entered")
    if theirs is None:
        raise UnknownReference.at("/transaction_id", "There is no such transaction.")
    if theirs["source"] != "import":
        raise Invalid.at("/transaction_id", "No statement told this transaction.", code="not_imported")
    if theirs["currency"] != mine["currency"]:
        message = f"It is of {theirs['currency']}, the other of {mine['currency']}."
        raise Invalid.at("/transaction_id", message, code="currency_mismatch")
    return mine, theirs


def matched(mine: Transaction, theirs: Transaction) -> Transaction:
    """The entered transaction with the bank's facts: what a user set stays, but for account and amount.

    If it has no category, it gets that of the imported one.
    """
    locked = set(mine["locked"])
    facts = some_fields(theirs, (name for name in _FACTS if name in _ALWAYS or name not in locked))
    origin = some_fields(theirs, (name for name in ORIGIN if name in theirs))
    unfiled = mine["category_id"] is None and not locked.intersection((*CATEGORY_FIELDS, "kind"))
    filing = some_fields(theirs, _FILED) if unfiled else {}
    kept: Changes = {"notes": mine["notes"] or theirs["notes"]}
    if receipt_id := mine.get("receipt_id") or theirs.get("receipt_id"):
        kept["receipt_id"] = receipt_id
    if mine.get("external_id"):
        kept["external_id"] = mine["external_id"]
    return with_fields(mine, facts, origin, filing, kept)


def _own_id(mine: Transaction) -> Alias:
    """The alias by which the entered transaction is found when it is sent again with its own id."""
    return {
        "fingerprint": mine["fingerprint"],
        "transaction_id": mine["_id"],
        "import_id": None,
        "kind": _ENTERED_KIND,
        "pending": False,
    }
