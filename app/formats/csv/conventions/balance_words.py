"""Tell lines that state a balance, and which: the one before all transactions, or the one after them."""

import re
from functools import lru_cache

from app.formats.common.dates import MONTHS
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections
from app.money import CURRENCIES

OPENING, CLOSING, EITHER = "opening", "closing", "balance"

LONGEST = 60  # characters: `Closing balance as of 31 December 2026` and the like
_LIST = "line_words.txt"
_ABBREVIATION = re.compile(r"\b([bc]) ([fd])(?:wd|orward|own)?\b")  # `Balance b/f`, `B/FWD`
_SHORTENED = {"bal": "balance", "fwd": "forward"}
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")
_MARKS = " \t*|#=-–—_.:;>~'\"•·+/<([{}])»«…："


def _phrases(section: str) -> frozenset[str]:
    return frozenset(map(normalised, read_sections(_LIST)[section]))


_SURE, _WEAK = _phrases("balance words"), _phrases("weak balance words")
_SIDES = {OPENING: _phrases("opening words"), CLOSING: _phrases("closing words")}
_CARRIED = _phrases("carried over")
_BESIDE = _phrases("beside balances") | frozenset(MONTHS) | {code.casefold() for code in CURRENCIES}
_SAYING = _SURE | _WEAK | _SIDES[OPENING] | _SIDES[CLOSING] | _CARRIED
_KNOWN = frozenset(word for phrase in _SAYING | _BESIDE for word in phrase.split())
# How such a line may begin, as it is written: cheap to look up for every line of a file.
_BEGINNINGS = frozenset(
    form
    for section in ("balance words", "weak balance words", "opening words", "closing words", "carried over")
    for entry in read_sections(_LIST)[section]
    for form in (entry.casefold().split()[0], normalised(entry).split()[0])
) | {"b/f", "c/f", "b/d", "c/d", "b/fwd", "c/fwd", *_SHORTENED}
_UNSPACED_WORDS = sorted((word for word in _SAYING if _UNSPACED.search(word)), key=len, reverse=True)


def may_state_balance(text: str) -> bool:
    """Whether a text begins like one that states a balance; `balance_side` then looks at all of it."""
    return text.strip(_MARKS).partition(" ")[0].rstrip(_MARKS).casefold() in _BEGINNINGS


@lru_cache(maxsize=4096)
def balance_side(text: str) -> str | None:
    """`opening`, `closing`, or `balance` where the words leave open which; None for a text that says more than that.

    Numbers, days, accounts and currencies may stand beside: `Saldo per 31.10.2026`, `* Balance B/F *`.
    """
    words = " ".join(_SHORTENED.get(word, word) for word in _ABBREVIATION.sub(r"\1\2", normalised(text)).split())
    if not words or len(text) > LONGEST:
        return None
    if _UNSPACED.search(words):
        return _unspaced_side(words)
    said = [word for word in words.split() if not any(map(str.isdigit, word))]
    if not said or not _KNOWN.issuperset(said):
        return None
    carried = " ".join(said) in _CARRIED
    side = _side_of(said[:1] if carried else said)
    sure = carried or any(noun in word for word in said for noun in _SURE)
    return side if sure or (side != EITHER and not _WEAK.isdisjoint(said)) else None


def _side_of(said: list[str]) -> str:
    found = [side for side, words in _SIDES.items() if not words.isdisjoint(said)]
    return found[0] if len(found) == 1 else EITHER


def _unspaced_side(words: str) -> str | None:
    """The same for writing without gaps between words."""
    rest, said = words, []
    for word in _UNSPACED_WORDS:
        if word in rest:
            rest = rest.replace(word, " ")
            said.append(word)
    rest = re.sub(r"[\d\s年月日年월일]", "", rest)
    is_balance = any(noun in word for word in said for noun in (*_SURE, *_CARRIED))
    return _side_of(said) if is_balance and not rest else None
