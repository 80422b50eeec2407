"""Decides which account each row of a statement goes to: the one named, the one that has its rows, or a new one."""

from collections.abc import Sequence

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.native.rows import AccountFacts, FullRow
from app.imports.documents import ImportDocument, Target, TargetKey
from app.imports.drafting.account_finders import AccountFinder
from app.imports.drafting.account_matching import find_by_movements, find_by_rows
from app.imports.drafting.account_names import account_key, account_number, name_for
from app.imports.drafting.lines import Entry
from app.imports.drafting.prescan import Prescan
from app.infra.database.mongo import Scope
from app.infra.quotas import QuotaExceeded


class Targets:
    """The accounts of one import, looked up with the `finder` when the first row for them comes."""

    def __init__(self, scope: Scope, document: ImportDocument, finder: AccountFinder, prescan: Prescan) -> None:
        self._scope = scope
        self._finder = finder
        self._prescan = prescan
        self._given: bool = document["account_id"] is not None
        self._name: str = document["account_name"]
        self._signature: str = document["signature"] or ""
        self._known: dict[TargetKey, ObjectId] = {
            (target["identifier"], target["currency"]): target["account_id"] for target in document["targets"]
        }
        self._refused: dict[TargetKey, str] = {}
        # The accounts of the statement that these lines were rejected in, if they were.
        self._of_origin: list[Target] = list(document.get("origin_targets", []))

    def assign(self, entries: Sequence[Entry]) -> list[ObjectId | str]:
        """Returns the account of each row, or the reason why a full workspace has none for it."""
        targets = [self._target(entry) for entry in entries]
        new: dict[TargetKey, list[Entry]] = {}
        for target, entry in zip(targets, entries, strict=True):
            if target not in self._known and target not in self._refused:
                new.setdefault(target, []).append(entry)
        for target, rows in new.items():
            try:
                self._known[target] = self._find_and_claim(target, rows)
            except QuotaExceeded as full:
                self._refused[target] = full.detail
        return [self._known.get(target) or self._refused[target] for target in targets]

    def open_empty(self, target: TargetKey, name: str, facts: AccountFacts | None) -> str | None:
        """Open an account of which an export of ours has no rows; returns the reason if a full workspace has no place.

        Not so where all rows are for the account the user named.
        """
        identifier, currency = target
        if self._given or identifier is None or target in self._known:
            return None
        try:
            account_id = self._finder.by_exported_id(identifier, currency, name or self._name, facts)
        except QuotaExceeded as full:
            return full.detail
        if self._finder.claim(target, account_id):
            self._known[target] = account_id
        return None

    def known(self) -> dict[TargetKey, ObjectId]:
        """Returns all accounts of the import so far."""
        return dict(self._known)

    def known_account(self, entry: Entry) -> ObjectId | None:
        """Returns the account of a row of a batch before; None for one that a full workspace had none for."""
        return self._known.get(self._target(entry))

    def adopt_from_origin(self, entry: Entry) -> bool:
        """Whether the account of a row is known, if need be from the statement in which the row was rejected."""
        target = self._target(entry)
        if target not in self._known and (account_id := self._account_of_origin(target)) is not None:
            self._known[target] = account_id
        return target in self._known

    def _target(self, entry: Entry) -> TargetKey:
        """Returns where the row belongs; all rows are for the account the user named, if they named one."""
        return (None if self._given else account_key(entry.row), entry.row.currency)

    def _find_and_claim(self, target: TargetKey, rows: Sequence[Entry]) -> ObjectId:
        """Returns the account of these rows; if it is deleted before it is claimed, it is looked for once more."""
        while not self._finder.claim(target, account_id := self._find(target, rows)):
            self._of_origin = [each for each in self._of_origin if each["account_id"] != account_id]
        return account_id

    def _find(self, target: TargetKey, rows: Sequence[Entry]) -> ObjectId:
        key, currency = target
        if (known := self._account_of_origin(target)) is not None:
            return known
        row, number = rows[0].row, account_number(key)
        if isinstance(row, FullRow) and row.account:
            facts = self._prescan.facts.get(target) or row.account_facts
            return self._finder.by_exported_id(row.account, currency, row.account_name or self._name, facts)
        if (overlapping := self._find_overlapping(target, rows)) is None:
            return self._finder.by_number(number, currency, name_for(row, self._name))
        if number:
            self._finder.remember_number(overlapping, number)
        return overlapping

    def _account_of_origin(self, target: TargetKey) -> ObjectId | None:
        """Returns the account that the statement of these lines went to; the number may be lost with its preamble."""
        key, currency = target
        fit = [each for each in self._of_origin if each["currency"] == currency]
        found = {each["account_id"] for each in fit if key is None or each["identifier"] in (None, key)}
        return found.pop() if len(found) == 1 else None

    def _find_overlapping(self, target: TargetKey, rows: Sequence[Entry]) -> ObjectId | None:
        """Returns the account that has the rows already: the very same ones, or equal amounts on equal days.

        An account that has the statement's number is found by it, without looking at rows.
        """
        number, currency = account_number(target[0]), target[1]
        if number and accounts.is_numbered(self._scope, number, currency):
            return None
        rows = self._prescan.sample(target) or rows
        found = None if number else find_by_rows(self._scope, self._signature, currency, rows)
        return found or find_by_movements(self._scope, self._signature, number, currency, rows)
