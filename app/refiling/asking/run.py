"""The job that asks a language model about unknown merchants, in batches that are kept before the next one is asked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict

from bson import ObjectId

from app.categories import service as categories
from app.infra.database.ids import further_id
from app.infra.database.mongo import Scope, WorkspaceBusy
from app.jobs import service as jobs
from app.jobs.lease import Lease
from app.models import service as models
from app.models.engines.interface import ModelError, Outcome
from app.refiling.asking.leaving import Leaving
from app.refiling.asking.prompt import Said, prompt_about, read_answer
from app.rules import service as rules
from app.rules.documents import ToldMerchant
from app.transactions import service as transactions
from app.transactions.documents import Actor
from app.transactions.service import UnknownMerchant

BATCH_MERCHANTS = 40
# As many transactions as a refiling by rules changes at once, with the same pause in between.
BATCH_ROWS = 150
PAUSE_SECONDS = 0.020
# A job leaves its place to others after this time; what it did not come to is its successor's.
RUN_SECONDS = 45.0
_LEAST_SECONDS = 5.0
# The same batch would be refused again: those behind it are tried, but not many in vain.
_OF_THE_BATCH = frozenset[Outcome](["refused", "invalid"])
_MOST_REFUSED = 2


class Asked(TypedDict):
    """The result of the job; see CategoriseResult."""

    asked: int
    known: int
    refiled: int
    dropped: int
    left: int
    outcome: Outcome
    engine: str


@dataclass(slots=True)
class _Run:
    """A run of the job: how many of how many merchants are settled, and what came of them."""

    lease: Lease
    done: int
    total: int
    refiled: int
    dropped: int = 0
    refused: int = 0
    outcome: Outcome = "ok"
    ends: float = field(default_factory=lambda: time.monotonic() + RUN_SECONDS)

    @property
    def scope(self) -> Scope:
        """The workspace."""
        return self.lease.scope

    @property
    def goes_on(self) -> bool:
        """Whether more is to be asked: the model is there, and time is left."""
        failed = self.outcome != "ok" and (self.outcome not in _OF_THE_BATCH or self.refused >= _MOST_REFUSED)
        return not failed and self.ends - time.monotonic() > _LEAST_SECONDS


def categorise(lease: Lease) -> Asked:
    """Ask about the workspace's unknown merchants, and file their transactions by what the model says.

    Run again after a kill, it asks only about those of which nothing was kept. Of a workspace one such job runs at a
    time, or the same merchant would be asked about twice; raises WorkspaceBusy for a second one.
    """
    if jobs.is_second(lease):
        raise WorkspaceBusy
    run = _begun(lease)
    _refile(run, rules.merchants_told(run.scope))
    asking = Leaving.of(run.scope).those_that_may(transactions.unknown_merchants(run.scope))
    run.total = run.done + len(asking)
    for start in range(0, len(asking), BATCH_MERCHANTS):
        if run.goes_on:
            _ask(run, asking[start : start + BATCH_MERCHANTS])
    if run.done < run.total and run.outcome == "ok":
        transactions.ask_later(run.scope, further_id(lease.job["_id"], 1))
    return _result(run)


def _begun(lease: Lease) -> _Run:
    asked, _ = rules.merchants_told_by(lease.scope, lease.job["_id"])
    return _Run(lease, asked, asked, transactions.count_events_of(lease.scope, _actor(lease)) if asked else 0)


def _actor(lease: Lease) -> Actor:
    """Who changes transactions, as their history names it."""
    return {"type": "refile", "id": lease.job["_id"]}


def _ask(run: _Run, batch: Sequence[UnknownMerchant]) -> None:
    """Ask about some merchants, keep what the model says, and file their transactions."""
    run.lease.refuse_if_stopped()
    leaving = Leaving.of(run.scope)
    choice = transactions.offered(categories.list_categories(run.scope), leaving.redactor)
    questions = [leaving.question(each) for each in batch]
    prompt = prompt_about(questions, choice)
    try:
        answer = models.ask(run.scope, prompt, leaving.counts, run.ends - time.monotonic()).answer
    except ModelError as error:
        run.outcome, run.refused = error.outcome, run.refused + 1
        return
    said, dropped = read_answer(answer, questions, choice)
    run.refused, run.dropped = 0, run.dropped + dropped
    _refile(run, _keep(run, batch, said))


def _keep(run: _Run, batch: Sequence[UnknownMerchant], said: Sequence[Said]) -> list[str]:
    """Keep what was said with the job's progress; returns the keys of merchants that no user filed meanwhile."""
    told = [_told(run, merchant, each) for merchant, each in zip(batch, said, strict=True)]
    run.done += len(batch)

    def write(tx: Scope) -> list[str]:
        run.lease.checkpoint(tx, run.done, run.total)
        return rules.keep_told(tx, told)

    return run.scope.transact(write)


def _told(run: _Run, merchant: UnknownMerchant, said: Said) -> ToldMerchant:
    return {
        "merchant_key": merchant["key"],
        "category_id": said.category["_id"] if said.category else None,
        "confidence": said.confidence,
        "job_id": run.lease.job["_id"],
        "asked_at": datetime.now(UTC),
    }


def _refile(run: _Run, keys: Sequence[str]) -> None:
    """File the transactions of some merchants by what a model said; fields that a user set stay."""
    ids = transactions.ids_of_unknown(run.scope, keys) if keys else []
    for start in range(0, len(ids), BATCH_ROWS):
        run.lease.refuse_if_stopped()
        some = ids[start : start + BATCH_ROWS]

        def write(tx: Scope, some: Sequence[ObjectId] = some) -> int:
            run.lease.checkpoint(tx, run.done, run.total)
            refile = rules.refiler_by_model(tx, keys)
            return transactions.reassign(
                tx, some, lambda row: refile(row) or rules.present_filing(row), _actor(run.lease)
            )

        run.refiled += run.scope.transact(write, numbers=len(some))
        time.sleep(PAUSE_SECONDS)


def _result(run: _Run) -> Asked:
    asked, known = rules.merchants_told_by(run.scope, run.lease.job["_id"])
    return {
        "asked": asked,
        "known": known,
        "refiled": run.refiled,
        "dropped": run.dropped,
        "left": run.total - run.done,
        "outcome": run.outcome,
        "engine": models.engine_name() if asked else models.LOCAL,
    }
