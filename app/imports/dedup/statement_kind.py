"""Kinds of statements: what two of one kind tell differently is different, two of different kinds may tell the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.formats.interface import TableReader
from app.imports import store
from app.imports.dedup.cross_source import Days
from app.imports.drafting.prescan import Prescan
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
    """The statement whose lines are being recognised. `restores_deleted`: what a user deleted is to come back."""

    import_id: ObjectId
    kind: str
    period: Days
    restores_deleted: bool

    @classmethod
    def of(cls, document: Mapping[str, Any], prescan: Prescan) -> "Source":
        """That of an import's document with its layout."""
        restores = bool(document["options"].get("restore_deleted"))
        return cls(document["_id"], source_kind_of(document), prescan.period or _ALWAYS, restores)

    def others(self, scope: Scope, account_ids: Iterable[ObjectId]) -> dict[ObjectId, OtherImport]:
        """The other imports that fed some accounts, by their ids; usually few."""
        found = store.find_other_imports(scope, list(account_ids), self.import_id)
        return {document["_id"]: OtherImport(source_kind_of(document), _period(document)) for document in found}


def source_kind_of(document: Mapping[str, Any]) -> str:
    """The kind of an import's statement: a table's header, else the format, which then fixes how rows are told."""
    table = isinstance(reader_of(document["reader"]), TableReader)
    return str(document["signature"] if table else document["reader"])


def _period(document: Mapping[str, Any]) -> Days:
    return document.get("first_day") or _ALWAYS[0], document.get("last_day") or _ALWAYS[1]
