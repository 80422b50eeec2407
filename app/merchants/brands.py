"""Finds the known merchant that a text names: a brand is one where the rest of the name says nothing else.

Some brands are called by an ordinary word or a given name. ORANGE COUNTY TAX is no branch of the telephone company, GAP
YEAR TRAVEL no clothes shop and MARTA LINDGREN no railway.
"""

from collections.abc import Sequence
from itertools import takewhile

from app.merchants.lexicon import BANKING, BRANDS, WORDS, Entry, hits_in, ideograms_at, terms_at
from app.merchants.people import is_given_name
from app.merchants.words import (
    COUNTRIES,
    GENERIC,
    LEGAL_FORMS,
    LINKING_WORDS,
    ORDINARY,
    PLACES,
    SOFT_STOP_WORDS,
    STATES,
    STOP_WORDS,
)

_SHORTEST_END = 6
# Brands of so many letters are abbreviations of much else.
_SHORT = 3
# The words behind a brand that belong to the name; what follows is the town or the purpose.
_BEHIND = 4
# Of so many words behind an ordinary word, none of them a place, hardly all are a town's.
_MANY = 2
_NEUTRAL = COUNTRIES | STATES | LEGAL_FORMS | LINKING_WORDS | STOP_WORDS | SOFT_STOP_WORDS | GENERIC | PLACES.keys()
# What one shop may sell besides.
_ALIKE = (
    frozenset(["dining", "coffee", "alcohol-bars"]),
    frozenset(["fuel", "car", "groceries"]),
    frozenset(["pharmacy", "personal-care", "medical"]),
    frozenset(["phone-internet", "electronics", "subscriptions", "entertainment"]),
    frozenset(["public-transport", "parking-tolls", "travel-other", "taxi", "flights"]),
)
# What department stores and supermarkets sell.
_UNDER_ONE_ROOF = frozenset(
    [
        *("groceries", "general-shopping", "household", "home-improvement", "electronics", "clothing", "children"),
        *("fuel", "pharmacy", "dining", "coffee", "alcohol-bars"),
    ]
)
_ROOFS = frozenset(["groceries", "general-shopping"])


def brand_of(words: Sequence[str]) -> str | None:
    """Returns the display name of the known merchant (brand) that the words begin with, or None."""
    for length, found in reversed(terms_at(words, 0)):
        for entry in found:
            if (
                entry.rank == BRANDS
                and (entry.place != "=" or length == len(words))
                and not (length == 1 and _is_another(words, entry))
            ):
                return entry.name
    return _ideogram_brand("".join(words)) if words and not words[0].isascii() else None


def brand_at_end(words: Sequence[str]) -> str | None:
    """Returns the brand that follows the first word up to the end (``AMREST STARBUCKS``), or None.

    Short names and those that count only in one place are left out: they end many others' names.
    """
    for length, found in terms_at(words, 1):
        for entry in found if length == len(words) else ():
            if entry.rank == BRANDS and not entry.place and entry.size >= _SHORTEST_END and not is_ordinary(words[-1]):
                return entry.name
    return None


def is_ordinary(word: str) -> bool:
    """Whether a brand of this one word is an ordinary word, an abbreviation or a given name, too."""
    return len(word) <= _SHORT or word in ORDINARY or is_given_name(word)


def is_doubtful(words: Sequence[str]) -> bool:
    """Whether words begin with an ordinary word and go on with several that nothing is known of: ORANGE TREE CLOSE."""
    if not words or not is_ordinary(words[0]):
        return False
    return sum(word not in _NEUTRAL for word in _behind(words)) >= _MANY


def _is_another(words: Sequence[str], brand: Entry) -> bool:
    """Whether the words behind an ordinary word make another's name of it."""
    behind = _behind(words)
    if not behind or not is_ordinary(words[0]):
        return False
    if is_given_name(words[0]) and behind[0] not in _NEUTRAL:
        return True
    return any(_contradicts(hit, brand) for hit in hits_in(" ".join(behind), "-"))


def _behind(words: Sequence[str]) -> list[str]:
    return list(takewhile(str.isalpha, words[1 : 1 + _BEHIND]))


def _contradicts(hit: Entry, brand: Entry) -> bool:
    if hit.rank not in (WORDS, BANKING) or hit.slug == brand.slug:
        return False
    if brand.slug in _ROOFS and hit.slug in _UNDER_ONE_ROOF:
        return False
    return not any(hit.slug in alike and brand.slug in alike for alike in _ALIKE)


def _ideogram_brand(text: str) -> str | None:
    """The known merchant a text without spaces begins with: ``セブンイレブン新宿店`` is 7-Eleven."""
    known = ideograms_at(text)
    for term in sorted(filter(text.startswith, known), key=len, reverse=True):
        for entry in known[term]:
            if entry.rank == BRANDS:
                return entry.name
    return None
