"""Finds the account that a statement, export or sentence means, by number, name or currency, or opens it.

An account opened here is known by its `origin`, so that two workers that need it at once open one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bson import ObjectId

from app.accounts import store
from app.accounts.documents import Account, new_account
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document, Scope
from app.infra.problems import NotFound
from app.infra.quotas import ACCOUNTS

_AN_ID = re.compile(r"^[0-9a-f]{24}$")
# Room for a number or a currency behind it, within the 100 characters of a name.
_LONGEST_IMPORTED_NAME = 90


def for_capture(scope: Scope, currency: str) -> Account:
    """Returns the account for a sentence that names none: the oldest of its currency, else a new cash account."""
    known = store.oldest(scope, {"currency": currency})
    if known:
        return known
    names = ("Cash", f"Cash {currency}")
    return _open_once(scope, f"cash:{currency}", names, new_account(fresh_id(), names[0], "cash", currency))


def for_statement(
    scope: Scope,
    identifier: str | None,
    name: str,
    currency: str,
    institution: str | None = None,
    import_id: ObjectId | None = None,
) -> Account:
    """Returns the account of a statement, opened if new: by number, else bank or file `name`, and currency.

    An account found by name that has no number yet takes this one; one with another number is not it. An account
    opened here remembers the import that did, and takes its opening balance from its statements (`record_statement`).
    """
    known = find_for_statement(scope, identifier, name, currency)
    if known:
        if identifier and identifier not in known["identifiers"]:
            return remember_identifier(scope, known["_id"], identifier)
        return known
    account = _imported(name, currency, identifier, institution, import_id)
    account["opens_with_statements"] = True
    names = _statement_names(name, identifier, currency)
    return _open_once(scope, _origin(currency, identifier or name), names, account)


def _imported(
    name: str, currency: str, identifier: str | None, institution: str | None, import_id: ObjectId | None
) -> Account:
    """The document of an account that an import opens."""
    account = new_account(fresh_id(), name, "checking", currency, institution)
    account["identifiers"] = [identifier] if identifier else []
    account["import_name"], account["opened_by"] = name, import_id
    return account


def find_for_statement(scope: Scope, identifier: str | None, name: str, currency: str) -> Account | None:
    """Returns the account of a statement, if there is one; see `for_statement`."""
    if identifier and (known := store.oldest(scope, {"identifiers": identifier, "currency": currency})):
        return known
    # Programs for one's own accounts call them by name (QIF), as their owner does here.
    if identifier and (known := store.oldest(scope, {"name": identifier, "currency": currency})):
        return known
    query: Document = {"import_name": name, "currency": currency}
    return store.oldest(scope, {**query, "identifiers": []} if identifier else query)


@dataclass(frozen=True, slots=True)
class AccountDescription:
    """What an export says of an account: its type, the numbers by which statements know it, and its bank."""

    kind: str
    numbers: Sequence[str]
    institution: str | None


def for_export(
    scope: Scope,
    exported_id: str,
    name: str,
    currency: str,
    import_id: ObjectId | None = None,
    description: AccountDescription | None = None,
) -> Account:
    """Returns the account that our own export names by its id and name there, opened if new.

    It gets just that name: several accounts of one name in an export stay accounts of one name. Exports that describe
    their accounts also say their opening balance (`record_statement`); older ones do not.
    """
    known = find_for_export(scope, exported_id, name, currency)
    if known is None:
        account = _imported(name, currency, exported_id, None, import_id)
        if description:
            account["type"], account["institution"] = description.kind, description.institution
            account["identifiers"] = [exported_id, *(each for each in description.numbers if each != exported_id)]
            account["opens_with_statements"] = True
        return _open_once(scope, _origin(currency, exported_id), (name,), account)
    if str(known["_id"]) == exported_id or exported_id in known["identifiers"]:
        return known
    return remember_identifier(scope, known["_id"], exported_id)


def find_for_export(scope: Scope, exported_id: str, name: str, currency: str) -> Account | None:
    """Returns the account that our own export names, if there is one: by this id, formerly by this id, or by name.

    By its name alone it is not one that was opened for another account of an export.
    """
    itself = store.find(scope, ObjectId(exported_id)) if ObjectId.is_valid(exported_id) else None
    if itself and itself["currency"] == currency:
        return itself
    if known := store.oldest(scope, {"identifiers": exported_id, "currency": currency}):
        return known
    return store.oldest(scope, {"name": name, "currency": currency, "identifiers": {"$not": _AN_ID}})


def is_exported_id(identifier: str) -> bool:
    """Whether a number of an account is the id it had in another workspace."""
    # Some countries' account numbers have 24 digits; an id without any letter is one of 80,000.
    return _AN_ID.match(identifier) is not None and not identifier.isdigit()


def is_numbered(scope: Scope, identifier: str, currency: str) -> bool:
    """Whether statements know an account by this number."""
    return store.oldest(scope, {"identifiers": identifier, "currency": currency}) is not None


def _origin(currency: str, known_by: str) -> str:
    """What an imported account is opened for, once: a number in statements, or the name of a file or bank."""
    return f"statement:{currency}:{known_by}"


def undo_opening(tx: Scope, account_id: ObjectId, import_id: ObjectId, next_import: ObjectId | None) -> bool:
    """Delete an account that the undone import opened, once it is empty; returns whether it was deleted.

    It stays when another import has transactions in it (which becomes its opener), when it has other transactions, or
    when a user changed it. One that a user opened stays.
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
    """Remove a number that no statement of an account has any more, so that later statements do not match by it."""
    account = store.find(tx, account_id)
    if account is not None and identifier in account["identifiers"]:
        store.remove_identifier(tx, account_id, identifier, _origin(account["currency"], identifier))


def remember_identifier(scope: Scope, account_id: ObjectId, identifier: str) -> Account:
    """Add a number under which statements know an account, so that later ones match by it; raises NotFound."""
    account = store.add_identifier(scope, account_id, identifier)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _statement_names(name: str, identifier: str | None, currency: str) -> tuple[str, ...]:
    """Names for an imported account, the plainest first."""
    short = name.strip()[:_LONGEST_IMPORTED_NAME] or "Account"
    numbered = (f"{short} {identifier[-4:]}",) if identifier else ()
    return (short, *numbered, f"{short} {currency}")


def _open_once(scope: Scope, origin: str, names: Sequence[str], account: Account) -> Account:
    """Returns the account with this origin, opened under the first free name if there is none.

    Raises QuotaExceeded.
    """
    if scope.session:
        return _open(scope, origin, names, account)
    ACCOUNTS.refuse_beyond(store.count(scope) + 1)  # cheaply: a statement may name thousands
    return scope.transact(lambda tx: _open(tx, origin, names, account))


def _open(tx: Scope, origin: str, names: Sequence[str], account: Account) -> Account:
    known = store.oldest(tx, {"origin": origin})
    if known:
        return known
    others = store.find_all(tx)
    ACCOUNTS.refuse_beyond(len(others) + 1)
    taken = {other["name"] for other in others}
    name = next((name for name in names if name not in taken), names[-1])
    opened: Account = {**account, "origin": origin, "name": name}
    store.insert(tx, opened)
    return opened
