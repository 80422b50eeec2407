"""Finds the names of own accounts, and of their owners, in banks' texts: whole words, the longest name first."""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from bson import ObjectId

from app.accounts.documents import Account
from app.merchants.brands import brand_of
from app.merchants.lexicon import words_of
from app.merchants.own_accounts import names_nobody_else
from app.merchants.people import is_given_name
from app.merchants.words import ACCOUNT_WORDS, DIRECTIONS, PAYMENT_RAILS, PEOPLE_RAILS
from app.transactions.transfers.parties import Party, read_party

_SHORTEST_JOINED = 8
_FEWEST_NAMES = 2


class Strength(IntEnum):
    """How much a name says: nothing for sure (Main, Card), little (Euros), that an account is meant, or which one."""

    WEAK = 1
    WORD = 2
    PHRASE = 3
    STRONG = 4


class Name(NamedTuple):
    """A name as words, and whose it is: None for an owner's."""

    words: tuple[str, ...]
    account_id: ObjectId | None
    strength: Strength
    # A shop or a wallet is called so, too: the name means the account only where money is moved.
    is_brand: bool
    # Nobody else is called so: no shop, no wallet, no person, no one by what is sold.
    is_own: bool = False


class Named(NamedTuple):
    """What names a text has, and its other words."""

    accounts: dict[ObjectId, Strength]
    owner: bool
    rest: tuple[str, ...]
    # The accounts that a text about moving money means by itself, and those behind a word like "to" or "from".
    meant: frozenset[ObjectId]
    led: frozenset[ObjectId]


class Names:
    """The names of a workspace's accounts and of their owners."""

    def __init__(self, accounts: Iterable[Account], owners: Iterable[str]) -> None:
        self._by_word: dict[str, list[Name]] = {}
        for account in accounts:
            for words in _spellings(words_of(account["name"])):
                whole = "".join(words) == "".join(words_of(account["name"]))
                own = (whole or strength_of(words) == Strength.STRONG) and not _is_of_others(words)
                self._add(Name(words, account["_id"], strength_of(words), _is_brand(words), own))
        for owner in owners:
            words = words_of(owner)
            if len(words) >= _FEWEST_NAMES:  # who is called by one name alone is called like many
                self._add(Name(words, None, Strength.STRONG, is_brand=False))
                self._add(Name((*words[-1:], *words[:-1]), None, Strength.STRONG, is_brand=False))

    def _add(self, name: Name) -> None:
        known = self._by_word.setdefault(name.words[0], [])
        known.append(name)
        known.sort(key=lambda each: -len(each.words))

    def find_in(self, words: Sequence[str], own_id: ObjectId, *, brands: bool) -> Named:
        """Returns whose names some words have; `own_id` is the account whose text it is, `brands` whether shops' count.

        Where one name is the beginning of another, only the longest counts: "to Pot Two" does not name Pot.
        """
        accounts, owner, rest, at = dict[ObjectId, Strength](), False, list[str](), 0
        meant, led = set[ObjectId](), set[ObjectId]()
        while at < len(words):
            found = self._longest(words, at, brands=brands)
            if not found:
                rest.append(words[at])
                at += 1
                continue
            owner = owner or any(name.account_id is None for name in found)
            for name in found:
                if name.account_id and name.account_id != own_id:
                    accounts[name.account_id] = max(name.strength, accounts.get(name.account_id, name.strength))
                    if name.is_own:
                        (led if at and words[at - 1] in DIRECTIONS else meant).add(name.account_id)
            at += len(found[0].words)
        meant = {each for each in meant if accounts[each] >= Strength.PHRASE}
        return Named(accounts, owner, tuple(rest), frozenset(meant | led), frozenset(led))

    def _longest(self, words: Sequence[str], at: int, *, brands: bool) -> list[Name]:
        """The names that begin at a word, of the longest that do."""
        candidates = self._by_word.get(words[at], ())
        if not candidates:
            return []
        here = [
            name
            for name in candidates
            if tuple(words[at : at + len(name.words)]) == name.words
            and (brands or not name.is_brand)
            and not _goes_on(name.words, words[at + len(name.words) :])
        ]
        return [name for name in here if len(name.words) == len(here[0].words)]

    def owners_of(self, name: str) -> frozenset[ObjectId]:
        """Returns the own accounts that are called just so."""
        return frozenset(each.account_id for each in self._called(name) if each.account_id)

    def meant_by(self, name: str) -> frozenset[ObjectId]:
        """Returns those of them of whose name nobody else is."""
        return frozenset(each.account_id for each in self._called(name) if each.account_id and each.is_own)

    def _called(self, name: str) -> list[Name]:
        words = words_of(name)
        return [each for each in self._by_word.get(words[0], ()) if each.words == words] if words else []


def _spellings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A name as it is, without the word for its kind of account, and written in one word."""
    if not words:
        return
    yield words
    bare = tuple(word for word in words if word not in ACCOUNT_WORDS)
    if bare and bare != words:
        yield bare
    joined = "".join(words)
    if len(words) > 1 and len(joined) >= _SHORTEST_JOINED:
        yield (joined,)


def strength_of(words: Sequence[str]) -> Strength:
    """Returns how much a name says.

    One word alone may stand in a text for much else; two are a name, which says which account if one of them is no
    bank's word.
    """
    if len(words) == 1:
        return Strength.WEAK if names_nobody_else(words[0]) else Strength.WORD
    plain = names_nobody_else(" ".join(words)) or all(word in _WALLETS or names_nobody_else(word) for word in words)
    return Strength.PHRASE if plain else Strength.STRONG


def _goes_on(name: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether a given name is the beginning of a person's, not the whole of an account's."""
    return len(name) == 1 and bool(behind) and is_given_name(name[0]) and not names_nobody_else(behind[0])


def _is_of_others(words: Sequence[str]) -> bool:
    """Whether a shop, a wallet, a person or a purpose is called so; "Amazon Savings" and "Anna's account" are accounts.

    Of the words for what is sold only those that are no bank's count: Holiday is a pot, Rent is what a landlord gets.
    """
    if len(words) > 1 and not _KINDS.isdisjoint((words[0], words[-1])):
        return False
    sold = len(words) == 1 and not names_nobody_else(words[0]) and read_party(tuple(words), -1).party > Party.UNKNOWN
    return sold or _is_brand(words) or any(map(is_given_name, words))


_KINDS = ACCOUNT_WORDS.union(
    ("ahorro", "card", "carte", "epargne", "fund", "girokonto", "goal", "karte", "livret", "pot", "pots", "risparmio"),
    ("saver", "savings", "spaarrekening", "sparen", "sparkonto", "tagesgeld", "tarjeta", "trip"),
)
_WALLETS = PEOPLE_RAILS | PAYMENT_RAILS


def _is_brand(words: Sequence[str]) -> bool:
    return brand_of(words) is not None or all(word in _WALLETS for word in words)
