"""Checks a text that a language model wrote about facts it was sent: it may say them in other words, and nothing else.

Both are looked at as they travelled, with placeholders for what had to stay here. Pure.
"""

import re
import unicodedata

from app.ai.redaction import is_allowed

# A number with the currency or percent sign behind it: the same digits of another currency are another number.
_NUMBER = re.compile(r"(\d+(?:[.,'’\u00a0\u202f]\d+)*)(?:\s?(%|[A-Z]{3}\b))?")
_PLACEHOLDER = re.compile(r"‹[a-z_]+\d+›")
_CURRENCY_SIGN = re.compile(r"[$€£¥₹]")
_MARKUP = re.compile(r"[<>\[\]{}|\\`*_#~^=‹›@]|&\w*;|&#")
_WORD = re.compile(
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"hundred|thousand|million|billion|dozen|twice|doubled?|triple|half|third|quarter|percent"
)
# `evil.com` as well: a letter before the point and letters behind it.
_LINK = re.compile(r"://|\bwww\b|\bmailto\b|[^\W_]\.[^\W\d_]{2}", re.IGNORECASE)


# What a text must not ask for of itself.
_ORDERS = frozenset(
    [
        *("transfer", "send", "pay", "wire", "give", "invest", "buy", "sell"),
        *("click", "call", "visit", "open", "log", "login", "sign", "enter", "confirm", "password", "code"),
    ]
)
_LETTERS = re.compile(r"[^\W\d_]+")


def fault_of(said: str, facts: str, most: int) -> str | None:
    """Returns what is wrong with a text of at most so many characters, as a word; None if it may be shown."""
    if not said.strip() or len(said) > most:
        return "length"
    if not set(_PLACEHOLDER.findall(facts)).issuperset(_PLACEHOLDER.findall(said)):
        return "placeholder"
    plain, ours = (_PLACEHOLDER.sub(" ", text) for text in (said, facts))
    if _MARKUP.search(plain) or any(unicodedata.category(mark) in ("Cc", "Cf", "Co", "Cs") for mark in plain):
        return "markup"
    if _LINK.search(plain):
        return "link"
    if not numbers_of(ours).issuperset(numbers_of(plain)):
        return "number"
    known = {word.casefold() for word in _LETTERS.findall(ours)}
    strange = (word for word in _LETTERS.finditer(plain) if word.group().casefold() not in known)
    return "word" if any(word.group().casefold() in _ORDERS or _is_name(word) for word in strange) else None


def amounts_of(text: str) -> set[str]:
    """Returns the numbers of a text that have a currency or a percent sign."""
    return {number + unit for number, unit in _NUMBER.findall(text) if unit}


def _is_name(word: re.Match[str]) -> bool:
    """Whether a word has a capital letter that is not that of its sentence, and is not common."""
    begins = word.string[: word.start()].rstrip(" \"'(")[-1:] in ".!?:"
    return not begins and not word.group().islower() and not is_allowed(word.group().casefold())


def numbers_of(text: str) -> set[str]:
    """Returns every number of a text with what it counts, and words and signs for numbers and currencies."""
    digits = {"".join(found) for found in _NUMBER.findall(text)}
    words = {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if _WORD.fullmatch(word)}
    signs = {mark for mark in text if not mark.isdecimal() and unicodedata.numeric(mark, None) is not None}
    return digits | words | signs | set(_CURRENCY_SIGN.findall(text))
