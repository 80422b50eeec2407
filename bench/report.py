"""What a measurement found, and all of them as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_HEADER = ("measured", "figure", "goal", "", "CPU", "details")


@dataclass(frozen=True)
class Result:
    """One figure and its goal; `met` is None where there is no goal."""

    name: str
    figure: str
    goal: str = ""
    met: bool | None = None
    cpu: str = ""
    details: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        verdict = {True: "pass", False: "MISS", None: ""}[self.met]
        return (self.name, self.figure, self.goal, verdict, self.cpu, self.details)


def at_least(name: str, found: float, goal: float, cpu: str, details: str) -> Result:
    """A ratio that should be high."""
    return Result(name, f"{found:.2f}", f">= {goal}", found >= goal, cpu, details)


def at_most(name: str, found: float, goal: float, cpu: str, details: str) -> Result:
    """A ratio that should be low."""
    return Result(name, f"{found:.2f}", f"<= {goal}", found <= goal, cpu, details)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def typical(rounds: Sequence[Any], name: str) -> float:
    """The median of one figure over the rounds."""
    return median(getattr(one, name) for one in rounds)


def ratio(ours: Sequence[Any], bare: Sequence[Any]) -> float:
    """The median ratio of the rates of rounds that ran one after the other."""
    return median(mine.rate / least.rate for mine, least in zip(ours, bare, strict=True))


def table(results: Sequence[Result]) -> str:
    """The results, one a line, columns aligned."""
    rows = [_HEADER, *(result.row for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
