"""Lines of one purchase that state its whole sum in the column of amounts, and each its own share beside it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from app.formats.common.amounts import AmountError, NumberStyle, amount_reader
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout

Numbered = tuple[int, list[str]]


@dataclass(slots=True)
class _Run:
    """Consecutive lines of one day with one sum; below the first it may be left out."""

    day: str
    total: Decimal
    numbers: list[int] = field(default_factory=list)
    shares: list[Decimal] = field(default_factory=list)

    def adds_up(self) -> bool:
        """Whether the shares make up the sum; the first line may have none."""
        return len(self.numbers) > 1 and self.total != 0 and abs(sum(self.shares)) == abs(self.total)

    def is_plain(self) -> bool:
        """Whether each line counts for itself: its share is its sum, or it has none."""
        return all(abs(share) in (0, abs(self.total)) for share in self.shares)


def share_columns(layout: CsvLayout, lines: Sequence[Sequence[str]], money: Iterable[int]) -> Iterator[int]:
    """Columns of money in which neighbouring lines differ that have one amount, or none below the first."""
    amount = layout.columns.get("amount")
    if amount is None:
        return
    for column in money:
        width = max(amount, column)
        pairs = [pair for pair in pairwise(lines) if all(len(cells) > width for cells in pair)]
        if any(_may_share(above[amount], here[amount], above[column], here[column]) for above, here in pairs):
            yield column


def _may_share(above: str, amount: str, share_above: str, share: str) -> bool:
    repeated = amount == above and share != share_above
    return not is_empty(share) and not is_empty(above) and (repeated or is_empty(amount))


def repeated_sums(layout: CsvLayout, records: Iterable[Numbered], column: int) -> list[int]:
    """The lines whose sum another one above has stated; none where one line disproves that it does."""
    found: list[int] = []
    for run in _runs(layout, records, column):
        if run.adds_up():
            found += run.numbers[1:]
        elif not run.is_plain():
            return []
    return found


def _runs(layout: CsvLayout, records: Iterable[Numbered], column: int) -> Iterator[_Run]:
    number, run = _number_reader(layout), None
    for row, cells in records:
        day, amount, share = (cells[i].strip() if i < len(cells) else "" for i in _places(layout, column))
        total = number(amount)
        if run and day in ("", run.day) and total in (None, run.total) and number(share):
            run.numbers.append(row)
            run.shares.append(number(share) or Decimal(0))
            continue
        if run:
            yield run
        run = _Run(day, total, [row], [number(share) or Decimal(0)]) if total is not None else None
    if run:
        yield run


def _places(layout: CsvLayout, column: int) -> tuple[int, int, int]:
    return layout.columns["date"], layout.columns["amount"], column


def _number_reader(layout: CsvLayout) -> Callable[[str], Decimal | None]:
    read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), layout.expected_currency)

    def number(cell: str) -> Decimal | None:
        try:
            parsed = read(cell)
        except AmountError:
            return None
        return parsed[0] if parsed else None

    return number
