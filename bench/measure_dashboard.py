"""Dashboard: its time at 1,000 transactions and at more, with the same months, categories and merchants."""

import time
from statistics import median

from bench.report import Result, at_most
from bench.stage import Stage
from bench.workspace import Workspace, filled_workspace

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
ROUNDS = 60
GOAL = 1.3
PATH = "/insights/dashboard?month=2026-06"


def measure(stage: Stage) -> list[Result]:
    """One request after the other, the sizes in turn."""
    return _measure(stage, SIZES)


def measure_with_million(stage: Stage) -> list[Result]:
    """The same with a million transactions, which take minutes to make."""
    return _measure(stage, (*SIZES, MILLION))


def _measure(stage: Stage, sizes: tuple[int, ...]) -> list[Result]:
    places = {size: filled_workspace(stage, size) for size in sizes}
    times: dict[int, list[float]] = {size: [] for size in sizes}
    before = stage.cpu("api")
    for _ in range(ROUNDS):
        for size, place in places.items():
            times[size].append(_milliseconds(place))
    cpu = f"{1000 * (stage.cpu('api') - before) / (ROUNDS * len(sizes)):.2f} ms/request"
    return [_result(times, size, cpu) for size in sizes[1:]]


def _milliseconds(place: Workspace) -> float:
    begun = time.perf_counter()
    place.user.get(PATH)
    return 1000 * (time.perf_counter() - begun)


def _result(times: dict[int, list[float]], size: int, cpu: str) -> Result:
    few, many = median(times[SIZES[0]]), median(times[size])
    name = f"dashboard at {size:,}, of {SIZES[0]:,}"
    return at_most(name, many / few, GOAL, cpu, f"{many:.2f} ms, {few:.2f} ms")
