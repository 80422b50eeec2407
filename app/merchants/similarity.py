"""Similarity of the texts of two transactions, for sources that word the same transaction differently."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.merchants.names import merchant_key
from app.merchants.words import (
    CLOSING_FORMS,
    COUNTRIES,
    END_WORDS,
    LEGAL_FORMS,
    LINKING_WORDS,
    PLACES,
    PROCESSORS,
    STOP_WORDS,
)

# A transaction, or the few of its fields that a caller read.
Document = Mapping[str, Any]

# Words in the texts of many merchants, which do not tell one from another.
_COMMON = frozenset().union(
    STOP_WORDS, END_WORDS, CLOSING_FORMS, LEGAL_FORMS, COUNTRIES, PLACES, LINKING_WORDS, PROCESSORS
)
_WORD = re.compile(r"[^\W\d_]+")
# "st", "nr", "co": too short to tell; a word of Chinese or Japanese is not.
_SHORTEST = 3
_CACHED = 8192


@lru_cache(maxsize=_CACHED)
def significant_words(text: str) -> frozenset[str]:
    """Returns the words of a text that tell one merchant from another, folded, without numbers and banking words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(
        word for word in _WORD.findall(folded) if word not in _COMMON and (len(word) >= _SHORTEST or not word.isascii())
    )


def similarity(description: str, merchant: str | None, document: Document) -> float:
    """Returns 0 for texts that share nothing, up to 1 for those that share every word or name the same merchant.

    The transaction on the other side is a document with its `description`, `merchant` and `merchant_key`.
    """
    if merchant and merchant_key(merchant) == document.get("merchant_key"):
        return 1.0
    ours = _words(description, merchant)
    theirs = _words(document["description"], document.get("merchant"))
    shared = len(ours & theirs)
    return 2 * shared / (len(ours) + len(theirs)) if shared else 0.0


def _words(description: str, merchant: str | None) -> frozenset[str]:
    words = significant_words(description)
    return words | significant_words(merchant) if merchant else words
