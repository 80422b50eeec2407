"""What a language model is told of a workspace, beside its texts: all of it passes through one redactor a prompt."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.ai.redaction import Redactor
from app.auth import service as auth
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.workspaces import service as workspaces

_COUNTRY_LETTERS = 2
# They say nothing of a payment; and that it is a transfer shows by its other leg alone.
_NOT_OFFERED = frozenset(["transfer", "other", "other-income"])


class Offered(NamedTuple):
    """The categories of a workspace that a model may choose from: by what it may call them, and as it is told them."""

    by_id: Mapping[str, Category]
    told: Sequence[Mapping[str, str]]

    def fitting(self, category_id: str, *, incoming: bool) -> Category | None:
        """Returns the category that a model named, if it was offered and can be that of the money's direction."""
        category = self.by_id.get(category_id)
        wrong = "expense" if incoming else "income"
        return category if category and category["kind"] != wrong else None


def redactor(scope: Scope) -> Redactor:
    """Returns a redactor for one prompt, which knows the names of the workspace's members and its country."""
    region = workspaces.locale(scope.workspace_id).replace("_", "-").rpartition("-")[2]
    return Redactor(auth.names_of_members(scope.workspace_id), region if len(region) == _COUNTRY_LETTERS else "")


def offered(categories: Iterable[Category], redact: Redactor) -> Offered:
    """Returns what a model is offered of a workspace's categories; the slug stands for each, or a number.

    A slug of the user's own may hold what must not leave; those of default categories are ours.
    """
    by_id: dict[str, Category] = {}
    told = []
    for number, category in enumerate(categories, 1):
        slug, words = category["slug"], category["slug"].replace("-", " ")
        if slug not in _NOT_OFFERED:
            shown = slug if category["default"] or redact.redact(words) == words else f"own-{number}"
            by_id[shown] = by_id[slug] = category
            told.append({"id": shown, "name": redact.redact(category["name"]), "kind": category["kind"]})
    return Offered(by_id, told)
