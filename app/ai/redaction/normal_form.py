"""Brings a text into the form in which it is looked through: alike what looks alike, and without what is invisible."""

import unicodedata
from functools import lru_cache

_INVISIBLE = frozenset(["\u20e3", "\u034f", "\u3164", "\u115f", "\u1160"])  # keycap, joiner, Hangul fillers
_ZERO_WIDTH = frozenset(["Cf"])
_DASHES = frozenset(["\u2212", "\u30fc", "\u2043", "\u02d7"])


def normalised(text: str) -> str:
    """Returns the text in NFKC, with plain digits, dashes and spaces, and without invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_plain, unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What is written for a character; most stay as they are."""
    category = unicodedata.category(char)
    if char == "\n" or (char.isascii() and char.isprintable()):
        return char
    if category in _ZERO_WIDTH or char in _INVISIBLE or "\ufe00" <= char <= "\ufe0f":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Pd" or char in _DASHES:
        return "-"
    return " " if category[0] in "ZC" else char
