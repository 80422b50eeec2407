"""Which account the rows of a statement go to."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.interface import Layout
from app.formats.native.rows import FullRow
from app.imports import store
from app.imports.drafting.account_matching import find_by_movements, find_by_rows
from app.imports.drafting.account_names import account_key, account_number, name_for
from app.imports.drafting.lines import Entry
from app.imports.drafting.prescan import Prescan
from app.infra.database.mongo import Document, Scope
from app.infra.quotas import QuotaExceeded

# Whose rows they are as the statement tells (see account_key; None where it does not), and a currency.
TargetKey = tuple[str | None, str]


class Targets:
    """The accounts of one import, found or opened when the first row for them comes."""

    def __init__(self, scope: Scope, document: Mapping[str, Any], prescan: Prescan | None = None) -> None:
        self._scope = scope
        self._given: bool = document["account_id"] is not None
        self._import_id: ObjectId = document["_id"]
        self._name: str = document["account_name"]
        self._institution = Layout.from_document(document["layout"]).bank
        self._signature: str = document["signature"]
        self._prescan = prescan or Prescan()
        self._known: dict[TargetKey, ObjectId] = {
            (target["identifier"], target["currency"]): target["account_id"] for target in document["targets"]
        }
        self._refused: dict[TargetKey, str] = {}
        # Of the statement whose rejected lines these are.
        self._origin: list[Mapping[str, Any]] = document.get("origin_targets", [])

    def account_of(self, entry: Entry) -> ObjectId:
        """The account of a row that `including` has seen."""
        return self._known[self._target(entry)]

    def including(self, entries: list[Entry]) -> dict[TargetKey, ObjectId]:
        """All accounts so far with those of these rows, which are found or opened now, unless the workspace is full.

        Opening one again finds it: a run that dies before its first batch leaves an account, not a second one.
        """
        new: dict[TargetKey, list[Entry]] = {}
        for entry in entries:
            if (target := self._target(entry)) not in self._known and target not in self._refused:
                new.setdefault(target, []).append(entry)
        for target, theirs in new.items():
            try:
                self._known[target] = self._find_and_claim(target, theirs)
            except QuotaExceeded as full:
                self._refused[target] = full.detail
        return dict(self._known)

    def refusal(self, entry: Entry) -> str | None:
        """Why a row has no account, though `including` has seen it; None if it has one."""
        return self._refused.get(self._target(entry))

    def _find_and_claim(self, target: TargetKey, entries: list[Entry]) -> ObjectId:
        """The account of these rows, found or opened; one that goes before it is claimed is looked for anew."""
        while not self._claim(target, account_id := self._find(target, entries)):
            self._origin = [target for target in self._origin if target["account_id"] != account_id]
        return account_id

    def _claim(self, target: TargetKey, account_id: ObjectId) -> bool:
        """Note on the import that it feeds an account, unless that is gone.

        From then on the undoing of another import, of which the account may be all that is left, lets it stand.
        """

        def claim(tx: Scope) -> bool:
            if not accounts.exists(tx, account_id):
                return False
            store.add_target(tx, self._import_id, target_documents({target: account_id})[0])
            return True

        return self._scope.transact(claim)

    def _target(self, entry: Entry) -> TargetKey:
        """Where the row belongs; all rows are for the account the user named, if they named one."""
        return (None if self._given else account_key(entry.row), entry.row.currency)

    def _find(self, target: TargetKey, entries: list[Entry]) -> ObjectId:
        identifier, currency = target
        if (known := self._account_of_origin(target)) is not None:
            return known
        row = entries[0].row
        if isinstance(row, FullRow) and row.account:
            return self._find_or_open_exported(row.account, currency, row.account_name or self._name)
        overlapped = self._by_contents(target, entries)
        if overlapped is not None and (number := account_number(identifier)):
            self._remember(overlapped, number)
        name = name_for(row, self._name)
        return (
            overlapped
            if overlapped is not None
            else self._find_or_open_named((account_number(identifier), currency), name)
        )

    def _find_or_open_named(self, target: TargetKey, name: str) -> ObjectId:
        """The account of this number or name, opened if there is none."""
        identifier, currency = target
        account = accounts.for_statement(self._scope, identifier, name, currency, self._institution, self._import_id)
        return ObjectId(account["_id"])

    def _find_or_open_exported(self, exported_id: str, currency: str, name: str) -> ObjectId:
        """The account of an export, known by the id it had there; opened if there is none."""
        account = accounts.for_export(self._scope, exported_id, name, currency, self._import_id)
        return ObjectId(account["_id"])

    def _account_of_origin(self, target: TargetKey) -> ObjectId | None:
        """The account that the statement of these lines went to; the number may be lost with its preamble."""
        identifier, currency = target
        fit = [target for target in self._origin if target["currency"] == currency]
        found = {t["account_id"] for t in fit if identifier is None or t["identifier"] in (None, identifier)}
        return found.pop() if len(found) == 1 else None

    def is_known(self, entry: Entry) -> bool:
        """Whether the row's account is known; it is not where the workspace had no room for it."""
        return self._target(entry) in self._known

    def settle(self, entry: Entry) -> bool:
        """Whether the row's account is known without looking for it or opening one; `account_of` answers it then."""
        target = self._target(entry)
        if target not in self._known and (known := self._account_of_origin(target)) is not None:
            self._known[target] = known
        return target in self._known

    def _by_contents(self, target: TargetKey, entries: list[Entry]) -> ObjectId | None:
        """The account that holds the rows already: by themselves, or by the amounts another source told of their days.

        One that goes by the statement's number is found by it, without looking at rows.
        """
        number, currency = account_number(target[0]), target[1]
        if number and accounts.is_numbered(self._scope, number, currency):
            return None
        rows = self._prescan.sample(target) or entries
        found = None if number else find_by_rows(self._scope, self._signature, currency, rows)
        return found or find_by_movements(self._scope, self._signature, number, currency, rows)

    def _remember(self, account_id: ObjectId, number: str) -> None:
        """The next statement finds the account by its number alone."""
        accounts.remember_identifier(self._scope, account_id, number)


def target_documents(found: Mapping[TargetKey, ObjectId]) -> list[Document]:
    """The accounts as the import's document keeps them."""
    return [
        {"identifier": identifier, "currency": currency, "account_id": account_id}
        for (identifier, currency), account_id in found.items()
    ]
