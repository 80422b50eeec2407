"""Descriptions without the numbers that tell nothing, so that a row is recognised among its like.

Of the digits of a text the cleaner of merchants sees only that they are digits, and the lexicon knows but a few
numbers: with the others all zeros the outcome is the same, unless a number got into the merchant's name.
"""

import re

from app.merchants.lexicon import known_numbers

MASK = "0"

# A number beside a letter may belong to a word: O2, K7HJ2P.
_NUMBER = re.compile(r"\b[0-9]+\b")


def masked(description: str) -> str:
    """The text with zeros for the digits of numbers: ``SHELL 0417 BONN`` is ``SHELL 0000 BONN``; 7 Eleven stays."""
    return _NUMBER.sub(_zeros, description)


def _zeros(number: re.Match[str]) -> str:
    digits = number.group()
    return digits if digits in known_numbers() else MASK * len(digits)
