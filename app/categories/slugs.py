"""Slugs of categories, made from their names: `Café & Kuchen` becomes `cafe-kuchen`."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

LONGEST = 60

# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def slug_of(name: str) -> str:
    """Returns the slug of a name: its folded words with hyphens; `category` for a name without letters."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))
    return "-".join(words)[:LONGEST].strip("-") or "category"


def free_slug(name: str, taken: Container[str]) -> str:
    """Returns the slug of a name, with a number appended when another category has the plain one."""
    plain = slug_of(name)
    if plain not in taken:
        return plain
    return next(slug for number in count(2) if (slug := f"{plain}-{number}") not in taken)


def name_key(name: str) -> str:
    """Returns the form in which names are compared: case and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
