"""Words by which wallets and payment services name lines that are neither spending nor income.

A wallet's own column of kinds tells conversions between its currencies, moves to and from the owner's bank, and holds,
which move no money. Its words say so of the wallet's lines only: the same words of a bank may mean anybody's money.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache
from pathlib import PurePosixPath

from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections

_LIST = "movement_words.txt"
_LONGEST = 90  # characters of a kind; a longer text tells something else
_MEMORY = 4096
_SUMS = re.compile(r"\D+[\d ]*\d ([a-z]{3})\b.{1,20}?\d ([a-z]{3})\b")
# Wallets by names that nothing else has, so that the bank's lines for them name the account.
_WALLETS = re.compile(r"\b(?:pp|paypal|venmo|skrill|neteller|payoneer|cash app|transferwise)\b")
_SPELT = {"pp": "PayPal", "paypal": "PayPal", "transferwise": "Wise"}
_WITHOUT_DIGITS = str.maketrans("", "", "0123456789")
_INCLUDED = re.compile(r"\bin[ck]l\w*\b.*")


class Movement(Enum):
    """What a kind of line is instead of spending or income."""

    CONVERSION = "conversion"
    OWN_BANK = "own bank"
    HOLD = "hold"
    ORDER = "order"  # a hold only if a later line refers to it


def _any(section: str) -> str:
    return f"(?:{'|'.join(map(str.strip, read_sections(_LIST)[section]))})"


@cache
def _anywhere(section: str) -> re.Pattern[str]:
    """The entries of a section as words of a text; scripts without blanks have no words."""
    return re.compile(rf"(?<![^\W\u3040-\u9fff\uac00-\ud7af]){_any(section)}(?![^\W\u3040-\u9fff\uac00-\ud7af])")


@cache
def _whole(section: str) -> re.Pattern[str]:
    return re.compile(_any(section))


def movement_of(kind: str, *, by_wallet: bool, in_currencies: bool = True) -> Movement | None:
    """What a cell of a column of kinds says; some only where the file is a wallet's by its columns.

    A bare `Exchange` says little in a file that names no currencies.
    """
    words = normalised(kind) if len(kind) <= _LONGEST else ""
    if not words or _anywhere("fee").search(words):
        return None
    if _anywhere("conversion").search(words) or (in_currencies and _whole("conversion alone").fullmatch(words)):
        return Movement.CONVERSION
    if by_wallet and _anywhere("hold").search(words):
        return Movement.HOLD
    if _is_of_own_bank(words) or (by_wallet and _whole("own bank alone").fullmatch(words)):
        return Movement.OWN_BANK
    return Movement.ORDER if by_wallet and _whole("order").fullmatch(words) else None


def _is_of_own_bank(words: str) -> bool:
    """Whether a kind names both the bank and the wallet, or a withdrawal by the owner."""
    if _anywhere("bank").search(words) and _anywhere("wallet").search(words):
        return True
    if _anywhere("by the owner").search(words) and _anywhere("to the bank").search(words):
        return True
    return bool(_anywhere("own bank").search(words))


def is_nameless(file_name: str) -> bool:
    """Whether the name of a file says nothing of an account: `Download (3).csv`."""
    stem = normalised(PurePosixPath(file_name).stem.translate(_WITHOUT_DIGITS))
    return not stem or bool(_whole("nameless").fullmatch(stem))


def wallet_named_in(texts: Iterable[str]) -> str:
    """The name of the wallet that texts name; "" without one."""
    found = (match for text in texts if (match := _WALLETS.search(normalised(text))))
    return next((_SPELT.get(match[0], match[0].title()) for match in found), "")


@lru_cache(_MEMORY)
def tells_conversion(text: str) -> bool:
    """Whether a text tells both sums of a conversion: `Converted 20.00 EUR to 21.40 USD`."""
    words = normalised(text) if len(text) <= _LONGEST else ""
    found = _SUMS.match(words)
    return found is not None and found[1] != found[2] and bool(_whole("converted").match(words))


def is_fee(text: str) -> bool:
    """Whether a text begins as that of a fee: `Charges for the conversion`."""
    return bool(_anywhere("fee").search(" ".join(normalised(text).split()[:3])))


@lru_cache(_MEMORY)
def leaves_balance(word: str) -> bool:
    """Whether a word says that a line does not touch the balance."""
    return bool(_whole("no effect").fullmatch(normalised(word)))


def asks_for_impact(header: str) -> bool:
    """Whether a header asks if lines touch the balance."""
    return bool(_anywhere("balance impact").search(normalised(header)))


def asks_for_related(header: str) -> bool:
    """Whether below a header stand the ids of other lines."""
    return bool(_whole("related").fullmatch(normalised(header)))


@lru_cache(_MEMORY)
def field_of_side(header: str) -> tuple[str, str, bool] | None:
    """The side a header names (`source`, `target`), what of it (`amount` ...), and whether its fee is in the amount."""
    words = normalised(header)
    with_fees = bool(_anywhere("with fees").search(words)) and not _anywhere("after fees").search(words)
    words = _INCLUDED.sub("", _anywhere("after fees").sub("", words))
    sides = [side for side in ("source", "target") if _begins(side).search(words)]
    if len(sides) != 1:
        return None
    fields = [field for field in ("fee", "currency", "amount", "name") if _ends(f"side {field}").search(words)]
    if fields[:2] == ["fee", "currency"]:
        return sides[0], "fee_currency", False
    return (sides[0], fields[0], with_fees) if fields else None


@cache
def _begins(section: str) -> re.Pattern[str]:
    """The entries of a section as words of a text, or as beginnings of its compounds."""
    return re.compile(rf"(?<![^\W\u3040-\u9fff\uac00-\ud7af]){_any(section)}(?:(?!\w)|(?={_fields()}))")


@cache
def _ends(section: str) -> re.Pattern[str]:
    """The entries of a section as words of a text, or as ends of its compounds."""
    return re.compile(rf"{_any(section)}(?![^\W\u3040-\u9fff\uac00-\ud7af])")


def _fields() -> str:
    return "|".join(_any(f"side {field}") for field in ("fee", "currency", "amount", "name"))


def is_given_back(status: str) -> bool:
    """Whether a status says that what was paid came back."""
    return bool(_whole("given back").fullmatch(normalised(status)))
