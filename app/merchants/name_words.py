"""Finds the words of the merchant's name among the words of a description, skipping stop words and numbers."""

import re
from collections.abc import Sequence

from app.merchants.brands import brand_of
from app.merchants.lexicon import words_of
from app.merchants.text import folded
from app.merchants.words import (
    CASH,
    CASH_PAIRS,
    CLOSING_FORMS,
    COUNTRIES,
    END_WORDS,
    FEE_MATTERS,
    FEES,
    LEGAL_FORMS,
    MONTHS,
    MOVEMENTS,
    OPENERS,
    PAYMENT_SERVICE_WORDS,
    PAYMENT_SERVICES,
    SALARY,
    SOFT_STOP_WORDS,
    STOP_WORDS,
)

# A name longer than this is a sentence; its first words are enough.
MAX_WORDS = 7
# The name is among the first words; the rest is the purpose.
MOST_WORDS = 20
# The words among which a cash machine is named.
_EARLY_WORDS = 4
# No name of so many characters has three digits in it.
_LONG_REFERENCE = 9
_TWO_BEFORE_RENT = 2

# The number of a branch: COOP-4412.
_NUMBERED = re.compile(r"(?<=[^\W\d]{3})-(?=\d{4})")
_POLISH_LIMITED = re.compile(r"\bsp\.?\s?z\.?\s?o\.?\s?o\b\.?", re.IGNORECASE)

_EDGES = ".,;:*#/\\|()[]{}<>\"'_-+=~"
_SEPARATORS = frozenset(["*", "//", "-", "–", "|", "·"])
_ENDS = END_WORDS | CLOSING_FORMS
_BANKING = MOVEMENTS | STOP_WORDS | SOFT_STOP_WORDS | MONTHS | SALARY
_MAYBE_CASH = frozenset(["cash", "bancomat"])
_RENT = frozenset(["rent"])
# Words that make a name of a "rent" before them: RENT A CAR.
_RENTED = frozenset(["a", "to"])

# Six or more capitals and digits with a digit before a letter: K7HJ2P, but not BIKE24.
_REFERENCE = re.compile(r"(?=[A-Z]*\d+[A-Z])[A-Z\d]{6,}$")
_MASK = re.compile(r"[Xx]{4,}|[•]{2,}|X{2,}\d|\d[Xx]{2,}\d")
# The number of a till or a card behind one letter: K2, D4.
_TILL = re.compile(r"[A-Za-z]\d{1,2}$")
_DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)*?([a-z0-9-]+)\."
    r"(?:com?|net|org|info|io|app|shop|store|online|eu|de|at|ch|fr|es|it|nl|be|pl|pt|se|dk|no|fi|cz|ie|uk|us|ca|au|nz"
    r"|in|jp|cn|br|mx|za|me|tv|ai|co\.uk|com\.[a-z]{2}|gov\.[a-z]{2})(?:/\S*|#)?$",
    re.IGNORECASE,
)


