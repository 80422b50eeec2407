"""Removes the town, state and country that card networks write behind a merchant's name."""

from app.merchants.brands import brand_of
from app.merchants.lexicon import is_plain
from app.merchants.text import folded
from app.merchants.words import COUNTRIES, GENERIC, LEGAL_FORMS, LINKING_WORDS, PLACES, STATES

# Words that name something even if each of them is plain: Pharmacie de la Gare.
_ENOUGH = 3


def without_place(words: list[str]) -> list[str]:
    """Returns the name without the place and the legal form at its end; a name that needs its town keeps it."""
    small = [folded(word) for word in words]
    end = _without_forms(small, len(small))
    region = small[end - 1] if end > 1 and small[end - 1] in COUNTRIES else ""
    end = _without_forms(small, end - 1 if region else end)
    shorter = _without_towns(small, end)
    if shorter == end and region in STATES and _may_be_town(small, end):
        shorter -= 1
    return words[: _without_links(small, _without_forms(small, shorter))]


def _without_towns(small: list[str], end: int) -> int:
    while end > 1 and (town := _town_before(small, end)) and _names(small[: end - town]):
        end -= town
    return end


def _town_before(small: list[str], end: int) -> int:
    """How many words before `end` are a known place."""
    for place in PLACES.get(small[end - 1], ()):
        begin = end - len(place)
        if begin > 0 and tuple(small[begin:end]) == place:
            return len(place)
    return 0


def _may_be_town(small: list[str], end: int) -> bool:
    """Whether the last word is the town of the state behind it, though not a known one: BLUE DOOR BAKERY NATICK MA."""
    town = small[end - 1]
    return end > 1 and not _says_what(town) and brand_of((town,)) is None and _names(small[: end - 1])


def _names(small: list[str]) -> bool:
    """Whether the words name something without a town behind them: "Hotel" and "Bank of" do not."""
    if small[-1] in LINKING_WORDS:
        return False
    return len(small) >= _ENOUGH or any(not _says_what(word) for word in small)


def _says_what(word: str) -> bool:
    return word in GENERIC or word in LINKING_WORDS or is_plain(word)


def _without_forms(small: list[str], end: int) -> int:
    while end > 1 and small[end - 1].replace(".", "") in LEGAL_FORMS:
        end -= 1
    return end


def _without_links(small: list[str], end: int) -> int:
    """A name does not end in "of" or "de"."""
    while end > 1 and small[end - 1] in LINKING_WORDS and small[end - 1] != "y":
        end -= 1
    return end
