"""Finds the account that a statement names, and opens a missing one: or, for a preview, opens nothing."""

from typing import Protocol

from bson import ObjectId

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.formats.native.rows import AccountFacts
from app.imports import store
from app.imports.documents import ImportDocument, TargetKey, layout_of, target_documents
from app.infra.database.mongo import Scope


class AccountFinder(Protocol):
    """How the accounts of a statement are looked up by what the statement calls them."""

    def by_number(self, number: str | None, currency: str, name: str) -> ObjectId:
        """Returns the account of this number, or without one of this name."""

    def by_exported_id(self, exported_id: str, currency: str, name: str, facts: AccountFacts | None) -> ObjectId:
        """Returns the account that one of our own exports names by the id it had there; it may say more of it."""

    def remember_number(self, account_id: ObjectId, number: str) -> None:
        """The next statement finds the account by its number alone."""

    def claim(self, target: TargetKey, account_id: ObjectId) -> bool:
        """Record that the import writes to an account; False when that account is gone."""


class OpeningFinder:
    """Finds accounts for an import, and opens those there are not.

    Opening one again finds it: a run that dies before its first batch leaves an account, not a second one.
    """

    def __init__(self, scope: Scope, document: ImportDocument) -> None:
        self._scope = scope
        self._import_id: ObjectId = document["_id"]
        self._institution = layout_of(document).bank

    def by_number(self, number: str | None, currency: str, name: str) -> ObjectId:
        """See AccountFinder; one that is opened is of the bank that the statement names."""
        account = accounts.for_statement(self._scope, number, name, currency, self._institution, self._import_id)
        return ObjectId(account["_id"])

    def by_exported_id(self, exported_id: str, currency: str, name: str, facts: AccountFacts | None) -> ObjectId:
        """See AccountFinder."""
        said = accounts.AccountDescription(facts.kind, facts.numbers, facts.institution) if facts else None
        return accounts.for_export(self._scope, exported_id, name, currency, self._import_id, said)["_id"]

    def remember_number(self, account_id: ObjectId, number: str) -> None:
        """See AccountFinder."""
        accounts.remember_identifier(self._scope, account_id, number)

    def claim(self, target: TargetKey, account_id: ObjectId) -> bool:
        """See AccountFinder. From then on undoing another import does not delete the account, though nothing be left.

        Undoing the import that opened an account deletes it, unless another import writes to it.
        """

        def write(tx: Scope) -> bool:
            if not accounts.exists(tx, account_id):
                return False
            store.add_target(tx, self._import_id, target_documents({target: account_id})[0])
            return True

        return self._scope.transact(write)


class PreviewFinder:
    """Finds accounts for a preview and writes nothing; rows for new accounts get an id that is no account's."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._new: set[ObjectId] = set()

    def by_number(self, number: str | None, currency: str, name: str) -> ObjectId:
        """See AccountFinder."""
        return self._id_of(accounts.find_for_statement(self._scope, number, name, currency))

    def by_exported_id(self, exported_id: str, currency: str, name: str, facts: AccountFacts | None) -> ObjectId:  # noqa: ARG002
        """See AccountFinder."""
        return self._id_of(accounts.find_for_export(self._scope, exported_id, name, currency))

    def remember_number(self, account_id: ObjectId, number: str) -> None:
        """Writes nothing."""

    def claim(self, target: TargetKey, account_id: ObjectId) -> bool:  # noqa: ARG002
        """Writes nothing."""
        return True

    def existing(self, account_id: ObjectId) -> ObjectId | None:
        """Returns the id of an account that exists, None for one that would be opened."""
        return None if account_id in self._new else account_id

    def _id_of(self, found: Account | None) -> ObjectId:
        if found:
            return ObjectId(found["_id"])
        account_id = ObjectId()
        self._new.add(account_id)
        return account_id
