"""The tiers that decide on a category, in order: rules, merchant memory (learned from corrections), lexicon, model, AI.

The model is that of shops' names, which is shipped. AI is what a language model said about the merchant when it was
asked: about rows that no tier before is sure enough of, which stay uncategorised with the tier "none".
"""

from collections.abc import Callable, Container, Mapping
from typing import Literal, NamedTuple, Protocol

from app.ai.classifier import Prediction, predict
from app.merchants.guesses import Guess, guess
from app.merchants.names import keys_of, merchant_key
from app.merchants.people import without_given_name
from app.rules.candidate import Candidate
from app.rules.matcher import Matcher

Tier = Literal["rule", "learned", "local", "model", "ai", "none"]
Lexicon = Callable[[str, str, int], Guess | None]

RULE_CONFIDENCE = 1.0
LEARNED_CONFIDENCE = 0.95
# Below its bar a tier is wrong too often to be worth correcting: the row stays uncategorised.
BARS: Mapping[Tier, float] = {"local": 0.6, "model": 0.6}
# A plain word that the model makes less of, and one in what it takes for no shop at all (METRO BANK), measured on
# merchants that neither knew (`python -m bench categories`).
_ALONE, _NO_SHOP = 0.9, 0.65
# How sure the model must be of a shop to file a refund there, rather than among the refunds.
_SHOP_SURE = 0.8

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
    lexicon: Lexicon = guess,
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
            or _local(lexicon, merchant, candidate, known)
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


def _local(lexicon: Lexicon, merchant: str, candidate: Candidate, known: Container[str] | None) -> Decision | None:
    """What lexicon and model make of a transaction, if it is sure enough."""
    found = lexicon(merchant, candidate.description, candidate.amount_minor)
    best = Decision(found.category, "local", found.confidence) if found else _UNDECIDED
    if merchant and not (found and found.settled) and _may_be_bought(found, candidate.amount_minor):
        best = _weighed(best, predict(without_given_name(merchant)))
    sure = best.confidence is not None and best.confidence >= BARS.get(best.tier, 0.0)
    return best if sure and _usable(best.category, known) else None


def _may_be_bought(found: Guess | None, amount_minor: int) -> bool:
    """Money that comes in is no purchase, unless a word says that it comes back."""
    return amount_minor <= 0 or (found is not None and found.category == "refunds")


def _weighed(found: Decision, predicted: Prediction | None) -> Decision:
    """A plain word of the lexicon against what the model makes of the whole name: the surer, by what the other says."""
    if found.category == "refunds" and (predicted is None or predicted.confidence < _SHOP_SURE):
        return found
    if predicted is None:
        return _times(found, _NO_SHOP)
    by_model = Decision(predicted.category, "model", predicted.confidence)
    if found.confidence is None or found.category == "refunds":
        return by_model
    if found.category == predicted.category:
        surest = found._replace(confidence=max(found.confidence, predicted.confidence))
        return surest if predicted.confidence >= BARS["model"] else _times(surest, _ALONE)
    likelihood = found.confidence * (1 - predicted.confidence) / (1 - found.confidence * predicted.confidence)
    if likelihood >= 1 / 2:
        return found._replace(confidence=round(likelihood, 3))
    return _times(by_model, 1 - likelihood)


def _times(decision: Decision, factor: float) -> Decision:
    return decision._replace(confidence=decision.confidence and round(decision.confidence * factor, 3))


def _told(told: Told | None, merchant: str, candidate: Candidate, known: Container[str] | None) -> Decision | None:
    found = told.get(merchant_key(merchant), candidate.amount_minor) if told and merchant else None
    return Decision(found.category, "ai", found.confidence) if found and _usable(found.category, known) else None


def _usable(slug: str | None, known: Container[str] | None) -> bool:
    return slug is not None and (known is None or slug in known)
