"""The use cases of accounts. An account holds one currency for good, and moves with its transactions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from bson import ObjectId
from cachetools import LRUCache, cached

from app.accounts import store
from app.accounts.statements import Note, forget_statement, record_statement
from app.infra.amounts import minor_units
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document, Scope
from app.infra.keyset import Place
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, NotFound, UnknownReference
from app.infra.quotas import ACCOUNTS

__all__ = [
    "Note",
    "add_to_balances",
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
    "list_accounts",
    "page_of_accounts",
    "record_statement",
    "remember_identifier",
    "undo_opening",
    "update",
]

_AN_ID = re.compile(r"^[0-9a-f]{24}$")
# Room for a number or a currency behind it, within the 100 characters of a name.
_LONGEST_IMPORTED_NAME = 90


def get(scope: Scope, account_id: ObjectId) -> Document:
    """An account; raises NotFound."""
    account = store.find(scope, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def currency_of(scope: Scope, account_id: ObjectId) -> str:
    """The currency of an account, which never changes and is kept in memory; raises NotFound.

    An account deleted since may be remembered: `add_to_balances` notices that.
    """
    return _currency(scope.workspace_id, account_id, scope)


@cached(LRUCache(20_000), key=lambda workspace_id, account_id, _: (workspace_id, account_id), lock=Lock())
def _currency(_workspace_id: ObjectId, account_id: ObjectId, scope: Scope) -> str:
    return str(get(scope, account_id)["currency"])


def exists(scope: Scope, account_id: ObjectId) -> bool:
    """Whether there is such an account."""
    return store.find(scope, account_id) is not None


def list_accounts(scope: Scope) -> list[Document]:
    """Every account of the workspace, oldest first."""
    return store.find_all(scope)


def page_of_accounts(scope: Scope, after: Place | None, limit: int) -> Iterable[Document]:
    """Accounts younger than `after`, oldest first, one more than `limit` if there are more."""
    return store.find_page(scope, after, limit + 1)


def create(scope: Scope, fields: Mapping[str, Any], account_id: ObjectId) -> Document:
    """Open an account with the fields of the request; the same id again answers the one that stands.

    Raises Invalid when the opening balance has more decimals than the currency, and QuotaExceeded.
    """
    currency = fields["currency"]
    opening = minor_units(fields["opening_balance"], currency, "/opening_balance")
    account = _new(account_id, fields["name"], fields["type"], currency, fields["institution"])
    account |= {"opening_balance_minor": opening, "balance_minor": opening}

    def add(tx: Scope) -> Document:
        standing = store.find(tx, account_id)
        if standing is None:
            ACCOUNTS.refuse_beyond(store.count(tx) + 1)
            store.insert(tx, account)
        return standing or account

    return scope.transact(add)


def update(scope: Scope, account_id: ObjectId, fields: Mapping[str, Any], match: Precondition = ANY) -> Document:
    """Change name, type, institution or opening balance; the balance moves with the opening balance.

    Raises NotFound, PreconditionFailed, and Invalid as create does.
    """

    def change(tx: Scope) -> Document:
        before = get(tx, account_id)
        match.check(before)
        changed = {name: value for name, value in _stored(before, fields).items() if before.get(name) != value}
        if not changed:
            return before
        delta = changed.get("opening_balance_minor", before["opening_balance_minor"])
        delta -= before["opening_balance_minor"]
        changed["updated_at"] = datetime.now(UTC)
        return store.update(tx, account_id, changed, delta) or before

    return scope.transact(change)


def _stored(account: Document, fields: Mapping[str, Any]) -> Document:
    stored = dict(fields)
    if "opening_balance" in stored:
        opening = stored.pop("opening_balance")
        stored["opening_balance_minor"] = minor_units(opening, account["currency"], "/opening_balance")
        stored["opens_with_statements"] = False
    return stored


def delete(scope: Scope, account_id: ObjectId, match: Precondition = ANY) -> None:
    """Delete an account without transactions; raises NotFound, PreconditionFailed, Conflict `account_in_use`.

    Whoever posts a transaction bumps the same counter first: none slips in between the look and the deletion.
    """

    def change(tx: Scope) -> None:
        match.check(get(tx, account_id))
        if store.has_transactions(tx, account_id):
            raise Conflict("The account has transactions; delete them first.", code="account_in_use")
        store.delete(tx, account_id)

    scope.transact(change)


def add_to_balances(tx: Scope, deltas: Mapping[ObjectId, int]) -> None:
    """Move balances by minor units, with the transactions that do it; raises UnknownReference for a lost account."""
    for account_id, delta in deltas.items():
        if not store.add_to_balance(tx, account_id, delta):
            raise UnknownReference.at("/account_id", "There is no such account.")


def for_capture(scope: Scope, currency: str) -> Document:
    """The account for what a person tells: the oldest of that currency, else a new cash account."""
    known = store.oldest(scope, {"currency": currency})
    if known:
        return known
    names = ("Cash", f"Cash {currency}")
    return _open_once(scope, f"cash:{currency}", names, _new(fresh_id(), names[0], "cash", currency))


def for_statement(
    scope: Scope,
    identifier: str | None,
    name: str,
    currency: str,
    institution: str | None = None,
    import_id: ObjectId | None = None,
) -> Document:
    """The account a statement belongs to, opened if new: by number, else bank or file `name`, and currency.

    An account found by name that has no number yet takes this one; one with another number is not it. An account
    opened here remembers the import that did, and takes its opening balance from its statements (`record_statement`).
    """
    known = find_for_statement(scope, identifier, name, currency)
    if known:
        if identifier and identifier not in known["identifiers"]:
            return remember_identifier(scope, known["_id"], identifier)
        return known
    account = _new(fresh_id(), name, "checking", currency, institution)
    account |= {"import_name": name, "identifiers": [identifier] if identifier else [], "opened_by": import_id}
    account["opens_with_statements"] = True
    names = _statement_names(name, identifier, currency)
    return _open_once(scope, _origin(currency, identifier or name), names, account)


def find_for_statement(scope: Scope, identifier: str | None, name: str, currency: str) -> Document | None:
    """The account a statement belongs to, if there is one; see `for_statement`."""
    if identifier and (known := store.oldest(scope, {"identifiers": identifier, "currency": currency})):
        return known
    # Programs for one's own accounts call them by name (QIF), as their owner does here.
    if identifier and (known := store.oldest(scope, {"name": identifier, "currency": currency})):
        return known
    query: Document = {"import_name": name, "currency": currency}
    return store.oldest(scope, {**query, "identifiers": []} if identifier else query)


def for_export(scope: Scope, told_id: str, name: str, currency: str, import_id: ObjectId | None = None) -> Document:
    """The account that an export of transactions names by the id and the name it had there, opened if new.

    Under just that name: an export of several accounts of one name is not to become one of several names.
    """
    known = find_for_export(scope, told_id, name, currency)
    if known is None:
        account = _new(fresh_id(), name, "checking", currency)
        account |= {"import_name": name, "identifiers": [told_id], "opened_by": import_id}
        return _open_once(scope, _origin(currency, told_id), (name,), account)
    if str(known["_id"]) == told_id or told_id in known["identifiers"]:
        return known
    return remember_identifier(scope, known["_id"], told_id)


def find_for_export(scope: Scope, told_id: str, name: str, currency: str) -> Document | None:
    """The account that an export names, if there is one: itself, one that went by this id before, or by this name.

    By its name alone it is not one that another account of an export became.
    """
    itself = store.find(scope, ObjectId(told_id)) if ObjectId.is_valid(told_id) else None
    if itself and itself["currency"] == currency:
        return itself
    if known := store.oldest(scope, {"identifiers": told_id, "currency": currency}):
        return known
    return store.oldest(scope, {"name": name, "currency": currency, "identifiers": {"$not": _AN_ID}})


def is_numbered(scope: Scope, identifier: str, currency: str) -> bool:
    """Whether an account goes by this number in statements."""
    return store.oldest(scope, {"identifiers": identifier, "currency": currency}) is not None


def _origin(currency: str, known_by: str) -> str:
    """What an imported account is opened for, once: a number in statements, or the name of a file or bank."""
    return f"statement:{currency}:{known_by}"


def undo_opening(tx: Scope, account_id: ObjectId, import_id: ObjectId, next_import: ObjectId | None) -> bool:
    """Let an account that imports opened go with this one, once nothing is left of it; answers whether it went.

    It stays when another import feeds it (which becomes its opener), when it has transactions, or when a user changed
    it. One that a user opened is left alone.
    """
    account = store.find(tx, account_id)
    if account is None or not account.get("opened_by"):
        return False
    if next_import is not None:
        if account["opened_by"] == import_id:
            store.set_opener(tx, account_id, next_import)
    elif account["updated_at"] == account["created_at"] and not store.has_transactions(tx, account_id):
        store.delete(tx, account_id)
        return True
    return False


def forget_identifier(tx: Scope, account_id: ObjectId, identifier: str) -> None:
    """Forget a number that no statement of an account gives any more, so that the next does not go there by it."""
    account = store.find(tx, account_id)
    if account is not None and identifier in account["identifiers"]:
        store.remove_identifier(tx, account_id, identifier, _origin(account["currency"], identifier))


def remember_identifier(scope: Scope, account_id: ObjectId, identifier: str) -> Document:
    """Note a number under which statements know an account, so that the next finds it; raises NotFound."""
    account = store.add_identifier(scope, account_id, identifier)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _statement_names(name: str, identifier: str | None, currency: str) -> tuple[str, ...]:
    """What an imported account may be called, the plainest first."""
    short = name.strip()[:_LONGEST_IMPORTED_NAME] or "Account"
    numbered = (f"{short} {identifier[-4:]}",) if identifier else ()
    return (short, *numbered, f"{short} {currency}")


def _open_once(scope: Scope, origin: str, names: Sequence[str], account: Document) -> Document:
    """Open the account that comes of something, under the first free name; if it is open, that one.

    Raises QuotaExceeded.
    """

    def open_it(tx: Scope) -> Document:
        known = store.oldest(tx, {"origin": origin})
        if known:
            return known
        others = store.find_all(tx)
        ACCOUNTS.refuse_beyond(len(others) + 1)
        taken = {other["name"] for other in others}
        name = next((name for name in names if name not in taken), names[-1])
        opened = {**account, "origin": origin, "name": name}
        store.insert(tx, opened)
        return opened

    if scope.session:
        return open_it(scope)
    ACCOUNTS.refuse_beyond(store.count(scope) + 1)  # cheaply: a statement may name thousands
    return scope.transact(open_it)


def _new(account_id: ObjectId, name: str, kind: str, currency: str, institution: str | None = None) -> Document:
    now = datetime.now(UTC)
    return {
        "_id": account_id,
        "name": name,
        "type": kind,
        "currency": currency,
        "institution": institution,
        "identifiers": [],
        "opening_balance_minor": 0,
        "balance_minor": 0,
        "opens_with_statements": False,
        "created_at": now,
        "updated_at": now,
        "revision": 1,
    }
