"""Files one transaction after another as a workspace's rules, corrections and the local lexicon say.

A statement repeats itself, so what was decided for a row is remembered by the facts the decision could look at.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.merchants.masking import MASK, masked
from app.merchants.names import keys_of, merchant_of
from app.rules.conditions import Candidate, Matcher, compile_rules
from app.rules.filing import Filing, kind_of
from app.rules.tiers import LEARNED_CONFIDENCE, RULE_CONFIDENCE, Memory, decide

Document = Mapping[str, Any]

# Rows remembered for repeats; 16,384 filings with their texts are some 10 MB.
REMEMBERED = 16384


class Categoriser:
    """Decides with a workspace's rules (enabled or not), merchant memory and categories (by slug).

    Threads may share one. At most `remembered` decisions are kept for rows that repeat.
    """

    def __init__(
        self,
        rules: Sequence[Document],
        memory: Memory,
        categories: Mapping[str, Document],
        remembered: int = REMEMBERED,
    ) -> None:
        self._most = remembered
        self._matcher = compile_rules(rules)
        self._memory = memory
        self._categories = categories
        read = self._matcher.fields
        self._by_amount = bool(read & {"amount", "amount_abs"})
        self._by_place = bool(read & {"account_id", "currency"})
        self._by_text = "description" in read
        self._remembered: dict[tuple[Any, ...], Filing] = {}

    def file(
        self,
        description: str,
        amount_minor: int,
        currency: str,
        account_id: ObjectId | None,
        merchant: str | None = None,
        notes: str | None = None,
        *,
        payee: str = "",
    ) -> Filing:
        """Where a row belongs.

        A `merchant` of None is read out of `payee`, the other party's own name where the source has one, and of the
        description; an empty one is none.
        """
        text = description if self._by_text else masked(description)
        party = masked(payee) if payee else ""
        facts = (
            text,
            party,
            merchant,
            notes,
            (amount_minor > 0) - (amount_minor < 0),
            (amount_minor, currency) if self._by_amount else None,
            (account_id, currency) if self._by_place else None,
        )
        filing = self._remembered.get(facts)
        if filing is None:
            name = merchant_of(text, party) if merchant is None else merchant
            # A number got into the name, so this row stands for no other.
            unlike = merchant is None and not self._by_text and MASK in name
            if unlike:
                name, text = merchant_of(description, payee), description
            row = Candidate(name, text, amount_minor, currency, notes or "", str(account_id or ""))
            filing = self._decide(row)
            if not unlike:
                self._remember(facts, filing)
        return filing

    def _remember(self, facts: tuple[Any, ...], filing: Filing) -> None:
        if len(self._remembered) >= self._most:
            self._remembered.clear()
        self._remembered[facts] = filing

    def _decide(self, row: Candidate) -> Filing:
        decision = decide(row, self._matcher, self._memory, known=self._categories)
        category = self._categories[decision.category] if decision.category else None
        return Filing(
            merchant=decision.merchant or row.merchant or None,
            category_id=category["_id"] if category else None,
            category=decision.category,
            tier=decision.tier,
            confidence=decision.confidence,
            kind=decision.kind or kind_of(category["kind"] if category else None, row.amount_minor),
            tags=decision.tags,
            notes=decision.notes,
            rule_id=decision.rule_id,
        )


# Whether a past transaction is meant, and where it then belongs; None for one that is not.
Refiler = Callable[[Document], Filing | None]


def rule_refiler(rules: Sequence[Document], categories: Mapping[str, Document]) -> Refiler:
    """Files past transactions by the first rule that holds, disabled ones left out; what a rule leaves open stays."""
    matcher = compile_rules(rules)
    return lambda transaction: _by_rule(transaction, matcher, categories)


def _by_rule(transaction: Document, matcher: Matcher, categories: Mapping[str, Document]) -> Filing | None:
    rule = matcher.first_match(_candidate(transaction))
    if rule is None:
        return None
    filing = as_it_is(transaction)._replace(
        merchant=rule.merchant, tags=rule.tags, notes=rule.notes, rule_id=rule.rule_id
    )
    category = categories.get(rule.category) if rule.category else None
    if category:
        filing = _in_category(filing, category, transaction["amount_minor"], "rule", RULE_CONFIDENCE)
    return filing._replace(kind=rule.kind) if rule.kind else filing


def merchant_refiler(merchant: str, category: Document) -> Refiler:
    """Files the past transactions of a merchant under a category."""
    keys = keys_of(merchant)

    def refile(transaction: Document) -> Filing | None:
        if transaction["merchant_key"] not in keys:
            return None
        amount = transaction["amount_minor"]
        return _in_category(as_it_is(transaction), category, amount, "learned", LEARNED_CONFIDENCE)

    return refile


def as_it_is(transaction: Document) -> Filing:
    """The filing that changes nothing of a transaction."""
    return Filing(
        merchant=None,
        category_id=transaction["category_id"],
        category=transaction["category"],
        tier=transaction["category_tier"],
        confidence=transaction["confidence"],
        kind=transaction["kind"],
    )


def _in_category(filing: Filing, category: Document, amount_minor: int, tier: str, confidence: float) -> Filing:
    return filing._replace(
        category_id=category["_id"],
        category=category["slug"],
        tier=tier,
        confidence=confidence,
        kind=kind_of(category["kind"], amount_minor),
    )


def _candidate(transaction: Document) -> Candidate:
    return Candidate(
        transaction["merchant"] or "",
        transaction["description"],
        transaction["amount_minor"],
        transaction["currency"],
        transaction["notes"] or "",
        str(transaction["account_id"] or ""),
    )
