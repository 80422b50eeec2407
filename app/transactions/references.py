"""What a body refers to, looked up in the caller's workspace; what is not there is 422 at its pointer."""

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid, NotFound, UnknownReference


def account_at(scope: Scope, account_id: ObjectId) -> Account:
    """The account named by /account_id; raises UnknownReference there."""
    try:
        return accounts.get(scope, account_id)
    except NotFound:
        raise UnknownReference.at("/account_id", "There is no such account.") from None


class References:
    """Looks up what the changes of one MongoDB transaction refer to, in what is kept in memory where it is true."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def currency_of(self, account_id: ObjectId) -> str:
        """The currency of the account named by /account_id; raises UnknownReference there.

        Whoever relies on it moves the account's balance in the same transaction, which notices a deleted account.
        """
        try:
            return accounts.currency_of(self.scope, account_id)
        except NotFound:
            raise UnknownReference.at("/account_id", "There is no such account.") from None

    def category(self, category_id: ObjectId | None, pointer: str = "/category_id") -> Category | None:
        """The category named at the pointer, None for none; raises UnknownReference there."""
        if category_id is None:
            return None
        found = categories.known(self.scope).get(category_id)
        if found is None:
            raise UnknownReference.at(pointer, "There is no such category.")
        return found


def refuse_other_currency(currency: str | None, held: str, pointer: str) -> None:
    """Raise Invalid unless the currency is the account's: an account holds one."""
    if currency is not None and currency != held:
        message = f"The account is kept in {held}, not in {currency}."
        raise Invalid.at(pointer, message, code="currency_mismatch")
