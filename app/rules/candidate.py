"""Candidate: the facts of one transaction from which rules, merchant memory and lexicon decide where it belongs."""

import unicodedata
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from functools import cached_property

from bson import ObjectId

from app.money import from_minor


def fold(text: str) -> str:
    """Returns the form in which texts are compared: NFKC, case-folded, white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


# Not frozen: that would double the time to make one, which is done for every row.
@dataclass(eq=False, slots=True)
class Candidate:
    """A transaction to be filed, saved or not.

    `amount_minor` is signed, in minor units of `currency`. A `merchant` of None is to be read out of `payee`, the other
    party's own name where the source has one, and of the description; an empty merchant is none.
    """

    description: str
    amount_minor: int
    currency: str
    _: KW_ONLY
    account_id: ObjectId | None = None
    merchant: str | None = None
    notes: str | None = None
    payee: str = ""


class Compared:
    """A candidate in the forms that conditions compare, by the names of their fields; each is made when first read."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate

    @cached_property
    def merchant(self) -> str:
        """The merchant's name, folded."""
        return fold(self._candidate.merchant or "")

    @cached_property
    def description(self) -> str:
        """The description, folded."""
        return fold(self._candidate.description)

    @cached_property
    def notes(self) -> str:
        """The notes, folded."""
        return fold(self._candidate.notes or "")

    @cached_property
    def amount(self) -> Decimal:
        """The signed amount as a decimal."""
        return from_minor(self._candidate.amount_minor, self._candidate.currency)

    @cached_property
    def amount_abs(self) -> Decimal:
        """The amount as a decimal without its sign."""
        return abs(self.amount)

    @cached_property
    def account_id(self) -> str:
        """The account's id; empty without an account."""
        return str(self._candidate.account_id or "")

    @cached_property
    def currency(self) -> str:
        """The currency code."""
        return self._candidate.currency
