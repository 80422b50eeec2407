"""Offers pairs of transactions for users to confirm: the same one told twice, then the legs of a likely transfer."""

from collections.abc import Iterator

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.infra.pagination import decode_cursor, encode_cursor
from app.infra.preconditions import Precondition
from app.infra.problems import Invalid
from app.transactions import store
from app.transactions.documents import Actor, Transaction
from app.transactions.listing.ordering import key_kinds
from app.transactions.matching.service import Match, Offers, confirm_match, cursor_behind, list_matches, reject_match
from app.transactions.transfers.offers import LikelyTransfer, Place, likely_transfers
from app.transactions.transfers.service import pair_by_hand, reject_pair

Offer = Match | LikelyTransfer

# The sort that the cursors of likely transfers name, which follow all matches.
_TRANSFERS = "transfers"
# Searches, of some hundred deposits each, for one page, which may be short while more follow.
_MOST = 5


def list_offers(scope: Scope, cursor: str | None) -> "AllOffers":
    """The offers behind a cursor: matches first, newest entered transaction first, then likely transfers likewise.

    Raises Invalid for a cursor of another list.
    """
    if cursor is None:
        return AllOffers(scope, list_matches(scope, None), None)
    try:
        return AllOffers(scope, list_matches(scope, cursor), None)
    except Invalid:
        day, leg_id = decode_cursor(cursor, _TRANSFERS, key_kinds("-date"))
        return AllOffers(scope, None, (day, leg_id))


class AllOffers:
    """Offers, searched for as they are iterated."""

    def __init__(self, scope: Scope, matches: Offers | None, behind: Place | None) -> None:
        self._scope = scope
        self._matches = matches
        self._behind = behind
        # Where to continue once all that were found are shown; None at the end.
        self.next_cursor: str | None = None

    def __iter__(self) -> Iterator[Offer]:
        if self._matches is not None:
            yield from self._matches
            self.next_cursor = self._matches.next_cursor
        if self.next_cursor is None:
            yield from self._transfers()

    def _transfers(self) -> Iterator[Offer]:
        for searches, (place, found) in enumerate(likely_transfers(self._scope, self._behind), 1):
            yield from found
            if searches == _MOST:
                self.next_cursor = _cursor(place)
                return


def cursor_of(offer: Offer) -> str:
    """The cursor of the offers behind one."""
    if isinstance(offer, LikelyTransfer):
        return _cursor((offer.incoming["date"], offer.incoming["_id"]))
    return cursor_behind(offer.entered)


def _cursor(place: Place) -> str:
    return encode_cursor(_TRANSFERS, (place[0].date().isoformat(), str(place[1])))


def confirm(
    scope: Scope, transaction_id: ObjectId, other_id: ObjectId, match: Precondition, actor: Actor
) -> Transaction:
    """Do what an offer says: make a transfer of two that move money the opposite ways, one of two that are the same.

    Raises as `pair_by_hand` and `confirm_match`.
    """
    act = pair_by_hand if _is_transfer(scope, transaction_id, other_id) else confirm_match
    return act(scope, transaction_id, other_id, match, actor)


def reject(
    scope: Scope, transaction_id: ObjectId, other_id: ObjectId, match: Precondition, actor: Actor
) -> Transaction:
    """Remember that an offer is wrong; it is not made again. Raises as `reject_pair` and `reject_match`."""
    if _is_transfer(scope, transaction_id, other_id):
        return reject_pair(scope, transaction_id, other_id, match)
    return reject_match(scope, transaction_id, other_id, match, actor)


def _is_transfer(scope: Scope, transaction_id: ObjectId, other_id: ObjectId) -> bool:
    """Whether two transactions are in two accounts and of opposite direction."""
    legs = store.find_many(scope, (transaction_id, other_id))
    amounts = [leg["amount_minor"] for leg in legs]
    return len({leg["account_id"] for leg in legs}) > 1 and min(amounts) < 0 < max(amounts)
