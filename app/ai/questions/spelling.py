"""Mends misspelt words: the one known word that is a slip of the keyboard away. Common words are never mended."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.ai.questions.phrases import Language, category_words, language
from app.ai.questions.vocabulary import Vocabulary
from app.ai.questions.words import Word
from app.ai.redaction import is_allowed

# Shorter words have too many neighbours.
_SHORTEST, _SHORTEST_CHANGED, _SHORTEST_TWICE = 4, 6, 8
_SHORTEST_PART = 7
_MOST_CANDIDATES = 300
_MOST_MENDED = 6
_DOUBLE = re.compile(r"(.)\1")
_WORD = re.compile(r"[^\W\d_]+")


def mended(words: Sequence[Word], unknown: Sequence[int], tongue: Language, vocabulary: Vocabulary) -> list[Word]:
    """Returns the words with those at the unknown places replaced by the known words that they were meant to be."""
    result = list(words)
    for at in unknown[:_MOST_MENDED]:
        word = words[at]
        if word.kind != "word" or not _WORD.fullmatch(word.key) or vocabulary.brand_of(word.raw):
            continue
        if meant := _meant(word.key, {each.key for each in words}, tongue, vocabulary):
            result[at] = word._replace(key=meant)
    return result


def _meant(key: str, beside: set[str], tongue: Language, vocabulary: Vocabulary) -> str | None:
    known = key in tongue.words or f" {key} " in vocabulary.merchant_words or is_allowed(key)
    if known or len(key) < _SHORTEST:
        return None
    near = {word: slips(key, word) for word in _candidates(key, beside, tongue, vocabulary)}
    found = {word: distance for word, distance in near.items() if distance is not None}
    if not found:
        return None
    least = min(found.values())
    nearest = [word for word, distance in found.items() if distance == least]
    return nearest[0] if len(nearest) == 1 else _by_plural(nearest)


def _by_plural(nearest: list[str]) -> str | None:
    """Of a word and its plural the shorter one."""
    short = min(nearest, key=len)
    return short if all(word in (short, f"{short}s", f"{short}es") for word in nearest) else None


def _candidates(key: str, beside: set[str], tongue: Language, vocabulary: Vocabulary) -> Iterator[str]:
    yield from _near(key, _known_words(tongue, vocabulary))
    yield from _near(key, _merchant_words(key, beside, vocabulary))


def _known_words(tongue: Language, vocabulary: Vocabulary) -> Iterator[str]:
    yield from tongue.telling
    for code in {tongue.code, "en"}:
        for name in category_words(code):
            yield from name.split()
    for name in vocabulary.category_keys:
        yield from name.split()
    for name in (*vocabulary.account_keys, *vocabulary.tags):
        yield from name.split()


def _near(key: str, words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word[:1] in key[:2] and abs(len(word) - len(key)) <= 2 and len(word) >= _SHORTEST)


def _merchant_words(key: str, beside: set[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The words of merchants with a part of the word: of three parts one is left whole by two slips."""
    text, size = vocabulary.all_merchants, max(2, len(key) // 3)
    left = _MOST_CANDIDATES
    for start in range(0, len(key) - size + 1, size):
        part, at = key[start : start + size], -1
        while left and (at := text.find(part, at + 1)) >= 0:
            left -= 1
            word, line = _word_around(text, at)
            if len(key) >= _SHORTEST_PART or set(line.split()) - {word} <= beside:
                yield word


def _word_around(text: str, at: int) -> tuple[str, str]:
    """The word at a place, and the line it is in."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[begin:end]
    left, right = line.rfind(" ", 0, at - begin) + 1, line.find(" ", at - begin)
    return line[left : right if right >= 0 else None], line


def slips(typed: str, meant: str) -> int | None:
    """Returns how many slips are between two words: letters missing, doubled, changed or swapped; None for too many.

    Two are allowed in long words; a changed letter in words of six letters and more.
    """
    most = 2 if min(len(typed), len(meant)) >= _SHORTEST_TWICE else 1
    distance = _distance(typed, meant)
    if not 0 < distance <= most:
        return None
    if len(typed) == len(meant) and len(typed) < _SHORTEST_CHANGED and sorted(typed) != sorted(meant):
        return None
    if _DOUBLE.sub(r"\1", typed) == _DOUBLE.sub(r"\1", meant):
        return distance
    too_short = len(typed) == _SHORTEST and len(meant) < _SHORTEST
    return None if too_short or (len(typed) > len(meant) and len(meant) <= _SHORTEST) else distance


def _distance(one: str, other: str) -> int:
    """The optimal string alignment distance."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def tongue_of(words: Sequence[Word]) -> Language:
    """Returns the language most words are of; English where two are equal."""
    keys = [word.key for word in words if word.kind == "word"]
    codes = ("en", "de", "fr", "es")
    return language(max(codes, key=lambda code: sum(key in language(code).words for key in keys)))
