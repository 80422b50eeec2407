"""Tells by running balances whether equal lines of two statements are one transaction or two.

Two statements that overlap on a day may each contain one of two equal coffees, or both the same one. Each line with
a running balance is a step from the balance before it to the one after it. If the steps of both statements, each
counted as often as the one that has it more often, lead from one balance to the next without a branch, then they are
one sequence, and a line exists already exactly if its step does. A statement that was sorted anew branches: its
balances say nothing about the other's, and the lines are counted instead.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Step(NamedTuple):
    """A line: the fingerprint that identical lines share, and the balances before and after it, in minor units."""

    base: str
    before: int
    after: int


def is_one_sequence(existing: Counter[Step], incoming: Counter[Step], *, only_shared_day: bool) -> bool:
    """Whether both are pieces of one sequence of lines, so that their steps can be compared.

    Pieces that leave a gap count only if the two statements share this day alone (`only_shared_day`): on other days
    that they share, such a gap would show too.
    """
    paths = _paths_needed(existing | incoming)
    return all(count <= 1 for count in paths) and (len(paths) == 1 or only_shared_day)


def _paths_needed(steps: Counter[Step]) -> list[int]:
    """Returns for each connected set of steps how many paths are needed to use each step once (Euler)."""
    surplus: Counter[int] = Counter()
    for step, times in steps.items():
        surplus[step.before] += times
        surplus[step.after] -= times
    starts: dict[int, int] = defaultdict(int)
    roots = _roots(steps)
    for balance, more in surplus.items():
        starts[roots[balance]] += max(0, more)
    return list(starts.values())


def _roots(steps: Iterable[Step]) -> dict[int, int]:
    """Returns for each balance one representative of all balances that steps connect it with."""
    parent: dict[int, int] = {}

    def root(balance: int) -> int:
        while parent.setdefault(balance, balance) != balance:
            parent[balance] = balance = parent[parent[balance]]
        return balance

    for step in steps:
        parent[root(step.before)] = root(step.after)
    return {balance: root(balance) for balance in list(parent)}
