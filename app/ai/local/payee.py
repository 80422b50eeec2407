"""Finds the payee of a clause: the words behind `at`, `from` or `to`, else the name a note begins with."""

from collections.abc import Sequence

from app.ai.local.movements import SENT, TARGETS, names_own_account
from app.ai.local.payee_words import ARTICLES, ENDS, GENERIC, NO_NAMES, NO_PLACES
from app.ai.local.tokens import Token

_LEADS = ("at", "@", "from", "to", "bei", "chez", "presso", "en", "em", "da", "via")
_LONGEST_NAME = 5
_LONGEST_LEAD = 3


def payee_of(tokens: Sequence[Token]) -> str | None:
    """Returns the payee named by the tokens of one clause, in which signs stand for the amounts and dates."""
    for lead in _LEADS:
        for i, token in enumerate(tokens):
            if token.low == lead and (name := _name_behind(tokens, i + 1)):
                return name
    return _name_on(tokens) or _name_sent_to(tokens) or _name_after_paid(tokens) or _leading_name(tokens)


def _name_behind(tokens: Sequence[Token], i: int) -> str | None:
    while i < len(tokens) and tokens[i].low in ARTICLES:
        i += 1
    words = _run_of_words(tokens, i)
    return None if not words or words[0].low in NO_PLACES else _written(words)


def _name_on(tokens: Sequence[Token]) -> str | None:
    """`a book on Amazon`: behind `on` only what is written as a name."""
    for i, token in enumerate(tokens[:-1]):
        if token.low == "on" and tokens[i + 1].text[0].isupper():
            return _name_behind(tokens, i + 1)
    return None


def _run_of_words(tokens: Sequence[Token], i: int) -> list[Token]:
    """The tokens of a name from place `i`: up to a small word or a sign that ends a phrase."""
    words: list[Token] = []
    while i < len(tokens) and len(words) < 2 * _LONGEST_NAME and _continues(tokens, i, len(words)):
        words.append(tokens[i])
        i += 1
    while words and not (words[-1].is_word or words[-1].is_number):
        words.pop()
    return words


def _continues(tokens: Sequence[Token], i: int, length: int) -> bool:
    token = tokens[i]
    if token.is_word:
        return token.low not in ENDS | SENT or (token.glued and length > 0)
    joins = token.text == "&" or (token.glued and i + 1 < len(tokens) and tokens[i + 1].glued)
    if length == 0:
        # `7-Eleven`, `24 Hour Fitness`: a number leads a name only into a hyphen or a capital.
        return token.is_number and i + 1 < len(tokens) and _leads_into_name(tokens[i + 1])
    return token.is_number or (token.text in "&'-." and joins)


def _leads_into_name(token: Token) -> bool:
    return token.text[0].isupper() or (token.text == "-" and token.glued)


def _name_sent_to(tokens: Sequence[Token]) -> str | None:
    """`überwiesen an Anna`, `envoyé à Anna`: behind the small words that other languages have for "to"."""
    words = [token.low for token in tokens]
    if SENT.isdisjoint(words) or names_own_account(words):
        return None
    places = (i for i, token in enumerate(tokens) if token.low in TARGETS)
    return next((name for i in places if (name := _name_behind(tokens, i + 1))), None)


def _name_after_paid(tokens: Sequence[Token]) -> str | None:
    """`paid netflix 15.99`, `paid the landlord`: a name right behind the verb."""
    for i, token in enumerate(tokens[:-1]):
        if token.low in {"paid", "pay", "paying", "tipped"} or token.low in SENT:
            words = _run_of_words(tokens, i + 1)
            if words and not any(word.low in GENERIC | NO_NAMES | NO_PLACES | ARTICLES for word in words[:2]):
                return _written(words)
    return None


def _leading_name(tokens: Sequence[Token]) -> str | None:
    """`netflix 15.99`, `$12.99 Spotify`: the words in front, or capitalised ones right behind the amount."""
    first = next((i for i, token in enumerate(tokens) if token.is_word or token.is_number), len(tokens))
    words = _run_of_words(tokens, first)
    while words and words[-1].low in GENERIC | NO_NAMES:
        words.pop()
    if not words or sum(not word.glued for word in words) > _LONGEST_LEAD:
        return None
    unnamed = words[0].low in GENERIC | NO_NAMES | ARTICLES | SENT or _is_past_tense(words[0])
    return None if unnamed or (first and not words[0].text[0].isupper()) else _written(words)


def _is_past_tense(word: Token) -> bool:
    return word.text.islower() and word.text.endswith("ed") and len(word.text) > len("ebbed")


def _written(words: Sequence[Token]) -> str:
    """The words as they stand; in capitals at the front if the writer used no capitals at all."""
    text = "".join((word.text if word.glued else f" {word.text}") for word in words).strip()
    return text if text != text.lower() else " ".join(part[:1].upper() + part[1:] for part in text.split(" "))
