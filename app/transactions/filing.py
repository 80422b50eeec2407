"""Where a transaction belongs, as the categoriser of app/rules answers it."""

from collections.abc import Sequence
from typing import Protocol

from bson import ObjectId


class Filing(Protocol):
    """Anything with these attributes files a transaction."""

    @property
    def merchant(self) -> str | None:
        """The clean name of who was paid, or who paid."""

    @property
    def category_id(self) -> ObjectId | None:
        """The category; None for uncategorised."""

    @property
    def category(self) -> str | None:
        """The category's slug."""

    @property
    def tier(self) -> str:
        """By whose word: rule, learned, local or none."""

    @property
    def confidence(self) -> float | None:
        """0..1; None without a category."""

    @property
    def kind(self) -> str:
        """expense, income or transfer."""

    @property
    def tags(self) -> Sequence[str]:
        """Tags to add."""

    @property
    def notes(self) -> str | None:
        """Notes for a transaction that has none."""
