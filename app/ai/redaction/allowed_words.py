"""The words that may leave the machine: common ones of the languages read, of banks and shops; no names.

They are in words.txt, which `python -m training.words` makes.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.txt")


def is_allowed(word: str) -> bool:
    """Returns whether a word may leave however and wherever it is written."""
    word, words = word.casefold(), _words()["any case"]
    return word in words or (not word.isascii() and _bare(word) in words)


def is_day_word(word: str) -> bool:
    """Returns whether it is a month, day or season that people are called by, too."""
    return word.casefold() in _words()["days"]


def is_allowed_in_lower_case(word: str) -> bool:
    """Returns whether a word may leave that is a name, too: in lower case, where no name stands."""
    return word in _words()["lower case"]


def _bare(word: str) -> str:
    """The word without accents, as many write it."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    heading = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            found[heading] = set()
        elif heading:
            found[heading].update(line.split())
    return {heading: frozenset(words) for heading, words in found.items()}
