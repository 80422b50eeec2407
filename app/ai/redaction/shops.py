"""Decides whether the name of a merchant may leave as it is, for a model to say what it sells: a business's may."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from app.ai.redaction.allowed_words import is_allowed, is_allowed_in_lower_case, is_day_word
from app.ai.redaction.cues import any_of, cues
from app.ai.redaction.known_names import KnownNames
from app.ai.redaction.normal_form import normalised
from app.ai.redaction.private_data import find_by_form
from app.merchants.brands import brand_of
from app.merchants.lexicon import words_of
from app.merchants.people import is_given_name
from app.merchants.words import PAYMENT_RAILS, PEOPLE_RAILS, PROCESSORS, SENT_WORDS, TRANSFER_WORDS

_CARD = re.compile(rf"(?<!\w)(?:{any_of('card purchases')})(?!\w)", re.IGNORECASE)
# What a British bank calls a purchase; its `to` is no transfer's.
_CARD_PAYMENT_TO = re.compile(r"\bcard (?:payment|purchase) (?:to|from)\b", re.IGNORECASE)
_CREDITOR = re.compile(
    r"\b[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{5,28}\b|\b(?:gläubiger|glaeubiger|creditor|créancier|creancier|incassant)"
    r"[ -]?id",
    re.IGNORECASE,
)
_STORE = re.compile(
    r"#\s?\d{2,6}\b|\b(?:store|filiale|fil|shop|branch|loja|magasin|tienda|negozio|winkel|butik|sklep)"
    r"\.?\s?(?:(?:no|nr)\.?\s?)?\d{2,6}\b",
    re.IGNORECASE,
)
_OTHER_LETTERS = re.compile(r"(?![\u0000-\u024f\u1e00-\u1eff])[^\W\d_]")
_LEGAL_FORMS = cues("legal forms")
_ALWAYS_CUES = cues("transfers")
# They carry money to shops by direct debit and at tills as well.
_CUES = (PEOPLE_RAILS | TRANSFER_WORDS | SENT_WORDS | PAYMENT_RAILS) - {"sepa", "ach", "ideal", "bancontact", "paypal"}
_PROCESSORS_OF_ANYBODY = cues("processors of anybody")
_BOUNDS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


class Shop(NamedTuple):
    """A row's merchant, cleaned, and the bank's text around it.

    `share` is what the workspace allows (`ai.share_merchants`), `seen_widely` whether three workspaces have it.
    """

    merchant: str
    description: str
    share: bool
    seen_widely: bool = False


def merchant_for_model(shop: Shop, names: Collection[str] = ()) -> str | None:
    """Returns the merchant's name if it may leave, None if not; `names` are those of users, members and holders.

    It may where the row shows a business, nobody is paid by transfer, and neither a person's name nor any other private
    data is in it. In other letters than Latin ones given names are not known, so that none of them leaves.
    """
    name = normalised(shop.merchant).strip()
    if not shop.share or not any(map(str.isalpha, name)) or _OTHER_LETTERS.search(name):
        return None
    description = normalised(shop.description)
    if not (shop.seen_widely or _shows_business(name, description)) or _is_transfer(name, description):
        return None
    if _may_be_person(name, only_till=not (shop.seen_widely or _is_certain(name, description))):
        return None
    private = find_by_form(name, "") or list(KnownNames(names).find(name)) or _holds_address(name, description)
    return None if private else name


def amount_bucket(amount: Decimal) -> str:
    """Returns the direction of an amount and between which round figures it is: `out 10-20`."""
    size = abs(amount)
    above = next((bound for bound in _BOUNDS if size < bound), None)
    below = max((bound for bound in _BOUNDS if bound <= size), default=0)
    return f"{'out' if amount < 0 else 'in'} {below}-{above}" if above else f"{'out' if amount < 0 else 'in'} {below}+"


def _shows_business(name: str, description: str) -> bool:
    return _is_certain(name, description) or _has_processor(description)


def _is_certain(name: str, description: str) -> bool:
    """Whether a card was used, or a firm's form, number or store is written; people have processors, too."""
    if (
        _has_till_of_a_shop(description)
        or _CARD.search(description)
        or _CREDITOR.search(description)
        or _STORE.search(description)
    ):
        return True
    words = (*words_of(description.replace(".", "")), *words_of(name.replace(".", "")))
    return not _LEGAL_FORMS.isdisjoint(words)


def _has_processor(description: str) -> bool:
    before, star, behind = description.partition("*")
    words = words_of(before)
    return bool(star and behind.strip() and words and words[-1] in PROCESSORS)


def _has_till_of_a_shop(description: str) -> bool:
    """Whether the processor is one that is sold to restaurants and shops, and not to whoever sells something."""
    words = words_of(description.partition("*")[0])
    return _has_processor(description) and words[-1] not in _PROCESSORS_OF_ANYBODY


def _is_transfer(name: str, description: str) -> bool:
    """Whether somebody is paid by transfer; a word of the merchant's own name is no cue, but for the plainest."""
    said = words_of(_CARD_PAYMENT_TO.sub(" ", description))
    beside = {*said, *map("".join, pairwise(said))}
    return not _ALWAYS_CUES.isdisjoint(beside) or not _CUES.isdisjoint(beside - {*words_of(name)})


def _holds_address(name: str, description: str) -> bool:
    """Whether an address of the bank's text is in the name, which lost the number by which it is seen."""
    inside = {*words_of(name)}
    addresses = (span for span in find_by_form(description, "") if span.kind == "address")
    words = ({*re.findall(r"[^\W\d_]{2,}", description[start:end].casefold())} for start, end, _ in addresses)
    return any(each and each <= inside for each in words)


def _is_written_as_person(words: Sequence[str]) -> bool:
    """Whether a word that is not known follows initials, or one name that is a word: J K Quux, Will Quux."""
    if len(words) < 2 or is_allowed(words[-1]):
        return False
    initials = all(len(each) == 1 for each in words[:-1])
    return initials or (len(words) == 2 and (is_allowed_in_lower_case(words[0]) or is_day_word(words[0])))


def _may_be_person(name: str, *, only_till: bool) -> bool:
    """Whether a given name is in it, or words that say nothing where only a till of anybody shows a business."""
    words = words_of(name)
    if brand_of(words):
        return False
    if any(map(is_given_name, words)) or _is_written_as_person(words):
        return True
    return only_till and len(words) > 1 and not any(len(word) > 2 and is_allowed(word) for word in words)
