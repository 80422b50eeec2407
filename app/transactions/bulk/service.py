"""Many changes of transactions in one MongoDB transaction, each with a result of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
from app.transactions.documents import Document
from app.transactions.references import References
from app.transactions.serialise import transaction_out
from app.transactions.writing import external_ids
from app.transactions.writing.changes import changed, learn, names_category
from app.transactions.writing.creation import composed
from app.transactions.writing.posting import Actor, post_batch, remove, rewrite

_MAX_FAULTS = 100
_MAX_FAULTS_OF_ONE = 10
_DONE = {"create": 201, "update": 200, "delete": 204}
_SHOWN = (200, 201)
_NOT_APPLIED = {"code": "not_applied", "detail": "Another operation failed, so nothing was changed.", "errors": []}

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One change: `create`, `update` or `delete`, of the transaction of an id, if it still is the one that is meant."""

    index: int
    op: str
    id: ObjectId
    match: Precondition
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation makes of a transaction: None before a creation, and after a deletion or a failure."""

    operation: Operation
    before: Document | None = None
    after: Document | None = None
    problem: Problem | None = None


class BulkFailed(Invalid):
    """An operation of an atomic bulk failed, so none was applied."""

    code, title = "bulk_failed", "Nothing was changed"


class _TakenBack(Exception):
    """Ends a MongoDB transaction whose changes are not to stay."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


def apply_bulk(scope: Scope, bulk_id: ObjectId, request: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Apply operations in their order; answers {results, applied, failed, transactions_left_out, dry_run, atomic}.

    `request` holds `operations` (each a mapping of the request, or the Problem with it), `atomic` and `dry_run`. The
    same bulk id again creates nothing twice. Results hold their transactions up to PAGE_BYTES in all. Raises BulkFailed
    with all results for an atomic one that fails.
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
            raise _TakenBack([_without_new_id(result) for result in results])
        return results

    try:
        results = scope.transact(write)
    except _TakenBack as taken_back:
        results = taken_back.results
    failed = sum(result["problem"] is not None for result in results)
    left_out = sum(result["transaction"] is None and result["status"] in _SHOWN for result in results)
    counts = {"applied": len(results) - failed, "failed": failed, "transactions_left_out": left_out}
    return {"results": results, **counts, "dry_run": request["dry_run"], "atomic": request["atomic"]}


def without_transactions(told: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a bulk in short: status and id of each result, without its transaction and the places of faults."""
    results = [
        {**result, "transaction": None, "problem": result["problem"] and {**result["problem"], "errors": []}}
        for result in told["results"]
    ]
    left_out = sum(result["status"] in _SHOWN for result in results)
    return {**told, "results": results, "transactions_left_out": left_out}


def _read(bulk_id: ObjectId, given: Sequence[Mapping[str, Any] | Problem]) -> tuple[list[Operation], list[Result]]:
    """The operations that can be understood, and the results of the others."""
    operations, refused = [], []
    for index, each in enumerate(given):
        if isinstance(each, Problem):
            refused.append(_failure(index, None, None, each))
        else:
            one = each.get("id") or further_id(bulk_id, index)
            match = each.get("if_match")
            header = f'"{one}.{match}"' if isinstance(match, int) else match
            operations.append(Operation(index, each["op"], one, Precondition(header), each.get("given", {})))
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
    """What is not created after all, in a dry run or for another's failure, has no id: the real run gives its own."""
    return {**result, "id": None} if result["op"] == "create" and not result["problem"] else result


def _refuse_failed(results: Sequence[Result]) -> None:
    failed = [result for result in results if result["problem"]]
    if not failed:
        return
    kept_back = {"status": 424, "transaction": None, "problem": _NOT_APPLIED}
    told = [result if result["problem"] else {**_without_new_id(result), **kept_back} for result in results]
    errors = [error for result in failed for error in result["problem"]["errors"]]
    detail = f"{len(failed)} of {len(results)} operations failed, so nothing was changed."
    raise BulkFailed(detail, errors=errors[:_MAX_FAULTS], results=told)


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
        """Write operations, each on another transaction; answers their results."""
        ids = [operation.id for operation in wave]
        standing = {found["_id"]: found for found in store.find_many(self._tx, ids)}
        changes = self._with_own_ids([self._decide(operation, standing.get(operation.id)) for operation in wave])
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

    def _decide(self, operation: Operation, before: Document | None) -> Change:
        try:
            return Change(operation, before, self._after(operation, before))
        except Problem as problem:
            return Change(operation, problem=problem)

    def _with_own_ids(self, changes: list[Change]) -> list[Change]:
        """The changes, without those that create what another has the external_id of."""
        created = [change.after for change in changes if change.after and change.before is None]
        taken = external_ids.find_taken(self._tx, created)
        return [
            _refused(change, taken[change.operation.id]) if _is_among(change, taken) else change for change in changes
        ]

    def _after(self, operation: Operation, before: Document | None) -> Document | None:
        if operation.op == "create" and self._categoriser:
            # One that stands was created by the same request, whose answer was lost.
            with _pointing_into("/fields"):
                return before or composed(operation.id, operation.fields, self._categoriser, self._look)
        if before is None:
            raise NotFound.at("/id", "There is no such transaction.")
        operation.match.check(before)
        if operation.op == "delete":
            return None
        with _pointing_into("/fields"):
            return changed(before, operation.fields, self._look)

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
        lessons: dict[str, tuple[Document, Mapping[str, Any]]] = {}
        for each in changes:
            fields, after = each.operation.fields, each.after
            if each.operation.op == "update" and after and after != each.before and names_category(fields):
                lessons[after["merchant_key"]] = after, fields
        for after, fields in lessons.values():
            learn(self._tx, after, fields)


def _is_among(change: Change, taken: Mapping[ObjectId, Document]) -> bool:
    return change.before is None and change.after is not None and change.operation.id in taken


def _refused(change: Change, standing: Document) -> Change:
    return Change(change.operation, problem=external_ids.refusal(change.after or {}, standing, "/fields/external_id"))


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
        # Of what could not be created, the one that has its external_id.
        "id": problem.extra.get("transaction_id") if op == "create" else transaction_id,
        "transaction": None,
        "problem": {"code": problem.code, "detail": problem.detail, "errors": errors},
    }


@contextmanager
def _pointing_into(path: str) -> Iterator[None]:
    """The problems of a part of a body, pointed at from the whole on."""
    try:
        yield
    except Problem as problem:
        problem.errors = [_below(path, error) for error in problem.errors]
        raise


def _below(path: str, error: Mapping[str, str]) -> dict[str, str]:
    return {**error, "pointer": f"{path}{error['pointer']}"}
