"""The phrases of a language, found in a row of words.

Each language is a text file. A heading says what the phrases below it mean; `(a|b|)` stands for each of its parts, and
`{unit}`, `{month}`, `{n}` for a word of that class, whose value is kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale

from app.ai.questions.vocabulary import folded_words

LANGUAGES = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}

_LISTS = Path(__file__).with_name("word_lists")
_CHOICE = re.compile(r"\(([^()]*)\)")
# Headings over `value: word word` instead of phrases.
_CLASSES = {"unit", "dim", "season", "currency", "word n", "word month", "word weekday"}
_SILENT = frozenset(["stop", "in", "weak", "strong", "known", "follow", "back", "refuse", "and", "or", "not"])
_COUNTED = {"number": "n", "ordinal": "ord"}
# A node of the tree of phrases: the next word, or "" for what a phrase that ends here means.
Node = dict[str, Any]


class Meaning(NamedTuple):
    """What a phrase means, with the values of its slots in order."""

    concept: str
    value: Any = None
    slots: tuple[tuple[str, Any], ...] = ()

    def slot(self, name: str) -> list[Any]:
        """Returns the values of the slots of a class."""
        return [value for slot, value in self.slots if slot == name]


@dataclass(slots=True)
class Language:
    """The phrases of a language as a tree, and its words by class: `unit`, `month`, `weekday`, ..."""

    code: str
    tree: Node = field(default_factory=dict)
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    # Those of phrases that say nothing, and those of all others.
    silent: set[str] = field(default_factory=set)
    telling: set[str] = field(default_factory=set)

    def meanings_at(self, keys: Sequence[str], slots: Sequence[Sequence[Any]], at: int) -> dict[int, list[Meaning]]:
        """Returns what the phrases that begin at a place mean, by the place behind them."""
        found: dict[int, list[Meaning]] = {}
        _walk(self.tree, keys, slots, at, (), found)
        return found


def _walk(
    node: Node,
    keys: Sequence[str],
    slots: Sequence[Sequence[Any]],
    at: int,
    taken: tuple[tuple[str, Any], ...],
    found: dict[int, list[Meaning]],
) -> None:
    for concept, value in node.get("", ()):
        found.setdefault(at, []).append(Meaning(concept, value, taken))
    if at == len(keys):
        return
    if keys[at] in node:
        _walk(node[keys[at]], keys, slots, at + 1, taken, found)
    for name, value, length in slots[at]:
        if (following := node.get(f"{{{name}}}")) is not None:
            _walk(following, keys, slots, at + length, (*taken, (name, value)), found)


@lru_cache
def language(code: str) -> Language:
    """Returns the phrases of a language, `en`, `de`, `fr` or `es`."""
    made = Language(code, classes=_calendar(code))
    for heading, line in _lines(f"{LANGUAGES[code]}.txt"):
        _add(made, heading, line)
    for words in made.classes.values():
        made.words.update(words)
        made.telling.update(words)
    made.telling -= made.silent
    return made


def _add(made: Language, heading: str, line: str) -> None:
    if heading in _CLASSES:
        value, _, words = line.partition(":")
        made.classes.setdefault(heading.removeprefix("word "), {}).update(
            (folded(word), _value(value)) for word in words.split()
        )
    elif heading in _COUNTED:
        counted = made.classes.setdefault(_COUNTED[heading], {})
        counted.update((folded(word), place) for place, word in enumerate(line.split(), 1))
    else:
        concept, _, value = heading.partition(" ")
        for phrase in expanded(line):
            _grow(made, phrase, (concept, value or None))


def _grow(made: Language, phrase: list[str], meaning: tuple[str, str | None]) -> None:
    node = made.tree
    for word in phrase:
        node = node.setdefault(word, {})
        if not word.startswith("{"):
            made.words.add(word)
            (made.silent if meaning[0] in _SILENT else made.telling).add(word)
    if meaning not in node.setdefault("", []):
        node[""].append(meaning)


def expanded(line: str) -> Iterator[list[str]]:
    """Yields the phrases that a line with choices stands for, as words."""
    parts = [part.split("|") if place % 2 else [part] for place, part in enumerate(_CHOICE.split(line))]
    for chosen in product(*parts):
        words = [word if word.startswith("{") else folded(word) for word in " ".join(chosen).split()]
        if any(char in "()|" for word in words for char in word):
            raise ValueError(f"a choice within a choice: {line}")
        if words:
            yield words


def folded(word: str) -> str:
    """Returns a word as the words of a question are compared; signs stay as they are."""
    return folded_words(word) or word


def _value(text: str) -> str | int:
    return int(text) if text.strip().isdecimal() else text.strip()


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """The lines of a word list with their heading."""
    heading = ""
    for line in map(str.strip, (_LISTS / name).read_text("utf-8").splitlines()):
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            yield heading, line


def _calendar(code: str) -> dict[str, dict[str, Any]]:
    """The names of months (1 to 12) and weekdays (Monday is 0), long and short."""
    locale = Locale.parse(code)
    names: dict[str, dict[str, Any]] = {"month": {}, "weekday": {}}
    for width in ("abbreviated", "wide"):
        for name, table in (("month", locale.months), ("weekday", locale.days)):
            names[name].update((folded(word.rstrip(".")), number) for number, word in table["format"][width].items())
    return names


@lru_cache
def category_words(code: str) -> dict[str, str]:
    """Returns the words of a language for the default categories, folded, with the category's slug."""
    words: dict[str, str] = {}
    for slug, line in _lines("categories.txt"):
        tongue, _, names = line.partition(" ")
        if tongue == code:
            for name in names.split("|"):
                words.setdefault(folded_words(name), slug)
    return words
