"""Which category a transaction gets, and by whose word: rules, then corrections, then the local lexicon."""

from collections.abc import Callable, Container
from typing import Literal, NamedTuple, Protocol

from app.merchants.lexicon import Guess, guess
from app.merchants.names import keys_of
from app.rules.conditions import Candidate, CompiledRule, Matcher

Tier = Literal["rule", "learned", "local", "none"]
LocalModel = Callable[[str, str, int], Guess | None]

RULE_CONFIDENCE = 1.0
LEARNED_CONFIDENCE = 0.95
# Below this a guess is wrong too often to be worth correcting: the row stays uncategorised.
LOCAL_BAR = 0.6

NO_RULES = Matcher(())


class Memory(Protocol):
    """What corrections taught: the slugs of categories by merchant key. A dict will do."""

    def get(self, key: str, /) -> str | None:
        """The slug under which the user filed a merchant, or None."""


class Decision(NamedTuple):
    """What to write on a transaction.

    ``category`` is a slug, ``confidence`` 0..1; both None when no tier knew. ``merchant``, ``tags``, ``notes`` and
    ``kind`` carry what the rule ``rule_id`` sets (None or empty: leave as it is), even when another tier found the
    category.
    """

    category: str | None
    tier: Tier
    confidence: float | None
    rule_id: str | None = None
    merchant: str | None = None
    tags: tuple[str, ...] = ()
    notes: str | None = None
    kind: str | None = None


def decide(
    candidate: Candidate,
    matcher: Matcher = NO_RULES,
    memory: Memory | None = None,
    *,
    known: Container[str] | None = None,
    local: LocalModel = guess,
) -> Decision:
    """Decide on one transaction; the first tier that knows a category wins.

    ``memory`` gives the slugs corrections taught. ``known`` holds the slugs of the workspace: a tier
    that names another (a deleted category) is passed over. A rule without a category still gives its merchant, tags
    and notes.
    """
    rule = matcher.first_match(candidate)
    merchant = rule.merchant if rule and rule.merchant else candidate.merchant
    category, tier, confidence = _categorise(candidate, rule, merchant, memory, known, local)
    if rule is None:
        return Decision(category, tier, confidence)
    return Decision(category, tier, confidence, rule.rule_id, rule.merchant, rule.tags, rule.notes, rule.kind)


def _categorise(
    candidate: Candidate,
    rule: CompiledRule | None,
    merchant: str,
    memory: Memory | None,
    known: Container[str] | None,
    local: LocalModel,
) -> tuple[str | None, Tier, float | None]:
    if rule and _usable(rule.category, known):
        return rule.category, "rule", RULE_CONFIDENCE
    learned = _learned(memory, merchant) if memory is not None and merchant else None
    if _usable(learned, known):
        return learned, "learned", LEARNED_CONFIDENCE
    guessed = local(merchant, candidate.description, candidate.amount_minor)
    if guessed and guessed.confidence >= LOCAL_BAR and _usable(guessed.category, known):
        return guessed.category, "local", guessed.confidence
    return None, "none", None


def _learned(memory: Memory, merchant: str) -> str | None:
    """What was taught of a merchant, under its key or the one it had before."""
    return next((slug for key in keys_of(merchant) if (slug := memory.get(key))), None)


def _usable(slug: str | None, known: Container[str] | None) -> bool:
    return slug is not None and (known is None or slug in known)
