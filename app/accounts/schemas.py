"""The JSON of accounts: requests and responses."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from marshmallow import fields

from app.accounts.documents import Account, Coverage, ShownStatement
from app.infra.documentation.examples import ACCOUNT_ID, IMPORT_ID, named
from app.infra.fields import Amount, Choice, Currency, Id, StrictSchema, Text, Vocabulary, not_blank
from app.infra.pagination import ListOut
from app.money import format_amount

# Why a statement is missing (coverage.gaps).
GAP_REASON = Vocabulary(
    "GapReason",
    "balance: one statement closes with another balance than the next opens with; missing_month: whole months without "
    "a row between two statements whose balances are unknown.",
    ("balance", "missing_month"),
)
TYPE = Vocabulary(
    "AccountType",
    "What kind of account it is.",
    ("checking", "savings", "credit_card", "cash", "loan", "investment", "other"),
)

_A_TYPE = {"description": "What kind of account it is.", "example": "checking"}
_AN_INSTITUTION = {"description": "The bank that keeps it.", "example": "First National"}
_AN_OPENING = {"description": "The balance before the first transaction.", "example": "120.00"}


class AccountIn(StrictSchema):
    """A new account. Its currency cannot change later."""

    EXAMPLES: ClassVar = named(
        everyday=("A bank account", {"name": "Everyday", "currency": "USD", "opening_balance": "120.00"}),
        savings=("One for savings", {"name": "Savings", "type": "savings", "currency": "USD"}),
    )

    name = Text(least=1, most=100, validate=not_blank, required=True, metadata={"example": "Everyday"})
    type = Choice(TYPE, load_default="checking", metadata=_A_TYPE)
    currency = Currency(
        load_default=None, metadata={"description": "Default: the workspace's currency.", "example": "USD"}
    )
    institution = Text(least=1, most=100, load_default=None, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = Amount(load_default=Decimal(0), metadata=_AN_OPENING)


class AccountPatch(StrictSchema):
    """What may change."""

    EXAMPLES: ClassVar = named(
        rename=("Another name", {"name": "Everyday checking", "institution": "First National"}),
        opening=("The balance before the first transaction", {"opening_balance": "150.00"}),
    )

    name = Text(least=1, most=100, validate=not_blank, metadata={"example": "Everyday"})
    type = Choice(TYPE, metadata=_A_TYPE)
    institution = Text(least=1, most=100, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = Amount(metadata=_AN_OPENING)


_DAY = {"format": "date", "example": "2026-01-31"}
_AN_IMPORT = {"example": IMPORT_ID}
_A_BALANCE = {"description": "Null where the statement's rows do not prove it.", "example": "845.10"}


class StatementOut(StrictSchema):
    """One imported statement of the account."""

    import_id = Id(required=True, metadata=_AN_IMPORT)
    from_ = fields.String(required=True, data_key="from", metadata={"description": "Day of its first row.", **_DAY})
    to = fields.String(required=True, metadata={"description": "Day of its last row.", **_DAY})
    rows = fields.Integer(required=True, metadata={"example": 42})
    opening_balance = fields.String(required=True, allow_none=True, metadata=_A_BALANCE)
    closing_balance = fields.String(required=True, allow_none=True, metadata=_A_BALANCE)


class GapOut(StrictSchema):
    """A period of which a statement is missing."""

    from_ = fields.String(required=True, data_key="from", metadata=_DAY)
    to = fields.String(required=True, metadata={**_DAY, "example": "2026-03-02"})
    reason = Choice(GAP_REASON, required=True, metadata={"description": "Why it is known.", "example": "balance"})


class OverlapOut(StrictSchema):
    """Days that two statements share; a line that is in both is one transaction."""

    from_ = fields.String(required=True, data_key="from", metadata={**_DAY, "example": "2026-01-20"})
    to = fields.String(required=True, metadata=_DAY)
    import_ids = fields.List(Id(), required=True, metadata={"example": [_AN_IMPORT["example"]]})


class CoverageOut(StrictSchema):
    """What the account's statements cover, worked out from the newest 500."""

    count = fields.Integer(required=True, metadata={"description": "How many statements there are.", "example": 12})
    statements = fields.List(
        fields.Nested(StatementOut), required=True, metadata={"description": "The newest 24, newest first."}
    )
    gaps = fields.List(
        fields.Nested(GapOut),
        required=True,
        metadata={
            "description": "Where a statement is missing, at most the newest 100.",
            "example": [{"from": "2026-01-31", "to": "2026-03-02", "reason": "balance"}],
        },
    )
    overlaps = fields.List(
        fields.Nested(OverlapOut), required=True, metadata={"description": "Shared days, at most the newest 100."}
    )


class AccountOut(StrictSchema):
    """An account with its balance: the opening balance and all its transactions."""

    id = Id(required=True, metadata={"example": ACCOUNT_ID})
    name = fields.String(required=True, metadata={"example": "Everyday"})
    type = Choice(TYPE, required=True, metadata=_A_TYPE)
    currency = Currency(required=True, metadata={"example": "USD"})
    institution = fields.String(required=True, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = fields.String(required=True, metadata=_AN_OPENING)
    balance = fields.String(required=True, metadata={"example": "845.10"})
    coverage = fields.Nested(CoverageOut, required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class AccountPage(ListOut):
    """One page of accounts."""

    data = fields.List(fields.Nested(AccountOut), required=True)


def account_out(account: Account) -> dict[str, object]:
    """Returns the JSON form of an account document."""
    currency = account["currency"]
    return {
        "id": account["_id"],
        "name": account["name"],
        "type": account["type"],
        "currency": currency,
        "institution": account["institution"],
        "opening_balance": format_amount(account["opening_balance_minor"], currency),
        "balance": format_amount(account["balance_minor"], currency),
        "coverage": _coverage_out(account.get("coverage") or _NO_STATEMENTS, currency),
        "created_at": account["created_at"],
        "updated_at": account["updated_at"],
    }


_NO_STATEMENTS: Coverage = {"count": 0, "statements": [], "gaps": [], "overlaps": []}


def _coverage_out(coverage: Coverage, currency: str) -> dict[str, object]:
    return {
        "count": coverage["count"],
        "statements": [_statement_out(statement, currency) for statement in coverage["statements"]],
        "gaps": [{**_span(gap["from"], gap["to"]), "reason": gap["reason"]} for gap in coverage["gaps"]],
        "overlaps": [
            {**_span(shared["from"], shared["to"]), "import_ids": shared["import_ids"]}
            for shared in coverage["overlaps"]
        ],
    }


def _statement_out(statement: ShownStatement, currency: str) -> dict[str, object]:
    opening, closing = statement["opening_minor"], statement["closing_minor"]
    return {
        "import_id": statement["import_id"],
        **_span(statement["first_day"], statement["last_day"]),
        "rows": statement["rows"],
        "opening_balance": None if opening is None else format_amount(opening, currency),
        "closing_balance": None if closing is None else format_amount(closing, currency),
    }


def _span(first: date, last: date) -> dict[str, str]:
    return {"from": first.strftime("%Y-%m-%d"), "to": last.strftime("%Y-%m-%d")}
