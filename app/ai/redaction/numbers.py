"""Finds long numbers: runs of digits, however they are grouped, that are no amounts, days and times.

Whether a check digit fits says only what a number is called in the count; it leaves in no case.
"""

import re
from collections.abc import Iterator

from app.ai.redaction.amounts_and_days import is_amount, is_day, is_long_ago, is_money, is_time, is_year
from app.ai.redaction.by_form import matches
from app.ai.redaction.cues import any_of
from app.ai.redaction.number_kinds import kind_of
from app.ai.redaction.spans import Finder, Span

# Digits with little between them; a letter that looks like a digit between two counts as one.
_LOOKALIKE = r"(?:(?<=\d)|(?<=\d ))[oOlI|](?= ?\d)"
_RUN = re.compile(rf"[+(]{{0,2}}\d(?:[ \t\n().,/:'’_*·\\#~+-]{{0,3}}(?:\d|{_LOOKALIKE}))*")
_CHUNK = re.compile(r"[^ \t\n()*#\\|~+]+")
_EDGES = ".,:/-'’_·"
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3}){1,2}[.,]\d{2}(?![\d.,])")
# So many digits that belong to no amount and no day are a number of something.
_FEWEST = 6
_CURRENCY = rf"(?:[€$£¥₹₽₺₩₪₫฿₴]|\b(?:{any_of('currencies')})(?!\w)\.?)"
_CURRENCY_BEFORE = re.compile(rf"{_CURRENCY} ?-?$", re.IGNORECASE)
_CURRENCY_BEHIND = re.compile(rf" ?(?:,-|\.-)? ?{_CURRENCY}", re.IGNORECASE)
_LONGEST_CURRENCY = 12
_DIGIT = rf"(?:{any_of('digits')}|six|\d)"
_SPELT = re.compile(rf"\b(?:{_DIGIT}[ ,.-]{{1,3}}){{5,40}}{_DIGIT}\b", re.IGNORECASE)


def find_long_numbers(text: str, region: str) -> Iterator[Span]:
    """Yields numbers that must not leave; the region says how its phone numbers look."""
    for run in _RUN.finditer(text):
        if sum(map(str.isdigit, run.group())) < 4:
            continue
        yield from _in_run(text, run.start(), run.end(), region)


def _in_run(text: str, start: int, end: int, region: str) -> Iterator[Span]:
    """What must not leave of a run: from the first to the last part that is no amount, day or time."""
    unexplained, years = list[Span](), 0
    for part in _parts(text, start, end):
        written = text[part.start : part.end]
        if is_day(written) and is_long_ago(written):
            yield Span(part.start, part.end, "birth_date")
        if _is_readable(text, part, written):
            continue
        if is_year(written) and not years:
            years += 1
            continue
        unexplained.append(part)
    if not unexplained:
        return
    first, last = unexplained[0].start, unexplained[-1].end
    digits = "".join(re.sub(r"\D", "", text[each.start : each.end]) for each in unexplained)
    if len(digits) >= _FEWEST:
        before = text[:first].rpartition("+")
        first -= 1 if before[1] and not before[2].strip(" (") and first and text[first - 1] == "+" else 0
        yield Span(first, last, kind_of(text[first:last], digits, region))


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """The parts of a run between spaces; an amount whose thousands are parted by spaces is one part."""
    behind = start
    for grouped in _GROUPED.finditer(text, start, end):
        yield from _chunks(text, behind, grouped.start())
        yield Span(*grouped.span(), "amount")
        behind = grouped.end()
    yield from _chunks(text, behind, end)


def _chunks(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _CHUNK.finditer(text, start, end):
        bare = match.group().strip(_EDGES)
        if bare:
            at = match.start() + match.group().index(bare)
            yield Span(at, at + len(bare), "")


def _is_readable(text: str, part: Span, written: str) -> bool:
    if part.kind or is_amount(written) or is_day(written) or is_time(written):
        return True
    ends = re.split("[-–]", written)
    if len(ends) == 2 and all(is_amount(each) or is_year(each) for each in ends):
        return True
    return is_money(written) and beside_currency(text, part.start, part.end)


def beside_currency(text: str, start: int, end: int) -> bool:
    """Returns whether a currency stands right before or behind a number."""
    before = text[max(0, start - _LONGEST_CURRENCY) : start]
    return bool(_CURRENCY_BEFORE.search(before) or _CURRENCY_BEHIND.match(text, end))


FINDERS: tuple[Finder, ...] = (matches("number", _SPELT),)  # numbers told digit by digit, in words
