"""The names of a workspace that questions use, kept in memory until something of the workspace changes."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bson import ObjectId
from cachetools import LRUCache

from app.accounts import service as accounts
from app.accounts.documents import Account
from app.ai.questions import CategoryName, Vocabulary, folded_words
from app.categories import service as categories
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.merchants.brands import brand_of
from app.merchants.lexicon import words_of
from app.transactions.measuring import service as measuring

# Of all workspaces together in one process: some tens of megabytes.
_MOST_NAMES = 100_000


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The categories and accounts of a workspace, and the vocabulary made of all its names."""

    categories: Mapping[ObjectId, Category]
    accounts: Sequence[Account]
    vocabulary: Vocabulary

    @staticmethod
    def folded(text: str) -> str:
        """Returns the words of a text between spaces, in small letters without accents and signs."""
        return f" {folded_words(text)} "

    def below(self, slugs: Sequence[str]) -> frozenset[ObjectId]:
        """Returns the ids of categories and of all that are below them."""
        found = {key for key, category in self.categories.items() if category["slug"] in slugs}
        parents = {key: category["parent_id"] for key, category in self.categories.items()}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return frozenset(found)


_kept: LRUCache[ObjectId, tuple[int, int, KnownNames]] = LRUCache(_MOST_NAMES, getsizeof=lambda kept: kept[1])
_guard = threading.Lock()


def known_names(scope: Scope, seq: int) -> KnownNames:
    """Returns the names of the workspace, read anew if its counter has moved on from `seq`."""
    with _guard:
        found = _kept.get(scope.workspace_id)
    if found is not None and found[0] == seq:
        return found[2]
    names, size = _read(scope)
    with _guard:
        _kept.pop(scope.workspace_id, None)
        if size <= _kept.maxsize:
            _kept[scope.workspace_id] = seq, size, names
    return names


def _read(scope: Scope) -> tuple[KnownNames, int]:
    """The names, and how many there are."""
    merchants, tags = measuring.merchants(scope), measuring.tags(scope)
    known, own = categories.known(scope), accounts.list_accounts(scope)
    vocabulary = Vocabulary(
        [CategoryName(each["slug"], each["name"], each["kind"]) for each in known.values()],
        merchants,
        {str(account["_id"]): account["name"] for account in own},
        tags,
        {str(account["_id"]): account["type"] for account in own},
        lambda text: brand_of(words_of(text)),
    )
    return KnownNames(known, own, vocabulary), len(merchants) + len(tags) + len(known) + len(own)
