"""What comes in at /transactions/export."""

from typing import ClassVar

from marshmallow import fields, validate

from app.transactions.exporting import CONTENT_TYPES
from app.transactions.exports.columns import COLUMNS
from app.transactions.ordering import SORTS
from app.transactions.schemas import ListQuery

_A_ROW = {
    **dict.fromkeys(COLUMNS),
    "id": "6740a1b2c3d4e5f601234567",
    "date": "2026-10-04",
    "amount": "-12.50",
    "currency": "USD",
    "description": "BLUE BOTTLE COFFEE 0123",
    "tags": ["holiday"],
    "locked": ["tags"],
    "splits": [],
}
_TEXT = {"type": "string", "description": f"The file. A table has the columns {', '.join(COLUMNS)}."}
_OBJECT = {
    "type": "object",
    "required": ["transactions"],
    "properties": {
        "transactions": {
            "type": "array",
            "items": {"type": "object", "required": list(COLUMNS), "description": "By the names of the columns."},
        }
    },
}
_BEGINNINGS = {
    "csv": f"{','.join(COLUMNS)}\r\n6740a1b2c3d4e5f601234567,2026-10-04,-12.50,USD,…\r\n",
    "xlsx": "PK…",
    "ofx": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" …',
    "qif": "!Account\nNChecking\nDUSD\nTBank\n^\n!Type:Bank\nD10/04/2026\nT-12.50\n…",
}

# How the answer is documented: a file of each content type.
EXPORTED = {
    "description": "The file, in parts. Importing it leads to the same transactions.",
    "content": {
        **{CONTENT_TYPES[kind]: {"schema": _TEXT, "example": example} for kind, example in _BEGINNINGS.items()},
        CONTENT_TYPES["json"]: {"schema": _OBJECT, "example": {"transactions": [_A_ROW]}},
    },
}


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
