"""Words, numbers and signs of a sentence, with their places in it."""

import re
from typing import NamedTuple

# Linear by construction: each alternative starts with a different class, and repeats are separated by signs.
# Vowel signs of Devanagari and accents written apart belong to the letters before them.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])*"
_TOKEN = re.compile(rf"(?:\d+|(?<![\w.])\.\d+)(?:[.,'’\u00a0\u202f]\d+)*|{_LETTERS}(?:['’]{_LETTERS})*|[^\s]")


def word_set(words: str) -> frozenset[str]:
    """Returns the words of a space-separated list."""
    return frozenset(words.split())


class Token(NamedTuple):
    """One token: `low` is its folded text, `glued` says that no space stands before it."""

    text: str
    low: str
    start: int
    end: int
    glued: bool

    @property
    def is_number(self) -> bool:
        """Whether it is a number in digits (`12`, `1,200.50`, `.50`)."""
        return self.text[-1].isdecimal()

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()


def fold(text: str) -> str:
    """Returns lower case of the same length, so that places in the result are places in the text."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(folded if len(folded := char.lower()) == 1 else char for char in text)
    return low.replace("’", "'")


def tokenise(text: str) -> list[Token]:
    """Returns the tokens of the text in order."""
    folded = fold(text)
    tokens: list[Token] = []
    last_end = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        tokens.append(Token(match.group(), folded[start:end], start, end, start == last_end))
        last_end = end
    return tokens
