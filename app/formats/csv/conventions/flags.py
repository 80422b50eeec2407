"""Learn what unknown debit/credit words mean from running balances."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.formats.common.balance_fit import MIN_STEPS

Cell = Decimal | None

_MAX_WORDS = 12
_MOST = 0.8


def balance_directions(amounts: Sequence[Decimal], balances: Sequence[Cell]) -> list[int]:
    """+1 or -1 for each line whose unsigned amount is the step of the balance, else 0; for the order of lines in which
    more of them are.
    """
    return max(_both_ways(amounts, balances), key=_explained)


def _both_ways(amounts: Sequence[Decimal], balances: Sequence[Cell]) -> tuple[list[int], list[int]]:
    """The directions of all lines if the oldest is the first, and if the newest is."""
    if not amounts:
        return [], []
    older = [0, *(_step(before, amount, after) for before, amount, after in _triples(amounts[1:], balances))]
    newer = [*(_step(before, amount, after) for after, amount, before in _triples(amounts[:-1], balances)), 0]
    return older, newer


def _explained(directions: Sequence[int]) -> int:
    return sum(map(abs, directions))


def _triples(amounts: Sequence[Decimal], balances: Sequence[Cell]) -> Iterable[tuple[Cell, Decimal, Cell]]:
    return zip(balances, amounts, balances[1:], strict=False)


def _step(before: Cell, amount: Decimal, after: Cell) -> int:
    if before is None or after is None or not amount:
        return 0
    return {amount: 1, -amount: -1}.get(after - before, 0)


def learn_flags(
    rows: Sequence[Sequence[str]], found: Sequence[int], columns: Iterable[int]
) -> tuple[int, dict[str, int]] | None:
    """The column whose words always go one way, and the direction of each word; None if there is no such column."""
    known = [(row, way) for row, way in zip(rows, found, strict=True) if way]
    if len(known) < max(MIN_STEPS, _MOST * (len(rows) - 1)) or {way for _, way in known} != {1, -1}:
        return None
    for i in columns:
        pairs = {(row[i].strip().casefold(), way) for row, way in known if i < len(row)}
        table = dict(pairs)
        words_repeat = 2 * len(table) <= len(known)
        if len(pairs) == len(table) <= _MAX_WORDS and "" not in table and words_repeat:
            return i, table
    return None
