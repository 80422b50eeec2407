"""Capitalises merchant names that a bank wrote all in capitals or all in small letters."""

import re

from app.merchants.text import folded
from app.merchants.words import CAPITALS, LINKING_WORDS

_IDEOGRAM = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]+('[^\W\d_]+)?")


def cased(words: list[str]) -> str:
    """Returns the words as one name; a name already in mixed case keeps its capitals."""
    text = " ".join(words)
    if text.upper() != text and text.lower() != text and _shouted(words) * 2 < len(words):
        return text
    return " ".join(_capitalised(word, first=index == 0) for index, word in enumerate(words))


def _shouted(words: list[str]) -> int:
    """How many words are in capitals and too long for an abbreviation."""
    return sum(word.isupper() and len(word) > 3 for word in words)


def _capitalised(word: str, *, first: bool) -> str:
    small = folded(word)
    if small in CAPITALS or "&" in word:
        return word.upper()
    if small in LINKING_WORDS and not first:
        return word.casefold()
    if word.isalpha():
        return word if _IDEOGRAM.search(word) else word.capitalize()
    return _LETTERS.sub(lambda match: match.group().capitalize(), word)
