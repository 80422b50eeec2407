"""Recognises payments between people: a rail or a bank's word for a transfer, and a person's name beside it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from app.merchants.lexicon import BRANDS, hits_in_merchant, words_of
from app.merchants.text import folded
from app.merchants.words import (
    FAMILY,
    FIRM_WORDS,
    LEGAL_FORMS,
    LINKING_WORDS,
    NOTE_WORDS,
    PAYMENT_RAILS,
    PEOPLE_RAILS,
    SENT_WORDS,
    TRANSFER_WORDS,
)

_NAMES = Path(__file__).with_name("given_names.txt")
_LONGEST_NAME = 4
_PAIR = 2
# Legal forms that are also an "and": a person may have them in the name or behind it.
_AND = frozenset(["und", "et", "&", "+"])


class _Cue(NamedTuple):
    """How sure a person is paid where this is said: beside a given name, beside two unknown words, without a name."""

    given: float
    unknown: float
    nameless: float


_PEOPLE = _Cue(0.8, 0.7, 0.65)
_TRANSFER = _Cue(0.75, 0.65, 0.0)
# Shops are paid so too, and most names of two words are theirs.
_PAYMENT = _Cue(0.7, 0.0, 0.0)
# Money that comes in under a person's name without any such word is a person's, too: shops are seldom called so.
_INCOMING = _Cue(0.65, 0.0, 0.0)
_CUES = ((PEOPLE_RAILS, _PEOPLE), (TRANSFER_WORDS | SENT_WORDS, _TRANSFER), (PAYMENT_RAILS, _PAYMENT))
_CUE_WORDS = PEOPLE_RAILS | TRANSFER_WORDS | SENT_WORDS | PAYMENT_RAILS
# With which a cue of two words begins: CASH APP, E-TRANSFER, MB WAY, M-PESA, MOBILE PAY, PAY NOW, MONEY GRAM.
_HALVES = frozenset(["cash", "e", "mb", "m", "mobile", "pay", "money", "world"])
_MAY_BE_SAID = _CUE_WORDS | _HALVES


def paid_person(merchant: str, description: str, sign: str) -> float:
    """Returns how likely a transaction is a payment to or from a person, 0 where nothing says so.

    ``merchant`` is the clean name of the other party, ``description`` the bank's text, which says how it was paid,
    ``sign`` that of the amount, "+" or "-".
    """
    words = words_of(description)
    if sign == "-" and _MAY_BE_SAID.isdisjoint(words):  # most rows
        return 0.0
    named = () if _is_rail(words_of(merchant)) else words_of(merchant)
    cue = _cue(words, named) or (_INCOMING if sign == "+" else None)
    if cue is None:
        return 0.0
    if not named:
        return cue.nameless
    if not cue.unknown and given_names().isdisjoint(named):
        return 0.0
    name = _name(named if cue is _INCOMING else _with_family_name(named, words))
    if name and name[0] in given_names() and _has_note(name, cue, sign):
        name = name[:_PAIR]
    if not name or not FIRM_WORDS.isdisjoint(name) or _has_legal_form(words, name[-1]):
        return 0.0
    return _likelihood(name, cue)


def is_given_name(word: str) -> bool:
    """Whether people are called so, or it is what a family calls one of its own."""
    return word in given_names()


def without_given_name(merchant: str) -> str:
    """Returns a name without the given name that it begins with, which says nothing of what is sold."""
    first, _, rest = merchant.partition(" ")
    return rest if rest and is_given_name(folded(first)) else merchant


def _is_rail(name: Sequence[str]) -> bool:
    return all(word in PEOPLE_RAILS for word in name)


def _cue(words: Sequence[str], name: Sequence[str]) -> _Cue | None:
    """What is said beside the name; two words may be one: ``CASH APP``, ``E-TRANSFER``."""
    if _MAY_BE_SAID.isdisjoint(words):
        return None
    said = {*words, *map("".join, pairwise(words))} - {*name}
    if _CUE_WORDS.isdisjoint(said):
        return None
    return next(cue for listed, cue in _CUES if not listed.isdisjoint(said))


def _with_family_name(named: Sequence[str], words: Sequence[str]) -> Sequence[str]:
    """The name with what stands behind it in the text, if it is a given name that is a merchant's too (MARTA)."""
    if len(named) == 1 and named[0] in given_names() and named[0] in words:
        return words[words.index(named[0]) :][:_PAIR]
    return named


def _name(named: Sequence[str]) -> list[str]:
    """The words of a name before what it was for: ``Nadia Stone for Pizza`` is Nadia Stone."""
    name = list(takewhile(lambda word: word not in NOTE_WORDS, named))[:_LONGEST_NAME]
    return name if all(map(str.isalpha, name)) else [word for word in name if word.isalpha()][:1]


def _has_note(name: Sequence[str], cue: _Cue, sign: str) -> bool:
    """Whether words behind a name say what it was for: a shop has what it sells right behind the name, if at all."""
    return len(name) == _LONGEST_NAME if cue is _INCOMING else cue is _PEOPLE or sign == "+"


def _has_legal_form(words: Sequence[str], last: str) -> bool:
    """Whether a legal form follows the last word of a name: ``ACME TILE LTD``, ``Rossi S.r.l.``."""
    behind = list(words[words.index(last) + 1 :]) if last in words else []
    spelt = "".join(takewhile(lambda word: len(word) == 1, behind))
    return any(form in LEGAL_FORMS - _AND for form in (*behind[:1], spelt))


def _likelihood(name: list[str], cue: _Cue) -> float:
    given = [word for word in name if word in given_names()]
    others = [word for word in name if word not in given and word not in LINKING_WORDS]
    if given:
        alone = len(name) == 1 and cue in (_PAYMENT, _INCOMING)
        if cue is _PEOPLE and _is_family_name(name, others):
            return 0.0 if _is_merchant(name, len(others[0])) else cue.given
        return 0.0 if alone or _known(others) or _is_merchant(name, max(map(len, given))) else cue.given
    return 0.0 if len(others) != _PAIR or len(max(others)) == 1 or _known(name) else cue.unknown


def _known(words: Iterable[str]) -> bool:
    """Whether the words say what a shop sells or are a merchant's."""
    text = " ".join(words)
    return bool(text and (hits_in_merchant(text, "-") or hits_in_merchant(text, "+")))


def _is_family_name(name: list[str], others: list[str]) -> bool:
    """Whether a single brand's word behind a given name is a family name: Tim Bolt, but not Tim Dental."""
    if len(name) != _PAIR or others != name[1:]:
        return False
    return all(hit.rank == BRANDS for hit in hits_in_merchant(others[0], "-"))


def _is_merchant(name: Sequence[str], longest: int) -> bool:
    """Whether a merchant is called by more of the name than a given name: Tommy Hilfiger, but not Marta Lindgren."""
    return any(hit.size > longest for hit in hits_in_merchant(" ".join(name), "-"))


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Returns what people are called, and what a family calls its own."""
    lines = (line for line in _NAMES.read_text("utf-8").splitlines() if not line.startswith("#"))
    return FAMILY.union(*map(str.split, lines))
