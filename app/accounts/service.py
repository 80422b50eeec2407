"""The use cases of accounts: create, change, delete; the balance moves with the transactions."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import TypedDict, cast

from bson import ObjectId
from cachetools import LRUCache, cached

from app.accounts import store
from app.accounts.documents import Account, new_account
from app.accounts.requests import AccountChanges, GivenAccount
from app.accounts.standing import Contradiction, Standing, contradiction, standing
from app.accounts.statement_accounts import (
    AccountDescription,
    find_for_export,
    find_for_statement,
    for_capture,
    for_export,
    for_statement,
    forget_identifier,
    is_exported_id,
    is_numbered,
    remember_identifier,
    undo_opening,
)
from app.accounts.statements import (
    StatementFacts,
    forget_statement,
    is_number_stated,
    record_statement,
)
from app.infra.amounts import minor_units
from app.infra.database.keyset import Place
from app.infra.database.mongo import Scope
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, NotFound, UnknownReference
from app.infra.quotas import ACCOUNTS

__all__ = [
    "AccountDescription",
    "Contradiction",
    "Standing",
    "StatementFacts",
    "add_to_balances",
    "contradiction",
    "create",
    "currency_of",
    "delete",
    "exists",
    "find_for_export",
    "find_for_statement",
    "for_capture",
    "for_export",
    "for_statement",
    "forget_identifier",
    "forget_statement",
    "get",
    "is_exported_id",
    "is_number_stated",
    "is_numbered",
    "list_accounts",
    "page_of_accounts",
    "record_statement",
    "remember_identifier",
    "set_sought",
    "standing",
    "undo_opening",
    "update",
]


def get(scope: Scope, account_id: ObjectId) -> Account:
    """Returns an account; raises NotFound."""
    account = store.find(scope, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def currency_of(scope: Scope, account_id: ObjectId) -> str:
    """Returns the currency of an account, which never changes and is kept in memory; raises NotFound.

    A deleted account may still be kept: `add_to_balances` notices that.
    """
    return _currency(scope.workspace_id, account_id, scope)


@cached(LRUCache(20_000), key=lambda workspace_id, account_id, _: (workspace_id, account_id), lock=Lock())
def _currency(_workspace_id: ObjectId, account_id: ObjectId, scope: Scope) -> str:
    return str(get(scope, account_id)["currency"])


def exists(scope: Scope, account_id: ObjectId) -> bool:
    """Whether there is such an account."""
    return store.find(scope, account_id) is not None


def list_accounts(scope: Scope) -> list[Account]:
    """Returns every account of the workspace, oldest first."""
    return store.find_all(scope)


def page_of_accounts(scope: Scope, after: Place | None, limit: int) -> Iterable[Account]:
    """Returns accounts younger than `after`, oldest first, one more than `limit` if there are more."""
    return store.find_page(scope, after, limit + 1)


def create(scope: Scope, fields: GivenAccount, currency: str, account_id: ObjectId) -> Account:
    """Open an account with the fields of the request; the same id again returns the account that exists.

    Raises Invalid when the opening balance has more decimals than the currency, and QuotaExceeded.
    """
    opening = minor_units(fields["opening_balance"], currency, "/opening_balance")
    account = new_account(account_id, fields["name"], fields["type"], currency, fields["institution"], opening)

    def add(tx: Scope) -> Account:
        existing = store.find(tx, account_id)
        if existing is None:
            ACCOUNTS.refuse_beyond(store.count(tx) + 1)
            store.insert(tx, account)
        return existing or account

    return scope.transact(add)


def update(scope: Scope, account_id: ObjectId, fields: AccountChanges, match: Precondition = ANY) -> Account:
    """Change name, type, institution or opening balance; the balance moves with the opening balance.

    Raises NotFound, PreconditionFailed, and Invalid as create does.
    """

    def change(tx: Scope) -> Account:
        before = get(tx, account_id)
        match.check(before)
        stored = _stored(before, fields)
        changed = {name: value for name, value in stored.items() if before.get(name) != value}
        if not changed:
            return before
        delta = stored.get("opening_balance_minor", before["opening_balance_minor"]) - before["opening_balance_minor"]
        return store.update(tx, account_id, {**changed, "updated_at": datetime.now(UTC)}, delta) or before

    return scope.transact(change)


class _Stored(TypedDict, total=False):
    """The fields of an account that a request can change, as they are stored."""

    name: str
    type: str
    institution: str | None
    opening_balance_minor: int
    opens_with_statements: bool


def _stored(account: Account, fields: AccountChanges) -> _Stored:
    stored = cast(_Stored, {name: value for name, value in fields.items() if name != "opening_balance"})
    if "opening_balance" in fields:
        opening = minor_units(fields["opening_balance"], account["currency"], "/opening_balance")
        stored["opening_balance_minor"], stored["opens_with_statements"] = opening, False
    return stored


def set_sought(scope: Scope, account_id: ObjectId, names: list[str]) -> None:
    """Remember by which names and numbers of an account transactions were searched."""
    store.set_sought(scope, account_id, names)


def delete(scope: Scope, account_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete an account without transactions; raises NotFound, PreconditionFailed, Conflict `account_in_use`.

    Posting a transaction moves the workspace's counter first, as this does: none can come between check and deletion.
    """

    def change(tx: Scope) -> None:
        match.check(get(tx, account_id))
        if store.has_transactions(tx, account_id):
            raise Conflict("The account has transactions; delete them first.", code="account_in_use")
        store.delete(tx, account_id)

    scope.transact(change)


def add_to_balances(tx: Scope, deltas: Mapping[ObjectId, int]) -> None:
    """Move balances by minor units, with the transactions that do it; raises UnknownReference for a deleted one."""
    for account_id, delta in deltas.items():
        if not store.add_to_balance(tx, account_id, delta):
            raise UnknownReference.at("/account_id", "There is no such account.")
