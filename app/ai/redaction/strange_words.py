"""Finds the words that are on no list of common ones: names, places, whatever could tell who somebody is."""

import re

from app.ai.redaction.allowed_words import is_allowed, is_allowed_in_lower_case, is_day_word
from app.ai.redaction.cues import any_of, cues
from app.ai.redaction.known_names import WORD
from app.ai.redaction.spans import Span

_PEOPLE_CUES = cues("with") | cues("paid")
_ALL_CUES = _PEOPLE_CUES | cues("to")
_RAIL = re.compile(rf"\b(?:{any_of('rails')})\b", re.IGNORECASE)
_DIGIT_BEHIND = re.compile(r"[ .,]{0,2}\d")
_ADDRESSED, _PERHAPS_ADDRESSED = cues("addressed"), cues("perhaps addressed")
_PARTICLES = cues("particles")
_GAP = re.compile(r"[ .,&'-]{0,2}")


def find_strange_words(text: str) -> list[Span]:
    """Returns words that must not leave; `text` holds NUL where something was found already."""
    words = [Span(*match.span(), "w") for match in WORD.finditer(text)]
    strange = [_is_strange(text[start:end]) for start, end, _ in words]
    named = bool(_RAIL.search(text))
    for at in range(len(words)):
        if not strange[at] and _stands_for_a_name(text, words, strange, at, named):
            strange[at] = True
    _join_names(text, words, strange)
    return [word for word, is_strange in zip(words, strange, strict=True) if is_strange]


def _join_names(text: str, words: list[Span], strange: list[bool]) -> None:
    """Mark what stands between two words of a name: `van der`, and a word with a capital (Maria Casa Nova)."""
    last = None
    for at, (start, end, _) in enumerate(words):
        beside = last is not None and all(_beside(text, words, place) for place in range(last, at))
        if beside and (strange[at] or is_allowed_in_lower_case(text[start:end].casefold())):
            strange[last or 0 : at + 1] = [True] * (at + 1 - (last or 0))
        if strange[at]:
            last = at
        elif not (
            text[start:end].casefold() in _PARTICLES or (beside and text[start].isupper() and not text.isupper())
        ):
            last = None


def _is_strange(word: str) -> bool:
    """Whether a word is not known, or is written as a name is."""
    if _is_known(word):
        return False
    pieces = re.split("['’]", word)  # of a possessive, whatever is a name is one
    known = _is_plain if pieces[-1] == "s" else _is_known
    return len(pieces) == 1 or any(len(piece) > 1 and not known(piece) for piece in pieces)


def _is_known(word: str) -> bool:
    return _is_plain(word) or is_allowed_in_lower_case(word)


def _is_plain(word: str) -> bool:
    return is_allowed(word) or is_day_word(word)


def _stands_for_a_name(text: str, words: list[Span], strange: list[bool], at: int, named: bool) -> bool:
    """Whether a word that is a name, too, stands where names do: behind `with`, beside a word that is not known."""
    start, end, _ = words[at]
    word = text[start:end]
    before = _beside(text, words, at - 1) and text[words[at - 1].start : words[at - 1].end].casefold()
    if before in _ADDRESSED or (before in _PERHAPS_ADDRESSED and word[0].isupper() and not text.isupper()):
        return True
    day = is_day_word(word)
    if is_allowed(word) or not (day or is_allowed_in_lower_case(word)):
        return False
    behind = _beside(text, words, at) and strange[at + 1]
    if before in (_ALL_CUES if named or not day or behind else _PEOPLE_CUES):
        return True
    if not day:
        return behind or (bool(before) and strange[at - 1])
    if behind and not text[words[at + 1].start].islower():
        return True
    return bool(before) and strange[at - 1] and not _DIGIT_BEHIND.match(text, end)


def _beside(text: str, words: list[Span], left: int) -> bool:
    """Whether a word and the next one stand beside each other."""
    if left < 0 or left + 1 >= len(words):
        return False
    between = text[words[left].end : words[left + 1].start]
    return bool(_GAP.fullmatch(between))
