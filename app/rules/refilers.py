"""Refilers: where existing transactions belong by a rule, by all rules, or by a merchant's new category."""

from collections.abc import Callable, Container, Mapping, Sequence

from app.categories.documents import Category
from app.merchants.names import keys_of
from app.rules.candidate import Candidate
from app.rules.documents import RuleFields, SavedTransaction
from app.rules.filing import Filing, kind_of
from app.rules.matcher import Matcher, compile_rules
from app.rules.tiers import LEARNED_CONFIDENCE, RULE_CONFIDENCE, Tier, Told

# Returns where an existing transaction belongs; None for one that the rule or merchant does not match.
Refiler = Callable[[SavedTransaction], Filing | None]


def rule_refiler(rules: Sequence[RuleFields], categories: Mapping[str, Category]) -> Refiler:
    """Returns a refiler by the first enabled rule that matches; what that rule does not set stays."""
    matcher = compile_rules(rules)
    return lambda transaction: _by_rule(transaction, matcher, categories)


def _by_rule(transaction: SavedTransaction, matcher: Matcher, categories: Mapping[str, Category]) -> Filing | None:
    rule = matcher.first_match(_candidate(transaction))
    if rule is None:
        return None
    filing = present_filing(transaction)._replace(
        merchant=rule.merchant, tags=rule.tags, notes=rule.notes, rule_id=rule.rule_id
    )
    category = categories.get(rule.category) if rule.category else None
    if category:
        filing = _in_category(filing, category, transaction["amount_minor"], "rule", RULE_CONFIDENCE)
    return filing._replace(kind=rule.kind) if rule.kind else filing


def merchant_refiler(merchant: str, category: Category) -> Refiler:
    """Returns a refiler that puts the transactions of a merchant into a category."""
    keys = keys_of(merchant)

    def refile(transaction: SavedTransaction) -> Filing | None:
        if transaction["merchant_key"] not in keys:
            return None
        amount = transaction["amount_minor"]
        return _in_category(present_filing(transaction), category, amount, "learned", LEARNED_CONFIDENCE)

    return refile


def told_refiler(told: Told, learned: Container[str], categories: Mapping[str, Category]) -> Refiler:
    """Returns a refiler of what has no category yet by what a model said, but for merchants that users filed."""

    def refile(transaction: SavedTransaction) -> Filing | None:
        key, amount = transaction["merchant_key"], transaction["amount_minor"]
        if not key or key in learned or transaction["category_id"] is not None:
            return None
        found = told.get(key, amount)
        if found is None:
            return None
        return _in_category(present_filing(transaction), categories[found.category], amount, "ai", found.confidence)

    return refile


def present_filing(transaction: SavedTransaction) -> Filing:
    """Returns the filing that changes nothing of a transaction."""
    return Filing(
        merchant=None,
        category_id=transaction["category_id"],
        category=transaction["category"],
        tier=transaction["category_tier"],
        confidence=transaction["confidence"],
        kind=transaction["kind"],
    )


def _in_category(filing: Filing, category: Category, amount_minor: int, tier: Tier, confidence: float) -> Filing:
    return filing._replace(
        category_id=category["_id"],
        category=category["slug"],
        tier=tier,
        confidence=confidence,
        kind=kind_of(category["kind"], amount_minor),
    )


def _candidate(transaction: SavedTransaction) -> Candidate:
    return Candidate(
        description=transaction["description"],
        amount_minor=transaction["amount_minor"],
        currency=transaction["currency"],
        account_id=transaction["account_id"],
        merchant=transaction["merchant"] or "",
        notes=transaction["notes"],
    )
