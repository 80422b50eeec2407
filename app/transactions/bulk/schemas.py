"""Schemas of /transactions/bulk: operations in, a result for each out."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields, validate

from app.infra.arguments import invalid
from app.infra.documentation.examples import ACCOUNT_ID, TRANSACTION_ID
from app.infra.fields import Flag, FormsSchema, Id, StrictSchema, Text
from app.infra.untyped import WholeInput
from app.transactions import examples
from app.transactions.schemas import TransactionByFields, TransactionOut, TransactionPatch

MAX_OPERATIONS = 500

_ID = {"example": TRANSACTION_ID}
_EXAMPLE = {
    "op": "create",
    "fields": {"account_id": ACCOUNT_ID, "amount": "-12.50", "date": "2026-10-04", "description": "BLUE BOTTLE"},
}


class Match(fields.Field[Any]):
    """An ETag, or a revision alone; loads to a string or an integer."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, **kwargs: Any) -> str | int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text: str = Text(most=100).deserialize(value, attr, data, **kwargs)
        return text


def _op(word: str) -> fields.String:
    return fields.String(required=True, validate=validate.Equal(word), metadata={"example": word})


def _match() -> Match:
    described = "The ETag or the `revision` it must still have; else 412."
    return Match(metadata={"type": ["string", "integer"], "description": described, "example": 3})


class CreateOperation(StrictSchema):
    """Create a transaction."""

    op = _op("create")
    given = fields.Nested(TransactionByFields, required=True, data_key="fields")


class UpdateOperation(StrictSchema):
    """Change a transaction."""

    op = fields.String(
        required=True,
        validate=validate.OneOf(("create", "update", "delete")),
        metadata={"example": "update"},
    )
    id = Id(required=True, metadata=_ID)
    if_match = _match()
    given = fields.Nested(TransactionPatch, required=True, data_key="fields")


class DeleteOperation(StrictSchema):
    """Delete a transaction."""

    op = _op("delete")
    id = Id(required=True, metadata=_ID)
    if_match = _match()


class OperationIn(FormsSchema):
    """One operation. An object that is none fails on its own, like one that cannot be applied."""

    FORMS = (CreateOperation, UpdateOperation, DeleteOperation)
    REFUSES_OTHERS = False

    def form_of(self, body: Mapping[str, object]) -> type[StrictSchema]:
        """The form of its `op`; for an unknown one that whose error lists them."""
        return next((form for form in (CreateOperation, DeleteOperation) if _is(body.get("op"), form)), UpdateOperation)


def _is(word: Any, form: type[StrictSchema]) -> bool:
    return bool(word == form._declared_fields["op"].metadata["example"])  # noqa: SLF001 - marshmallow's own name


class ByItself(fields.Nested):
    """An object that, when invalid, loads to its problem and leaves the others valid."""

    def _deserialize(self, value: Any, attr: str | None, data: WholeInput, partial: Any = None, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, partial, **kwargs)
        except ma.ValidationError as error:
            if not isinstance(value, Mapping):
                raise
            return invalid(error, "pointer")


class BulkIn(StrictSchema):
    """Operations, applied in their order."""

    EXAMPLES: ClassVar = examples.BULK

    operations = fields.List(
        ByItself(OperationIn),
        required=True,
        validate=validate.Length(1, MAX_OPERATIONS),
        metadata={"description": "The operations; an invalid one fails on its own.", "example": [_EXAMPLE]},
    )
    atomic = Flag(
        load_default=True,
        metadata={"description": "All or nothing; `false` applies those that do not fail.", "example": True},
    )
    dry_run = Flag(
        load_default=False,
        metadata={"description": "Return the same response, and change nothing.", "example": True},
    )


class ItemErrorOut(StrictSchema):
    """Where a fault is."""

    pointer = fields.String(required=True, metadata={"example": "/operations/3/fields/amount"})
    message = fields.String(required=True, metadata={"example": "Not an amount."})


class ItemProblemOut(StrictSchema):
    """Why an operation failed."""

    code = fields.String(required=True, metadata={"example": "not_found"})
    detail = fields.String(required=True, metadata={"example": "There is no such transaction."})
    errors = fields.List(fields.Nested(ItemErrorOut), required=True, metadata={"description": "Where the faults are."})


class BulkTransactionOut(TransactionOut):
    """A transaction as it is after an operation."""

    id = Id(required=True, allow_none=True, metadata={**_ID, "description": "Null if a dry run would create it."})


class BulkResultOut(StrictSchema):
    """The result of one operation."""

    index = fields.Integer(required=True, metadata={"description": "Its place in the request, from 0.", "example": 0})
    op = fields.String(
        required=True, allow_none=True, metadata={"description": "Null if unreadable.", "example": "create"}
    )
    status = fields.Integer(
        required=True,
        metadata={
            "description": "The status of a request for it alone; 424 if it was not applied because others failed.",
            "example": 201,
        },
    )
    id = Id(
        required=True,
        allow_none=True,
        metadata={
            **_ID,
            "description": "Null if nothing was created, in a dry run too; if the external_id is taken, the "
            "transaction that has it.",
        },
    )
    transaction = fields.Nested(
        BulkTransactionOut, required=True, allow_none=True, metadata={"description": "The transaction after it."}
    )
    problem = fields.Nested(
        ItemProblemOut, required=True, allow_none=True, metadata={"description": "Null if it did not fail."}
    )


class BulkOut(StrictSchema):
    """The results of the operations, in their order."""

    results = fields.List(fields.Nested(BulkResultOut), required=True)
    applied = fields.Integer(required=True, metadata={"description": "How many did not fail.", "example": 1})
    failed = fields.Integer(required=True, metadata={"description": "How many failed.", "example": 0})
    transactions_left_out = fields.Integer(
        required=True,
        metadata={
            "description": "How many results of 200 or 201 have a null `transaction`, to be read by their id: together "
            "they would be larger than 2 MiB, or this is the stored response to an earlier request.",
            "example": 0,
        },
    )
    dry_run = fields.Boolean(required=True, metadata={"description": "Whether nothing was changed.", "example": False})
    atomic = fields.Boolean(required=True, metadata={"description": "Whether it was all or nothing.", "example": True})
