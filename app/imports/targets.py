"""Which account the rows of a statement go to."""

from collections import Counter
from collections.abc import Iterable, Mapping
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


class Targets:
    """The accounts of one import, found or opened when the first row for them comes."""

    def __init__(self, scope: Scope, document: Mapping[str, Any]) -> None:
        self._scope = scope
        self._given: bool = document["account_id"] is not None
        self._name: str = document["account_name"]
        self._institution: str | None = document["layout"]["details"].get("bank")
        self._signature: str = document["signature"]
        self._known: dict[Slot, ObjectId] = {
            (target["identifier"], target["currency"]): target["account_id"] for target in document["targets"]
        }

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
        overlapped = None if identifier else self._overlapped(currency, entries[:_COMPARED])
        if overlapped is not None:
            return overlapped
        account = accounts.for_statement(self._scope, identifier, self._name, currency, self._institution)
        return ObjectId(account["_id"])

    def _overlapped(self, currency: str, entries: list[Entry]) -> ObjectId | None:
        """The account that already holds most of these rows, among those fed by statements of the same kind.

        A statement without a number is so recognised under whatever file name it comes.
        """
        fed = set(store.accounts_fed(self._scope, self._signature))
        same = [a["_id"] for a in accounts.list_accounts(self._scope) if a["_id"] in fed and a["currency"] == currency]
        owners = {mark: account_id for account_id in same for mark in _marks(account_id, entries)}
        hits = Counter(owners[mark] for mark in transactions.known_fingerprints(self._scope, list(owners)))
        return hits.most_common(1)[0][0] if hits else None


def target_documents(found: Mapping[Slot, ObjectId]) -> list[Document]:
    """The accounts as the import's document keeps them."""
    return [
        {"identifier": identifier, "currency": currency, "account_id": account_id}
        for (identifier, currency), account_id in found.items()
    ]


def _marks(account_id: ObjectId, entries: Iterable[Entry]) -> Iterable[str]:
    """The fingerprints these rows would have in an account, but for their ordinals."""
    key = account_id.binary
    for entry in entries:
        row = entry.row
        if external_id := external_id_of(row):
            yield by_id(key, external_id)
        yield by_content(content_digest(key, row.date, entry.amount_minor, row.currency, row.description), 0)
