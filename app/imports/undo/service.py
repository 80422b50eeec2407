"""The use cases of undoing an import: start the job, and do it through run.py."""

from bson import ObjectId

from app.imports import store
from app.imports.documents import ImportDocument, UndoProgress, UndoResult
from app.imports.undo import store as undo_store
from app.imports.undo.run import UndoRun, result_of
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Scope
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, NotFound
from app.jobs import service as jobs
from app.jobs.documents import Job
from app.jobs.lease import Lease
from app.transactions.provenance import service as transactions


def start_undo(scope: Scope, import_id: ObjectId, *, force: bool = False, match: Precondition = ANY) -> Job:
    """Queue the job that undoes an import; one that is running already is returned again.

    What a user changed since is kept, unless `force`; then a later undo with `force` removes that too. Raises NotFound,
    PreconditionFailed, Conflict `import_running` while the import's own job is not over, and Conflict `already_undone`
    when nothing is left to undo.
    """

    def write(tx: Scope) -> Job:
        document = store.find(tx, import_id)
        if document is None:
            raise NotFound("There is no such import.")
        own_job = jobs.get(tx, document["job_id"])
        match.check({**document, "revision": document["revision"] + own_job["revision"]})
        running = _running(tx, document)
        return running or _begin(tx, document, own_job, force=force)

    job = scope.transact(write)
    jobs.enqueue(job)
    return job


def _running(tx: Scope, document: ImportDocument) -> Job | None:
    """Returns the job that undoes an import right now."""
    undo = document.get("undo")
    job = jobs.get(tx, undo["job_id"]) if undo else None
    return job if job and job["finished_at"] is None else None


def _begin(tx: Scope, document: ImportDocument, own_job: Job, *, force: bool) -> Job:
    if own_job["finished_at"] is None:
        raise Conflict("The import is still running; cancel its job first.", code="import_running")
    undone = document.get("undone")
    if undone and not (force and undone["kept_count"]):
        raise Conflict("The import is undone already.", code="already_undone")
    job_id = fresh_id()
    undo_store.begin(tx, document["_id"], _progress(document.get("undo"), job_id, force=force))
    total = transactions.count_created_by(tx, document["_id"])
    return jobs.create(tx, "undo", document["_id"], {"force": force}, total, job_id)


def _progress(before: UndoProgress | None, job_id: ObjectId, *, force: bool) -> UndoProgress:
    """Returns the start of an undo, at the first row; what an earlier one did that was stopped or kept some counts."""
    return {
        "job_id": job_id,
        "force": force,
        "after": 0,
        "below": before["below"] if before else None,
        "removed": before["removed"] if before else 0,
        "handed_over": before["handed_over"] if before else 0,
        "reverted": before["reverted"] if before else 0,
        "kept_count": 0,
        "kept": [],
        "changed_since": before["changed_since"] if before else [],
    }


def run_undo(job_id: str) -> bool:
    """Do an undo's job, from where the last run stopped; False when it cannot be claimed."""
    return jobs.run(job_id, _undo)


def _undo(lease: Lease) -> UndoResult:
    import_id = lease.subject_id
    UndoRun(lease, _found(lease.scope, import_id)).run()
    return result_of(_found(lease.scope, import_id))


def _found(scope: Scope, import_id: ObjectId) -> ImportDocument:
    document = store.find(scope, import_id)
    if document is None:
        raise NotFound("The import is gone.")
    return document
