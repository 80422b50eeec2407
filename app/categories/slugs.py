"""Stable words for categories, made from their names: `Café & Kuchen` is `cafe-kuchen`."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

LONGEST = 60

# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def slug_of(name: str) -> str:
    """The words of a name, folded, without accents, with hyphens; `category` for a name without letters."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))
    return "-".join(words)[:LONGEST].strip("-") or "category"


def free_slug(name: str, taken: Container[str]) -> str:
    """The slug of a name, with a number behind it when a renamed category still holds the plain one."""
    plain = slug_of(name)
    if plain not in taken:
        return plain
    return next(slug for number in count(2) if (slug := f"{plain}-{number}") not in taken)


def name_key(name: str) -> str:
    """The form in which names are compared: two categories that read the same are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
