"""What of merchants may leave the machine in one prompt: names of businesses; of others what a redactor leaves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.ai.redaction import Redactor, Shop, merchant_for_model
from app.auth import service as auth
from app.infra.database.mongo import Scope
from app.money import from_minor
from app.refiling.asking.prompt import Question
from app.transactions import service as transactions
from app.transactions.service import UnknownMerchant
from app.workspaces import service as workspaces

_PLACEHOLDER = re.compile("‹[^›]*›")


@dataclass(frozen=True, slots=True)
class Leaving:
    """The redaction of one prompt; with `share` the names of businesses leave as they are, but for those of `names`."""

    redactor: Redactor
    share: bool
    names: Sequence[str]

    @classmethod
    def of(cls, scope: Scope) -> "Leaving":
        """Returns the redaction of a prompt for a workspace."""
        share = workspaces.ai_settings(scope.workspace_id)["share_merchants"]
        return cls(transactions.redactor(scope), share, auth.names_of_members(scope.workspace_id))

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each kind was masked."""
        return self.redactor.counts

    def those_that_may(self, merchants: Sequence[UnknownMerchant]) -> list[UnknownMerchant]:
        """Returns the merchants of whose names something may leave that tells what they are."""
        return [each for each in merchants if self._name(each)]

    def question(self, merchant: UnknownMerchant) -> Question:
        """Returns a merchant as it may be asked about."""
        sign, currency = -1 if merchant["amount_minor"] < 0 else 1, merchant["currency"]
        usual = from_minor(sign * (abs(merchant["amount_minor"]) // merchant["rows"]), currency)
        return Question(self._name(merchant), usual, currency)

    def _name(self, merchant: UnknownMerchant) -> str:
        """The name as it may leave; empty where no word is left of it. Each of its texts has to show a business."""
        name, texts = merchant["merchant"], merchant["descriptions"]
        shown = [merchant_for_model(Shop(name, text, self.share), self.names) for text in texts]
        if shown and all(shown):
            return shown[0] or ""
        left = self.redactor.redact(name)
        return left if any(char.isalpha() for char in _PLACEHOLDER.sub("", left)) else ""
