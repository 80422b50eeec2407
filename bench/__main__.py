"""`python -m bench [MEASUREMENT ...]`: all measurements, or only those named."""

import argparse
import sys
import time
from collections.abc import Callable

from bench import (
    measure_asking,
    measure_capture,
    measure_categories,
    measure_dashboard,
    measure_editing,
    measure_fairness,
    measure_import,
    measure_list,
    measure_million,
    measure_writing,
    profiles,
)
from bench.report import Result, table
from bench.stage import Stage, a_stage, machine
from stack.errors import StackError

Measure = Callable[[Stage], list[Result]]

MEASUREMENTS: dict[str, Measure] = {
    "import": measure_import.measure,
    "list": measure_list.measure,
    "dashboard": measure_dashboard.measure,
    "asking": measure_asking.measure,
    "editing": measure_editing.measure,
    "capture": measure_capture.measure,
    "categories": measure_categories.measure,
    "fairness": measure_fairness.measure,
    "writing": measure_writing.measure,
}


def main() -> int:
    """Print a table of figures and goals. A missed goal is a finding, not a failure: exit code 0."""
    arguments = parser().parse_args()
    unknown = set(arguments.measurements) - MEASUREMENTS.keys()
    if unknown:
        parser().error(f"there is no measurement {min(unknown)}; there are {', '.join(MEASUREMENTS)}")
    chosen = {name: MEASUREMENTS[name] for name in arguments.measurements or MEASUREMENTS}
    if arguments.million and "dashboard" in chosen:
        chosen["dashboard"] = measure_dashboard.measure_with_million
    if arguments.million and "asking" in chosen:
        chosen["asking"] = measure_asking.measure_with_million
    if arguments.million:
        chosen["million"] = measure_million.measure
    print(machine())
    try:
        with a_stage() as stage:
            if arguments.profile:
                profiles.run(stage, list(chosen))
                return 0
            print(table([result for name, measure in chosen.items() for result in timed(name, measure, stage)]))
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def timed(name: str, measure: Measure, stage: Stage) -> list[Result]:
    """Run one measurement, and say on stderr how long it took."""
    begun = time.perf_counter()
    results = measure(stage)
    print(f"{name}: measured in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return results


def parser() -> argparse.ArgumentParser:
    """The command line."""
    line = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    line.add_argument("measurements", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    line.add_argument(
        "--million", action="store_true", help="an import of 1,000,000 rows, and the dashboard and questions at so many"
    )
    line.add_argument(
        "--profile", action="store_true", help="show where the time goes instead (list, import, dashboard)"
    )
    return line


if __name__ == "__main__":
    sys.exit(main())
