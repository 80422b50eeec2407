"""Where the time goes: cProfile of a page, of the dashboard and of an import, in this process."""

import cProfile
import pstats
import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from app.config import load_settings
from app.factory import build_app
from bench.data import statement
from bench.stage import Stage
from bench.workspace import Workspace, empty_workspace, filled_workspace

REQUESTS = 500
LINES = 45
ROWS = 50_000


def run(stage: Stage, names: list[str]) -> None:
    """Print the profiles of those of the named measurements that have one."""
    profiles: dict[str, Callable[[Stage], None]] = {
        "import": profile_import,
        "list": lambda stage: profile_get(stage, "/api/v1/transactions?limit=50", 20_000),
        "dashboard": lambda stage: profile_get(stage, "/api/v1/insights/dashboard?month=2026-06", 1_000),
    }
    for name in names:
        if name in profiles:
            profiles[name](stage)


def profile_get(stage: Stage, path: str, rows: int) -> None:
    """Many times the same request through the Flask app, without a socket."""
    place, app = filled_workspace(stage, rows), build_app(load_settings(stage.env))
    ask(app, place, path, 20)
    _print_profile(f"GET {path}, {REQUESTS} times", lambda: ask(app, place, path, REQUESTS))


def ask(app: Flask, place: Workspace, path: str, times: int) -> None:
    """GET a path some times as the workspace's user."""
    client, headers = app.test_client(), {"Authorization": f"Bearer {place.user.token}"}
    for _ in range(times):
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")


def profile_import(stage: Stage) -> None:
    """The work of an import in this process, with the worker stopped so that it does not take the job."""
    from app.imports import service

    stage.processes["worker"].stop()
    place = empty_workspace(stage)
    job = place.user.upload(statement(ROWS), place.account_id)
    _print_profile(f"import of {ROWS:,} rows", lambda: service.run_import(job["id"]))
    if not place.user.is_over(job):
        raise RuntimeError("The import did not end.")


def _print_profile(title: str, work: Callable[[], Any]) -> None:
    profiler, begun = cProfile.Profile(), time.perf_counter()
    profiler.runcall(work)
    print(f"\n== {title}: {time.perf_counter() - begun:.2f} s under the profiler")
    statistics = pstats.Stats(profiler).strip_dirs()
    statistics.sort_stats("tottime").print_stats(LINES)
    statistics.sort_stats("cumulative").print_stats(LINES)
