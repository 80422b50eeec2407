"""A million rows through one worker: does its memory stay flat, and is the last tenth as fast as the first?"""

import csv
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.client import Client
from bench.data import FIRST_DAY, MERCHANTS
from bench.processes import resident_mib
from bench.report import Result, at_most
from bench.stage import Stage
from bench.workspace import empty_workspace

ROWS = 1_000_000
MOST_MIB = 300.0
SLOWDOWN = 1.15
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Glance:
    """How far the import was at a moment, what the worker's processes held together, and the CPU seconds so far."""

    seconds: float
    done: int
    mib: float
    cpu: float


def measure(stage: Stage) -> list[Result]:
    """Import one file of a million rows and watch it from outside."""
    with tempfile.TemporaryDirectory(prefix="finsight-million-") as folder:
        path = Path(folder) / "statement.csv"
        _write(path)
        place = empty_workspace(stage)
        job, size = place.user.upload(path.read_bytes(), place.account_id), path.stat().st_size
    glances = list(_watch(stage, place.user, job))
    first, last = _between(glances, 0.0, 0.1), _between(glances, 0.9, 1.0)
    whole = glances[-1].seconds - glances[0].seconds
    peak = max(glance.mib for glance in glances)
    details = f"{size >> 20} MiB, {ROWS / whole:.0f} rows/s"
    return [
        at_most("1,000,000 rows: MiB of the worker's processes", peak, MOST_MIB, "", details),
        at_most("last tenth, of the first", last[0] / first[0], SLOWDOWN, "", f"{last[0]:.1f} s, {first[0]:.1f} s"),
        # Of worker and MongoDB together: what a busy neighbour on the machine does not change.
        at_most("the same in CPU seconds", last[1] / first[1], SLOWDOWN, "", f"{last[1]:.1f} s, {first[1]:.1f} s"),
    ]


def _write(path: Path) -> None:
    """A bank's CSV over ten years with running balances, as large as such files get."""
    random, balance = Random(1), 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Date", "Description", "Amount", "Balance", "Reference"])
        for number in range(ROWS):
            day = FIRST_DAY - timedelta(days=3650 - number * 3650 // ROWS)
            cents = random.randint(-20000, -100) if number % 20 else random.randint(100_000, 400_000)
            balance += cents
            text = f"{random.choice(MERCHANTS).upper()} #{random.randint(1, 400):04d} SPRINGFIELD"
            writer.writerow([f"{day:%Y-%m-%d}", text, _amount(cents), _amount(balance), f"R{number:08d}"])


def _amount(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _watch(stage: Stage, user: Client, job: dict[str, Any]) -> Iterator[Glance]:
    """What is seen from the first committed batch to the end of the job."""
    begun = time.perf_counter()
    while True:
        over = user.is_over(job)
        done = user.get(f"/jobs/{job['id']}")["progress"]["done"]
        if done:
            mib, cpu = resident_mib(stage.processes["worker"].pid), stage.cpu("worker", "mongod")
            yield Glance(time.perf_counter() - begun, done, mib, cpu)
        if over:
            return
        time.sleep(POLL_SECONDS)


def _between(glances: list[Glance], start: float, end: float) -> tuple[float, float]:
    """How long the rows between two parts of the whole took, in seconds and in CPU seconds."""
    first = next(glance for glance in glances if glance.done >= start * ROWS)
    last = next(glance for glance in glances if glance.done >= end * ROWS)
    return last.seconds - first.seconds, last.cpu - first.cpu
