"""Where imported rows are filed: by the workspace's categoriser, but for what the sender of JSON rows said."""

from bson import ObjectId

from app.categories import service as categories
from app.imports.entries import Entry
from app.imports.readers.told_rows import JsonRow
from app.infra.mongo import Scope
from app.rules import service as rules
from app.rules.categoriser import Filing
from app.rules.decisions import kind_of
from app.transactions.documents import CATEGORY_FIELDS


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
        amount = entry.amount_minor
        return self._categoriser.file(row.description, amount, row.currency, account_id, payee=row.payee), ()

    def _told(self, entry: Entry, row: JsonRow, account_id: ObjectId) -> tuple[Filing, tuple[str, ...]]:
        found = self._categoriser.file(
            row.description, entry.amount_minor, row.currency, account_id, row.merchant, row.notes
        )
        filing = found._replace(
            merchant=row.merchant or found.merchant,
            notes=row.notes or found.notes,
            tags=tuple(dict.fromkeys((*row.tags, *found.tags))),
        )
        locked = [name for name in ("merchant", "notes", "tags") if getattr(row, name)]
        # A category deleted since the request was checked counts as not given.
        category = self._categories.get(row.category) if row.category else None
        if category is None:
            return filing, tuple(locked)
        kind = kind_of(category["kind"], entry.amount_minor)
        chosen = {"category_id": category["_id"], "category": category["slug"]}
        return filing._replace(**chosen, tier="user", confidence=1.0, kind=kind), (*locked, *CATEGORY_FIELDS)
