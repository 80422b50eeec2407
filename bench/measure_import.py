"""Import: rows a second end to end with one worker, beside bare insert_many of the same documents."""

import time
from dataclasses import dataclass
from typing import Any

from app.infra.connections import mongo
from app.infra.database.indexes import create_indexes
from app.transactions.store import INDEXES
from bench.client import Client
from bench.data import statement
from bench.report import Result, at_least, ratio, typical
from bench.stage import Stage
from bench.workspace import empty_workspace

ROWS = 50_000
BATCH = 5_000
ROUNDS = 3
GOAL = 0.40
POLL_SECONDS = 0.02
_BARE = "bench_transactions"


@dataclass(frozen=True)
class Round:
    """Rows a second, and CPU microseconds a row of the worker and of MongoDB."""

    rate: float
    worker: float
    mongod: float


def measure(stage: Stage) -> list[Result]:
    """Import and insert in turn, each import into a workspace of its own."""
    run_import(stage, statement(200))
    ours, bare = [], []
    for number in range(ROUNDS):
        found, documents = _import_round(stage, statement(ROWS, seed=number + 2))
        ours.append(found)
        bare.append(_insert_round(stage, documents))
    return [_result(ours, bare)]


def _result(ours: list[Round], bare: list[Round]) -> Result:
    worker, mongod, least = typical(ours, "worker"), typical(ours, "mongod"), typical(bare, "mongod")
    cpu = f"worker {worker:.0f} us/row, mongod {mongod:.0f}, bare mongod {least:.0f}"
    rates = f"{typical(ours, 'rate'):.0f} rows/s, bare {typical(bare, 'rate'):.0f}"
    return at_least("import, of bare insert_many", ratio(ours, bare), GOAL, cpu, rates)


def run_import(stage: Stage, content: bytes) -> tuple[Client, float]:
    """Upload a statement as a fresh user and wait for its job: the user, and the seconds it took."""
    place = empty_workspace(stage)
    begun = time.perf_counter()
    job = place.user.upload(content, place.account_id)
    while not place.user.is_over(job):
        time.sleep(POLL_SECONDS)
    return place.user, time.perf_counter() - begun


def _import_round(stage: Stage, content: bytes) -> tuple[Round, list[dict[str, Any]]]:
    worker, server = stage.cpu("worker"), stage.cpu("mongod")
    user, seconds = run_import(stage, content)
    found = _round(seconds, stage.cpu("worker") - worker, stage.cpu("mongod") - server)
    documents = list(stage.scope_of(user)["transactions"].find())
    if len(documents) != ROWS:
        raise RuntimeError(f"The import made {len(documents)} transactions of {ROWS} rows.")
    return found, documents


def _insert_round(stage: Stage, documents: list[dict[str, Any]]) -> Round:
    """The same documents with new ids into an empty collection with the same indexes."""
    for document in documents:
        del document["_id"]
    mongo.db.drop_collection(_BARE)
    create_indexes(mongo.db, {_BARE: INDEXES["transactions"]})
    server, begun = stage.cpu("mongod"), time.perf_counter()
    for start in range(0, len(documents), BATCH):
        mongo.db[_BARE].insert_many(documents[start : start + BATCH])
    seconds = time.perf_counter() - begun
    found = _round(seconds, 0.0, stage.cpu("mongod") - server)
    mongo.db.drop_collection(_BARE)
    return found


def _round(seconds: float, worker: float, mongod: float) -> Round:
    return Round(ROWS / seconds, 1e6 * worker / ROWS, 1e6 * mongod / ROWS)
