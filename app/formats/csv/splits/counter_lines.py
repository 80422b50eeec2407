"""Exports of double entry: each movement stands in its account and, turned round, in the categories it is for."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.splits.lines import Day

_END = r"\s*(?:[:/|>]|\.(?!\d)|$)"  # of the first part of a path
_OWN = pattern_of_section("split_words.txt", "own root", r"\s*", _END)
_COUNTER = pattern_of_section("split_words.txt", "counter root", r"\s*", _END)
_NEARLY_ALL = 0.9


def path_column(lines: Sequence[Sequence[str]]) -> int | None:
    """The column with the paths of accounts, of one's own and of categories (`Expenses:Food`); None without one."""
    for column in range(max(map(len, lines), default=0)):
        cells = [cells[column] for cells in lines if column < len(cells) and cells[column].strip()]
        own = sum(bool(_OWN.match(cell)) for cell in cells)
        counter = sum(bool(_COUNTER.match(cell)) for cell in cells)
        if own and counter and own + counter >= _NEARLY_ALL * len(cells):
            return column
    return None


def counter_lines(days: Iterable[Day], column: int) -> set[int]:
    """The lines of categories, if with the lines of accounts they add up to nothing in nearly all transactions."""
    found: set[int] = set()
    balanced = open_ended = 0
    for day in days:
        found.update(line.number for line in day if column < len(line.cells) and _COUNTER.match(line.cells[column]))
        sums = list(_running_sums(day))
        balanced += sums.count(Decimal(0))
        open_ended += sums[-1] != 0
    return found if balanced and balanced >= _NEARLY_ALL * (balanced + open_ended) else set()


def _running_sums(day: Day) -> Iterator[Decimal]:
    total = Decimal(0)
    for line in day:
        total += line.amount
        yield total
