"""Cache in memory of values of a workspace, each valid until the revision it was read at moves on."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from bson import ObjectId
from cachetools import LRUCache

from app.infra.database.mongo import Scope

T = TypeVar("T")


class Kept(Generic[T]):
    """One value a workspace, those of at most `most` workspaces: the ones used last."""

    def __init__(self, most: int) -> None:
        self._values: LRUCache[ObjectId, tuple[int, T]] = LRUCache(most)
        self._guard = threading.Lock()

    def at_revision(self, scope: Scope, what: str, read: Callable[[], T]) -> T:
        """Returns the value of the workspace, read anew if `what` was revised since (`Scope.revise`).

        Inside a transaction it must be asked for before the transaction itself changes what is read. Of a workspace
        in which nothing was revised yet nothing is kept: its defaults may be written by the reading, and undone.
        """
        revision = scope.revision(what)
        with self._guard:
            found = self._values.get(scope.workspace_id)
        if found is not None and found[0] == revision:
            return found[1]
        value = read()
        if revision:
            with self._guard:
                self._values[scope.workspace_id] = revision, value
        return value
