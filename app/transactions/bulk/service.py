"""Applies many operations on transactions in one MongoDB transaction, each with a result of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from bson import ObjectId
from orjson import Fragment

from app.infra.database.ids import further_id
from app.infra.database.mongo import Scope
from app.infra.json import dumps
from app.infra.pagination import PAGE_BYTES
from app.infra.preconditions import Precondition
from app.infra.problems import Invalid, NotFound, Problem
from app.rules import service as rules
from app.transactions import store
from app.transactions.bulk.results import BulkRequest, BulkResult, ItemProblem, Result
from app.transactions.documents import Actor, Transaction
from app.transactions.references import References
from app.transactions.requests import NewFields, OperationFields, PatchFields
from app.transactions.serialise import transaction_out
from app.transactions.writing import external_ids
from app.transactions.writing.changes import changed, learn, names_category
from app.transactions.writing.creation import composed
from app.transactions.writing.posting import post_batch, remove, rewrite

_MAX_FAULTS = 100
_MAX_FAULTS_OF_ONE = 10
_DONE = {"create": 201, "update": 200, "delete": 204}
_SHOWN = (200, 201)


_NOT_APPLIED: ItemProblem = {
    "code": "not_applied",
    "detail": "Another operation failed, so nothing was changed.",
    "errors": [],
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the transaction of an id: `create`, `update` or `delete`, if `match` holds."""

    index: int
    op: str
    id: ObjectId
    match: Precondition
    fields: NewFields | PatchFields


@dataclass(frozen=True, slots=True)
class Change:
    """A transaction before and after an operation: None before a creation, and after a deletion or a failure."""

    operation: Operation
    before: Transaction | None = None
    after: Transaction | None = None
    problem: Problem | None = None


class BulkFailed(Invalid):
    """An operation of an atomic bulk failed, so none was applied."""

    code, title = "bulk_failed", "Nothing was changed"


class _RolledBack(Exception):
    """Ends a MongoDB transaction whose changes are not to stay."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


def apply_bulk(scope: Scope, bulk_id: ObjectId, request: BulkRequest, actor: Actor) -> BulkResult:
    """Apply operations in their order.

    The same bulk id again creates nothing twice. Results hold their transactions up to PAGE_BYTES in all. Raises
    BulkFailed with all results for an atomic one that fails.
    """
    operations, refused = _read(bulk_id, request["operations"])
    creates = any(operation.op == "create" for operation in operations)
    categoriser = rules.kept_categoriser(scope) if creates else None

    def write(tx: Scope) -> list[Result]:
        work = _Work(tx, actor, categoriser, dry_run=request["dry_run"])
        results = [*refused, *(result for wave in _waves(operations) for result in work.apply(wave))]
        results.sort(key=lambda result: int(result["index"]))
        if request["atomic"]:
            _refuse_failed(results)
        if request["dry_run"]:
            raise _RolledBack([_without_new_id(result) for result in results])
        return results

    try:
        results = scope.transact(write)
    except _RolledBack as rolled_back:
        results = rolled_back.results
    failed = sum(result["problem"] is not None for result in results)
    left_out = sum(result["transaction"] is None and result["status"] in _SHOWN for result in results)
    return {
        "results": results,
        "applied": len(results) - failed,
        "failed": failed,
        "transactions_left_out": left_out,
        "dry_run": request["dry_run"],
        "atomic": request["atomic"],
    }


def without_transactions(bulk: BulkResult) -> BulkResult:
    """The result of a bulk in short: each with status and id, without its transaction and the places of faults."""
    results: list[Result] = [
        {**result, "transaction": None, "problem": result["problem"] and {**result["problem"], "errors": []}}
        for result in bulk["results"]
    ]
    left_out = sum(result["status"] in _SHOWN for result in results)
    return {**bulk, "results": results, "transactions_left_out": left_out}


def _read(bulk_id: ObjectId, given: Sequence[OperationFields | Problem]) -> tuple[list[Operation], list[Result]]:
    """The operations that can be understood, and the results of the others."""
    operations, refused = [], []
    for index, each in enumerate(given):
        if isinstance(each, Problem):
            refused.append(_failure(index, None, None, each))
        else:
            one = each.get("id") or further_id(bulk_id, index)
            match = each.get("if_match")
            header = f'"{one}.{match}"' if isinstance(match, int) else match
            operations.append(Operation(index, each["op"], one, Precondition(header), each.get("given", PatchFields())))
    return operations, refused


def _waves(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The operations in groups, in order; none holds a transaction twice, so that each group is written at once."""
    wave: list[Operation] = []
    ids: set[ObjectId] = set()
    for operation in operations:
        if operation.id in ids:
            yield wave
            wave, ids = [], set()
        wave.append(operation)
        ids.add(operation.id)
    if wave:
        yield wave


def _without_new_id(result: Result) -> Result:
    """The result of a creation that is not to stay, without the id: a later run gives another."""
    return {**result, "id": None} if result["op"] == "create" and not result["problem"] else result


def _refuse_failed(results: Sequence[Result]) -> None:
    failed = [result for result in results if result["problem"]]
    if not failed:
        return
    shown = [result if result["problem"] else _not_applied(result) for result in results]
    errors = [error for result in failed if result["problem"] for error in result["problem"]["errors"]]
    detail = f"{len(failed)} of {len(results)} operations failed, so nothing was changed."
    raise BulkFailed(detail, errors=errors[:_MAX_FAULTS], results=shown)


