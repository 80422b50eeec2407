"""List page: 50 of 100,000 transactions in requests a second, beside a bare handler served the same way.

And how evenly eight clients are served that keep their connections: a process with most of them makes its own wait.
"""

from dataclasses import dataclass
from statistics import median

from bench.load import Target, put_load
from bench.report import Result, at_least, at_most, percentile, ratio, typical
from bench.stage import Stage
from bench.workspace import filled_workspace

ROWS = 100_000
ROUNDS = 5
SECONDS = 1.5
GOAL = 0.55
CLIENTS, EVEN_GOAL = 8, 1.8


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
    waits = [put_load(ours, SECONDS, CLIENTS).waits for _ in range(ROUNDS)]
    return [_result([mine for mine, _ in rounds], [least for _, least in rounds]), _evenness(waits)]


def _round(stage: Stage, process: str, target: Target) -> Round:
    before = stage.cpu(process)
    load = put_load(target, SECONDS)
    return Round(load.rate, 1000 * (stage.cpu(process) - before) / load.requests)


def _evenness(rounds: list[list[float]]) -> Result:
    """The slowest twentieth beside the median, as the middle of the rounds has them; each with new connections."""
    middle, slow = (median(percentile(waits, part) for waits in rounds) for part in (0.5, 0.95))
    details = f"p50 {middle:.1f} ms, p95 {slow:.1f} ms, {CLIENTS} clients"
    return at_most("list page, p95 of p50", slow / middle, EVEN_GOAL, "", details)


def _result(ours: list[Round], bare: list[Round]) -> Result:
    cpu = f"web {typical(ours, 'cpu'):.2f} ms/request, bare {typical(bare, 'cpu'):.2f}"
    rates = f"{typical(ours, 'rate'):.0f} req/s, bare {typical(bare, 'rate'):.0f}"
    return at_least("list page, of bare handler", ratio(ours, bare), GOAL, cpu, rates)
