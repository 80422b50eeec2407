"""What a body refers to, looked up in the caller's workspace; what is not there is 404 at its pointer."""

from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.infra.mongo import Scope
from app.infra.problems import Invalid, NotFound

Document = dict[str, Any]


def account_at(scope: Scope, account_id: ObjectId) -> Document:
    """The account named by /account_id; raises NotFound there."""
    try:
        return accounts.get(scope, account_id)
    except NotFound:
        raise NotFound.at("/account_id", "There is no such account.") from None


def category_at(scope: Scope, category_id: ObjectId | None) -> Document | None:
    """The category named by /category_id, None for none; raises NotFound there."""
    if category_id is None:
        return None
    try:
        return categories.get(scope, category_id)
    except NotFound:
        raise NotFound.at("/category_id", "There is no such category.") from None


def refuse_other_currency(currency: str | None, account: Document, pointer: str) -> None:
    """Raise Invalid unless the currency is the account's: an account holds one."""
    if currency is not None and currency != account["currency"]:
        message = f"The account is kept in {account['currency']}, not in {currency}."
        raise Invalid.at(pointer, message, code="currency_mismatch")
