"""Finds account numbers in banks' texts, whole or their last digits alone, and the own accounts they belong to."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bson import ObjectId

from app.accounts.documents import Account

_PUNCTUATION = re.compile(r"[\s\-./]+")
# An IBAN in one piece or in groups of four (ISO 13616: country, check digits, at most 30 more).
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[a-z0-9]{11,30}|(?: [a-z0-9]{4}){2,7}(?: [a-z0-9]{1,3})?)\b")
_BASE = 36
_REMAINDER = 97
# The last digits, behind a mask or a word for an account or card: "xxxx4321", "ending in 4321", "SAV ...4321".
_TAIL = re.compile(
    r"(?:[x*•…#]+|\.{2,}|\b(?:ending|ends|endet|endend|terminant|terminada|acct|account|acc|a/c|konto|compte|cuenta|conto"
    r"|rekening|sav|savings|chk|checking|card|karte|carte|tarjeta))(?: (?:in|with|auf|par|en|no|nr|num|number))?"
    r"[\s.:#x*•…-]*(\d{4,6})(?!\d)"
)
_LAST_DIGITS = re.compile(r"\d{4,}$")
_DIGITS_OF_A_TAIL = 4
# Shorter numbers stand in texts for anything.
_SHORTEST_NUMBER = 6


class Numbers(NamedTuple):
    """The own accounts whose number a text has, and whether it has the IBAN of another."""

    whole: frozenset[ObjectId]
    tails: frozenset[ObjectId]
    foreign: bool


def normalised(number: str) -> str:
    """Returns a number as it is compared: without blanks and marks, in small letters."""
    return _PUNCTUATION.sub("", number).casefold()


def is_iban(number: str) -> bool:
    """Whether a normalised number has the check digits of an IBAN (ISO 7064, mod 97-10)."""
    if not number.isascii() or not number.isalnum():
        return False
    return int("".join(str(int(sign, _BASE)) for sign in number[4:] + number[:4])) % _REMAINDER == 1


def has_number(account: Account) -> bool:
    """Whether statements know an account by a number, not by a name alone."""
    return any(map(str.isdigit, "".join(account.get("identifiers", ()))))


class AccountNumbers:
    """The numbers of a workspace's accounts."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._whole: dict[str, set[ObjectId]] = {}
        self._tails: dict[str, set[ObjectId]] = {}
        for account in accounts:
            for identifier in account.get("identifiers", ()):
                self._add(normalised(identifier), account["_id"])
            self._add_tail(normalised(account["name"]), account["_id"])

    def _add(self, number: str, account_id: ObjectId) -> None:
        if len(number) >= _SHORTEST_NUMBER and any(map(str.isdigit, number)):
            self._whole.setdefault(number, set()).add(account_id)
        self._add_tail(number, account_id)

    def _add_tail(self, text: str, account_id: ObjectId) -> None:
        if found := _LAST_DIGITS.search(text):
            self._tails.setdefault(found[0][-_DIGITS_OF_A_TAIL:], set()).add(account_id)

    def find_in(self, text: str) -> Numbers:
        """Returns whose numbers a text has."""
        folded = text.casefold()
        squeezed = normalised(folded)
        whole = [ids for number, ids in self._whole.items() if number in squeezed and _stands_in(number, folded)]
        tails = (
            [self._tails.get(tail[-_DIGITS_OF_A_TAIL:], ()) for tail in _TAIL.findall(folded)] if self._tails else ()
        )
        ibans = [self.owners_of(iban) for iban in map(normalised, _IBAN.findall(folded)) if is_iban(iban)]
        return Numbers(_union((*whole, *ibans)), _union(tails), not all(ibans))

    def owners_of(self, number: str) -> frozenset[ObjectId]:
        """Returns the own accounts that have a number, whole or by the end of an IBAN."""
        wanted = normalised(number)
        if len(wanted) < _SHORTEST_NUMBER:
            return frozenset()
        return _union(ids for known, ids in self._whole.items() if _is_same(known, wanted))


def _is_same(known: str, wanted: str) -> bool:
    longer, shorter = (known, wanted) if len(known) >= len(wanted) else (wanted, known)
    if longer == shorter:
        return True
    # Banks fill a field up with zeros, or write nothing else for no account at all.
    digits = shorter.lstrip("0")
    return len(digits) >= _SHORTEST_NUMBER and shorter.isdigit() and is_iban(longer) and longer.endswith(digits)


def _stands_in(number: str, text: str) -> bool:
    """Whether a number stands in a text by itself, not within a longer one."""
    spaced = r"[\s\-./]*".join(map(re.escape, number))
    return re.search(rf"(?<![^\W_]){spaced}(?![^\W_])", text) is not None


def _union(sets: Iterable[Iterable[ObjectId]]) -> frozenset[ObjectId]:
    return frozenset[ObjectId]().union(*sets)
