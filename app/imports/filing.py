"""Where imported rows are filed: by the workspace's categoriser, but for what the sender of JSON rows said themselves."""

from collections.abc import Sequence
from typing import NamedTuple

from bson import ObjectId

from app.categories import service as categories
from app.imports.entries import Entry
from app.imports.json_rows import JsonRow
from app.infra.mongo import Scope
from app.rules import service as rules
from app.rules.decisions import kind_of
from app.transactions.documents import CATEGORY_FIELDS, Filing


class Told(NamedTuple):
    """A filing some fields of which a user set."""

    merchant: str | None
    category_id: ObjectId | None
    category: str | None
    tier: str
    confidence: float | None
    kind: str
    tags: Sequence[str]
    notes: str | None


class Filer:
    """Files the rows of one import."""

    def __init__(self, scope: Scope) -> None:
        self._categoriser = rules.load_categoriser(scope)
        self._categories = categories.by_slug(scope)

    def file(self, entry: Entry, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        """The filing of a row, and the fields no rule may change because a user set them."""
        row = entry.row
        if isinstance(row, JsonRow):
            return self._told(entry, row, account_id)
        return self._categoriser.file(row.description, entry.amount_minor, row.currency, account_id), ()

    def _told(self, entry: Entry, row: JsonRow, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        found = self._categoriser.file(
            row.description, entry.amount_minor, row.currency, account_id, merchant=row.merchant, notes=row.notes
        )
        told = Told(
            row.merchant or found.merchant,
            found.category_id,
            found.category,
            found.tier,
            found.confidence,
            found.kind,
            tuple(dict.fromkeys((*row.tags, *found.tags))),
            row.notes or found.notes,
        )
        locked = [name for name in ("merchant", "notes", "tags") if getattr(row, name)]
        # A category deleted since the request was checked counts as not given.
        if row.category and (category := self._categories.get(row.category)):
            kind = kind_of(category["kind"], entry.amount_minor)
            told = told._replace(
                category_id=category["_id"], category=category["slug"], tier="user", confidence=1.0, kind=kind
            )
            locked += CATEGORY_FIELDS
        return told, tuple(locked)
