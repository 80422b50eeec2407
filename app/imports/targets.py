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
    """The accounts of one import: found or opened when the first row for them comes, and then kept with the import."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._given: bool = document["account_id"] is not None
        self._name: str = document["account_name"]
        self._institution: str | None = document["layout"]["details"].get("bank")
        self._signature: str = document["signature"]
        self._known: dict[Slot, ObjectId] = {
            (target["identifier"], target["currency"]): target["account_id"] for target in document["targets"]
        }

    def slot(self, entry: Entry) -> Slot:
        """Where the row belongs; all rows are for the account the user named, if they named one."""
        return (None if self._given else entry.row.account, entry.row.currency)

    def missing(self, entries: Iterable[Entry]) -> list[Slot]:
        """The slots of these rows that have no account yet."""
        return [slot for slot in dict.fromkeys(map(self.slot, entries)) if slot not in self._known]

    def with_found(self, tx: Scope, entries: list[Entry]) -> dict[Slot, ObjectId]:
        """All slots known so far and those of these rows, found or opened in the transaction; nothing is kept yet."""
        found = dict(self._known)
        for slot in self.missing(entries):
            found[slot] = self._find(tx, slot, [entry for entry in entries if self.slot(entry) == slot])
        return found

    def known(self) -> dict[Slot, ObjectId]:
        """The accounts found so far."""
        return self._known

    def keep(self, found: dict[Slot, ObjectId]) -> None:
        """Remember what a transaction found, now that it is committed."""
        self._known = found

    def _find(self, tx: Scope, slot: Slot, entries: list[Entry]) -> ObjectId:
        identifier, currency = slot
        overlapped = None if identifier else self._overlapped(tx, currency, entries[:_COMPARED])
        if overlapped is not None:
            return overlapped
        account: Document = accounts.for_statement(tx, identifier, self._name, currency, self._institution)
        return ObjectId(account["_id"])

    def _overlapped(self, tx: Scope, currency: str, entries: list[Entry]) -> ObjectId | None:
        """The account that already holds most of these rows, among those fed by statements of the same kind.

        A statement without a number is so recognised under whatever file name it comes.
        """
        fed = set(store.accounts_fed(tx, self._signature))
        candidates = [a["_id"] for a in accounts.list_accounts(tx) if a["_id"] in fed and a["currency"] == currency]
        owners = {mark: account_id for account_id in candidates for mark in _marks(account_id, entries)}
        if not owners:
            return None
        hits = Counter(owners[mark] for mark in transactions.known_fingerprints(tx, list(owners)))
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
