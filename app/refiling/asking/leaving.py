"""What of merchants and categories may leave the machine in one prompt: only what app.ai.redaction lets through."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ai.redaction import Redactor
from app.categories.documents import Category
from app.infra.database.mongo import Scope
from app.money import from_minor
from app.refiling.asking.prompt import Question, Shown
from app.transactions import service as transactions
from app.transactions.service import UnknownMerchant
from app.workspaces import service as workspaces

_PLACEHOLDER = re.compile("‹[^›]*›")


@dataclass(frozen=True, slots=True)
class Leaving:
    """The redaction of one prompt; with `share` the names of businesses leave as they are."""

    redactor: Redactor
    share: bool

    @classmethod
    def of(cls, scope: Scope) -> "Leaving":
        """Returns the redaction of a prompt for a workspace."""
        return cls(transactions.redactor(scope), workspaces.ai_settings(scope.workspace_id)["share_merchants"])

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each kind was masked."""
        return self.redactor.counts

    def shown(self, category: Category) -> Shown:
        """Returns a category's name as it may leave, and whether its slug may: that of a default one is ours."""
        words = category["slug"].replace("-", " ")
        slug_may_leave = category["default"] or self.redactor.redact(words) == words
        return Shown(self.redactor.redact(category["name"]), slug_may_leave)

    def those_that_may(self, merchants: Sequence[UnknownMerchant]) -> list[UnknownMerchant]:
        """Returns the merchants of whose names something may leave that tells what they are."""
        return [each for each in merchants if self._name(each)]

    def question(self, merchant: UnknownMerchant) -> Question:
        """Returns a merchant as it may be asked about."""
        amount, currency = merchant["amount_minor"], merchant["currency"]
        usual = from_minor(abs(amount) // merchant["rows"], currency)
        return Question(self._name(merchant), amount > 0, usual, currency)

    def _name(self, merchant: UnknownMerchant) -> str:
        """The name as it may leave; empty where no word is left of it."""
        name = self.redactor.redact(merchant["merchant"])
        return name if any(char.isalpha() for char in _PLACEHOLDER.sub("", name)) else ""
