"""The tiers that decide on a category, in order: rules, merchant memory (learned from corrections), local lexicon, AI.

The last is what a language model said about the merchant when it was asked.
"""

from collections.abc import Callable, Container
from typing import Literal, NamedTuple, Protocol

from app.merchants.guesses import Guess, guess
from app.merchants.names import keys_of, merchant_key
from app.rules.candidate import Candidate
from app.rules.matcher import Matcher

Tier = Literal["rule", "learned", "local", "ai", "none"]
LocalModel = Callable[[str, str, int], Guess | None]

RULE_CONFIDENCE = 1.0
LEARNED_CONFIDENCE = 0.95
# Below this a guess is wrong too often to be worth correcting: the row stays uncategorised.
LOCAL_BAR = 0.6

NO_RULES = Matcher(())


class Memory(Protocol):
    """What corrections taught: slugs of categories by merchant key. A dict will do."""

    def get(self, key: str, /) -> str | None:
        """Returns the slug under which the user filed a merchant, or None."""


class Told(Protocol):
    """What a language model said about merchants."""

    def get(self, key: str, amount_minor: int, /) -> Guess | None:
        """Returns the category that the model gave a merchant, if it fits the sign of the amount."""


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


_UNDECIDED = Decision(None, "none", None)


def decide(
    candidate: Candidate,
    matcher: Matcher = NO_RULES,
    memory: Memory | None = None,
    *,
    known: Container[str] | None = None,
    local: LocalModel = guess,
    told: Told | None = None,
) -> Decision:
    """Returns the decision on one transaction; the first tier that knows a category wins.

    ``known`` holds the slugs of the workspace: a tier that names another (a deleted category) is passed over. A rule
    without a category still gives its merchant, tags and notes.
    """
    rule = matcher.first_match(candidate)
    if rule and _usable(rule.category, known):
        decision = Decision(rule.category, "rule", RULE_CONFIDENCE)
    else:
        merchant = (rule.merchant if rule else None) or candidate.merchant or ""
        decision = (
            _learned(memory, merchant, known)
            or _guessed(local, merchant, candidate, known)
            or _told(told, merchant, candidate, known)
            or _UNDECIDED
        )
    if rule is None:
        return decision
    return Decision(*decision[:3], rule.rule_id, rule.merchant, rule.tags, rule.notes, rule.kind)


def _learned(memory: Memory | None, merchant: str, known: Container[str] | None) -> Decision | None:
    """The category taught for a merchant, under its key or the one it had before."""
    if memory is None or not merchant:
        return None
    slug = next((slug for key in keys_of(merchant) if (slug := memory.get(key))), None)
    return Decision(slug, "learned", LEARNED_CONFIDENCE) if _usable(slug, known) else None


def _guessed(local: LocalModel, merchant: str, candidate: Candidate, known: Container[str] | None) -> Decision | None:
    found = local(merchant, candidate.description, candidate.amount_minor)
    if found and found.confidence >= LOCAL_BAR and _usable(found.category, known):
        return Decision(found.category, "local", found.confidence)
    return None


def _told(told: Told | None, merchant: str, candidate: Candidate, known: Container[str] | None) -> Decision | None:
    found = told.get(merchant_key(merchant), candidate.amount_minor) if told and merchant else None
    return Decision(found.category, "ai", found.confidence) if found and _usable(found.category, known) else None


def _usable(slug: str | None, known: Container[str] | None) -> bool:
    return slug is not None and (known is None or slug in known)
