"""What goes out of a transaction's history and of the delta feed."""

from marshmallow import fields

from app.infra.documentation.examples import TRANSACTION_ID, USER_ID
from app.infra.fields import Choice, Id, StrictSchema, Text, Vocabulary
from app.infra.pagination import ListOut, PageQuery
from app.transactions.schemas import TransactionOut

_ID = {"example": TRANSACTION_ID}
EVENT = Vocabulary("HistoryEntryType", "What happened to a transaction.", ("created", "modified", "deleted"))
_AT = {"format": "date-time", "example": "2026-10-05T08:00:00.000Z"}


class ActorOut(StrictSchema):
    """Who did it."""

    type = fields.String(
        required=True,
        metadata={"description": "user, import, undo, transfers, refile, engine, …", "example": "user"},
    )
    id = fields.String(
        required=True, allow_none=True, metadata={"description": "Which one, where it is known.", "example": USER_ID}
    )


class FieldChangeOut(StrictSchema):
    """One field of a change, as the transaction shows it."""

    field = fields.String(required=True, metadata={"example": "amount"})
    before = fields.Raw(required=True, allow_none=True, metadata={"description": "What it was.", "example": "-12.50"})
    after = fields.Raw(required=True, allow_none=True, metadata={"description": "What it became.", "example": "-13.00"})


class HistoryEntryOut(StrictSchema):
    """Something that happened to a transaction."""

    type = Choice(
        EVENT,
        required=True,
        metadata={"description": "What happened.", "example": "modified"},
    )
    at = fields.String(required=True, metadata=_AT)
    actor = fields.Nested(ActorOut, required=True)
    revision = fields.Integer(
        required=True, allow_none=True, metadata={"description": "That it then had; null for a deletion.", "example": 2}
    )
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Of a birth: how it came.", "example": None}
    )
    import_id = Id(required=True, allow_none=True, metadata={"description": "Of a birth: the import.", "example": None})
    import_row = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Of a birth: the line of the file.", "example": None}
    )
    changes = fields.List(
        fields.Nested(FieldChangeOut), required=True, metadata={"description": "Of a change: what it changed."}
    )


class HistoryPage(ListOut):
    """A page of a transaction's history, first to last."""

    data = fields.List(fields.Nested(HistoryEntryOut), required=True)


class ChangesQuery(PageQuery):
    """Where to go on."""

    cursor = Text(
        least=1,
        most=400,
        load_default=None,
        metadata={
            "description": "`next_cursor` of the answer before; without it the feed starts from the beginning, with "
            "`now` behind all that is there.",
            "pattern": "^[A-Za-z0-9_-]+$",
        },
    )


class RemovedOut(StrictSchema):
    """A transaction that was deleted."""

    id = Id(required=True, metadata=_ID)
    at = fields.String(required=True, metadata=_AT)


class ChangesOut(StrictSchema):
    """What changed since, in the order of the changes. Take away `removed` first, then put `added` and `modified`.

    One that changes while the pages are read may be told as added twice, one that was deleted before it was told as
    removed.
    """

    added = fields.List(fields.Nested(TransactionOut), required=True, metadata={"description": "New since."})
    modified = fields.List(
        fields.Nested(TransactionOut), required=True, metadata={"description": "Changed since, as they are now."}
    )
    removed = fields.List(fields.Nested(RemovedOut), required=True, metadata={"description": "Deleted since."})
    next_cursor = fields.String(
        required=True,
        metadata={"description": "The `cursor` of the next question, now or later.", "example": "WyJjaGFuZ2VzIl0"},
    )
    has_more = fields.Boolean(
        required=True, metadata={"description": "Whether there is more already.", "example": False}
    )
