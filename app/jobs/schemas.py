"""The JSON of jobs."""

from marshmallow import fields, validate

from app.infra.documentation.examples import JOB_ID, UNDO_JOB_ID
from app.infra.fields import Choice, Choices, Either, FormsSchema, Id, StrictSchema, Vocabulary
from app.infra.pagination import ListOut, PageQuery
from app.infra.untyped import JsonObject
from app.jobs.documents import Job
from app.jobs.kinds import shown_kind
from app.jobs.results import (
    AskResult,
    CaptureResult,
    CategoriseResult,
    CoachResult,
    ImportResult,
    ReceiptResult,
    RefileResult,
    SummariesResult,
    SummaryResult,
    UndoResult,
)

STATE = Vocabulary(
    "JobState",
    "queued and running jobs go on; succeeded, failed and cancelled ones are over.",
    ("queued", "running", "succeeded", "failed", "cancelled"),
)


class ProgressOut(StrictSchema):
    """How far a job is; `total` is 0 until it is known."""

    done = fields.Integer(required=True, metadata={"description": "Done so far.", "example": 600})
    total = fields.Integer(required=True, metadata={"description": "Of so many.", "example": 600})


def _kind(word: str) -> fields.String:
    described = {"description": "What kind of work it is.", "example": word}
    return fields.String(required=True, validate=validate.Equal(word), metadata=described)


def _result(schema: type[StrictSchema]) -> Either:
    described = {"description": "What came of it; null until it succeeded."}
    return Either(schema, required=True, allow_none=True, metadata=described)


class AnyJob(StrictSchema):
    """What jobs of every kind have."""

    id = Id(required=True, metadata={"example": JOB_ID})
    state = Choice(STATE, required=True, metadata={"description": "How far it is.", "example": "succeeded"})
    progress = fields.Nested(ProgressOut, required=True)
    problem = Either(
        "Problem",
        required=True,
        allow_none=True,
        metadata={"description": "Why it failed; null unless it did.", "example": None},
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    finished_at = fields.String(
        required=True, allow_none=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"}
    )


class ImportJob(AnyJob):
    """The import of a statement."""

    kind = _kind("import")
    result = _result(ImportResult)


class UndoJob(AnyJob):
    """The undoing of an import."""

    id = Id(required=True, metadata={"example": UNDO_JOB_ID})
    kind = _kind("undo")
    result = _result(UndoResult)


class CaptureJob(AnyJob):
    """The reading of a sentence."""

    kind = _kind("capture")
    result = _result(CaptureResult)


class ReceiptJob(AnyJob):
    """The reading of a receipt."""

    kind = _kind("receipt")
    result = _result(ReceiptResult)


class RefileJob(AnyJob):
    """Past transactions being filed anew."""

    kind = _kind("refile")
    result = _result(RefileResult)


class SummaryJob(AnyJob):
    """The summarising of a transaction."""

    kind = _kind("summarize")
    result = _result(SummaryResult)


class SummariesJob(AnyJob):
    """The summarising of many transactions."""

    kind = _kind("summarize_many")
    result = _result(SummariesResult)


class CategoriseJob(AnyJob):
    """A language model being asked about merchants that nothing else could file."""

    kind = _kind("categorise")
    result = _result(CategoriseResult)


class AskJob(AnyJob):
    """A language model being asked how a question is meant."""

    kind = _kind("ask")
    result = _result(AskResult)


class CoachJob(AnyJob):
    """The wording of advice."""

    kind = _kind("coach")
    result = _result(CoachResult)


class JobOut(FormsSchema):
    """A piece of long work; its `kind` says what its `result` holds."""

    FORMS = (
        ImportJob,
        UndoJob,
        CaptureJob,
        ReceiptJob,
        RefileJob,
        CategoriseJob,
        SummaryJob,
        SummariesJob,
        AskJob,
        CoachJob,
    )
    DISCRIMINATOR = "kind"


class JobPage(ListOut):
    """One page of jobs."""

    data = fields.List(fields.Nested(JobOut), required=True)


class JobListQuery(PageQuery):
    """Filters of the list."""

    state = Choices(
        STATE,
        load_default=None,
        metadata={"description": "Only jobs in these states, separated by commas.", "example": ["queued", "running"]},
    )


def job_out(job: Job) -> JsonObject:
    """Returns a job as JSON."""
    return {
        "id": job["_id"],
        "kind": shown_kind(job["kind"]),
        "state": job["state"],
        "progress": job["progress"],
        "result": job["result"],
        "problem": job["problem"],
        "created_at": job["created_at"],
        "finished_at": job["finished_at"],
    }