def _not_applied(result: Result) -> Result:
    return {**_without_new_id(result), "status": 424, "transaction": None, "problem": _NOT_APPLIED}


class _Work:
    """The work on one bulk within one MongoDB transaction."""

    def __init__(self, tx: Scope, actor: Actor, categoriser: rules.Categoriser | None, *, dry_run: bool) -> None:
        self._tx = tx
        self._dry_run = dry_run
        self._created: set[ObjectId] = set()
        self._actor = actor
        self._categoriser = categoriser
        self._look = References(tx)
        self._room = PAGE_BYTES

    def apply(self, wave: Sequence[Operation]) -> Iterator[Result]:
        """Write operations, each on another transaction; returns their results."""
        ids = [operation.id for operation in wave]
        existing = {found["_id"]: found for found in store.find_many(self._tx, ids)}
        changes = self._with_own_ids([self._decide(operation, existing.get(operation.id)) for operation in wave])
        self._write([change for change in changes if change.problem is None])
        present = self._shown(ids)
        return (_result(change, present.get(change.operation.id)) for change in changes)

    def _shown(self, ids: Sequence[ObjectId]) -> dict[ObjectId, Fragment]:
        """Transactions as they are now, as JSON: as many as the answer to the bulk still has room for."""
        rows: dict[ObjectId, Fragment] = {}
        for found in store.each(self._tx, ids) if self._room > 0 else ():
            # A dry run promises no id: the real one gives another.
            unmade = {"id": None} if self._dry_run and found["_id"] in self._created else {}
            row = dumps({**transaction_out(found), **unmade})
            self._room -= len(row)
            if self._room < 0:
                break
            rows[found["_id"]] = Fragment(row)
        return rows

    def _decide(self, operation: Operation, before: Transaction | None) -> Change:
        try:
            return Change(operation, before, self._after(operation, before))
        except Problem as problem:
            return Change(operation, problem=problem)

    def _with_own_ids(self, changes: list[Change]) -> list[Change]:
        """The changes; creations whose external_id another transaction has are refused."""
        created = [change.after for change in changes if change.after and change.before is None]
        taken = external_ids.find_taken(self._tx, created)
        return [
            _refused(change, change.after, taken[change.operation.id])
            if change.before is None and change.after is not None and change.operation.id in taken
            else change
            for change in changes
        ]

    def _after(self, operation: Operation, before: Transaction | None) -> Transaction | None:
        if operation.op == "create" and self._categoriser:
            # One that exists was created by the same request, whose answer was lost.
            with _pointing_into("/fields"):
                return before or composed(
                    operation.id, cast("NewFields", operation.fields), self._categoriser, self._look
                )
        if before is None:
            raise NotFound.at("/id", "There is no such transaction.")
        operation.match.check(before)
        if operation.op == "delete":
            return None
        with _pointing_into("/fields"):
            return changed(before, cast("PatchFields", operation.fields), self._look)

    def _write(self, changes: Sequence[Change]) -> None:
        created = [each.after for each in changes if each.after and each.before is None]
        rewritten = [(b, a) for b, a in ((each.before, each.after) for each in changes) if b and a and a != b]
        removed = [each.operation.id for each in changes if each.after is None]
        self._created.update(document["_id"] for document in created)
        if created:
            post_batch(self._tx.reserve(len(created)), created)
        if rewritten:
            rewrite(self._tx.reserve(len(rewritten)), rewritten, self._actor)
        if removed:
            # As they are now: what was written may have freed the other leg of a transfer.
            remove(self._tx.reserve(len(removed)), store.find_many(self._tx, removed), self._actor)
        self._learn(changes)

    def _learn(self, changes: Sequence[Change]) -> None:
        """Of several corrections of one merchant, the last is the one to remember."""
        lessons: dict[str | None, tuple[Transaction, PatchFields]] = {}
        for each in changes:
            fields, after = each.operation.fields, each.after
            if each.operation.op == "update" and after and after != each.before and names_category(fields):
                lessons[after["merchant_key"]] = after, cast("PatchFields", fields)
        for after, fields in lessons.values():
            learn(self._tx, after, fields)


def _refused(change: Change, after: Transaction, taken_by: Transaction) -> Change:
    return Change(change.operation, problem=external_ids.refusal(after, taken_by, "/fields/external_id"))


def _result(change: Change, present: Fragment | None) -> Result:
    operation = change.operation
    if change.problem:
        return _failure(operation.index, operation.op, operation.id, change.problem)
    return {
        "index": operation.index,
        "op": operation.op,
        "status": _DONE[operation.op],
        "id": operation.id,
        "transaction": present,
        "problem": None,
    }


def _failure(index: int, op: str | None, transaction_id: ObjectId | None, problem: Problem) -> Result:
    errors = [_below(f"/operations/{index}", error) for error in problem.errors[:_MAX_FAULTS_OF_ONE]]
    return {
        "index": index,
        "op": op,
        "status": problem.status,
        # Of a refused creation, the transaction that has its external_id.
        "id": problem.extra.get("transaction_id") if op == "create" else transaction_id,
        "transaction": None,
        "problem": {"code": problem.code, "detail": problem.detail, "errors": errors},
    }


@contextmanager
def _pointing_into(path: str) -> Iterator[None]:
    """Problems raised inside, with pointers from the root of the body instead of from its part at `path`."""
    try:
        yield
    except Problem as problem:
        problem.errors = [_below(path, error) for error in problem.errors]
        raise


def _below(path: str, error: Mapping[str, str]) -> dict[str, str]:
    return {**error, "pointer": f"{path}{error['pointer']}"}
