"""The results of finished jobs as JSON, a schema for each kind of job."""

from marshmallow import fields

from app.infra.documentation.examples import ACCOUNT_ID, IMPORT_ID, QUERY_ID, TRANSACTION_ID
from app.infra.fields import Choice, Either, Id, StrictSchema, Vocabulary

DATE_ORDER = Vocabulary(
    "DateOrder",
    "How a file writes its days: day, month, year; month, day, year; or the year first.",
    ("dmy", "mdy", "ymd"),
)
VERDICT = Vocabulary(
    "BalanceVerdict",
    "Whether the balances fit: proved, or the file states too few of them to check.",
    ("proved", "not stated"),
)
BREAK_REASON = Vocabulary(
    "BalanceBreakReason",
    "What alone would make the line right: the other sign, one line instead of two, or another balance beside it.",
    ("sign", "repeated_line", "stated_balance"),
)

ASKED = Vocabulary(
    "AskedOutcome",
    "How a call of a model ended: with an answer (ok), without one, or not made as the day's cap is spent (capped) or "
    "the model was out of order a moment ago (open_circuit).",
    ("ok", "refused", "timeout", "rate_limited", "unavailable", "invalid", "capped", "open_circuit"),
)

_AN_IMPORT = {"description": "The import.", "example": IMPORT_ID}


def _count(description: str, example: int) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description, "example": example})


class WarningOut(StrictSchema):
    """Something the user should know about how a file was read."""

    code = fields.String(required=True, metadata={"description": "A stable word.", "example": "ambiguous_date_order"})
    message = fields.String(
        required=True,
        metadata={
            "description": "A sentence for people.",
            "example": "03/04/2026 was read as 3 April; the file leaves it open.",
        },
    )
    account_id = Id(metadata={"description": "Of `account_differs`: the account.", "example": ACCOUNT_ID})
    currency = fields.String(metadata={"description": "Of `account_differs`, as all below.", "example": "USD"})
    date = fields.String(
        metadata={"format": "date", "description": "The day the statement ends.", "example": "2026-10-31"}
    )
    stated = fields.String(metadata={"description": "The balance that the statement states.", "example": "523.10"})
    computed = fields.String(metadata={"description": "The balance of the account that day.", "example": "1223.10"})
    difference = fields.String(
        metadata={"description": "What the account has more than the statement.", "example": "700.00"}
    )
    opening_balance = fields.String(
        metadata={
            "description": "The opening balance with which both would agree, for an account that was made without one.",
            "example": "-700.00",
        }
    )


class BalanceBreakOut(StrictSchema):
    """The row at which the stated balances and the amounts of the rows disagree first."""

    breaks_at = _count("The line that is wrong, or behind which one is missing.", 17)
    account = fields.String(
        allow_none=True, metadata={"description": "The account, in a file with several.", "example": None}
    )
    currency = fields.String(metadata={"description": "The currency, in a file with several.", "example": "USD"})
    expected = fields.String(
        required=True, metadata={"description": "The balance that the rows add up to.", "example": "845.10"}
    )
    stated = fields.String(
        required=True, metadata={"description": "The balance that the statement states.", "example": "840.10"}
    )
    explained_by = Choice(BREAK_REASON, metadata={"description": "Left out where nothing does.", "example": "sign"})


def balance_proof(description: str) -> Either:
    """The field that says whether the balances of a statement fit."""
    options = {"required": True, "allow_none": True}
    return Either(VERDICT, BalanceBreakOut, metadata={"description": description, "example": "proved"}, **options)


class ImportResult(StrictSchema):
    """What an import did: `created`, `duplicate`, `rejected` and `ignored` add up to `lines`."""

    import_id = Id(required=True, metadata=_AN_IMPORT)
    account_ids = fields.List(
        Id(), required=True, metadata={"description": "The accounts that got transactions.", "example": [ACCOUNT_ID]}
    )
    format = fields.String(required=True, metadata={"description": "What the file was read as.", "example": "csv"})
    lines = _count("Records of the file; blank lines do not count.", 415)
    created = _count("Those that became transactions.", 412)
    duplicate = _count("Those that were duplicates of existing transactions.", 0)
    rejected = _count("Those that could not be read; GET /imports/{import_id}/rows says why.", 1)
    ignored = _count("Headers, totals and the like.", 2)
    date_order = Choice(
        DATE_ORDER, required=True, allow_none=True, metadata={"description": "How dates were read.", "example": "mdy"}
    )
    balance_proof = balance_proof("Whether the balances fit, or where they do not.")
    matched = _count("Duplicates of transactions from another source.", 0)
    matches = _count("Hand-entered transactions that may be among them; GET /transactions/matches lists those.", 0)
    transfers = _count("Transfers between own accounts that were paired.", 0)
    lapsed = _count("Pending transactions that it no longer lists, though it is later; they count no more.", 0)
    warnings = fields.List(
        fields.Nested(WarningOut), required=True, metadata={"description": "What the user should check."}
    )


