"""Schemas of the history of a transaction and of the delta feed."""

from marshmallow import fields

from app.infra.documentation.examples import TRANSACTION_ID, USER_ID
from app.infra.fields import Choice, Id, StrictSchema, Text, Vocabulary
from app.infra.pagination import ListOut, PageQuery
from app.transactions.schemas import TransactionOut

_ID = {"example": TRANSACTION_ID}
EVENT = Vocabulary("HistoryEntryType", "What happened to a transaction.", ("created", "modified", "deleted"))
_AT = {"format": "date-time", "example": "2026-10-05T08:00:00.000Z"}


class ActorOut(StrictSchema):
    """Who made the change."""

    type = fields.String(
        required=True,
        metadata={"description": "user, import, undo, transfers, refile, engine, …", "example": "user"},
    )
    id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The user, import or job, if known.", "example": USER_ID},
    )


class FieldChangeOut(StrictSchema):
    """A changed field, by its name in a transaction."""

    field = fields.String(required=True, metadata={"example": "amount"})
    before = fields.Raw(
        required=True, allow_none=True, metadata={"description": "The value before.", "example": "-12.50"}
    )
    after = fields.Raw(
        required=True, allow_none=True, metadata={"description": "The value after.", "example": "-13.00"}
    )


class HistoryEntryOut(StrictSchema):
    """An entry of the history: a creation, change or deletion."""

    type = Choice(
        EVENT,
        required=True,
        metadata={"description": "What happened.", "example": "modified"},
    )
    at = fields.String(required=True, metadata=_AT)
    actor = fields.Nested(ActorOut, required=True)
    revision = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The revision after it; null for a deletion.", "example": 2},
    )
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Of a creation: how it was created.", "example": None}
    )
    import_id = Id(
        required=True, allow_none=True, metadata={"description": "Of a creation: the import.", "example": None}
    )
    import_row = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Of a creation: the line of the file.", "example": None},
    )
    changes = fields.List(
        fields.Nested(FieldChangeOut), required=True, metadata={"description": "Of a change: the changed fields."}
    )


class HistoryPage(ListOut):
    """A page of a transaction's history, first to last."""

    data = fields.List(fields.Nested(HistoryEntryOut), required=True)


class ChangesQuery(PageQuery):
    """The cursor of the feed."""

    cursor = Text(
        least=1,
        most=400,
        load_default=None,
        metadata={
            "description": "`next_cursor` of the previous response; without it the feed starts from the "
            "beginning, with `now` after all existing transactions.",
            "pattern": "^[A-Za-z0-9_-]+$",
        },
    )


class RemovedOut(StrictSchema):
    """A transaction that was deleted."""

    id = Id(required=True, metadata=_ID)
    at = fields.String(required=True, metadata=_AT)


class ChangesOut(StrictSchema):
    """Changes since the cursor, in their order. Delete `removed` first, then store `added` and `modified`.

    A transaction that changes while the pages are read may be in `added` twice; one that was deleted before it was
    listed may be in `removed`.
    """

    added = fields.List(fields.Nested(TransactionOut), required=True, metadata={"description": "New since the cursor."})
    modified = fields.List(
        fields.Nested(TransactionOut),
        required=True,
        metadata={"description": "Changed since the cursor, as they are now."},
    )
    removed = fields.List(
        fields.Nested(RemovedOut), required=True, metadata={"description": "Deleted since the cursor."}
    )
    next_cursor = fields.String(
        required=True,
        metadata={"description": "The `cursor` of the next request, now or later.", "example": "WyJjaGFuZ2VzIl0"},
    )
    has_more = fields.Boolean(
        required=True, metadata={"description": "Whether there are more changes now.", "example": False}
    )
