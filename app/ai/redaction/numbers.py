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
_RUN = re.compile(rf"[+(]{{0,2}}\d(?:(?:[^\w\0]|_){{0,3}}(?:\d|{_LOOKALIKE}))*")
_CHUNK = re.compile(r"[\w.,/:'’·-]+")
_EDGES = ".,:/-'’_·"
# Four numbers of as many digits with a word between them: a card told in parts.
_TOLD_IN_PARTS = re.compile(r"(?<![\d.,])\d{4,6}(?:(?:[^\d\n\0]{1,5}|[^\w\n\0]{6,12})\d{4,6}){3,20}(?![.,]?\d)")
_MOST_AMOUNTS_IN_A_ROW, _DIGITS_OF_A_RANGE = 2, 3
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3}){1,2}[.,]\d{2}(?![\d.,])")
# So many digits that belong to no amount and no day are a number of something.
_FEWEST = 6
# Beside a year a count or a day may stand; two years are a range.
_BESIDE_A_YEAR, _RANGE_OF_YEARS = 3, 2
_CURRENCY = rf"(?:[€$£¥₹₽₺₩₪₫฿₴₦₱]|\b(?:{any_of('currencies')})(?!\w)\.?)"
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
    numbers, money = list[Span](), 0
    for part in _parts(text, start, end):
        written = text[part.start : part.end]
        if is_day(written) and is_long_ago(written):
            yield Span(part.start, part.end, "birth_date")
        elif _is_readable(part, written):
            continue
        elif is_money(written) and money < _MOST_AMOUNTS_IN_A_ROW and beside_currency(text, part.start, part.end):
            money += 1
        else:
            numbers.append(part)
    others = [part for part in numbers if not is_year(text[part.start : part.end])]
    years = len(numbers) - len(others)
    if (
        _digits(text, others) >= _FEWEST
        or (years > 1 and len(numbers) > _RANGE_OF_YEARS)
        or (years and _digits(text, others) > _BESIDE_A_YEAR)
    ):
        first, last = numbers[0].start, numbers[-1].end
        first -= text[max(0, first - 1) : first] == "+"
        digits = re.sub(r"\D", "", "".join(text[each.start : each.end] for each in numbers))
        yield Span(first, last, kind_of(text[first:last], digits, region))


def _digits(text: str, parts: list[Span]) -> int:
    return sum(map(str.isdigit, "".join(text[part.start : part.end] for part in parts)))


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


def _is_readable(part: Span, written: str) -> bool:
    if part.kind or is_amount(written) or is_day(written) or is_time(written):
        return True
    ends = re.split("[-–]", written)
    if len(ends) != 2:
        return False
    return all(is_amount(each) or is_year(each) for each in ends) or _is_small_range(*ends)


def _is_small_range(low: str, high: str) -> bool:
    """Whether it is from so much to so much: `300-400`."""
    small = all(each.isdigit() and len(each) <= _DIGITS_OF_A_RANGE for each in (low, high))
    return small and int(low) < int(high)


def beside_currency(text: str, start: int, end: int) -> bool:
    """Returns whether a currency stands right before or behind a number."""
    before = text[max(0, start - _LONGEST_CURRENCY) : start]
    return bool(_CURRENCY_BEFORE.search(before) or _CURRENCY_BEHIND.match(text, end))


FINDERS: tuple[Finder, ...] = (matches("number", _SPELT), matches("number", _TOLD_IN_PARTS))
