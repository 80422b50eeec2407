"""The request and the results of a bulk, as plain values."""

from typing import TypedDict

from bson import ObjectId
from orjson import Fragment

from app.infra.problems import Problem
from app.transactions.requests import OperationFields


class ItemProblem(TypedDict):
    """Why an operation failed (ItemProblemOut)."""

    code: str
    detail: str
    errors: list[dict[str, str]]


class Result(TypedDict):
    """What came of one operation (BulkResultOut)."""

    index: int
    op: str | None
    status: int
    id: ObjectId | str | None
    transaction: Fragment | None
    problem: ItemProblem | None


class BulkRequest(TypedDict):
    """The operations of a request, each as its fields or the Problem with it."""

    operations: list[OperationFields | Problem]
    atomic: bool
    dry_run: bool


class BulkResult(TypedDict):
    """What came of the operations, in their order (BulkOut)."""

    results: list[Result]
    applied: int
    failed: int
    transactions_left_out: int
    dry_run: bool
    atomic: bool
