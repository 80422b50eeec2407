"""The documents of accounts and of the statements they were imported from, as MongoDB keeps them."""

from datetime import UTC, date, datetime
from typing import NotRequired, TypedDict

from bson import ObjectId

# A time of which a statement is missing; `reason` is why that is known (coverage.gaps).
Gap = TypedDict("Gap", {"from": date, "to": date, "reason": str})

# The days that two statements share.
Overlap = TypedDict("Overlap", {"from": date, "to": date, "import_ids": list[ObjectId]})


class ShownStatement(TypedDict):
    """What is shown of a statement: its days, rows, and proved balances in minor units."""

    import_id: ObjectId
    first_day: datetime
    last_day: datetime
    rows: int
    opening_minor: int | None
    closing_minor: int | None


class AccountStatement(ShownStatement):
    """What one import's statement says about one account; see statements.StatementFacts."""

    account_id: ObjectId
    certain: bool
    covers_from: datetime | None
    covers_to: datetime | None
    repeats: bool
    # For what an export of ours says, which is no bank's statement: that, and the numbers it gives the account.
    from_export: NotRequired[bool]
    numbers: NotRequired[list[str]]


class Coverage(TypedDict):
    """What the statements of an account cover, kept with it so that a list of accounts need not work it out."""

    count: int
    statements: list[ShownStatement]
    gaps: list[Gap]
    overlaps: list[Overlap]


class OpeningBasis(TypedDict):
    """The statement from which an opening balance was worked out; `earlier` counts those that begin before it."""

    import_id: ObjectId
    opening_minor: int | None
    earlier: int


class Account(TypedDict):
    """An account of a workspace; amounts are minor units of its currency, days midnight UTC."""

    _id: ObjectId
    name: str
    type: str
    currency: str
    institution: str | None
    opening_balance_minor: int
    balance_minor: int
    created_at: datetime
    updated_at: datetime
    revision: int
    # The numbers under which statements know it, and the ids it had in other workspaces.
    identifiers: list[str]
    # By which of its names and numbers other accounts' transactions were searched.
    sought: NotRequired[list[str]]
    # Whether its opening balance follows from its statements.
    opens_with_statements: bool
    opening_basis: NotRequired[OpeningBasis | None]
    coverage: NotRequired[Coverage]
    # For one that an import opened: by which import, what for, and the name of the bank or file.
    opened_by: NotRequired[ObjectId | None]
    origin: NotRequired[str]
    import_name: NotRequired[str]


def new_account(
    account_id: ObjectId, name: str, kind: str, currency: str, institution: str | None = None, opening_minor: int = 0
) -> Account:
    """Returns the document of an account without transactions."""
    now = datetime.now(UTC)
    return {
        "_id": account_id,
        "name": name,
        "type": kind,
        "currency": currency,
        "institution": institution,
        "identifiers": [],
        "opening_balance_minor": opening_minor,
        "balance_minor": opening_minor,
        "opens_with_statements": False,
        "created_at": now,
        "updated_at": now,
        "revision": 1,
    }
