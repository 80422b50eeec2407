"""A lexicon of known merchants and words of banks and shops, each with the category that it stands for.

The entries are text files in ``lexicon_data``, in several languages. A text is cut into words, and word sequences are
looked up in a dictionary, so a look-up costs the same however many entries there are. ``guesses`` chooses among the
entries that are found.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.merchants.text import folded

_DATA = Path(__file__).parent / "lexicon_data"
# Rank of a file's entries: "GEHALT REWE MARKT GMBH" is a salary, "HOTEL STARBUCKS" a Starbucks.
FALLBACK, WORDS, BRANDS, BANKING, OWN_ACCOUNTS = range(5)
_RANKS = {
    "fallback.txt": FALLBACK,
    "words.txt": WORDS,
    "brands.txt": BRANDS,
    "banking.txt": BANKING,
    "own_accounts.txt": OWN_ACCOUNTS,
}
# Merchants whose entries are kept for repeats, some 1 MB.
_REMEMBERED = 8192
# Shorter words are not compounds ("*markt" is meant for "Getraenkemarkt", not for "Edmarkt").
_SHORTEST_COMPOUND = 8
_SHORTEST_HEAD = 3
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")


class Entry(NamedTuple):
    """One line of the data: a term, what it means, and where and for which sign it counts."""

    slug: str
    confidence: float
    rank: int
    size: int
    sign: str  # "+" money in, "-" money out, "" either
    place: str  # "^" only where the merchant begins, "=" only as the whole merchant, "" anywhere
    name: str
    term: str  # the term's words, folded
    weight: int  # rank first, then length


class _Node:
    """A sequence of words in the index: its entries, and the nodes of longer sequences that begin with it."""

    __slots__ = ("entries", "following")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.following: dict[str, _Node] = {}


class _Index:
    """Entries by their words, by the head of compound words, and by the first two characters of Chinese terms."""

    def __init__(self) -> None:
        self.phrases: dict[str, _Node] = {}
        self.heads: dict[str, list[Entry]] = {}
        self.endings: set[str] = set()
        self.ideograms: dict[str, dict[str, list[Entry]]] = {}
        self.numbers: set[str] = set()

    def add(self, term: str, entry: Entry) -> None:
        """Add an entry under a term; a term that begins with ``*`` is the end of longer words."""
        if not term.isascii() and (respelled := term.translate(_UMLAUTS)) != term:
            self.add(respelled, entry)
        words = words_of(term)
        self.numbers.update(_NUMBER.findall(" ".join(words)))
        if term.startswith("*"):
            self.heads.setdefault(words[0], []).append(entry)
            self.endings.add(words[0][-_SHORTEST_HEAD:])
        elif _CJK.match(term):
            self.ideograms.setdefault(term[:2], {}).setdefault(term, []).append(entry)
        else:
            self._add_phrase(words, entry)

    def _add_phrase(self, words: Sequence[str], entry: Entry) -> None:
        node, following = _Node(), self.phrases
        for word in words:
            node = following.setdefault(word, _Node())
            following = node.following
        node.entries.append(entry)


# A row's text is cut for its merchant and again for its guess; no need to remember more than a few rows.
@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[str, ...]:
    """Returns the words of a text as they are compared: folded, without accents and apostrophes."""
    return tuple(_WORD.findall(folded(text).replace("'", "")))


def file_entries(name: str) -> Iterator[tuple[str, Entry]]:
    """Yields the terms and entries of a file: ``[slug sign confidence]`` over ``Name | other spelling; ...``."""
    slug, sign, confidence = "", "", 0.0
    for line in map(str.strip, (_DATA / name).read_text("utf-8").splitlines()):
        if line.startswith("["):
            slug, *marks, certainty = line.strip("[]").split()
            sign, confidence = "".join(marks), float(certainty)
        elif line and not line.startswith("#"):
            for group in line.split(";"):
                terms = [term.strip() for term in group.split("|")]
                for term in terms:
                    yield _entry(term, terms[0].strip("^=*"), slug, sign, confidence, _RANKS[name])


def _entry(term: str, name: str, slug: str, sign: str, confidence: float, rank: int) -> tuple[str, Entry]:
    place = term[0] if term[0] in "^=" else ""
    bare = term.lstrip("^=")
    return bare, Entry(
        slug, confidence, rank, len(bare), sign, place, name, " ".join(words_of(bare)), rank * 1000 + len(bare)
    )


@lru_cache(maxsize=1)
def _index() -> _Index:
    index = _Index()
    for name in _RANKS:
        for term, entry in file_entries(name):
            index.add(term, entry)
    return index


def known_numbers() -> set[str]:
    """Returns the numbers in the entries: the 7 of 7-Eleven, the 365 of Microsoft 365."""
    return _index().numbers


def terms_at(words: Sequence[str], start: int) -> list[tuple[int, list[Entry]]]:
    """Returns the terms that begin at a word, each with the position behind it, the shortest first."""
    return _terms(_index(), words, start)


def ideograms_at(text: str) -> dict[str, list[Entry]]:
    """Returns the entries of the terms that begin with the first two characters of a text without spaces."""
    return _index().ideograms.get(text[:2], {})


def own_account_words() -> frozenset[str]:
    """Returns every word of the entries for own accounts."""
    return frozenset(word for term, _ in file_entries("own_accounts.txt") for word in words_of(term))


@lru_cache(maxsize=_REMEMBERED)
def is_plain(word: str) -> bool:
    """Whether a folded word only says what a shop sells: bakery, taxi, Apotheke."""
    node = _index().phrases.get(word)
    return node is not None and any(entry.rank <= WORDS for entry in node.entries)


# Merchants repeat even where no two descriptions are the same.
@lru_cache(maxsize=_REMEMBERED)
def hits_in_merchant(merchant: str, sign: str) -> list[Entry]:
    """Returns the entries found in a merchant's name, where placed terms count; not to be changed."""
    return _hits(merchant, sign, whole=True)