class ChangedSinceOut(StrictSchema):
    """A transaction of another source that the import changed, and a user after it."""

    transaction_id = Id(required=True, metadata={"example": TRANSACTION_ID})
    # Not `fields`: that is a property of schemas; data_key gives the wire its name.
    fields_ = fields.List(
        fields.String(),
        required=True,
        data_key="fields",
        metadata={"description": "The fields that keep what was set since.", "example": ["category_id"]},
    )


class UndoCounts(StrictSchema):
    """What became of the transactions of an import that was undone."""

    removed = _count("Transactions that were removed.", 409)
    handed_over = _count("Transactions that another import contains too; they belong to that import now.", 2)
    reverted = _count("Transactions of other sources whose change by this import was taken back.", 0)
    kept = fields.List(
        Id(),
        required=True,
        metadata={
            "description": "Transactions that users changed since, at most 100; GET /transactions?import_id= has all.",
            "example": [TRANSACTION_ID],
        },
    )
    kept_count = _count("How many those are.", 1)
    changed_since = fields.List(fields.Nested(ChangedSinceOut), required=True, metadata={"description": "At most 100."})


class UndoResult(UndoCounts):
    """What the undoing of an import did."""

    import_id = Id(required=True, metadata=_AN_IMPORT)


class CaptureResult(StrictSchema):
    """What a sentence became."""

    transaction_ids = fields.List(
        Id(),
        required=True,
        metadata={"description": "In the order of the sentence.", "example": [TRANSACTION_ID]},
    )
    engine = fields.String(
        required=True, metadata={"description": "Who read it: `local`, or a model that was asked.", "example": "local"}
    )


_ENGINE = {"description": "What wrote the text: `local`, or a model that was asked.", "example": "local"}


_DROPPED = "Texts of a model that were not used: with other numbers, foreign categories, links or markup."


class SummaryResult(StrictSchema):
    """The summary of a transaction."""

    summary = fields.String(
        required=True,
        metadata={"description": "The line about it.", "example": "Monthly, 11th time, 2 % more than usual"},
    )
    category = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Its category; for one without, that which a model suggests. Nothing is filed by it.",
            "example": "coffee",
        },
    )
    confidence = fields.Float(
        required=True, allow_none=True, metadata={"description": "How sure the category is, 0 to 1.", "example": 0.9}
    )
    reason = fields.String(
        required=True,
        metadata={"description": "Why it has that category.", "example": "A user chose the category."},
    )
    engine = fields.String(required=True, metadata=_ENGINE)
    dropped = _count(_DROPPED, 0)


class SummariesResult(StrictSchema):
    """What the summarising of many transactions did."""

    summarised = _count("Transactions that have a summary now.", 412)
    skipped = _count("Those that have none: without an amount, deleted meanwhile, or beyond the first 5,000.", 0)
    engine = fields.String(required=True, metadata=_ENGINE)
    dropped = _count(_DROPPED, 0)


class AskResult(StrictSchema):
    """A question that a language model planned."""

    query_id = Id(required=True, metadata={"description": "Of its answer: GET /insights/queries.", "example": QUERY_ID})
    engine = fields.String(required=True, metadata={"description": "Who planned it.", "example": "gemini"})


class CategoriseResult(StrictSchema):
    """What asking a language model about unknown merchants came to."""

    asked = _count("Merchants that the model said something about.", 12)
    known = _count("Those that it gave a category.", 10)
    refiled = _count("Transactions that were filed by that.", 31)
    dropped = _count("What it said and could not be used: foreign categories, or those of the other direction.", 0)
    left = _count("Merchants that were not asked about: the next import, or the night, asks.", 0)
    outcome = Choice(ASKED, required=True, metadata={"description": "How the last call ended.", "example": "ok"})
    engine = fields.String(
        required=True, metadata={"description": "Who was asked; local where nobody was.", "example": "gemini"}
    )


class AdviceNumberOut(StrictSchema):
    """A number of a text of advice."""

    name = fields.String(required=True, metadata={"description": "What it is.", "example": "saving"})
    # A decimal string, or a whole number.
    value = fields.Raw(
        required=True,
        metadata={
            "oneOf": [{"type": "string"}, {"type": "integer"}],
            "description": "A decimal string or an integer.",
            "example": "24.00",
        },
    )
    currency = fields.String(
        required=True, allow_none=True, metadata={"description": "Of an amount.", "example": "USD"}
    )
    unit = fields.String(
        required=True,
        metadata={
            "description": "amount, count or percent; day, month and year are parts of a day, name of a name.",
            "example": "amount",
        },
    )


