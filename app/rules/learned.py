"""The merchant memory of a workspace: which category users gave a merchant, read from the database on demand."""

from collections.abc import Mapping

from bson import ObjectId

from app.categories.documents import Category
from app.infra.connections import mongo
from app.infra.database.mongo import Scope
from app.rules import store

# A request files one transaction or a page of them; whoever asks for more is an import, which asks for thousands.
_SINGLY = 50


class LearnedMerchants:
    """Slugs of categories by merchant key: looked up one by one, after `_SINGLY` of them all at once."""

    def __init__(self, workspace_id: ObjectId, categories: Mapping[str, Category]) -> None:
        self._workspace_id = workspace_id
        self._slugs = {category["_id"]: slug for slug, category in categories.items()}
        self._read: dict[str, str | None] = {}
        self._complete = False

    def get(self, key: str, /) -> str | None:
        """Returns the slug under which users filed a merchant; None if they did not, or the category was deleted."""
        if key not in self._read and not self._complete:
            self._look_up(key)
        return self._read.get(key)

    def _look_up(self, key: str) -> None:
        if len(self._read) < _SINGLY:
            self._read[key] = self._slug_of(store.recall(self._scope(), key))
        else:
            self._read = {known: self._slug_of(found) for known, found in store.recall_all(self._scope())}
            self._complete = True

    def _scope(self) -> Scope:
        """A scope of its own: this may be kept longer than the transaction or connection it was made in."""
        return mongo.scope(self._workspace_id)

    def _slug_of(self, category_id: ObjectId | None) -> str | None:
        return self._slugs.get(category_id) if category_id else None
