"""Looks up the accounts and categories that a request names; one that does not exist is 422 at its pointer."""

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, NotFound, found_at


def account_at(scope: Scope, account_id: ObjectId) -> Account:
    """The account named by /account_id; raises UnknownReference there."""
    return found_at("/account_id", accounts.get, scope, account_id)


class References:
    """Looks up accounts and categories for the changes of one MongoDB transaction, from memory while that is valid."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def currency_of(self, account_id: ObjectId) -> str:
        """The currency of the account named by /account_id; raises UnknownReference there.

        Whoever relies on it moves the account's balance in the same transaction, which notices a deleted account.
        """
        return found_at("/account_id", accounts.currency_of, self.scope, account_id)

    def category(self, category_id: ObjectId | None, pointer: str = "/category_id") -> Category | None:
        """The category named at the pointer, None for none; raises UnknownReference there."""
        return None if category_id is None else found_at(pointer, self._category, category_id)

    def _category(self, category_id: ObjectId) -> Category:
        found = categories.known(self.scope).get(category_id)
        if found is None:
            raise NotFound("There is no such category.")
        return found


def refuse_other_currency(currency: str | None, of_account: str, pointer: str) -> None:
    """Raise Invalid unless the currency is the account's: an account has one."""
    if currency is not None and currency != of_account:
        message = f"The account is kept in {of_account}, not in {currency}."
        raise Invalid.at(pointer, message, code="currency_mismatch")
