"""Decides whether a transaction by itself is a leg of a transfer: it names an own account, or gives its number.

So it is filed before its other leg is there, or where that never comes. Third parties may have an account's name in
theirs: it counts only beside words for moving money, and where nobody else is named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from bson import ObjectId

from app.accounts.documents import Account
from app.merchants.lexicon import words_of
from app.merchants.text import folded
from app.merchants.words import ACCOUNT_WORDS, DIRECTIONS
from app.transactions.documents import Leg
from app.transactions.transfers.account_numbers import has_number, normalised
from app.transactions.transfers.names import Strength
from app.transactions.transfers.parties import Party, is_moving
from app.transactions.transfers.reading import Reader, Said

_CARD = "credit_card"
_TAIL = 4
# More of a number than a card's purchases show.
_END = 6
# Shorter ones stand in every other text.
_SHORTEST_WORD = 3


class LoneLegs:
    """Tells the legs of a workspace that are legs by themselves. Most texts are told apart by a few look-ups."""

    def __init__(self, accounts: Iterable[Account], owners: Iterable[str]) -> None:
        self._reader = Reader(accounts, owners)
        known = self._reader.accounts
        self._marks = tuple(sorted(set[str]().union(*map(marks_of, known.values())))) if len(known) > 1 else ()
        numbers = (number for account in known.values() for number in account.get("identifiers", ()))
        self._ends = tuple({normalised(number)[-_END:] for number in numbers if any(map(str.isdigit, number))})

    @property
    def accounts(self) -> Mapping[ObjectId, Account]:
        """The accounts whose names it knows."""
        return self._reader.accounts

    def may_be(self, description: str, payee: str = "", counterparty: str = "") -> bool:
        """Whether a transaction may name an account; all that do are found, and some more."""
        if not self._marks:
            return False
        said, given = (folded(text).replace(" ", "") for text in (f"{description} {payee}", counterparty))
        if not any(mark in said or mark in given for mark in self._marks):
            return False
        # An account's name or the last digits of its number may be in most rows: Visa, ending in 3000.
        words = words_of(f"{description} {payee}")
        if is_moving(words) or not DIRECTIONS.isdisjoint(words) or any(end in said for end in self._ends):
            return True
        return any(mark in given for mark in self._marks)

    def __call__(self, leg: Leg) -> bool:
        """Whether the leg is one by itself."""
        return is_lone(self._reader.read_once(leg), self._reader.accounts)

    def is_one_of(
        self, account_id: ObjectId, amount_minor: int, description: str, merchant: str | None, counterparty: str
    ) -> bool:
        """Whether a row of one of the accounts, not saved yet, is a leg by itself."""
        row = {"description": description, "merchant": merchant, "counterparty_account": counterparty}
        unfiled = {"category": None, "category_tier": "none", "kind": "expense", "locked": ()}
        return self(cast("Leg", {"account_id": account_id, "amount_minor": amount_minor, **row, **unfiled}))


def marks_of(account: Account) -> Iterator[str]:
    """Yields what a text has that names an account: the longest word of its name, or the last digits of a number."""
    words = words_of(account["name"])
    word = max([each for each in words if each not in ACCOUNT_WORDS] or words, key=len, default="")
    if len(word) >= _SHORTEST_WORD or not word.isascii():
        yield word
    elif words:
        yield "".join(words)
    for number in map(normalised, account.get("identifiers", ())):
        if len(number) >= _TAIL and any(map(str.isdigit, number)):
            yield number[-_TAIL:]


def is_lone(said: Said, accounts: Mapping[ObjectId, Account]) -> bool:
    """Whether what a leg says is enough: a number, or a name behind words for moving money and beside nobody else."""
    if said.cash:
        return False
    if said.numbered or said.called:
        return said.party < Party.FIRM
    if said.tails and not said.elsewhere:
        return said.party is Party.NOBODY and said.moves
    meant = [accounts[each] for each in said.meant if not (said.elsewhere and has_number(accounts[each]))]
    return bool(meant) and _is_moved(said, meant)


def _is_moved(said: Said, meant: Sequence[Account]) -> bool:
    """Whether a text that names accounts is about moving money to or from one of them."""
    led = [each for each in meant if each["_id"] in said.led and said.named[each["_id"]] >= Strength.PHRASE]
    if is_moving(said.rest):
        return said.party is Party.NOBODY
    if any(each["type"] == _CARD for each in led):
        return said.party is Party.NOBODY
    return bool(led) and all(word in DIRECTIONS or word.isdigit() for word in said.rest)
