"""Turns a name into the features of the model: whole words, pairs of words and pieces of words, as buckets of a hash.

Training and prediction both read names through ``parts_of`` and ``features_of``, so they cannot differ.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from zlib import crc32

BUCKETS = 1 << 16
# Of a longer text the first words name the shop.
MOST_WORDS = 8
# Of a longer word the beginning tells what it is.
_LONGEST_WORD = 24
# Of letters, and of characters that are syllables or words each (from kana on).
_PIECES, _PIECES_OF_CHARACTERS = range(3, 6), range(2, 4)
_FIRST_KANA = "\u3040"

_WORD = re.compile(r"[^\W\d_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def parts_of(name: str) -> list[str]:
    """Returns the words of a name, folded, and each two neighbours as a pair; numbers are left out."""
    words = [word[:_LONGEST_WORD] for word in _WORD.findall(_folded(name))[:MOST_WORDS]]
    return words + [f"{one} {other}" for one, other in itertools.pairwise(words)]


def _folded(name: str) -> str:
    name = name.casefold().replace("'", "").replace("’", "")
    if name.isascii():
        return name
    return _ACCENT.sub("", unicodedata.normalize("NFKD", name)).translate(_LETTERS)


def features_of(part: str) -> Iterator[tuple[int, float]]:
    """Yields the buckets of a word or pair with their weights; all pieces together weigh as much as the word."""
    yield _bucket(part), 1.0
    if " " in part:
        return
    edged = f" {part} "
    sizes = _PIECES if part < _FIRST_KANA else _PIECES_OF_CHARACTERS
    pieces = [edged[start : start + size] for size in sizes for start in range(len(edged) - size + 1)]
    weight = len(pieces) ** -0.5
    for piece in pieces:
        yield _bucket("#" + piece), weight


def _bucket(feature: str) -> int:
    return crc32(feature.encode()) % BUCKETS
