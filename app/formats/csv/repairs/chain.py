"""All repairs of a record in one function: joins split numbers and dates, marks cents, carries dates down."""

from collections.abc import Callable, Iterator
from functools import reduce

from app.formats.csv.layout import CsvLayout
from app.formats.csv.repairs.carried_dates import DayCarrier
from app.formats.csv.repairs.minor_units import insert_decimals
from app.formats.csv.repairs.split_amounts import join_split_amounts
from app.formats.csv.repairs.split_dates import build_date_repair

Repair = Callable[[list[str]], list[str]]


def build_repair(layout: CsvLayout) -> Repair | None:
    """One function for all repairs a layout asks for; None where records are read as they are."""
    steps = list(_steps(layout))
    if len(steps) < 2:
        return steps[0] if steps else None
    return lambda cells: reduce(lambda repaired, step: step(repaired), steps, cells)


def _steps(layout: CsvLayout) -> Iterator[Repair]:
    """The repairs in the order in which they are made."""
    if table := layout.split_amounts:
        yield lambda cells: join_split_amounts(cells, table)
    if dates := build_date_repair(layout):
        yield dates
    if minor := layout.minor_units:
        yield lambda cells: insert_decimals(cells, minor)
    if layout.carried:
        yield DayCarrier(layout.carried).fill