class _Token:
    """A word of a description: as written, without the marks at its edges, and folded without dots."""

    __slots__ = ("bare", "key", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = text.strip(_EDGES)
        self.key = folded(self.bare).replace(".", "")


def tokens_of(text: str) -> list[_Token]:
    """Returns the text cut at white space and at the marks that separate names from what follows."""
    parted = _NUMBERED.sub(" ", text).replace("*", " * ").replace("//", " // ").replace(";", " ").replace("|", " | ")
    if " Z" in parted or " z" in parted:
        parted = _POLISH_LIMITED.sub("SPZOO", parted)
    return [_Token(part) for part in parted.split(None, MOST_WORDS)[:MOST_WORDS]]


def name_words(tokens: Sequence[_Token]) -> list[str]:
    """Returns the words of the name in a text, none where it is the bank's own business (a fee, cash, interest)."""
    if _is_banks_own(tokens):
        return []
    begin, opening, service = _beginning(tokens)
    if begin == len(tokens):
        return [service] if service else []
    if begin and (known := brand_of(words_of(" ".join(token.bare for token in tokens[begin : begin + MAX_WORDS])))):
        return [known]
    if domain := _domain_label(tokens[begin].bare):
        return [*opening, domain]
    return [*opening, *_until_end(tokens, begin, len(opening))]


def _is_banks_own(tokens: Sequence[_Token]) -> bool:
    keys = [token.key for token in tokens]
    for index, key in enumerate(keys[:_EARLY_WORDS]):
        if key in CASH or (
            key in ("cash", "bancomat") and keys[index + 1 : index + 2] and keys[index + 1] in CASH_PAIRS
        ):
            return True
    return is_fee(keys)


def is_fee(words: Sequence[str]) -> bool:
    """Whether folded words are a bank's charge: a word for a fee near one for what banks take it for."""
    if FEES.isdisjoint(words):
        return False
    return any(
        word in FEES and any(near in FEE_MATTERS for near in words[max(0, index - 3) : index + 4])
        for index, word in enumerate(words)
    )


def _beginning(tokens: Sequence[_Token]) -> tuple[int, list[str], str]:
    """Where the name begins, the soft stop words before it that belong to it, and the payment service before it."""
    opening: list[str] = []
    certain, service = False, ""
    for index, token in enumerate(tokens):
        key = token.key
        if not key or token.text in _SEPARATORS:
            continue
        if key in PAYMENT_SERVICES:
            service = PAYMENT_SERVICES[key]
        elif key in SOFT_STOP_WORDS:
            if _is_known_here(tokens, index) or (brand_of((key,)) and _is_followed_by(tokens, index, _BANKING)):
                return index, [], service
            opening.append(token.bare)
            continue
        elif not _is_skipped(tokens, index, service):
            return index, _opener_in(tokens, index) if certain else opening, service
        certain, opening = True, []
    return len(tokens), [], service


def _opener_in(tokens: Sequence[_Token], begin: int) -> list[str]:
    """The word right before the name that is its own: CB LA BOULANGE."""
    before = tokens[begin - 1]
    return [before.bare] if begin and before.key in OPENERS and before.text == before.bare else []


def _is_skipped(tokens: Sequence[_Token], index: int, service: str) -> bool:
    token = tokens[index]
    key = token.key
    if key in STOP_WORDS or key in SALARY:
        return not (index and _is_known_here(tokens, index))
    if service and (key in PAYMENT_SERVICE_WORDS or key in LEGAL_FORMS or key in COUNTRIES):
        return True
    if key in MONTHS:
        return _is_date_begun(tokens, index) or _is_followed_by(tokens, index, _BANKING)
    if key in MOVEMENTS:
        return (index > 0 and tokens[index - 1].key in MOVEMENTS) or _is_followed_by(tokens, index, _BANKING)
    if is_number(token.bare, token.text):
        return not _is_small_count(tokens, index)
    return _TILL.match(token.bare) is not None


def _is_date_begun(tokens: Sequence[_Token], index: int) -> bool:
    """Whether a month follows a day or a salary word: 11 MAR, NOMINA MARZO; but not JAN LINDERS."""
    before = tokens[index - 1] if index else None
    return before is not None and (before.key in SALARY or (before.bare.isdigit() and len(before.bare) <= len("31")))


def _is_followed_by(tokens: Sequence[_Token], index: int, words: frozenset[str]) -> bool:
    """Whether nothing, a number or one of the words follows."""
    following = next((t for t in tokens[index + 1 :] if t.key), None)
    return following is None or following.key in words or is_number(following.bare, following.text)


def _is_known_here(tokens: Sequence[_Token], index: int) -> bool:
    """Whether a stop word begins a known name of several words: ``DD DIRECT LINE``."""
    words = words_of(" ".join(token.bare for token in tokens[index : index + 3]))
    return len(words) > 1 and brand_of(words) is not None and brand_of(words[:1]) is None


def _is_small_count(tokens: Sequence[_Token], index: int) -> bool:
    """A number of one or two digits that begins the text belongs to the name: 7 Eleven, 24 Hour Fitness, 5 Guys."""
    word = tokens[index].bare
    return index == 0 and word.isdigit() and len(word) < 3 and len(tokens) > 1


def _until_end(tokens: Sequence[_Token], begin: int, opening: int) -> list[str]:
    name = [tokens[begin].bare]
    for index in range(begin + 1, len(tokens)):
        token = tokens[index]
        if token.text in _SEPARATORS or _ends_name(tokens, index, opening + len(name)):
            break
        if token.bare:
            name.append(token.bare)
        if len(name) + opening == MAX_WORDS:
            break
    return name


def _ends_name(tokens: Sequence[_Token], index: int, so_far: int) -> bool:
    token = tokens[index]
    if not token.bare:
        return False
    if token.key in _ENDS or is_number(token.bare, token.text) or _begins_date(tokens, index):
        return True
    if token.key in _RENT:
        rented = index + 1 < len(tokens) and tokens[index + 1].key in _RENTED
        return so_far >= _TWO_BEFORE_RENT and not rented
    return "." in token.bare and _DOMAIN.match(token.bare) is not None


def _begins_date(tokens: Sequence[_Token], index: int) -> bool:
    """Whether an "on" stands before a day, and is not Ontario: PAYMENT TO OAK TOOLS ON 14 MAY."""
    return tokens[index].key == "on" and index + 1 < len(tokens) and tokens[index + 1].bare[:1].isdigit()


def _domain_label(word: str) -> str:
    """The name in an internet address: ``WWW.GARTENWELT.DE/SHOP`` is GARTENWELT."""
    found = _DOMAIN.match(word) if "." in word else None
    return found[1] if found and len(found[1]) > 1 else ""


def is_number(word: str, token: str) -> bool:
    """Whether the token is a number, date, time, masked card or reference rather than a word."""
    if word.isalpha():
        return "xxxx" in word.casefold()
    if token[0] == "#" or _MASK.search(token):
        return True
    digits = sum(map(str.isdigit, word))
    letters = sum(map(str.isalpha, word))
    if digits >= 3 and len(word) >= _LONG_REFERENCE:
        return True
    if digits >= 2 and (":" in word or (word[0].isdigit() and letters <= 3)):
        return True
    return digits > 0 and (letters == 0 or digits >= max(2, letters) or _REFERENCE.match(word) is not None)
