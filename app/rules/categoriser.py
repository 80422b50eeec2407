"""Categoriser: files one transaction after another by a workspace's rules, merchant memory, the local lexicon, and what
models said.

A statement repeats itself, so a decision is remembered by the facts that it could depend on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from app.categories.documents import Category
from app.merchants.masking import MASK, masked
from app.merchants.names import merchant_of
from app.rules.candidate import Candidate
from app.rules.documents import RuleFields
from app.rules.filing import Filing, kind_of
from app.rules.matcher import compile_rules
from app.rules.tiers import Memory, Told, decide

# Decisions kept for rows that repeat; 16,384 filings with their texts are some 10 MB.
REMEMBERED = 16384

# What a decision is remembered by: the description, the payee, the sign of the amount, which lexicon and kind depend
# on, and the merchant with all other facts that the workspace's rules look at.
_Key = tuple[str, str, int, object]


class Categoriser:
    """Decides with a workspace's rules (enabled or not), merchant memory and categories (by slug).

    Threads may share one. At most `remembered` decisions are kept for rows that repeat.
    """

    def __init__(
        self,
        rules: Sequence[RuleFields],
        memory: Memory,
        categories: Mapping[str, Category],
        remembered: int = REMEMBERED,
        told: Told | None = None,
    ) -> None:
        self._matcher = compile_rules(rules)
        self._memory = memory
        self._told = told
        self._categories = categories
        self._most = remembered
        self._remembered: dict[_Key, Filing] = {}
        # Rules that look at the description see its numbers; all others decide alike without them.
        self._by_description = "description" in self._matcher.facts
        self._facts = attrgetter(*sorted({"merchant", *self._matcher.facts} - {"description"}))

    def file(self, candidate: Candidate) -> Filing:
        """Returns where a transaction belongs."""
        text = candidate.description if self._by_description else masked(candidate.description)
        payee, amount = candidate.payee, candidate.amount_minor
        key = text, masked(payee) if payee else "", (amount > 0) - (amount < 0), self._facts(candidate)
        return self._remembered.get(key) or self._file_new(candidate, key)

    def _file_new(self, candidate: Candidate, key: _Key) -> Filing:
        text, payee, *_ = key
        name = merchant_of(text, payee) if candidate.merchant is None else candidate.merchant
        if candidate.merchant is None and not self._by_description and MASK in name:
            # A number got into the name, so this row stands for no other.
            name = merchant_of(candidate.description, candidate.payee)
            return self._decide(replace(candidate, merchant=name))
        filing = self._decide(replace(candidate, merchant=name, description=text))
        if len(self._remembered) >= self._most:
            self._remembered.clear()
        self._remembered[key] = filing
        return filing

    def _decide(self, candidate: Candidate) -> Filing:
        decision = decide(candidate, self._matcher, self._memory, known=self._categories, told=self._told)
        category = self._categories[decision.category] if decision.category else None
        return Filing(
            merchant=decision.merchant or candidate.merchant or None,
            category_id=category["_id"] if category else None,
            category=decision.category,
            tier=decision.tier,
            confidence=decision.confidence,
            kind=decision.kind or kind_of(category["kind"] if category else None, candidate.amount_minor),
            tags=decision.tags,
            notes=decision.notes,
            rule_id=decision.rule_id,
        )