def hits_in(text: str, sign: str) -> list[Entry]:
    """Returns the entries found anywhere in a text that count for the sign of an amount, "+", "-" or empty."""
    return _hits(text, sign, whole=False)


def _hits(text: str, sign: str, *, whole: bool) -> list[Entry]:
    """The entries found in a text; ``whole`` says that the text is a merchant, where placed terms count."""
    index, words, beginning = _index(), words_of(text), 0
    hits: list[Entry] = []
    for start, word in enumerate(words):
        if word in index.phrases:
            begins = whole and start == beginning
            for end, entries in _terms(index, words, start):
                hits += [e for e in entries if _counts(e, sign, begins, end == len(words))]
                if begins and entries[0].rank == FALLBACK and entries[0].slug == "refunds":
                    beginning = end  # `Credit note H&M` begins with H&M
        elif len(word) > _SHORTEST_COMPOUND and word[-_SHORTEST_HEAD:] in index.endings:
            hits += _compounds(index, word, sign)
    if not text.isascii():
        hits += _ideograms(index, text, sign)
    return hits


def _terms(index: _Index, words: Sequence[str], start: int) -> list[tuple[int, list[Entry]]]:
    """The terms that begin at a word, each with the position behind it, the shortest first."""
    terms, following = [], index.phrases
    for end, word in enumerate(words[start:], start + 1):
        node = following.get(word)
        if node is None:
            break
        if node.entries:
            terms.append((end, node.entries))
        following = node.following
        if not following:
            break
    return terms


def _counts(entry: Entry, sign: str, begins: bool, ends: bool) -> bool:
    if entry.sign and entry.sign != sign:
        return False
    return not entry.place or (begins and (ends or entry.place == "^"))


def _compounds(index: _Index, word: str, sign: str) -> list[Entry]:
    """The entry of the longest known head of a compound word: ``Marienapotheke`` is an ``Apotheke``."""
    for start in range(2, len(word) - _SHORTEST_HEAD + 1):
        if word[start:] in index.heads:
            return [entry for entry in index.heads[word[start:]] if entry.sign in ("", sign)]
    return []


def _ideograms(index: _Index, text: str, sign: str) -> list[Entry]:
    """Chinese is written without spaces: every position may begin a term."""
    return [
        entry
        for run in _CJK.findall(unicodedata.normalize("NFKC", text))
        for start in range(len(run) - 1)
        for term, entries in index.ideograms.get(run[start : start + 2], {}).items()
        if run.startswith(term, start)
        for entry in entries
        if entry.sign in ("", sign)
    ]
