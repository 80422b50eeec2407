"""What a body refers to, looked up in the caller's workspace; what is not there is 422 at its pointer."""

from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.categories import service as categories
from app.infra.mongo import Scope
from app.infra.problems import Invalid, NotFound, UnknownReference

Document = dict[str, Any]


def account_at(scope: Scope, account_id: ObjectId) -> Document:
    """The account named by /account_id; raises UnknownReference there."""
    try:
        return accounts.get(scope, account_id)
    except NotFound:
        raise UnknownReference.at("/account_id", "There is no such account.") from None


class References:
    """Looks up what the changes of one MongoDB transaction refer to, each thing once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._accounts: dict[ObjectId, Document] = {}
        self._categories: dict[ObjectId, Document] = {}

    def account(self, account_id: ObjectId) -> Document:
        """The account named by /account_id; raises UnknownReference there."""
        if account_id not in self._accounts:
            self._accounts[account_id] = account_at(self.scope, account_id)
        return self._accounts[account_id]

    def category(self, category_id: ObjectId | None, pointer: str = "/category_id") -> Document | None:
        """The category named at the pointer, None for none; raises UnknownReference there."""
        if category_id is None:
            return None
        if category_id not in self._categories:
            self._categories[category_id] = self._category(category_id, pointer)
        return self._categories[category_id]

    def _category(self, category_id: ObjectId, pointer: str) -> Document:
        try:
            return categories.get(self.scope, category_id)
        except NotFound:
            raise UnknownReference.at(pointer, "There is no such category.") from None


def refuse_other_currency(currency: str | None, account: Document, pointer: str) -> None:
    """Raise Invalid unless the currency is the account's: an account holds one."""
    if currency is not None and currency != account["currency"]:
        message = f"The account is kept in {account['currency']}, not in {currency}."
        raise Invalid.at(pointer, message, code="currency_mismatch")
