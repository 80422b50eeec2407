"""Guesses the category of a transaction from the entries of the lexicon that its text holds.

Of several the one of the highest rank wins (words for own accounts where nobody else is named, a bank's term, a brand,
a plain word, a mere "refund"), then the longest. Rails (TWINT, Zelle, a wire) are no entries: the party behind decides.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from app.merchants.brands import brand_of, is_doubtful, is_ordinary
from app.merchants.lexicon import BANKING, BRANDS, OWN_ACCOUNTS, WORDS, Entry, hits_in, hits_in_merchant, words_of
from app.merchants.name_words import is_fee
from app.merchants.own_accounts import names_nobody_else
from app.merchants.people import paid_person
from app.merchants.words import INCOMING, PAYMENT_RAILS, PEOPLE_RAILS, SENT_WORDS, TRANSFER_WORDS

# Two equally ranked hits that disagree: the longer still wins, but less surely.
_DISPUTED = 0.85
# A brand outside of the merchant's name may be a place or a reference, one behind other words another's name.
_ELSEWHERE = 0.9
# A brand called by an ordinary word, with words behind it of which nothing is known: a town mostly, or another's name.
_DOUBTED = 0.8
_FEE = 0.93

_INCOME = frozenset(["salary", "interest-income", "refunds", "benefits", "other-income"])
_MOVES = frozenset(["transfer", "savings-investments"])
# What a bank or an office takes or pays for an account, whatever words for it stand beside.
_CLAIMS = frozenset(["bank-fees", "interest-income", "taxes"])
_SENT = INCOMING | PEOPLE_RAILS | PAYMENT_RAILS | TRANSFER_WORDS | SENT_WORDS
_PEOPLE = {"+": "payments-from-people", "-": "payments-to-people"}

_RANK = attrgetter("rank")
_WEIGHT = attrgetter("weight")
_SURENESS = attrgetter("rank", "confidence", "size")


class Guess(NamedTuple):
    """A category slug and how often such a guess is right, 0..1.

    `settled` says that a bank's term, a known brand or a person decided, and not a mere word in the name.
    """

    category: str
    confidence: float
    settled: bool = True


def guess(merchant: str, description: str, amount_minor: int) -> Guess | None:
    """Returns a guess at the category of a transaction, or None where no word is known.

    ``merchant`` is the clean name (empty if there is none), ``description`` the raw text, ``amount_minor`` the signed
    amount (only its sign counts).
    """
    sign = "+" if amount_minor > 0 else "-" if amount_minor < 0 else ""
    if not merchant and is_fee(words_of(description)):
        return Guess("bank-fees", _FEE)  # whatever it is for
    named, hits = _hits(merchant, description, sign)
    best = _best(named, hits, sign, description)
    if sign and (best is None or best.rank < BANKING or best.slug in _MOVES):
        likely = paid_person(merchant, description, sign)
        if likely:
            return Guess(_PEOPLE[sign], likely)
    return (
        Guess(best.slug, _certainty(best, named, hits, merchant or description, description), best.rank >= BRANDS)
        if best
        else None
    )


def _hits(merchant: str, description: str, sign: str) -> tuple[list[Entry], list[Entry]]:
    """The entries in the merchant's name, and all; those for own accounts only where nobody else is named or claims."""
    named = hits_in_merchant(merchant or description, sign)
    hits = named if description == merchant else named + hits_in(description, sign)
    named, hits = _true_brands(merchant or description, named, hits)
    if any(hit.rank == OWN_ACCOUNTS for hit in hits) and (
        any(hit.slug in _CLAIMS and hit.rank == BANKING for hit in hits)
        or not names_nobody_else(f"{description} {merchant}")
    ):
        return _without_own(named), _without_own(hits)
    return named, hits


def _true_brands(name: str, named: list[Entry], hits: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The entries without ordinary words that are brands only where they are the merchant's whole name."""
    if not any(map(_may_mislead, hits)):
        return named, hits
    words = words_of(name)
    saying = {word for hit in hits if hit.slug == "refunds" for word in hit.term.split()}
    begin = next((index for index, word in enumerate(words) if word not in saying), 0)
    brand = brand_of(words[begin:])
    return _only(brand, named), _only(brand, hits)


def _only(brand: str | None, hits: Sequence[Entry]) -> list[Entry]:
    return [hit for hit in hits if hit.name == brand or not _may_mislead(hit)]


def _may_mislead(hit: Entry) -> bool:
    return hit.rank == BRANDS and " " not in hit.term and is_ordinary(hit.term)


def _without_own(hits: Sequence[Entry]) -> list[Entry]:
    return [hit for hit in hits if hit.rank != OWN_ACCOUNTS]


def _best(named: Sequence[Entry], hits: Sequence[Entry], sign: str, description: str) -> Entry | None:
    if not hits:
        return None
    if sign == "+":
        if any(hit.slug == "salary" and hit.rank == BANKING for hit in hits):
            # Pay is income whoever pays it: a school, a shop. Only a tax refund or a pension may come the same way.
            return max((hit for hit in hits if _is_income(hit)), key=_SURENESS)
        if any(hit.slug == "refunds" for hit in hits):
            named, hits = _reducible(named), _reducible(hits) or hits
        best = _heaviest(named, hits)
        return None if _is_pay_of_a_firm(best, hits, description) else best
    return _heaviest(named, hits)


def _reducible(hits: Sequence[Entry]) -> list[Entry]:
    """What a refund reduces: the shop, however the money came; rent that comes back is no income."""
    spent = [hit for hit in hits if hit.slug not in _INCOME]
    shops = [hit for hit in spent if hit.rank == BRANDS]
    return [hit for hit in spent if hit.slug not in _MOVES] if shops else spent


def _heaviest(named: Sequence[Entry], hits: Sequence[Entry]) -> Entry:
    best = max(hits, key=_WEIGHT)
    return max(max(named, key=_WEIGHT), best, key=_RANK) if named else best


def _is_income(hit: Entry) -> bool:
    return hit.slug in _INCOME or (hit.slug == "taxes" and hit.sign == "+")


def _is_pay_of_a_firm(best: Entry, hits: Sequence[Entry], description: str) -> bool:
    """Whether money came by transfer from somebody who is called by what they sell, and nothing says refund."""
    if best.rank > WORDS or best.slug in _INCOME or any(hit.slug == "refunds" for hit in hits):
        return False
    words = words_of(description)
    return not _SENT.isdisjoint((*words, *map("".join, pairwise(words))))


def _certainty(best: Entry, named: Sequence[Entry], hits: Sequence[Entry], name: str, description: str) -> float:
    certainty = best.confidence
    if best.rank == BRANDS and (best not in named or best.name != brand_of(words_of(name))):
        certainty *= _ELSEWHERE
    if _may_mislead(best) and is_doubtful(_from(best.term, words_of(description))):
        certainty *= _DOUBTED
    if len(hits) > 1 and any(e.rank == best.rank and e.slug != best.slug and e.size >= best.size for e in hits):
        certainty *= _DISPUTED
    return round(certainty, 3)


def _from(word: str, words: Sequence[str]) -> Sequence[str]:
    return words[words.index(word) :] if word in words else ()
