"""Fairness: what one user meets while another has fifty statements of 2 MB waiting, with one worker as documented."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.data import statement
from bench.report import Result, percentile
from bench.stage import Stage
from bench.workspace import Workspace, empty_workspace
from stack.process import Process
from stack.up import CELERY

UPLOADS = 50
UPLOAD_BYTES = 2_000_000
# Each child loads the dictionaries with its first sentence.
WARM_UP = 4
SENTENCES = 30
IMPORTS = 6
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 60.0
SENTENCE_GOAL, IMPORT_GOAL, SWEEP_GOAL = 2.0, 5.0, 7.0
# A workspace may have so many imports running at once.
RUNNING_GOAL = 2


def measure(stage: Stage) -> list[Result]:
    """Let one user flood the worker; sentences and one-line imports of another, and the sweeps meanwhile."""
    greedy, other = empty_workspace(stage), empty_workspace(stage)
    stage.processes["worker"].stop()
    jobs = _flood(greedy.user, greedy.account_id)
    try:
        with _documented_worker(stage) as log:
            _wait_until_running(greedy.user)
            for number in range(WARM_UP):
                _seconds(other.user, _sentence(other.user, number))
            begun = time.time()
            sentences = [_seconds(other.user, _sentence(other.user, number)) for number in range(SENTENCES)]
            imports = [_seconds(other.user, _line(other, number)) for number in range(IMPORTS)]
            sweeps = _gaps(log, begun)
            # In one request: asked for one by one, a job that ends and the next that starts both count as running.
            states = [job["state"] for job in greedy.user.get(f"/jobs?limit={UPLOADS}")["data"]]
    finally:
        _cancel(greedy.user, jobs)
        stage.group.start(stage.processes["worker"])
    return _results(sentences, imports, sweeps, states)


def _results(sentences: list[float], imports: list[float], sweeps: list[float], states: list[str]) -> list[Result]:
    waiting, running = states.count("queued"), states.count("running")
    crowd = f"another's {waiting} imports waiting, {running} running"
    fair = running <= RUNNING_GOAL < waiting
    return [
        _within("sentence beside 50 uploads, p95", percentile(sentences, 0.95), SENTENCE_GOAL, crowd),
        _within("one-line import beside them, p95", percentile(imports, 0.95), IMPORT_GOAL, crowd),
        _within("longest time between sweeps", max(sweeps), SWEEP_GOAL, f"{len(sweeps) - 1} sweeps"),
        Result("imports of one workspace running", str(running), f"<= {RUNNING_GOAL}", fair),
    ]


def _within(name: str, seconds: float, goal: float, details: str) -> Result:
    return Result(name, f"{seconds:.2f} s", f"<= {goal:.0f} s", seconds <= goal, details=details)


def _flood(user: Client, account_id: str) -> list[dict[str, Any]]:
    """Upload different statements of the same size; returns their jobs."""
    line = len(statement(1000)) / 1001
    content = statement(int(UPLOAD_BYTES / line))
    return [user.upload(content.replace(b"SPRINGFIELD", b"TOWN%07d" % number), account_id) for number in range(UPLOADS)]


@contextmanager
def _documented_worker(stage: Stage) -> Iterator[Path]:
    """The worker with all its children, and beat; its log."""
    log = stage.logs / "documented-worker.log"
    worker = Process("documented-worker", [*CELERY, "worker", "--loglevel=info"], log, stage.env)
    beat = Process("beat", [*CELERY, "beat", "--loglevel=warning"], stage.logs / "beat.log", stage.env)
    try:
        for process in (worker, beat):
            stage.group.start(process)
        yield log
    finally:
        for process in (beat, worker):
            process.stop()


def _wait_until_running(user: Client) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(user.get("/jobs?state=running")["data"]) < RUNNING_GOAL:
        if time.monotonic() > deadline:
            raise RuntimeError("The worker does not import two statements at once.")
        time.sleep(POLL_SECONDS)


def _sentence(user: Client, number: int) -> dict[str, Any]:
    job: dict[str, Any] = user.post("/transactions", {"text": f"coffee {number}.50 at Blue Bottle yesterday"})["job"]
    return job


def _line(place: Workspace, number: int) -> dict[str, Any]:
    content = f"Date,Description,Amount\n2026-03-{number + 1:02},Corner shop,-{number + 1}.25\n".encode()
    job: dict[str, Any] = place.user.upload(content, place.account_id)
    return job


def _seconds(user: Client, job: dict[str, Any]) -> float:
    """From the answer that started a job to its end, as its user sees it."""
    begun = time.perf_counter()
    while not user.is_over(job):
        time.sleep(POLL_SECONDS)
    return time.perf_counter() - begun


def _gaps(log: Path, begun: float) -> list[float]:
    """Seconds between the ends of sweeps since then, and to now; each line begins `[2026-11-28 17:40:31,123: INFO/`."""
    told = (line for line in log.read_text().splitlines() if "tasks.sweep_jobs" in line and " succeeded in " in line)
    ends = [datetime.strptime(line[1:24], "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp() for line in told]
    moments = [begun, *(end for end in ends if end > begun), time.time()]
    return [later - earlier for earlier, later in pairwise(moments)]


def _cancel(user: Client, jobs: list[dict[str, Any]]) -> None:
    """Leave nothing of the flood to the measurements that follow."""
    for job in jobs:
        if user.get(f"/jobs/{job['id']}")["state"] in ("queued", "running"):
            user.send("DELETE", f"/jobs/{job['id']}")
