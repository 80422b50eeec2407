"""Puts the lines of one day in the order in which their running balances follow from each other.

Files list days newest or oldest first, and the lines within a day in the same order, in the opposite one, or in none. A
line leads from one balance to the next, so an order that uses each line once is an Eulerian path through the balances
(Hierholzer's algorithm). With one wrong line the others form two paths, and it stands between them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from app.formats.interface import Row

_MOST_WITH_WRONG_LINE = 60  # lines of a day of which each is tried as the wrong one


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a statement: its row, its amount, and the balance stated beside it."""

    row: int
    amount: Decimal
    balance: Decimal | None
    words: str = ""

    @classmethod
    def of(cls, row: Row) -> "Step":
        """Returns what the balances need of a row."""
        return cls(row.row, row.amount, row.balance, row.words or row.description)


class _Edge(NamedTuple):
    """A line as a step from one balance to another, in the direction of reading."""

    source: Decimal
    target: Decimal
    place: int


def orders_of(day: Sequence[Step], start: Decimal | None, *, forward: bool) -> Iterator[Sequence[Step]]:
    """Returns the orders to be tried: as the lines stand, turned round, with one balance for the day, by the balances.

    `start` is the balance the day starts from in the direction of reading, None where it is unknown; `forward` says
    whether time runs that way.
    """
    yield day
    if len(day) < 2:
        return
    yield day[::-1]
    if day[0].balance is not None and len({line.balance for line in day}) == 1:
        # Read backwards the balances would tell one line told twice from two only on the day after.
        if forward or len({(line.words, line.amount) for line in day}) > 1:
            yield _with_one_balance(day, forward=forward)
    elif edges := _edges(day, forward=forward):
        path = _path(edges, start)
        if path:
            yield [day[edge.place] for edge in path]


def order_around_wrong_line(day: Sequence[Step], start: Decimal | None, *, forward: bool) -> Sequence[Step] | None:
    """Returns the order of a day of which one line does not follow from the one before it; None if none is found."""
    edges = _edges(day, forward=forward)
    if not 1 < len(edges) <= _MOST_WITH_WRONG_LINE:
        return None
    found = [order for wrong in edges if (order := _around_any(edges, wrong, start, day[wrong.place], forward))]
    # Where nothing follows, or nothing comes before, any line fits; between others only the wrong one does.
    order = min(found, key=lambda each: each[1], default=None)
    return [day[edge.place] for edge in order[0]] if order else None


def _around_any(
    edges: Sequence[_Edge], wrong: _Edge, start: Decimal | None, line: Step, forward: bool
) -> tuple[list[_Edge], bool] | None:
    """Returns the order around one line as the wrong one, and whether that stands at an open end."""
    rest = [edge for edge in edges if edge is not wrong]
    moved = line.amount if forward else -line.amount
    for begin in _begins(rest) if start is None else [start]:
        if order := _around(rest, wrong, begin, moved):
            return order, wrong.place in (order[-1].place, order[0].place if start is None else None)
    return None


def _with_one_balance(day: Sequence[Step], *, forward: bool) -> list[Step]:
    """Returns the lines with the balance beside that one only which comes last."""
    last = len(day) - 1 if forward else 0
    return [
        Step(line.row, line.amount, line.balance if place == last else None, line.words)
        for place, line in enumerate(day)
    ]


def _edges(day: Sequence[Step], *, forward: bool) -> list[_Edge]:
    """Returns the lines as steps; none where one has no balance."""
    ways = [(line.balance - line.amount, line.balance) for line in day if line.balance is not None]
    if len(ways) < len(day):
        return []
    return [_Edge(*(way if forward else way[::-1]), place) for place, way in enumerate(ways)]


def _surplus(edges: Sequence[_Edge]) -> Counter[Decimal]:
    """Returns how many more lines start from each balance than lead to it."""
    surplus = Counter(edge.source for edge in edges)
    surplus.subtract(edge.target for edge in edges)
    return surplus


def _path(edges: Sequence[_Edge], start: Decimal | None) -> list[_Edge] | None:
    """Returns all edges in one path from `start`; None where there is none."""
    starts = _begins(edges)
    begin = starts[0] if starts else edges[0].source if start is None else start
    if start not in (None, begin):
        return None
    path = _walk(edges, begin)
    return path if len(path) == len(edges) and _is_connected(path) else None


def _walk(edges: Sequence[_Edge], start: Decimal) -> list[_Edge]:
    """Returns Hierholzer's walk over the edges; it is a path where one exists."""
    left: dict[Decimal, list[_Edge]] = defaultdict(list)
    for edge in reversed(edges):
        left[edge.source].append(edge)
    stack: list[_Edge] = []
    path: list[_Edge] = []
    balance = start
    while left[balance] or stack:
        if left[balance]:
            stack.append(left[balance].pop())
        else:
            path.append(stack.pop())
        balance = stack[-1].target if stack else start
    return path[::-1]


def _is_connected(path: Sequence[_Edge]) -> bool:
    return all(before.target == after.source for before, after in pairwise(path))


def _begins(edges: Sequence[_Edge]) -> list[Decimal]:
    return [balance for balance, more in _surplus(edges).items() if more > 0]


def _around(rest: Sequence[_Edge], wrong: _Edge, start: Decimal, moved: Decimal) -> list[_Edge] | None:
    """Returns the path of the other edges from `start` that the wrong one closes, leading elsewhere than it says.

    Either its balance is right, or the amount by which it moves.
    """
    surplus = _surplus(rest)
    surplus[start] -= 1
    # Where the path from the start ends, and where the lines behind the wrong one begin.
    ends = [balance for balance, more in surplus.items() if more < 0]
    begins = [balance for balance, more in surplus.items() if more > 0]
    for end in ends or [start]:
        for begin in [*begins, wrong.target]:
            plausible = begin == wrong.target or begin - end == moved
            if plausible and (path := _path([*rest, _Edge(end, begin, wrong.place)], start)):
                return path
    return None
