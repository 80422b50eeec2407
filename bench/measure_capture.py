"""Text capture: a sentence's time to its 202, beside that of a plain create, and to the finished transaction."""

import time
from statistics import median

from bench.client import Client
from bench.report import Result, at_most, percentile
from bench.stage import Stage

ROUNDS = 30
MOST_CREATES = 3.0
POLL_SECONDS = 0.005


def measure(stage: Stage) -> list[Result]:
    """One sentence after the other; the first, which loads the dictionaries, is not counted."""
    user = stage.new_user()
    _capture(user, 0)
    account = user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"})
    created = median([_create(user, account["id"], number) for number in range(ROUNDS)])
    before = stage.cpu("api"), stage.cpu("worker")
    times = [_capture(user, number) for number in range(1, ROUNDS)]
    used = [
        1000 * (now - then) / len(times)
        for now, then in zip((stage.cpu("api"), stage.cpu("worker")), before, strict=True)
    ]
    cpu = f"api {used[0]:.1f} ms/text with polling, worker {used[1]:.1f}"
    names = ("text to 202, median", "text to transaction, median")
    shown = [
        Result(name, f"{median(column):.1f} ms", cpu=cpu, details=f"p95 {percentile(column, 0.95):.1f} ms")
        for name, column in zip(names, map(list, zip(*times, strict=True)), strict=True)
    ]
    ratio = median(accepted for accepted, _ in times) / created
    return [*shown, at_most("text to 202 / plain create", ratio, MOST_CREATES, cpu, f"plain create {created:.1f} ms")]


def _create(user: Client, account_id: str, number: int) -> float:
    """Milliseconds to create a transaction from its fields."""
    begun = time.perf_counter()
    user.post(
        "/transactions",
        {"account_id": account_id, "date": "2026-10-05", "amount": f"-{number + 1}.50", "description": "coffee"},
    )
    return 1000 * (time.perf_counter() - begun)


def _capture(user: Client, number: int) -> tuple[float, float]:
    """Milliseconds to the answer and to the end of its job."""
    begun = time.perf_counter()
    job = user.post("/transactions", {"text": f"coffee {number}.50 at Blue Bottle yesterday"})["job"]
    accepted = time.perf_counter()
    while not user.is_over(job):
        time.sleep(POLL_SECONDS)
    return 1000 * (accepted - begun), 1000 * (time.perf_counter() - begun)
