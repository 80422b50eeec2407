"""The words by which programs for one's own accounts tell income, expenses and transfers apart, and name accounts.

A bank's word for how money was paid (transfer, direct debit) is another thing: it does not say whose the other account
is. One value alone cannot tell which of the two it is; the values of its column together can.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from app.formats.common.header_words import normalised
from app.formats.common.word_lists import read_sections

_LIST = "kind_words.txt"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Kind(NamedTuple):
    """What a program calls a line: `expense`, `income`, `transfer` or `adjustment`; and which way its money goes, -1
    out, 1 in, 0 where the word does not say.
    """

    name: str
    way: int


def _words_of(section: str) -> frozenset[str]:
    return frozenset(map(normalised, read_sections(_LIST)[section]))


_WAYS = {"expense": -1, "income": 1, "transfer": 0, "adjustment": 0}
_KINDS = {word: Kind(name, way) for name, way in reversed(_WAYS.items()) for word in _words_of(name)}
_SIDES = {"out side": -1, "in side": 1}
# What moves money out or in, the longest first.
_BY_SIDE = sorted(
    ((words, way) for section, way in _SIDES.items() for words in _words_of(section)), key=lambda each: -len(each[0])
)
_BESIDE_ACCOUNTS = {
    word: Kind(name, _WAYS[name]) for name in ("expense", "income") for word in _words_of(f"{name} beside accounts")
}
_FIRST, _SECOND = _words_of("first account"), _words_of("second account")
_OTHER, _OWN = _words_of("other account"), _words_of("own account")
_SENDER, _RECIPIENT = _words_of("sender number"), _words_of("recipient number")
_MOVED, _ARRIVED = _words_of("transfer amount"), _words_of("arrived amount")
_CATEGORY, _TRUE, _FALSE = map(_words_of, ("category", "true", "false"))
# `[Savings]`, `Transfer : Savings`, `To 'Savings'`: what stands before the account's name, and the name.
_BRACKETS = re.compile(r"(?:([^\[\]:]{1,40}):\s*)?\[([^\[\]]+)\]")
_COLON = re.compile(r"([^:\[\]]{2,40}?)\s*[:：]\s*([^:\[\]]+)")
_QUOTED = re.compile(r"([^'\"«»„“”]{1,30}?)\s*['\"«„“]([^'\"«»„“”]+)['\"»“”]")


@lru_cache(maxsize=4096)
def kind_of(cell: str, *, beside_accounts: bool = False) -> Kind | None:
    """What a cell says of a line's kind; None where it says anything else, or more. `beside_accounts` is whether the
    file names the accounts on both sides of each line.
    """
    words = normalised(cell)
    if beside_accounts and words in _BESIDE_ACCOUNTS:
        return _BESIDE_ACCOUNTS[words]
    return _KINDS.get(words) or _directed_transfer(words) if words else None


@lru_cache(maxsize=4096)
def account_in(cell: str) -> tuple[str, str]:
    """The account that a payee or category names as the other one of a transfer, and how: `told` for what nothing else
    is written like (`[Savings]`, `Transfer : Savings`), `quoted` for `To 'Savings'`, `named` for a mere name.
    """
    if (found := _BRACKETS.fullmatch(cell.strip())) and (not found[1] or _is_transfer(found[1])):
        return found[2].strip(), "told"
    if (found := _COLON.fullmatch(cell.strip())) and _is_transfer(found[1]):
        return found[2].strip(), "told"
    if found := _QUOTED.fullmatch(cell.strip()):
        return found[2].strip(), "quoted"
    return cell.strip(), "named"


def _is_transfer(words: str) -> bool:
    kind = kind_of(words)
    return kind is not None and kind.name == "transfer"


def _directed_transfer(words: str) -> Kind | None:
    """A transfer whose words say which way: `Transfer-Out`, `Incoming transfer`, `转账转出`."""
    spaced = not words[0] > "\u2fff"
    gap = " " if spaced else ""
    for side, way in _BY_SIDE:
        rest = None
        if words.startswith(side + gap):
            rest = words[len(side) :].strip()
        elif words.endswith(gap + side):
            rest = words[: -len(side)].strip()
        if rest and (kind := _KINDS.get(rest)) and kind.name == "transfer":
            return Kind("transfer", way)
    return None


def truth_of(cell: str) -> bool | None:
    """What a cell of yes and no says; None for anything else."""
    words = normalised(cell)
    return True if words in _TRUE else False if words in _FALSE else None


def is_first_account(header: str) -> bool:
    """Whether a header is that of the account money comes from."""
    return not _FIRST.isdisjoint(_spellings(header))


def is_second_account(header: str) -> bool:
    """Whether a header is that of the account a transfer goes to."""
    return not _SECOND.isdisjoint(_spellings(header))


def is_other_account(header: str) -> bool:
    """Whether a header is that of the other account of a transfer, wherever its money goes."""
    return not _OTHER.isdisjoint(_spellings(header)) or is_second_account(header)


def is_sender_number(header: str) -> bool:
    """Whether a header is that of the number of the account that pays."""
    return not _SENDER.isdisjoint(_spellings(header)) or is_first_account(header)


def is_recipient_number(header: str) -> bool:
    """Whether a header is that of the number of the account that is paid."""
    return not _RECIPIENT.isdisjoint(_spellings(header)) or is_second_account(header)


def is_own_account(header: str) -> bool:
    """Whether a header is that of the account a line belongs to, as programs call it."""
    return not _OWN.isdisjoint(_spellings(header))


def is_transfer_amount(header: str) -> bool:
    """Whether a header is that of amounts which only transfers have."""
    return not _MOVED.isdisjoint(_spellings(header))


def is_arrived_amount(header: str) -> bool:
    """Whether a header is that of what arrived in the other account."""
    return not _ARRIVED.isdisjoint(_spellings(header))


def is_category(header: str) -> bool:
    """Whether a header is that of categories."""
    return not _CATEGORY.isdisjoint(_spellings(header))


def _spellings(header: str) -> tuple[str, str]:
    return normalised(header), normalised(_CAMEL.sub(" ", header))
