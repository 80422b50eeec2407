"""Finds plates and words of letters and digits, such as bookings, documents and references, but no quantities."""

import re
from collections.abc import Iterator

from app.ai.redaction.allowed_words import is_allowed, is_day_word
from app.ai.redaction.amounts_and_days import is_amount, is_day, is_money, is_time
from app.ai.redaction.by_form import matches
from app.ai.redaction.cues import cues
from app.ai.redaction.spans import Finder, Span

_PLATES = [
    re.compile(rf"(?<![\w.,/:-]){form}(?![\w]|[./:-]\w|,\d)", re.IGNORECASE)
    for form in (
        r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?",
        r"[A-ZÄÖÜ]{1,3} [A-Z]{1,2} ?\d{3,4}[EH]?",
        r"[A-Z]{2}\d{2} ?[A-Z]{3}",
        r"[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}",
        r"\d{4} ?[B-DF-HJ-NP-TV-Z]{3}",
        r"[A-Z]{2}[ -]?\d{1,2}[A-Z]?[ -]?[A-Z]{1,3}[ -]?\d{4}",
        r"[A-Z]{2,3} \d{4,5}[A-Z]{0,2}",
        r"[A-Z]{3}[- ]\d[A-Z0-9]\d{2}",
        r"\d{1,3}[- ][A-Z]{2,3}[- ]\d{1,3}",
        r"[A-Z]{2}[- ]\d{2}[- ][A-Z]{2}",
        r"\d{2}[- ][A-Z]{2}[- ][A-Z]{2}",
    )
]
_SAID_TO_BE_A_PLATE = re.compile(
    r"\b(?:plates?|kennzeichen|immatriculation|matr[ií]cula|targa|kenteken|reg)\b[\s:.]{1,3}"
    r"((?:[A-ZÄÖÜ]{1,3}[ -]){1,2}\d{1,4}[A-Z]?)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_CURRENCIES = cues("currencies")
_CODE = re.compile(
    r"(?<![\w])(?=[^\s\0]{0,60}?\d)(?=[^\s\0]{0,60}?[^\W\d_])[^\W_]+(?:[./:,'_+&#-]{1,2}[^\W_]+)*(?![\w])"
)
_PIECE = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_UNITS = cues("units") | _CURRENCIES
_MOST_DIGITS = 3
_DIGITS_OF_A_PLATE = 3
_PERIOD = re.compile(r"(?:q[1-4]|h[12]|(?:kw|cw|w|wk)\d{1,2}|[a-z]\d|\d[a-z])", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?[./-]?[^\W\d_]{3,10}[./-]?(?:(?:20)?\d\d)?", re.IGNORECASE)


def _plates(text: str) -> Iterator[Span]:
    """Plates; `BAR AT 1200` and `CHF 1200` are none, as their letters are words or a currency."""
    shouted = text.isupper()
    found = [match for form in _PLATES for match in form.finditer(text) if _is_plate(match.group(), shouted=shouted)]
    behind = 0
    for match in sorted(found, key=re.Match.start):
        if match.start() >= behind:
            behind = match.end()
            yield Span(*match.span(), "plate")


def _is_plate(plate: str, *, shouted: bool) -> bool:
    letters = _LETTERS.findall(plate)
    if any(each.casefold() in _CURRENCIES or is_day_word(each) for each in letters):
        return False
    count = sum(map(str.isdigit, plate))
    if "-" in plate:
        return count >= _DIGITS_OF_A_PLATE or not all(map(is_allowed, letters))
    if plate.isupper():
        return not ((shouted or len(letters) == 1) and all(map(is_allowed, letters)))  # `TV 1200`
    strange = not any(len(each) > 1 and is_allowed(each) for each in letters)
    return plate.islower() and strange and (count > _DIGITS_OF_A_PLATE or len(letters) > 1)  # not `tuk 700`


def _codes(text: str) -> Iterator[Span]:
    """Words of letters and digits; no quantity (`5kg`), period (`Q3`), day (`14Sep26`) or amount (`EUR12.50`)."""
    for match in _CODE.finditer(text):
        code = match.group()
        if any(map(str.isdigit, code)) and any(map(str.isalpha, code)) and not _is_readable(code):
            yield Span(*match.span(), "code")


def _is_readable(code: str) -> bool:
    """Whether each piece says something to anybody: words, units, small numbers, amounts."""
    if _PERIOD.fullmatch(code) or (_DAY.fullmatch(code) and _is_month(code)):
        return True
    pieces = _PIECE.findall(code)
    letters, numbers = [each for each in pieces if each.isalpha()], [each for each in pieces if not each.isalpha()]
    if not all(_is_unit(each) or (len(each) > 2 and is_allowed(each)) for each in letters):
        return False
    with_currency = any(each.casefold() in _CURRENCIES for each in letters) and len(numbers) == 1
    if with_currency:
        return is_money(numbers[0])
    digits = sum(len(each) for each in numbers if each.isdigit())
    return digits <= _MOST_DIGITS + 1 and all(map(_is_small, numbers)) and len(numbers) <= _MOST_DIGITS


def _is_month(day: str) -> bool:
    word = _LETTERS.findall(day)[-1]
    return is_allowed(word) or is_day_word(word)


def _is_unit(letters: str) -> bool:
    return letters.casefold() in _UNITS


def _is_small(number: str) -> bool:
    return len(number) <= _MOST_DIGITS or is_amount(number) or is_time(number) or is_day(number)


FINDERS: tuple[Finder, ...] = (matches("plate", _SAID_TO_BE_A_PLATE, 1), _codes)
LAST_FINDERS: tuple[Finder, ...] = (_plates,)  # a plate may look like a part of any other number