class EvidenceOut(StrictSchema):
    """What a piece of advice rests on."""

    numbers = fields.List(
        fields.Nested(AdviceNumberOut), required=True, metadata={"description": "Every number of the text."}
    )
    transaction_ids = fields.List(
        Id(),
        required=True,
        metadata={"description": "The transactions behind it, at most 50, newest first.", "example": [TRANSACTION_ID]},
    )


class SavingOut(StrictSchema):
    """What following a piece of advice would save."""

    amount = fields.String(
        required=True, metadata={"description": "0 for what saves nothing by itself.", "example": "24.00"}
    )
    currency = fields.String(required=True, metadata={"example": "USD"})
    period = fields.String(required=True, metadata={"description": "year or once.", "example": "year"})


class ActionOut(StrictSchema):
    """A request to this API that does something about it."""

    kind = fields.String(
        required=True, metadata={"description": "list_transactions or create_rule.", "example": "list_transactions"}
    )
    method = fields.String(required=True, metadata={"description": "GET or POST.", "example": "GET"})
    path = fields.String(
        required=True,
        metadata={"description": "With its query.", "example": "/api/v1/transactions?merchant=Netflix"},
    )
    body = fields.Raw(
        required=True, metadata={"type": "object", "description": "The JSON to send; empty for none.", "example": {}}
    )


class AdviceOut(StrictSchema):
    """One piece of advice."""

    kind = fields.String(required=True, metadata={"description": "A stable word.", "example": "price_rise"})
    title = fields.String(required=True, metadata={"description": "In short.", "example": "Netflix has become dearer"})
    text = fields.String(
        required=True,
        metadata={
            "description": "What was found and what it would save.",
            "example": "Netflix costs 13.99 USD a month since May 2026; before it was 11.99 USD. This is 24.00 USD "
            "more a year: ask for the old price, or look for another offer.",
        },
    )
    evidence = fields.Nested(EvidenceOut, required=True)
    saving = fields.Nested(SavingOut, required=True)
    action = fields.Nested(ActionOut, required=True)


class CoachResult(StrictSchema):
    """Advice, what saves most first."""

    advice = fields.List(fields.Nested(AdviceOut), required=True)
    note = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why there is little advice, or in another currency; else null.", "example": None},
    )
    currency = fields.String(required=True, metadata={"description": "Of all amounts.", "example": "USD"})
    months = fields.List(
        fields.String(), required=True, metadata={"description": "The months looked at.", "example": ["2026-10"]}
    )
    engine = fields.String(required=True, metadata=_ENGINE)
    dropped = _count(_DROPPED, 0)


class ReceiptItemOut(StrictSchema):
    """One line of a receipt."""

    name = fields.String(required=True, metadata={"example": "Sourdough loaf"})
    quantity = fields.String(required=True, metadata={"description": "How many, or how much.", "example": "2"})
    amount = fields.String(
        required=True, metadata={"description": "Of the whole line; negative for a discount.", "example": "9.00"}
    )


class ReceiptWarningOut(StrictSchema):
    """Something that the user should check."""

    code = fields.String(required=True, metadata={"description": "A stable word.", "example": "items_do_not_add_up"})
    message = fields.String(
        required=True, metadata={"example": "The items add up to 11.50, the receipt's total is 12.50."}
    )


class ReceiptResult(StrictSchema):
    """What was read in a receipt."""

    transaction_id = Id(
        required=True,
        metadata={"description": "The transaction that has the receipt now.", "example": TRANSACTION_ID},
    )
    attached = fields.Boolean(
        required=True,
        metadata={"description": "Whether that existed before, and stays as it was.", "example": False},
    )
    merchant = fields.String(required=True, allow_none=True, metadata={"example": "Corner Bakery"})
    date = fields.String(required=True, allow_none=True, metadata={"format": "date", "example": "2026-10-04"})
    total = fields.String(
        required=True, metadata={"description": "What was paid, or paid back; no sign.", "example": "12.50"}
    )
    currency = fields.String(required=True, metadata={"description": "ISO 4217.", "example": "USD"})
    tax = fields.String(required=True, allow_none=True, metadata={"example": "0.95"})
    refund = fields.Boolean(required=True, metadata={"description": "Whether it was paid back.", "example": False})
    items = fields.List(fields.Nested(ReceiptItemOut), required=True, metadata={"description": "At most 200."})
    engine = fields.String(required=True, metadata={"description": "`local` for a PDF with text.", "example": "local"})
    warnings = fields.List(fields.Nested(ReceiptWarningOut), required=True)


class RefileResult(StrictSchema):
    """What applying rules, or a merchant's new category, did to existing transactions."""

    examined = _count("Transactions examined.", 412)
    changed = _count("Those that were filed anew.", 28)
