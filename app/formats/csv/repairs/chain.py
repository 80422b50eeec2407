"""What of a record is put right before it is read: numbers and dates that do not stand in one cell, days said once."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from app.formats.csv.repairs.carried_dates import DayCarrier
from app.formats.csv.repairs.minor_units import insert_decimals
from app.formats.csv.repairs.split_amounts import join_split_amounts
from app.formats.csv.repairs.split_dates import build_date_repair

Repair = Callable[[list[str]], list[str]]


def build_repair(details: Mapping[str, Any]) -> Repair | None:
    """One function for all that a layout's details say of its cells; None where they are to be read as they are."""
    steps: list[Repair] = []
    if table := details.get("split_amounts"):
        steps.append(lambda cells: join_split_amounts(cells, table))
    if dates := build_date_repair(details):
        steps.append(dates)
    if minor := details.get("minor_units"):
        steps.append(lambda cells: insert_decimals(cells, minor))
    if carried := details.get("carried"):
        steps.append(DayCarrier(carried).fill)
    if len(steps) < 2:
        return steps[0] if steps else None
    return lambda cells: reduce(lambda mended, step: step(mended), steps, cells)
