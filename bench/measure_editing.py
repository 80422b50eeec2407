"""Editing: how long a person waits for a PATCH while 50,000 rows are imported into the same workspace."""

import time

from bench.client import Client
from bench.data import statement
from bench.measure_import import ROWS, run_import
from bench.report import Result, percentile
from bench.stage import Stage
from bench.workspace import empty_workspace

GOAL_MILLISECONDS = 100.0
# Somebody who edits far faster than people do, but does not keep the workspace locked either.
PAUSE_SECONDS = 0.05


def measure(stage: Stage) -> list[Result]:
    """PATCH one transaction again and again until the import is over."""
    run_import(stage, statement(200))
    place = empty_workspace(stage)
    body = {"account_id": place.account_id, "date": "2026-05-04", "amount": "-4.50", "description": "Coffee"}
    path = f"/transactions/{place.user.post('/transactions', body)['id']}"
    job = place.user.upload(statement(ROWS), place.account_id)
    begun, waits = time.perf_counter(), list[float]()
    while not place.user.is_over(job):
        waits.append(_edit(place.user, path, len(waits)))
        time.sleep(PAUSE_SECONDS)
    return [_result(waits, time.perf_counter() - begun)]


def _edit(user: Client, path: str, number: int) -> float:
    """Milliseconds of one PATCH."""
    begun = time.perf_counter()
    user.patch(path, {"notes": f"Note {number}"})
    return 1000 * (time.perf_counter() - begun)


def _result(waits: list[float], seconds: float) -> Result:
    worst = percentile(waits, 0.95)
    typical = f"p50 {percentile(waits, 0.5):.0f} ms, most {max(waits):.0f} ms"
    details = f"{typical}, {len(waits)} edits in {seconds:.1f} s"
    met = worst < GOAL_MILLISECONDS
    return Result("PATCH beside an import, p95", f"{worst:.0f} ms", f"< {GOAL_MILLISECONDS:.0f} ms", met, "", details)
