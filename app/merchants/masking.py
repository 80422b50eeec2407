"""Masks the numbers of a description (store, card, reference), so that rows which differ only in them are alike.

The cleaning of merchant names sees only that digits are digits, and the lexicon knows but a few numbers: with all
others as zeros the outcome is the same, unless a number got into the merchant's name.
"""

import re

from app.merchants.lexicon import known_numbers

MASK = "0"

# A number beside a letter may belong to a word: O2, K7HJ2P. Looking behind the first digit is twice as fast as a \b
# before it, which would be tried at every character.
_NUMBER = re.compile(r"[0-9](?<!\w[0-9])[0-9]*\b")


def masked(description: str) -> str:
    """Returns the text with zeros for numbers: ``SHELL 0000 BONN`` for ``SHELL 0417 BONN``; 7 Eleven stays."""
    return _NUMBER.sub(_zeros, description)


def _zeros(number: re.Match[str]) -> str:
    digits = number[0]
    return digits if digits in known_numbers() else MASK * len(digits)
