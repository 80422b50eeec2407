"""Tells money moved between own accounts from payments to others: is anybody else named in the text?"""

from functools import lru_cache

from app.merchants.lexicon import own_account_words, words_of
from app.merchants.words import LINKING_WORDS, MONTHS, MOVEMENTS, OWN_WORDS, SOFT_STOP_WORDS, STOP_WORDS


def names_nobody_else(text: str) -> bool:
    """Whether a text consists of words for own accounts, of banks' words and of references alone."""
    return all(word in _own_words() or _is_reference(word) for word in words_of(text))


def _is_reference(word: str) -> bool:
    """A number, a masked one (``xxx1234``), or a single letter."""
    return len(word) == 1 or any(map(str.isdigit, word)) or not word.strip("x")


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    listed = STOP_WORDS | SOFT_STOP_WORDS | MOVEMENTS | MONTHS | LINKING_WORDS | OWN_WORDS
    return own_account_words().union(*map(words_of, listed))
