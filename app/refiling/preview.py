"""The preview of a refiling: counts of what would change, and examples."""

from dataclasses import dataclass, field

from app.rules.service import Filing
from app.transactions import service as transactions
from app.transactions.documents import Change, Transaction

MOST_EXAMPLES = 20


@dataclass(slots=True)
class Preview:
    """What a request would change: how many transactions it matches and how many of them would change.

    `examined` are the newest transactions, all of them if `complete`; `examples` are (before, after).
    """

    matching: int = 0
    changing: int = 0
    examined: int = 0
    complete: bool = True
    examples: list[Change] = field(default_factory=list)

    def add(self, transaction: Transaction, filing: Filing | None) -> None:
        """Count a transaction and what its filing would change; None for one that is not matched."""
        self.examined += 1
        if filing is None:
            return
        self.matching += 1
        after = transactions.refiled(transaction, filing)
        if after != transaction:
            self.changing += 1
            if len(self.examples) < MOST_EXAMPLES:
                self.examples.append((transaction, after))
