"""What accounts held before a file whose amounts have no signs: with what it ends at, that may tell the signs."""

from datetime import date
from decimal import Decimal

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.interface import Layout, StatementDocument
from app.infra.database.mongo import Scope
from app.money import from_minor
from app.transactions import service as transactions


def is_open(layout: Layout) -> bool:
    """Whether signs were assumed, or follow from a balance of zero, though a statement says what it ends at."""
    assumed = any(warning["code"] == "assumed_sign" for warning in layout.warnings)
    return (assumed or layout.sign_convention == "balances") and any(
        statement["closing"] is not None for statement in layout.statements
    )


def openings_for(scope: Scope, layout: Layout, account_id: ObjectId | None) -> dict[str, Decimal]:
    """Returns by account number what each held before its first statement of the file, as far as that is known."""
    found: dict[str, Decimal] = {}
    for statement in layout.statements:
        number = statement["account"] or ""
        if number not in found and (opening := _opening(scope, statement, account_id)) is not None:
            found[number] = opening
    return found


def _opening(scope: Scope, statement: StatementDocument, account_id: ObjectId | None) -> Decimal | None:
    account = _account(scope, statement, account_id)
    if account is None or not statement["from"] or account["currency"] != statement["currency"]:
        return None
    balance = transactions.balance_before(scope, account, date.fromisoformat(statement["from"]))
    entered = not account.get("opens_with_statements") and balance
    # An account that holds nothing earlier may have its opening balance from this very file.
    known = entered or balance != account["opening_balance_minor"]
    return from_minor(balance, account["currency"]) if known else None


def _account(scope: Scope, statement: StatementDocument, account_id: ObjectId | None) -> Account | None:
    if account_id:
        return accounts.get(scope, account_id)
    return accounts.find_for_statement(scope, statement["account"], "", statement["currency"] or "")
