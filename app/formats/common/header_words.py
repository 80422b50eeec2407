"""The multilingual dictionary of column headers: which field a header names, with a weight.

A header is compared case-folded, without accents and punctuation. A phrase that is the whole header weighs more than
one that is part of it; longer phrases beat shorter ones, so `booking date` is not just a `date`.
"""

import re
import unicodedata
from functools import lru_cache

from app.formats.common.word_lists import read_sections
from app.money import CURRENCIES

# The fields without which a line is no transaction, dates before sums of money.
DATES = ("date", "any_date", "transaction_date", "value_date", "purchase_date")
DATED_MONEY = (*DATES, "amount", "debit", "credit", "balance")

# A part of a header says less than the whole of it: heavier than this is what is known whole (see roles_of).
WHOLE = 2.5

_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_MARKS = re.compile(r"[^\w]+|_+")
_NOT_DECOMPOSED = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """Case-folded words without accents and punctuation, one space between them."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_NOT_DECOMPOSED))
    if _CJK.search(text):
        folded = unicodedata.normalize("NFC", folded)
    plain = "".join(c for c in folded if unicodedata.category(c)[0] != "M")
    words = _MARKS.sub(" ", plain).strip()
    return words.replace(" ", "") if _CJK.search(words) else words


def _phrases() -> dict[str, list[str]]:
    """Phrase -> fields, from the list beside this module."""
    table: dict[str, list[str]] = {}
    for role, entries in read_sections("header_words.txt").items():
        for phrase in filter(None, map(normalised, entries)):
            roles = table.setdefault(phrase, [])
            roles += [role] if role not in roles else []
    return table


_PHRASES = _phrases()
_CJK_PHRASES = sorted((p for p in _PHRASES if _CJK.search(p) and len(p) > 1), key=len, reverse=True)
# `Debets/Kredīts`, `Credit or Debit`: both sides in one header.
_BOTH_SIDES = re.compile(
    r"^(?:debe?[tf]?\w*|soll|zaduz\w*|חובה) (?:or |ili )?(?:[ck]redi\w*|haben|odobr\w*|זכות)( \w+)?$"
    r"|^(?:[ck]redi\w*|haben|odobr\w*|זכות) (?:or |ili )?(?:deb\w*|soll|zaduz\w*|חובה)( \w+)?$"
)
_SPELT_OUT = re.compile(r"([aou])e")  # `Empfaenger`, where marks are taken off `Empfänger`
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Languages that write words together put the one that counts last: `Buchungsbetrag`, `Transaktionsbelopp`.
_SHORTEST_HEAD = 5
_SIDES = ("debit", "credit", "balance")
_MOST = 500  # characters; a header is no text, and brackets without end would be looked for from each of them
_LONGEST = 5  # words of the longest phrase looked for inside a header


@lru_cache(maxsize=8192)
def roles_of(header: str) -> dict[str, float]:
    """Fields a header may stand for, with a weight: 3 for the whole header, less for a part of it."""
    words = normalised(header)
    if not words or len(words) > 80 or len(header) > _MOST:
        return {}
    if words not in _PHRASES and _CAMEL.search(header):  # `bookingDate`, `AccountNumber`
        header = _CAMEL.sub(" ", header)
        words = normalised(header)
    without_note = normalised(re.sub(r"[(\[（].*?[)\]）]", " ", header))
    if header.strip("$ ") in CURRENCIES:
        return {"amount": 2.6, "currency": 1.0}
    for text, weight in ((words, 3.0), (without_note, 2.8)):
        if text in _PHRASES:
            return {role: weight - 0.1 * place for place, role in enumerate(_PHRASES[text])}
    if _CJK.search(words):
        return _cjk_part(words)
    if _BOTH_SIDES.search(words):
        return {"flag": 2.9, "amount": 2.8}
    return _word_part(words) or _word_part(_SPELT_OUT.sub(r"\1", words))


def _cjk_part(words: str) -> dict[str, float]:
    """Roles of all phrases in a header without word gaps; the longest weighs most (`入账币种金额`: currency,
    amount).
    """
    found: dict[str, float] = {}
    rest = words
    for phrase in _CJK_PHRASES:
        if phrase in rest:
            rest = rest.replace(phrase, " ")
            for role in _PHRASES[phrase]:
                found.setdefault(role, 1.0 + len(phrase) / len(words))
    return found


def _word_part(words: str) -> dict[str, float]:
    """Roles of the longest phrase in a header; of equally long ones that which names debit, credit or balance."""
    parts = words.split()
    for length in range(min(_LONGEST, len(parts)), 0, -1):
        phrases = [" ".join(parts[start : start + length]) for start in range(len(parts) - length + 1)]
        known = [_PHRASES[phrase] for phrase in phrases if phrase in _PHRASES and len(phrase) > 2]
        if known:
            roles = next((roles for roles in known if roles[0] in _SIDES), known[0])
            return {role: 1.0 + length / len(parts) for role in roles}
    return _compound(parts)


def _compound(parts: list[str]) -> dict[str, float]:
    """Roles of the longest known word that a word of the header ends in."""
    for word in parts:
        for start in range(3, len(word) - _SHORTEST_HEAD + 1):
            if roles := _PHRASES.get(word[start:]):
                return dict.fromkeys(roles, 1.2)
    return {}


def header_weight(cells: list[str]) -> float:
    """How much a record reads like a header: the number of different fields its cells name."""
    named: dict[str, float] = {}
    for cell in cells:
        for role, weight in roles_of(cell.strip()).items():
            named[role] = max(named.get(role, 0.0), weight)
            break
    return sum(weight for role, weight in named.items() if role != "skip") + 0.3 * ("skip" in named)
