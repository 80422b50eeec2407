"""Writing: transactions created and changed a second by one client, by eight of one user, and by eight users."""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.infra.database.mongo import Scope
from bench.client import Client
from bench.report import Result, at_least, at_most, percentile, ratio, typical
from bench.stage import Stage
from bench.workspace import Workspace, empty_workspace

ROUNDS = 5
SECONDS = 2.0
CLIENTS = 8
EIGHT_OF_ONE_GOAL, EIGHT_USERS_GOAL, CPU_GOAL = 1.3, 1.6, 3.5

Write = Callable[[Client, int], object]


@dataclass(frozen=True)
class Round:
    """Writes a second, CPU milliseconds of the web processes per write, and the wait of the slowest twentieth in ms."""

    rate: float
    cpu: float
    p95: float


@dataclass(frozen=True)
class Group:
    """Clients that write at the same time, each in its way."""

    clients: Sequence[Client]
    writes: Sequence[Write]


def measure(stage: Stage) -> list[Result]:
    """Rounds of creating, then rounds of changing; RuntimeError when a row was lost or doubled."""
    places = [empty_workspace(stage) for _ in range(CLIENTS)]
    made = _Made()
    creators = [_creator(place, made) for place in places]
    results = _compare(stage, "create", places, creators)
    for place in places:
        _check_rows(stage.scope_of(place.user), made.of(place))
    return [*results, *_compare(stage, "PATCH", places, [_editor(place) for place in places])]


class _Made:
    """How many rows each workspace must hold."""

    def __init__(self) -> None:
        self._counts: dict[str, itertools.count[int]] = {}

    def of(self, place: Workspace) -> int:
        return next(self._counts.get(place.account_id, itertools.count()))

    def add(self, place: Workspace) -> None:
        next(self._counts.setdefault(place.account_id, itertools.count()))


def _creator(place: Workspace, made: _Made) -> Write:
    def create(client: Client, number: int) -> None:
        body = {"account_id": place.account_id, "date": "2026-05-04", "amount": "-4.50"}
        client.post("/transactions", {**body, "description": f"Coffee {number}"})
        made.add(place)

    return create


def _editor(place: Workspace) -> Write:
    """Changes a transaction of its own for each client, so that none is stale."""
    body = {"account_id": place.account_id, "date": "2026-05-04", "amount": "-4.50", "description": "Tea"}
    own: dict[int, str] = {}

    def edit(client: Client, number: int) -> None:
        path = own.get(id(client)) or own.setdefault(id(client), client.post("/transactions", body)["id"])
        client.patch(f"/transactions/{path}", {"notes": f"Note {number}"})

    return edit


def _compare(stage: Stage, what: str, places: Sequence[Workspace], writes: Sequence[Write]) -> list[Result]:
    one = [Client(stage.port, places[0].user.token) for _ in range(CLIENTS)]
    groups = {
        "alone": Group(one[:1], writes[:1]),
        "of_one": Group(one, [writes[0]] * CLIENTS),
        "users": Group([place.user for place in places], writes),
    }
    for group in groups.values():
        _round(stage, group, 0.5)
    rounds = [{name: _round(stage, group, SECONDS) for name, group in groups.items()} for _ in range(ROUNDS)]
    return _results(what, {name: [each[name] for each in rounds] for name in groups})


def _round(stage: Stage, group: Group, seconds: float) -> Round:
    waits: list[list[float]] = [[] for _ in group.clients]
    failures: list[Exception] = []

    def work(number: int, until: float) -> None:
        try:
            _write_until(group.clients[number], group.writes[number], waits[number], until)
        except Exception as error:  # noqa: BLE001 - carried to the caller, who raises
            failures.append(error)

    before, begun = stage.cpu("api"), time.perf_counter()
    threads = [threading.Thread(target=work, args=(number, begun + seconds)) for number in range(len(waits))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("a write failed under load") from failures[0]
    all_waits, took = [wait for mine in waits for wait in mine], time.perf_counter() - begun
    cpu = 1000 * (stage.cpu("api") - before) / len(all_waits)
    return Round(len(all_waits) / took, cpu, percentile(all_waits, 0.95))


def _write_until(client: Client, write: Write, waits: list[float], until: float) -> None:
    while (begun := time.perf_counter()) < until:
        write(client, len(waits))
        waits.append(1000 * (time.perf_counter() - begun))


def _check_rows(scope: Scope, expected: int) -> None:
    """RuntimeError unless the rows, the month's total and the balance say that each write counted once."""
    rows = scope["transactions"].count()
    counted = sum(total["count"] for total in scope["month_totals"].find())
    balance = sum(account["balance_minor"] for account in scope["accounts"].find())
    if (rows, counted, balance) != (expected, expected, -450 * expected):
        raise RuntimeError(f"{expected} rows were created; {rows} stand, {counted} are counted, balance {balance}")


def _results(what: str, rounds: dict[str, list[Round]]) -> list[Result]:
    alone, of_one, users = rounds["alone"], rounds["of_one"], rounds["users"]
    one, eight = typical(alone, "cpu"), typical(of_one, "cpu")
    cpu = f"web {one:.2f} ms each alone, {eight:.2f} by eight"
    return [
        at_most(f"{what}, web CPU in ms", one, CPU_GOAL, cpu, f"one client {_rates(alone)}"),
        at_least(f"{what}, eight clients of one user", ratio(of_one, alone), EIGHT_OF_ONE_GOAL, cpu, _rates(of_one)),
        at_least(f"{what}, eight users", ratio(users, alone), EIGHT_USERS_GOAL, "", _rates(users)),
    ]


def _rates(rounds: list[Round]) -> str:
    return f"{typical(rounds, 'rate'):.0f}/s, p95 {typical(rounds, 'p95'):.1f} ms"
