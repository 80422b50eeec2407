"""Tells whom a text names besides own accounts and their owners: nobody, somebody unknown, a person, a shop."""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.merchants.guesses import guess
from app.merchants.lexicon import BRANDS, hits_in, words_of
from app.merchants.names import merchant_of
from app.merchants.own_accounts import names_nobody_else
from app.merchants.words import (
    BANK_RAILS,
    BOUGHT_WORDS,
    FIRM_WORDS,
    MOVING_WORDS,
    PAYMENT_RAILS,
    PEOPLE_RAILS,
    TRANSFER_WORDS,
)

_PEOPLE = frozenset(["payments-from-people", "payments-to-people"])
# Categories of what moves between own accounts; money that came in without a word is as well a transfer.
_MOVES = frozenset(["transfer", "savings-investments"])
_MAY_MOVE = frozenset(["other-income", "loan-payments"])
_CASH = "cash"
# What a bank, an employer or an office pays or takes, never the purpose of an own transfer.
_CLAIMS = frozenset(["salary", "interest-income", "refunds", "benefits", "bank-fees", "taxes"])

# Rails between banks carry a person's own money as well; all others are for paying somebody.
_WALLETS = (PEOPLE_RAILS | PAYMENT_RAILS) - BANK_RAILS - FIRM_WORDS
_MOVING = TRANSFER_WORDS | MOVING_WORDS
# Words of firms that stand in the owner's own movements as well.
_OF_MONEY = frozenset(["bank", "capital", "card", "exchange", "finance", "fund", "funds", "invest", "loan", "payments"])
_FIRMS = FIRM_WORDS - _OF_MONEY
_MOVING_PAIRS = frozenset(["topup", "standingorder", "addmoney", "addedmoney", "moneyadded", "moneyin", "moneyout"])
_TOKEN = re.compile(r"(?<![^\W_])[^\W_](?:[^\W_]|[-_/](?=[^\W_])){6,40}[^\W_](?![^\W_])")
_DAY = re.compile(
    r"(?:19|20)\d{6}|\d{4}-\d\d-\d\d|\d\d[-/]\d\d[-/]\d{4}|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20\d\d"
)
_FEWEST_DIGITS = 3


class Party(IntEnum):
    """Whom a text names, the least in the way of a transfer first."""

    NOBODY = 0
    UNKNOWN = 1
    # A plain word for what is sold, which a person may write as the purpose of a transfer: rent, holiday.
    PURPOSE = 2
    PERSON = 3
    # A shop, a firm, an employer, a fee, interest: what a bank's words or a brand say for sure.
    FIRM = 4


class Reading(NamedTuple):
    """What the words of a text say when the names of own accounts are taken out."""

    party: Party
    # Whether it is in the bank's own words for money between own accounts.
    own_words: bool
    cash: bool


def is_moving(words: Sequence[str]) -> bool:
    """Whether a text has a word for moving money."""
    return not _MOVING.isdisjoint(words) or any("".join(pair) in _MOVING_PAIRS for pair in pairwise(words))


@lru_cache(maxsize=4096)
def read_party(rest: tuple[str, ...], sign: int) -> Reading:
    """Returns whom the rest of a text names; `sign` is that of the amount."""
    text = " ".join(word for word in rest if word not in MOVING_WORDS)
    nobody = names_nobody_else(text)
    merchant = "" if nobody else merchant_of(text, "")
    found = guess(merchant, text, sign) if text else None
    slug = found.category if found else None
    if slug == _CASH:
        return Reading(Party.NOBODY if nobody else Party.UNKNOWN, own_words=False, cash=True)
    if slug in _MOVES:
        return Reading(Party.NOBODY if nobody else Party.UNKNOWN, own_words=nobody, cash=False)
    return Reading(_party(slug, rest, sign, nobody=nobody), own_words=False, cash=False)


def _party(slug: str | None, rest: Sequence[str], sign: int, *, nobody: bool) -> Party:
    if slug in _PEOPLE:
        return Party.PERSON
    if slug is not None and slug not in _MAY_MOVE:
        return Party.FIRM if slug in _CLAIMS or _names_brand(rest, sign) else Party.PURPOSE
    if not _FIRMS.isdisjoint(rest) and not nobody:
        return Party.FIRM
    return Party.NOBODY if nobody and BOUGHT_WORDS.isdisjoint(rest) and _WALLETS.isdisjoint(rest) else Party.UNKNOWN


def _names_brand(rest: Sequence[str], sign: int) -> bool:
    return any(hit.rank == BRANDS for hit in hits_in(" ".join(rest), "+" if sign > 0 else "-"))


def tokens_of(text: str) -> frozenset[str]:
    """Returns what may be the id of a movement in a text: eight signs or more with three digits, no day."""
    found = (token.casefold() for token in _TOKEN.findall(text))
    return frozenset(token for token in found if sum(map(str.isdigit, token)) >= _FEWEST_DIGITS and not _is_day(token))


def _is_day(token: str) -> bool:
    return _DAY.fullmatch(token) is not None


def words_in(description: str, merchant: str | None) -> tuple[str, ...]:
    """Returns the words of a description, and of the merchant where that is not read from it."""
    words, more = words_of(description), words_of(merchant or "")
    return words if set(more) <= set(words) else (*words, *more)
