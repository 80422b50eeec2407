"""What comes in at /transactions/export."""

from typing import ClassVar

from marshmallow import fields, validate

from app.transactions.exporting import CONTENT_TYPES
from app.transactions.ordering import SORTS
from app.transactions.schemas import ListQuery


class ExportQuery(ListQuery):
    """The filters of the list, without its pages, and the format of the file."""

    class Meta(ListQuery.Meta):
        """All of them at once: nothing is cut into pages."""

        exclude: ClassVar = ("limit", "cursor")

    format = fields.String(
        load_default="csv",
        validate=validate.OneOf(tuple(CONTENT_TYPES)),
        metadata={"description": "What the file is to be.", "example": "csv"},
    )
    sort = fields.String(
        load_default="date",
        validate=validate.OneOf(SORTS),
        metadata={"description": "In OFX and QIF, within each account.", "example": "date"},
    )
