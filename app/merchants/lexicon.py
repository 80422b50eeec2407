"""Guesses the category of a transaction from a lexicon of known merchants and words of banks and shops.

The entries are text files in ``lexicon_data``, in several languages. A text is cut into words, and word sequences are
looked up in a dictionary, so a guess costs the same however many entries there are. Of several hits the one of the
highest rank wins (a bank's term, before a brand, before a plain word, before a mere "refund"), then the longest.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from app.merchants.text import folded

_DATA = Path(__file__).parent / "lexicon_data"
# Rank of a file's entries: "GEHALT REWE MARKT GMBH" is a salary, "HOTEL STARBUCKS" a Starbucks.
_RANKS = {"fallback.txt": 0, "words.txt": 1, "brands.txt": 2, "banking.txt": 3}
# Merchants whose entries are kept for repeats, some 1 MB.
_REMEMBERED = 8192
# Two equally ranked hits that disagree: the longer still wins, but less surely.
_DISPUTED = 0.85
# A merchant's name outside the merchant field may be a place or a reference.
_ELSEWHERE = 0.9
# Shorter words are not compounds ("*markt" is meant for "Getraenkemarkt", not for "Edmarkt").
_SHORTEST_COMPOUND = 8
_SHORTEST_HEAD = 3
_SHORTEST_END = 6
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_RANK = attrgetter("rank")
_WEIGHT = attrgetter("weight")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")


class Guess(NamedTuple):
    """A category slug and how often such a guess is right, 0..1."""

    category: str
    confidence: float


class _Entry(NamedTuple):
    """One line of the data: a term, what it means, and where and for which sign it counts."""

    slug: str
    confidence: float
    rank: int
    size: int
    sign: str  # "+" money in, "-" money out, "" either
    place: str  # "^" only where the merchant begins, "=" only as the whole merchant, "" anywhere
    name: str
    weight: int  # rank first, then length


class _Node:
    """A sequence of words in the index: its entries, and the nodes of longer sequences that begin with it."""

    __slots__ = ("entries", "following")

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.following: dict[str, _Node] = {}


class _Index:
    """Entries by their words, by the head of compound words, and by the first two characters of Chinese terms."""

    def __init__(self) -> None:
        self.phrases: dict[str, _Node] = {}
        self.heads: dict[str, list[_Entry]] = {}
        self.endings: set[str] = set()
        self.ideograms: dict[str, dict[str, list[_Entry]]] = {}
        self.numbers: set[str] = set()

    def add(self, term: str, entry: _Entry) -> None:
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

    def _add_phrase(self, words: Sequence[str], entry: _Entry) -> None:
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


def _read_entries(name: str) -> Iterator[tuple[str, _Entry]]:
    """The entries of a file: ``[slug sign confidence]`` headings over ``Name | other spelling; ...``."""
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


def _entry(term: str, name: str, slug: str, sign: str, confidence: float, rank: int) -> tuple[str, _Entry]:
    place = term[0] if term[0] in "^=" else ""
    bare = term.lstrip("^=")
    return bare, _Entry(slug, confidence, rank, len(bare), sign, place, name, rank * 1000 + len(bare))


@lru_cache(maxsize=1)
def _index() -> _Index:
    index = _Index()
    for name in _RANKS:
        for term, entry in _read_entries(name):
            index.add(term, entry)
    return index


def known_numbers() -> set[str]:
    """Returns the numbers in the entries: the 7 of 7-Eleven, the 365 of Microsoft 365."""
    return _index().numbers


def brand_of(words: Sequence[str]) -> str | None:
    """Returns the display name of the known merchant (brand) that the words begin with, or None."""
    for length, found in reversed(_terms(_index(), words, 0)):
        for entry in found:
            if entry.rank == _RANKS["brands.txt"] and (entry.place != "=" or length == len(words)):
                return entry.name
    return _ideogram_brand("".join(words)) if words and not words[0].isascii() else None


def _ideogram_brand(text: str) -> str | None:
    """The known merchant a text without spaces begins with: ``セブンイレブン新宿店`` is 7-Eleven."""
    known = _index().ideograms.get(text[:2], {})
    for term in sorted(filter(text.startswith, known), key=len, reverse=True):
        for entry in known[term]:
            if entry.rank == _RANKS["brands.txt"]:
                return entry.name
    return None


def brand_at_end(words: Sequence[str]) -> str | None:
    """Returns the brand that follows the first word up to the end (``AMREST STARBUCKS``), or None.

    Short names and those that count only in one place are left out: they end many others' names.
    """
    for length, found in _terms(_index(), words, 1):
        for entry in found if length == len(words) else ():
            if entry.rank == _RANKS["brands.txt"] and not entry.place and entry.size >= _SHORTEST_END:
                return entry.name
    return None


@lru_cache(maxsize=_REMEMBERED)
def is_plain(word: str) -> bool:
    """Whether a folded word only says what a shop sells: bakery, taxi, Apotheke."""
    node = _index().phrases.get(word)
    return node is not None and any(entry.rank <= _RANKS["words.txt"] for entry in node.entries)


def guess(merchant: str, description: str, amount_minor: int) -> Guess | None:
    """Returns a guess at the category of a transaction, or None where no word is known.

    ``merchant`` is the clean name (empty if there is none), ``description`` the raw text, ``amount_minor`` the signed
    amount (only its sign counts).
    """
    sign = "+" if amount_minor > 0 else "-" if amount_minor < 0 else ""
    named = _named(merchant or description, sign)
    hits = named if description == merchant else named + _hits(description, sign, whole=False)
    if not hits:
        return None
    best = max(hits, key=_WEIGHT)
    if named:
        best = max(max(named, key=_WEIGHT), best, key=_RANK)
    certainty = best.confidence
    if best.rank == _RANKS["brands.txt"] and best not in named:
        certainty *= _ELSEWHERE
    if len(hits) > 1 and any(e.rank == best.rank and e.slug != best.slug and e.size >= best.size for e in hits):
        certainty *= _DISPUTED
    return Guess(best.slug, round(certainty, 3))


# Merchants repeat even where no two descriptions are the same.
@lru_cache(maxsize=_REMEMBERED)
def _named(merchant: str, sign: str) -> list[_Entry]:
    return _hits(merchant, sign, whole=True)


def _hits(text: str, sign: str, *, whole: bool) -> list[_Entry]:
    """The entries found in a text; ``whole`` says that the text is a merchant, where placed terms count."""
    index, words = _index(), words_of(text)
    hits: list[_Entry] = []
    for start, word in enumerate(words):
        if word in index.phrases:
            begins = whole and start == 0
            for end, entries in _terms(index, words, start):
                hits += [e for e in entries if _counts(e, sign, begins, end == len(words))]
        elif len(word) > _SHORTEST_COMPOUND and word[-_SHORTEST_HEAD:] in index.endings:
            hits += _compounds(index, word, sign)
    if not text.isascii():
        hits += _ideograms(index, text, sign)
    return hits


def _terms(index: _Index, words: Sequence[str], start: int) -> list[tuple[int, list[_Entry]]]:
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


def _counts(entry: _Entry, sign: str, begins: bool, ends: bool) -> bool:
    if entry.sign and entry.sign != sign:
        return False
    return not entry.place or (begins and (ends or entry.place == "^"))


def _compounds(index: _Index, word: str, sign: str) -> list[_Entry]:
    """The entry of the longest known head of a compound word: ``Marienapotheke`` is an ``Apotheke``."""
    for start in range(2, len(word) - _SHORTEST_HEAD + 1):
        if word[start:] in index.heads:
            return [entry for entry in index.heads[word[start:]] if entry.sign in ("", sign)]
    return []


def _ideograms(index: _Index, text: str, sign: str) -> list[_Entry]:
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
