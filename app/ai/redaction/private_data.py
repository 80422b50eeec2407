"""Finds all that must not leave in a text: first what is known by its form, then numbers, then words."""

import re
from functools import partial

from app.ai.redaction import by_form, codes, labelled, numbers, streets
from app.ai.redaction.amounts_and_days import is_amount, is_year
from app.ai.redaction.known_names import KnownNames
from app.ai.redaction.numbers import beside_currency, find_long_numbers
from app.ai.redaction.spans import TAKEN, Finder, Span, without
from app.ai.redaction.strange_words import find_strange_words

# The order matters: an IBAN holds runs of digits that pass for a card, and a card holds some that pass for a phone.
_FINDERS: tuple[Finder, ...] = (
    *by_form.FINDERS,
    *labelled.FINDERS,
    *streets.FINDERS,
    *codes.FINDERS,
    *numbers.FINDERS,
)
_BRACKETED = re.compile("‹[^‹›]{0,40}›|[‹›]")
# Numbers of four or five digits without a currency: between words that are not known they may be a postcode or a plate.
_SHORT_NUMBER = re.compile(r"(?<![\d.,:/-])(?:\d{4,5}|\d{3} \d\d)(?![\d:/-]|[.,]\d)")
# Each step takes one character, so that no text is tried in many ways.
_MORE_BEHIND = re.compile(r"(?:[-._/:]?[^\W_]){1,80}")
_MORE_BEFORE = re.compile(r"(?:[^\W_][-._/:]?){1,40}$")
_DIGIT = re.compile(r"\d")
_POSTCODE_DIGITS = 5
_PLATE_LETTERS = 3
_GAP_BEHIND = re.compile(r"[ ,-]{1,2}(?:[A-Za-z]{2} )?(?=[^\W\d_])")  # `1017 BN Amsterdam`
_GAP_BEFORE = re.compile(r"([^\W\d_]*)[ ,-]{0,2}$")


def find_by_form(text: str, region: str) -> list[Span]:
    """Returns where private data stands that is known by its form; `region` is a country such as DE, or empty."""
    spans = [Span(*match.span(), "w") for match in _BRACKETED.finditer(text)]  # what looks like a placeholder
    left = without(text, spans)
    finders: tuple[Finder, ...] = (*_FINDERS, partial(find_long_numbers, region=region), *codes.LAST_FINDERS)
    for finder in finders:
        found = [_whole(left, span) for span in finder(left) if TAKEN not in left[span.start : span.end]]
        left = without(left, found) if found else left
        spans += found
    return spans


def _whole(text: str, span: Span) -> Span:
    """The span with the rest of a number that hangs on it, of which a finder knew a part only."""
    behind, before = _MORE_BEHIND.match(text, span.end), _MORE_BEFORE.search(text, max(0, span.start - 40), span.start)
    start = before.start() if before and _DIGIT.search(before.group()) else span.start
    return Span(start, behind.end() if behind and _DIGIT.search(behind.group()) else span.end, span.kind)


def find_private(text: str, region: str, names: KnownNames) -> list[Span]:
    """Returns all that must not leave, in order and without overlap."""
    spans = find_by_form(text, region)
    known = list(names.find(without(text, spans)))
    left = without(text, [*spans, *known])
    strange = find_strange_words(left)
    spans += [*known, *strange, *_numbers_beside(left, [*known, *strange])]
    return _joined(text, sorted(spans))


def _numbers_beside(text: str, words: list[Span]) -> list[Span]:
    """Short numbers beside words that are not known: `10115 Berlin`, `MW 1234`; no years and no amounts."""
    starts, ends = {span.start for span in words}, {span.end: span for span in words}
    found = list[Span]()
    for match in _SHORT_NUMBER.finditer(text):
        start, end = match.span()
        if is_year(match.group()) or is_amount(match.group()) or beside_currency(text, start, end):
            continue
        before = _GAP_BEFORE.search(text, 0, start)
        word = ends.get(before.end(1)) if before else None
        long = len(match.group()) >= _POSTCODE_DIGITS
        gap = _GAP_BEHIND.match(text, end)
        behind = gap is not None and gap.end() in starts
        if behind or (word and (long or word.end - word.start <= _PLATE_LETTERS)):
            found.append(Span(start, end, "number"))
    return found


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Words that stand beside each other become one, so that nobody can count the words of a name."""
    joined = list[Span]()
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.kind == span.kind and span.kind in ("w", "name") and _is_between(text[last.end : span.start]):
            joined[-1] = Span(last.start, span.end, span.kind)
        elif not last or span.start >= last.end:
            joined.append(span)
        elif span.end > last.end:  # two parts of a number, each widened: nothing between them is left out
            joined.append(Span(last.end, span.end, span.kind))
    return joined


def _is_between(text: str) -> bool:
    return len(text) <= 3 and not text.strip(" .&-'’")
