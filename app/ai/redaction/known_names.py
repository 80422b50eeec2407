"""Finds the names that a workspace knows: of its users, members and account holders, whole or in part."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from app.ai.redaction.cues import cues
from app.ai.redaction.spans import Span

WORD = re.compile(r"(?:[^\W\d_]|[^\x00-\xa0\s‹›«»“”„‚‘’…–—·•€£¥₹₽₺₩₪₫฿₴₦₱§°²³¿¡]|(?<=\w)['’](?=[^\W\d_]))+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "o", "ł": "l", "æ": "ae", "å": "a", "đ": "d", "ı": "i"})
_TITLES = cues("titles")
_SHORTEST = 2


class KnownNames:
    """Names by their words, without case and accents; ß, ä, ö, ü are also known spelt out."""

    def __init__(self, names: Collection[str]) -> None:
        words = {word for name in names for word in _WORDS_OF_NAME.findall(unicodedata.normalize("NFKC", name))}
        keys = {key for word in words for key in keys_of(word)}
        self._keys = {key for key in keys if len(key) >= _SHORTEST and key not in _TITLES}

    def find(self, text: str) -> Iterator[Span]:
        """Returns where a word of a name stands, whatever hangs on it: `Anna's`, `ANNA`, `Anna-Lena`, `Annas`."""
        if not self._keys:
            return
        for match in WORD.finditer(text):
            if not self._keys.isdisjoint(_forms(match.group())):
                yield Span(*match.span(), "name")


_WORDS_OF_NAME = re.compile(r"[^\W\d_]+")


def _forms(word: str) -> set[str]:
    """The word, its part before an apostrophe, and both without the s of a genitive, as keys."""
    parts = {word, *re.split("['’]", word), re.sub("['’]", "", word)}
    keys = {key for part in parts for key in keys_of(part)}
    return keys | {key[:-1] for key in keys if key.endswith("s") and len(key) > _SHORTEST + 1}


def keys_of(word: str) -> set[str]:
    """The ways in which a word may be written without case and accents: `müller` is muller and mueller."""
    low = word.casefold()
    return {_bare(low), _bare(low.translate(_UMLAUTS))}


def _bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
