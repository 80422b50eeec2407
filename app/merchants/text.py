"""Folds text for comparison: small letters, no accents."""

import re
import unicodedata

# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "`": "'"})
# Accents of Latin, Greek and Cyrillic letters; the marks of kana make other letters.
_ACCENT = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """Returns the text in small letters without accents: ``Żabka`` is ``zabka``; apostrophes are straight."""
    if text.isascii():
        return text.casefold()
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", text).translate(_LETTERS)
