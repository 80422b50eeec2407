"""What a person entered and a statement told too: offered as one, and made one by the user's word only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.infra.pagination import decode_cursor, encode_cursor
from app.infra.preconditions import Precondition
from app.infra.problems import Conflict, Invalid, NotFound, UnknownReference
from app.merchants.similarity import similarity
from app.transactions import store
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import CATEGORY_FIELDS, COUNTED, ENTERED, ORIGIN, Document
from app.transactions.listing.ordering import key_kinds, key_of
from app.transactions.matching import store as match_store
from app.transactions.provenance import fingerprint_store
from app.transactions.writing.posting import Actor, remove, rewrite

# So many days the bank may be behind, or the person.
WITHIN = timedelta(days=5)
# Entered transactions looked at together, and at most for one page: a page may be short while more follow.
_CHUNK = 200
_MOST = 2000

_SORT = "-date"

# What the bank knows; the rest is what the person said.
_FACTS = (
    *("account_id", "date", "value_date", "transaction_date", "amount_minor", "currency"),
    *("original_amount_minor", "original_currency", "description", "status"),
)
# The kind of statement, for aliases, of what a person or a program enters one by one.
_ENTERED_KIND = "entered"
# Without these the account's balance would not be the bank's, whatever the user had said.
_ALWAYS = frozenset({"account_id", "amount_minor", "currency"})
_FILED = (*CATEGORY_FIELDS, "category_tier", "confidence", "kind")


@dataclass(frozen=True, slots=True)
class Match:
    """Two transactions that may be one. `confidence` is 0..1, by account, days and words."""

    entered: Document
    imported: Document
    days_apart: int
    confidence: float


def list_matches(scope: Scope, cursor: str | None) -> "Offers":
    """The offers behind a cursor, by what was entered, newest first. Raises Invalid for a cursor of another list."""
    return Offers(scope, decode_cursor(cursor, _SORT, key_kinds(_SORT)) if cursor else None)


class Offers:
    """Offers that are looked for as they are asked for."""

    def __init__(self, scope: Scope, behind: Sequence[Any] | None) -> None:
        self._scope = scope
        self._behind = behind
        # Where to go on once all that were found are shown; None at the end.
        self.next_cursor: str | None = None

    def __iter__(self) -> Iterator[Match]:
        looked_at = 0
        for entered in _chunks(self._scope, self._behind):
            yield from _whole(self._scope, offers(self._scope, entered))
            looked_at += len(entered)
            if looked_at >= _MOST:
                self.next_cursor = cursor_behind(entered[-1])
                return


def cursor_behind(entered: Document) -> str:
    """The cursor of the offers that follow that of an entered transaction."""
    return encode_cursor(_SORT, key_of(entered, _SORT))


def _whole(scope: Scope, matches: Sequence[Match]) -> Iterator[Match]:
    """The matches with all of the imported transactions, of which only a part was looked at."""
    found = store.find_many(scope, [match.imported["_id"] for match in matches]) if matches else []
    whole = {document["_id"]: document for document in found}
    return (replace(match, imported=whole[id_]) for match in matches if (id_ := match.imported["_id"]) in whole)


def count_matches_of(scope: Scope, import_id: ObjectId, days: tuple[datetime, datetime]) -> int:
    """How many offers an import caused, whose rows are of these days."""
    around = days[0] - WITHIN, days[1] + WITHIN
    found = (offer for entered in _chunks(scope, None, around) for offer in offers(scope, entered))
    return sum(offer.imported["import_id"] == import_id for offer in found)


def _chunks(
    scope: Scope, behind: Sequence[Any] | None, days: tuple[datetime, datetime] | None = None
) -> Iterator[list[Document]]:
    while entered := match_store.find_entered(scope, behind, _CHUNK, days):
        yield entered
        behind = (entered[-1]["date"], entered[-1]["_id"])


def offers(scope: Scope, entered: Sequence[Document]) -> list[Match]:
    """The best match of each entered transaction that has one, one to one, in their order."""
    if not entered:
        return []
    days = [document["date"] for document in entered]
    amounts = {document["amount_minor"] for document in entered}
    imported = match_store.find_imported(scope, amounts, min(days) - WITHIN, max(days) + WITHIN)
    fed = match_store.accounts_of_imports(scope, {document["import_id"] for document in imported}) if imported else {}
    rejected = match_store.find_rejections(scope, [document["_id"] for document in entered]) if imported else set()
    pairs = [
        match
        for match in _candidates(entered, imported, fed)
        if (match.entered["_id"], match.imported["fingerprint"]) not in rejected
    ]
    chosen = one_to_one(pairs)
    return [chosen[document["_id"]] for document in entered if document["_id"] in chosen]


def one_to_one(pairs: Iterable[Match]) -> dict[ObjectId, Match]:
    """The surest pairs, none of two with a transaction in common, by what was entered."""
    chosen: dict[ObjectId, Match] = {}
    taken: set[ObjectId] = set()
    for match in sorted(pairs, key=_order):
        if match.entered["_id"] not in chosen and match.imported["_id"] not in taken:
            chosen[match.entered["_id"]] = match
            taken.add(match.imported["_id"])
    return chosen


def _order(match: Match) -> tuple[float, int, ObjectId, ObjectId]:
    return -match.confidence, match.days_apart, match.entered["_id"], match.imported["_id"]


def _candidates(
    entered: Iterable[Document], imported: Iterable[Document], fed: Mapping[ObjectId, set[ObjectId]]
) -> Iterator[Match]:
    """Pairs of one amount, near in time, that may be of one account.

    A statement that feeds the account the person named would have told it there.
    """
    by_money = defaultdict(list)
    for document in imported:
        by_money[document["amount_minor"], document["currency"]].append(document)
    for mine in entered:
        for theirs in by_money[mine["amount_minor"], mine["currency"]]:
            at_home = mine["account_id"] == theirs["account_id"]
            apart = abs(mine["date"] - theirs["date"])
            if apart <= WITHIN and (at_home or mine["account_id"] not in fed.get(theirs["import_id"], ())):
                yield Match(mine, theirs, apart.days, _confidence(mine, theirs, apart, at_home=at_home))


def _confidence(mine: Document, theirs: Document, apart: timedelta, *, at_home: bool) -> float:
    alike = similarity(mine["description"], mine["merchant"], theirs)
    near = 1 - apart / (WITHIN + timedelta(days=1))
    return round((0.4 if at_home else 0.2) + 0.3 * near + 0.3 * alike, 2)


def confirm_match(
    scope: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition, actor: Actor
) -> Document:
    """Make an entered transaction and an imported one one: the entered stays, with the facts of the bank.

    Every statement that holds the line knows it from then on. Raises NotFound, PreconditionFailed, Conflict
    `not_hand_entered`, and at `/transaction_id` UnknownReference, or Invalid for one that no statement told,
    `not_imported`, or of another currency, `currency_mismatch`.
    """

    def write(tx: Scope) -> Document:
        mine, theirs = _pair(tx, transaction_id, imported_id, match)
        fingerprint_store.move_aliases(tx, theirs["_id"], mine["_id"])
        if is_by_id(mine["fingerprint"]):
            fingerprint_store.insert_aliases(tx, [_own_id(mine)])
        match_store.move_rows(tx, theirs["_id"], mine["_id"])
        remove(tx, [theirs], actor, may_return=True, matched=mine["_id"])
        before = store.find_many(tx, [mine["_id"]])[0]  # as it is now: a transfer of the two was parted
        after = matched(before, theirs)
        rewrite(tx, [(before, after)], actor, tx.seq - 1)
        return after

    return scope.transact(write, numbers=2)


def reject_match(
    scope: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition, _: Actor
) -> Document:
    """Remember that the two are different; they are not offered again. Raises as confirm_match."""

    def write(tx: Scope) -> Document:
        mine, theirs = _pair(tx, transaction_id, imported_id, match)
        match_store.reject(tx, mine["_id"], theirs["fingerprint"])
        return mine

    return scope.transact(write)


def _pair(tx: Scope, transaction_id: ObjectId, imported_id: ObjectId, match: Precondition) -> tuple[Document, Document]:
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


def matched(mine: Document, theirs: Document) -> Document:
    """The entered transaction with the bank's facts: what a user set stays, but for account and amount.

    Where it was not filed and the imported one was, it is filed as that.
    """
    locked = set(mine["locked"])
    facts = {name: theirs[name] for name in _FACTS if name in _ALWAYS or name not in locked}
    origin = {name: theirs[name] for name in ORIGIN if name in theirs}
    filed = mine["category_id"] is None and not locked.intersection((*CATEGORY_FIELDS, "kind"))
    filing = {name: theirs[name] for name in _FILED} if filed else {}
    own = {"external_id": mine["external_id"]} if mine.get("external_id") else {}
    return {**mine, **facts, **origin, **own, **filing, "notes": mine["notes"] or theirs["notes"]}


def _own_id(mine: Document) -> Document:
    """The alias by which what sends the entered transaction with its own id again finds it."""
    return {
        "fingerprint": mine["fingerprint"],
        "transaction_id": mine["_id"],
        "import_id": None,
        "kind": _ENTERED_KIND,
        "pending": False,
    }
