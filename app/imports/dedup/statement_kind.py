"""The kind of statement an import came from, and the other imports of its accounts.

Two lines that differ in statements of one kind are two transactions; in statements of different kinds they may be one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from bson import ObjectId

from app.formats.interface import TableReader
from app.imports import store
from app.imports.documents import Days, ImportDocument, SourceFields
from app.imports.layouts.formats import reader_of
from app.infra.database.mongo import Scope

_ALWAYS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class OtherImport:
    """Another import of the account: the kind of its statement, and the days of its rows."""

    kind: str
    period: Days


@dataclass(frozen=True, slots=True)
class Source:
    """The statement whose lines are compared; with `restores_deleted`, transactions a user deleted come back."""

    import_id: ObjectId
    kind: str
    period: Days
    restores_deleted: bool

    @classmethod
    def of(cls, document: ImportDocument, period: Days | None) -> "Source":
        """Returns the source of an import whose rows lie between two days."""
        restores = bool(document["options"].get("restore_deleted"))
        return cls(document["_id"], source_kind_of(document), period or _ALWAYS, restores)

    def others(self, scope: Scope, account_ids: Iterable[ObjectId]) -> dict[ObjectId, OtherImport]:
        """Returns the other imports that wrote to some accounts, by their ids; usually few."""
        found = store.find_other_imports(scope, list(account_ids), self.import_id)
        return {document["_id"]: OtherImport(source_kind_of(document), period_of(document)) for document in found}


def source_kind_of(document: ImportDocument | SourceFields) -> str:
    """Returns the kind of an import's statement: a table's header, else the format, which fixes how rows are worded."""
    table = isinstance(reader_of(document["reader"]), TableReader)
    return str(document["signature"] if table else document["reader"])


def period_in(document: SourceFields, account_id: ObjectId) -> Days:
    """Returns the first and the last day of an import's rows in one account; of all its rows if that is not known."""
    days = document.get("days", {}).get(str(account_id))
    return (days["first"], days["last"]) if days else period_of(document)


def period_of(document: SourceFields) -> Days:
    """Returns the first and the last day of an import's rows."""
    return document.get("first_day") or _ALWAYS[0], document.get("last_day") or _ALWAYS[1]
