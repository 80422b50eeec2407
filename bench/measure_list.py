"""List page: 50 of 100,000 transactions in requests a second, beside a bare handler served the same way."""

from dataclasses import dataclass

from bench.load import Target, put_load
from bench.report import Result, at_least, middle
from bench.stage import Stage
from bench.workspace import filled_workspace

ROWS = 100_000
ROUNDS = 5
SECONDS = 1.5
GOAL = 0.55


@dataclass(frozen=True)
class Round:
    """Requests a second, and CPU milliseconds of the web processes per request."""

    rate: float
    cpu: float


def measure(stage: Stage) -> list[Result]:
    """Rounds of load on the one and on the other in turn."""
    place = filled_workspace(stage, ROWS)
    workspace = str(stage.scope_of(place.user).workspace_id)
    ours = Target(stage.port, "/api/v1/transactions?limit=50", place.user.token or "")
    bare = Target(stage.serve("bare", "bench.bare:app", BENCH_WORKSPACE=workspace), "/page")
    for target in (ours, bare):
        put_load(target, 0.5)
    rounds = [(_round(stage, "api", ours), _round(stage, "bare", bare)) for _ in range(ROUNDS)]
    return [_result([mine for mine, _ in rounds], [least for _, least in rounds])]


def _round(stage: Stage, process: str, target: Target) -> Round:
    before = stage.cpu(process)
    load = put_load(target, SECONDS)
    return Round(load.rate, 1000 * (stage.cpu(process) - before) / load.requests)


def _result(ours: list[Round], bare: list[Round]) -> Result:
    ratio = middle([mine.rate / least.rate for mine, least in zip(ours, bare, strict=True)])
    cpu = f"web {middle([one.cpu for one in ours]):.2f} ms/request, bare {middle([one.cpu for one in bare]):.2f}"
    rates = f"{middle([one.rate for one in ours]):.0f} req/s, bare {middle([one.rate for one in bare]):.0f}"
    return at_least("list page, of bare handler", ratio, GOAL, cpu, rates)
