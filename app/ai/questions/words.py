"""The words of a question: folded for comparison, with their places in the text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.ai.questions.vocabulary import folded_words

LONGEST_QUESTION = 500

_TOKEN = re.compile(
    r'["“„«](?P<quoted>[^"”“„»«]{1,80})["”“»]'
    r"|(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b|\d{1,2}\.\d{1,2}\.(?!\d)|\d{1,2}/\d{1,2}\b)"
    r"|(?P<number>\d+(?:[.,]\d+)*)(?P<tail>(?:st|nd|rd|th|ers?|º|ª|k)\b)?"
    r"|#(?P<tag>[^\W_][\w-]*)"
    r"|(?P<word>[^\W_]+(?:['’`][^\W_]+)*['’]?)"
    r"|(?P<sign>[$€£¥₹<>≥≤%=]|(?<=\s)[&+/](?=\s)|[–—]|(?<=\s)-(?=\s)|(?<=\d)-(?=\d))"
)
# French writes short words before a vowel without theirs: l'an, d'octobre, qu'est-ce, j'ai.
_ELIDED = re.compile(r"(?i)^(?:[dljmtsnc]|qu)['’`](?=[^\W_]{2})")
_SIGNS = {"–": "-", "—": "-", "&": "and", "+": "and", "/": "and", "≥": ">=", "≤": "<="}


class Word(NamedTuple):
    """One word or sign in text[start:end]. `key` is its folded form; `kind` says what it looks like."""

    key: str
    start: int
    end: int
    kind: str
    raw: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are."""
        return self.raw[:1].isupper() or (self.raw[:1].isdigit() and any(char.isupper() for char in self.raw))


def split_words(question: str) -> list[Word]:
    """Returns the words of a question in order; signs that say nothing are left out."""
    text = unicodedata.normalize("NFC", question)[:LONGEST_QUESTION]
    return [word for match in _TOKEN.finditer(text) for word in _words_of(match)]


def _words_of(match: re.Match[str]) -> Iterator[Word]:
    kind, start, end = str(match.lastgroup), match.start(), match.end()
    if kind == "word":
        yield from _parts(match.group(), start)
    elif kind == "sign":
        yield Word(_SIGNS.get(match.group(), match.group()), start, end, kind, match.group())
    elif kind in ("quoted", "tag"):
        yield Word(folded_words(match.group(kind)) or "-", start, end, kind, match.group(kind).strip())
    else:
        shown = match.group()
        yield Word(
            shown.lower().replace("º", "th").replace("ª", "th"), start, end, "number" if kind == "tail" else kind, shown
        )


def _parts(text: str, start: int) -> Iterator[Word]:
    """A word, or the two that an apostrophe joins; letters and digits stay together."""
    elided = _ELIDED.match(text)
    if elided:
        cut = elided.end()
        yield Word(folded_words(text[:cut]), start, start + cut, "word", text[:cut])
        text, start = text[cut:], start + cut
    key = folded_words(text)
    if key:
        yield Word(key, start, start + len(text), "word", text)


def raw_of(words: Sequence[Word], question: str) -> str:
    """Returns the text of neighbouring words as it was written."""
    return unicodedata.normalize("NFC", question)[words[0].start : words[-1].end] if words else ""
