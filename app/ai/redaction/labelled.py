"""Finds what a word before it gives away: numbers of accounts, documents and bookings, passwords, days of birth."""

import re
from collections.abc import Iterator

from app.ai.redaction.amounts_and_days import is_amount, is_day, is_year
from app.ai.redaction.by_form import matches
from app.ai.redaction.cues import any_of
from app.ai.redaction.spans import Finder, Span

_BETWEEN = (
    r"(?: ?(?:no|nr|num|number|nummer|numéro|n[°º]|#|id|code))?\b\.?"
    r"(?: (?:is|ist|est|es|was|lautet))?[\s:#.=*-]{0,4}"
)
_VALUE = r"(?=[A-Za-z/-]{0,10}\d)[A-Za-z0-9][A-Za-z0-9/.-]{1,33}(?:[ -]\d{2,7}){0,5}(?![.,]?\d)"
_NUMBER = re.compile(
    rf"(?<!\w)(?:(?P<strong>{any_of('labels')})|(?:{any_of('weak labels')})){_BETWEEN}(?P<value>{_VALUE})",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:\b(?:ending|ends|endend|endet|endung|se terminant|terminad[ao]|finale|beindigend|x{2,16}"
    r"|last (?:4|four)(?: digits)?(?: of(?: [^\W\d_]{1,20}){1,3})?:?)"
    r"|(?<![\d*•·])[*•·]{1,16}x{0,16}|(?<![\d.])\.{3})"
    r"(?: (?:in|with|mit|auf|par|en|con|op))?[ -]?(\d{3,6})\b(?![.,]\d)",
    re.IGNORECASE,
)
# Behind a colon a whole phrase is one.
_SECRET = re.compile(
    rf"\b(?:{any_of('secrets')})(?: ?[:=] ?([^,;\n\0]{{3,60}})|(?: (?:is|ist|est|es|was))? ([^\s\0]{{3,80}}))",
    re.IGNORECASE,
)
_SHARP = re.compile(r"#\s?(\d{4,})")
_BIRTH = re.compile(
    rf"(?<!\w)(?:{any_of('births')})[\s:.=,(-]{{0,5}}(?:(?:on|am|the|el|em|den|op|le|il|w|in|is|was) )?"
    r"(\d{1,4}(?:st|nd|rd|th)?[./ -]{1,2}(?:(?:of|de) )?\w{1,12}[./, -]{1,2}(?:de )?\d{2,4}|\d{4,8}"
    r"|[^\W\d_]{3,12} \d{1,2}(?:st|nd|rd|th)?,? \d{4})",
    re.IGNORECASE,
)
_OLD_DAY = re.compile(
    r"\b((?:\d{1,2}(?:st|nd|rd|th|\.|er)? (?:(?:of|de) )?[^\W\d_]{3,12}\.?,? (?:de )?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? )(?:19\d\d|200\d))\b",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 4
_SORT_CODE = 8


def _numbers(text: str) -> Iterator[Span]:
    """Numbers behind a word that says what they are; amounts, days and years behind it are none."""
    for match in _NUMBER.finditer(text):
        value = match["value"].rstrip("./-")
        if _is_private(value, strong=bool(match["strong"])):
            yield Span(match.start("value"), match.start("value") + len(value), "labelled_number")


def _is_private(value: str, *, strong: bool) -> bool:
    """Whether what stands behind a label is no amount, day or year; a sort code can look like a short day."""
    first = value.split(" ", 1)[0]
    if is_amount(first) or is_year(value) or (is_day(first) and not (strong and len(first) == _SORT_CODE)):
        return False
    return sum(map(str.isdigit, value)) >= _FEWEST_DIGITS or strong or not value.isdigit()


def _secrets(text: str) -> Iterator[Span]:
    for match in _SECRET.finditer(text):
        yield Span(*match.span(match.lastindex or 0), "secret")


FINDERS: tuple[Finder, ...] = (
    _secrets,
    matches("birth_date", _BIRTH, 1),
    matches("birth_date", _OLD_DAY),
    _numbers,
    matches("card", _ENDING, 1),
    matches("labelled_number", _SHARP, 1),
)
