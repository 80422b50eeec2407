"""Questions: a month's total at 10,000 transactions and at more, which totals answer, and one of a merchant."""

import time
from collections.abc import Iterator
from itertools import count
from statistics import median

from bench.report import Result, at_most
from bench.stage import Stage
from bench.workspace import Workspace, filled_workspace

SIZES = (10_000, 100_000)
MILLION = 1_000_000
ROUNDS = 30
GOAL = 1.3
MONTH = "How much did I spend in June 2026?"
QUESTIONS = {
    "at a merchant": "How much did I spend at Netflix in 2026?",
    "largest": "What was my largest expense in June 2026?",
    "by week": "How much did I spend by week in 2026?",
    "median": "What is the median of my expenses in 2026?",
}


def measure(stage: Stage) -> list[Result]:
    """One question after the other, the sizes in turn; none is answered from before."""
    return _measure(stage, SIZES)


def measure_with_million(stage: Stage) -> list[Result]:
    """The same with a million transactions, which take minutes to make."""
    return _measure(stage, (*SIZES, MILLION))


def _measure(stage: Stage, sizes: tuple[int, ...]) -> list[Result]:
    places = {size: filled_workspace(stage, size) for size in sizes}
    times: dict[int, list[float]] = {size: [] for size in sizes}
    before = stage.cpu("api")
    days = _days()
    for _ in range(ROUNDS):
        for size, place in places.items():
            times[size].append(_milliseconds(place, MONTH, days))
    cpu = f"{1000 * (stage.cpu('api') - before) / (ROUNDS * len(sizes)):.2f} ms/request"
    return [*(_result(times, size, cpu) for size in sizes[1:]), *_others(places, days)]


def _others(places: dict[int, Workspace], days: Iterator[str]) -> Iterator[Result]:
    """Questions that read transactions: there is no goal, they grow with what they are about."""
    for name, question in QUESTIONS.items():
        for size, place in places.items():
            taken = median(_milliseconds(place, question, days) for _ in range(ROUNDS // 5))
            yield Result(f"asking {name} at {size:,}", f"{taken:.1f} ms")


def _days() -> Iterator[str]:
    """Days on which the question was not asked yet, all of them after its months."""
    return (f"{2027 + number // 336}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}" for number in count())


def _milliseconds(place: Workspace, question: str, days: Iterator[str]) -> float:
    body = {"question": question, "reference_date": next(days)}
    begun = time.perf_counter()
    place.user.post("/insights/ask", body)
    return 1000 * (time.perf_counter() - begun)


def _result(times: dict[int, list[float]], size: int, cpu: str) -> Result:
    few, many = median(times[SIZES[0]]), median(times[size])
    name = f"asking a month's total at {size:,}, of {SIZES[0]:,}"
    return at_most(name, many / few, GOAL, cpu, f"{many:.2f} ms, {few:.2f} ms")
