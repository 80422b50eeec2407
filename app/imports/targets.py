"""Which account the rows of a statement go to."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.imports import store
from app.imports.entries import Entry, external_id_of
from app.imports.fingerprint import by_content, by_id, content_digest
from app.infra.mongo import Document, Scope
from app.transactions import service as transactions

# An account number as the statement gives it (None where it gives none), and a currency.
Slot = tuple[str | None, str]

# Rows looked up to see whether a statement overlaps one of an account; the more, the surer, and the slower.
_COMPARED = 200
# Fewer rows in common may be chance, unless they are most of the statement.
_TELLING = 3


class Targets:
    """The accounts of one import, found or opened when the first row for them comes."""

    def __init__(self, scope: Scope, document: Mapping[str, Any]) -> None:
        self._scope = scope
        self._given: bool = document["account_id"] is not None
        self._import_id: ObjectId = document["_id"]
        self._name: str = document["account_name"]
        self._institution: str | None = document["layout"]["details"].get("bank")
        self._signature: str = document["signature"]
        self._known: dict[Slot, ObjectId] = {
            (target["identifier"], target["currency"]): target["account_id"] for target in document["targets"]
        }
        # Of the statement whose rejected lines these are.
        self._origin: list[Mapping[str, Any]] = document.get("origin_targets", [])

    def account_of(self, entry: Entry) -> ObjectId:
        """The account of a row that `including` has seen."""
        return self._known[self._slot(entry)]

    def including(self, entries: list[Entry]) -> dict[Slot, ObjectId]:
        """All accounts so far with those of these rows, which are found or opened now.

        Opening one again finds it: a run that dies before its first batch leaves an account, not a second one.
        """
        for slot in dict.fromkeys(map(self._slot, entries)):
            if slot not in self._known:
                self._known[slot] = self._find(slot, [entry for entry in entries if self._slot(entry) == slot])
        return dict(self._known)

    def _slot(self, entry: Entry) -> Slot:
        """Where the row belongs; all rows are for the account the user named, if they named one."""
        return (None if self._given else entry.row.account, entry.row.currency)

    def _find(self, slot: Slot, entries: list[Entry]) -> ObjectId:
        identifier, currency = slot
        if (told := self._of_origin(slot)) is not None:
            return told
        overlapped = None if identifier else self._overlapped(currency, entries[:_COMPARED])
        return overlapped if overlapped is not None else self._named(slot)

    def _named(self, slot: Slot) -> ObjectId:
        """The account of this number or name, opened if there is none."""
        identifier, currency = slot
        account = accounts.for_statement(
            self._scope, identifier, self._name, currency, self._institution, self._import_id
        )
        return ObjectId(account["_id"])

    def _of_origin(self, slot: Slot) -> ObjectId | None:
        """The account that the statement of these lines went to; the number may be lost with its preamble."""
        identifier, currency = slot
        fit = [target for target in self._origin if target["currency"] == currency]
        found = {t["account_id"] for t in fit if identifier is None or t["identifier"] in (None, identifier)}
        return found.pop() if len(found) == 1 else None

    def settle(self, entry: Entry) -> bool:
        """Whether the row's account is known without looking for it or opening one; `account_of` answers it then."""
        slot = self._slot(entry)
        if slot not in self._known and (told := self._of_origin(slot)) is not None:
            self._known[slot] = told
        return slot in self._known

    def _overlapped(self, currency: str, entries: list[Entry]) -> ObjectId | None:
        """The account that holds most of these rows already, among those fed by statements of the same kind.

        A statement without a number is so recognised under whatever file name it comes.
        """
        fed = set(store.accounts_fed(self._scope, self._signature))
        same = [a["_id"] for a in accounts.list_accounts(self._scope) if a["_id"] in fed and a["currency"] == currency]
        held = {account_id: self._held(account_id, entries) for account_id in same}
        best = max(same, key=lambda account_id: len(held[account_id]), default=None)
        return best if best is not None and _overlaps(held[best], entries) else None

    def _held(self, account_id: ObjectId, entries: list[Entry]) -> list[Entry]:
        """Those of the rows that an account holds already."""
        marks = [_marks(account_id, entry) for entry in entries]
        known = transactions.known_fingerprints(self._scope, list(chain.from_iterable(marks))).keys()
        return [entry for entry, its in zip(entries, marks, strict=True) if not known.isdisjoint(its)]


def target_documents(found: Mapping[Slot, ObjectId]) -> list[Document]:
    """The accounts as the import's document keeps them."""
    return [
        {"identifier": identifier, "currency": currency, "account_id": account_id}
        for (identifier, currency), account_id in found.items()
    ]


def _marks(account_id: ObjectId, entry: Entry) -> list[str]:
    """The fingerprints a row would have in an account, but for its ordinal."""
    key, row, external_id = account_id.binary, entry.row, external_id_of(entry.row)
    digest = content_digest(key, row.date, entry.amount_minor, row.currency, row.words or row.description)
    return [by_content(digest, 0), *([by_id(key, external_id)] if external_id else [])]


def _overlaps(held: list[Entry], entries: list[Entry]) -> bool:
    """Whether rows held already show an overlap: several or most of the rows, and most of those on the same days.

    Two accounts at one bank may share a fee on one day; they do not share whole days.
    """
    days = {entry.day for entry in held}
    on_those_days = sum(entry.day in days for entry in entries)
    return 2 * len(held) >= on_those_days and (len(held) >= _TELLING or 2 * len(held) >= len(entries))
