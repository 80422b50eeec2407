"""Schemas of exports: the query, and the files as the OpenAPI document describes them."""

from typing import ClassVar

from app.formats.native.columns import ACCOUNT_COLUMNS, COLUMNS, OF_ACCOUNT
from app.formats.writers import WRITERS
from app.infra.documentation.examples import TRANSACTION_ID
from app.infra.fields import Choice, Vocabulary
from app.transactions.listing.schemas import SORT, ListQuery

FORMAT = Vocabulary("ExportFormat", "The format of the file.", tuple(WRITERS))

_A_ROW = {
    **dict.fromkeys(COLUMNS),
    "account_type": "checking",
    "account_numbers": [],
    "opening_balance": "1000.00",
    "id": TRANSACTION_ID,
    "date": "2026-10-04",
    "amount": "-12.50",
    "currency": "USD",
    "description": "BLUE BOTTLE COFFEE 0123",
    "tags": ["holiday"],
    "locked": ["tags"],
    "splits": [],
}
_OF_ACCOUNTS = (
    f"The first transaction of each account says {', '.join(ACCOUNT_COLUMNS)} of it; `opening_balance` is the balance "
    "before it, where the file has all transactions of a span of days. Accounts without any stand behind them"
)
_TEXT = {
    "type": "string",
    "description": (
        f"The file, in UTF-8, with the columns {', '.join(COLUMNS)}. {_OF_ACCOUNTS}, in lines without `id`."
    ),
}
_FILE = {"type": "string", "format": "binary", "description": "The file."}
_OBJECT = {
    "type": "object",
    "required": ["transactions", "accounts"],
    "properties": {
        "transactions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [name for name in COLUMNS if name not in ACCOUNT_COLUMNS],
                "description": f"The columns by name. {_OF_ACCOUNTS}, as `accounts`.",
            },
        },
        "accounts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [*OF_ACCOUNT, *ACCOUNT_COLUMNS],
                "description": "An account without transactions; `opening_balance` is the one before `date`, if given.",
            },
        },
    },
}
_BEGINNINGS = {
    "csv": f"{','.join(COLUMNS)}\r\n{TRANSACTION_ID},2026-10-04,-12.50,USD,…\r\n",
    "xlsx": "PK…",
    "ofx": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" …',
    "qif": "!Account\nNChecking\nDUSD\nTBank\n^\n!Type:Bank\nD10/04/2026\nT-12.50\n…",
}

# The response in the OpenAPI document: a file of each content type.
EXPORTED = {
    "description": "The file. Importing it creates the same transactions.",
    "content": {
        # First what comes without `format`: generators that support one content type take the first.
        WRITERS["csv"].content_type: {"schema": _TEXT, "example": _BEGINNINGS["csv"]},
        **{
            WRITERS[kind].content_type: {"schema": _FILE, "example": _BEGINNINGS[kind]}
            for kind in ("xlsx", "ofx", "qif")
        },
        WRITERS["json"].content_type: {"schema": _OBJECT, "example": {"transactions": [_A_ROW], "accounts": []}},
    },
}


class ExportQuery(ListQuery):
    """The filters of the list, and the format of the file."""

    class Meta(ListQuery.Meta):
        """All of them at once: nothing is cut into pages."""

        exclude: ClassVar = ("limit", "cursor")

    format = Choice(
        FORMAT,
        load_default="csv",
        metadata={"description": "The format of the file.", "example": "csv"},
    )
    sort = Choice(
        SORT,
        load_default="date",
        metadata={"description": "In OFX and QIF, within each account.", "example": "date"},
    )
