"""A readable merchant out of the raw text of a bank: ``POS PURCHASE STARBUCKS 01234 SEATTLE WA`` is ``Starbucks``.

The text is walked once, word by word: noise before the name is skipped, the name ends at the first card, store or
reference number, date or legal form after it, and a place at its end is dropped.
"""

import re
import unicodedata
from functools import lru_cache

from app.rules.lexicon import brand_of, words_of
from app.rules.noise import (
    CLOSING_FORMS,
    COUNTRIES,
    LEGAL_FORMS,
    LINKING_WORDS,
    NOISE,
    PLACES,
    PROCESSORS,
    TAILS,
    UPPERCASE,
    WALLETS,
)

# A name longer than this is a sentence; the first words tell enough.
MAX_WORDS = 7
# Texts are kept for repeats; 8,192 of about 100 characters with their names are some 2 MB.
_CACHED = 8192
# Any of these ends the name.
_ENDS = TAILS | CLOSING_FORMS

_WALLET = re.compile(rf"(?:{'|'.join(WALLETS)})\s?[-:]\s?(?=\S)", re.IGNORECASE)
_MARKED_FIELD = re.compile(r"\b(?:EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)[+:]\s?")
_EDGES = ".,;:*#/\\|()[]{}<>\"'_-+=~"
# Six or more capitals and digits with a digit before a letter: K7HJ2P, but not BIKE24.
_REFERENCE = re.compile(r"(?=[A-Z]*\d+[A-Z])[A-Z\d]{6,}$")
# No name of so many characters has three digits in it.
_LONG_REFERENCE = 9
_MASK = re.compile(r"[Xx]{4,}|[•]{2,}|X{2,}\d|\d[Xx]{2,}\d")


@lru_cache(maxsize=_CACHED)
def clean_merchant(description: str) -> str:
    """The merchant's readable name; never empty unless the text is blank.

    Processor prefixes, card words, numbers, dates and trailing places go; a known merchant gets its usual
    spelling.
    """
    text = description if description.isascii() else unicodedata.normalize("NFKC", description)
    text = _without_processor(" ".join(text.split()))
    known = brand_of(words_of(text))
    if known:
        return known
    words = _without_place(_name_words(text.replace("*", " * ").split()))
    if not words:
        return text[:80].strip(_EDGES + " ") or text[:80]
    return brand_of(words_of(" ".join(words))) or _cased(words)


@lru_cache(maxsize=_CACHED)
def merchant_key(merchant: str) -> str:
    """The form under which a merchant is remembered: its folded words, so that ``Café Nero!`` is ``café nero``."""
    if not merchant.isascii():
        merchant = unicodedata.normalize("NFKC", merchant)
    return " ".join(re.findall(r"[^\W_]+", merchant.casefold()))


def _without_processor(text: str) -> str:
    """Drop what stands before the name (``PAYPAL *``) and the tagged fields of SEPA texts behind it."""
    if "+" in text or ":" in text:
        fields = [part.strip() for part in _MARKED_FIELD.split(text)]
        text = next((part for part in fields if part), text)
    before, star, name = text.partition("*")
    if star and name.strip() and before.rstrip().rpartition(" ")[2].casefold() in PROCESSORS:
        return name.lstrip()
    return _WALLET.sub("", text, count=1) if _WALLET.match(text) else text


def _name_words(tokens: list[str]) -> list[str]:
    """The tokens of the name: after the noise, up to the first token that cannot belong to it."""
    name: list[str] = []
    for token in tokens:
        word = token.strip(_EDGES)
        folded = word.casefold()
        if name and (folded in _ENDS or _is_number(word, token)):
            break
        if word and (name or _begins_name(word, folded, token, tokens)):
            name.append(word)
        if len(name) == MAX_WORDS:
            break
    return name


def _begins_name(word: str, folded: str, token: str, tokens: list[str]) -> bool:
    if folded in NOISE:
        return False
    return not _is_number(word, token) or _is_small_count(word, tokens)


def _is_number(word: str, token: str) -> bool:
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


def _is_small_count(word: str, tokens: list[str]) -> bool:
    """A number of one or two digits that begins the text belongs to the name: 7 Eleven, 24 Hour Fitness, 5 Guys."""
    return tokens[0].strip(_EDGES) == word and word.isdigit() and len(word) < 3 and len(tokens) > 1


def _without_place(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1].casefold() in LEGAL_FORMS:
        words = words[:-1]
    named_country = len(words) > 1 and words[-1].casefold() in COUNTRIES
    if named_country:
        words = words[:-1]
    floor = 1 if named_country else 2
    while len(words) > floor and words[-1].casefold() in PLACES:
        words = words[:-1]
    while len(words) > 1 and words[-1].casefold() in LEGAL_FORMS:
        words = words[:-1]
    return words


def _cased(words: list[str]) -> str:
    """Shouted and whispered names get capitals; a name already in mixed case keeps them."""
    text = " ".join(words)
    if text.upper() != text and text.lower() != text and _shouted(words) * 2 < len(words):
        return text
    return " ".join(_capitalised(word, first=index == 0) for index, word in enumerate(words))


def _shouted(words: list[str]) -> int:
    """How many words are in capitals and too long for an abbreviation."""
    return sum(word.isupper() and len(word) > 3 for word in words)


def _capitalised(word: str, *, first: bool) -> str:
    folded = word.casefold()
    if folded in UPPERCASE or "&" in word:
        return word.upper()
    if folded in LINKING_WORDS and not first:
        return folded
    if word.isalpha():
        return word.capitalize()
    return re.sub(r"[^\W\d_]+('[^\W\d_]+)?", lambda match: match.group().capitalize(), word)
