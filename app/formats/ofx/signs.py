"""Decide what the signs of an OFX file mean, where its amounts have none: by the types of lines, else by their words.

OFX 2.3, section 11.4.4.3, lists the types and signs every amount. Banks leave the signs out, and write types of their
own (`D` and `C`, `OUT`, `Debito`).
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from app.formats.common.direction_words import flag_value, line_direction
from app.formats.interface import Layout

# Types of the standard that go one way as a rule. Transfers and `other` go either way.
_USUAL = {
    "CREDIT": 1, "DEP": 1, "DIRECTDEP": 1, "DIV": 1, "INT": 1,
    "DEBIT": -1, "CHECK": -1, "PAYMENT": -1, "CASH": -1, "ATM": -1, "POS": -1, "FEE": -1, "SRVCHG": -1,
    "DIRECTDEBIT": -1, "REPEATPMT": -1,
}  # fmt: skip
_OPEN = frozenset(["XFER", "OTHER", "HOLD", ""])
# Types that may well be money in: refunds of shops, payments to a card, cash paid in at a machine.
_EITHER = frozenset(["PAYMENT", "CASH", "ATM", "POS", "CHECK", "INT"])
_MAX_TYPES = 200
_LONGEST_TYPE = 40

SignOf = dict[str, int]


class Written(StrEnum):
    """How the sign of an amount is written."""

    BARE = "bare"
    PLUS = "plus"
    MINUS = "minus"


@dataclass(slots=True)
class SignEvidence:
    """The types of all lines by how their amounts are written, and which way the words of lines go, by type."""

    types: Counter[tuple[str, Written]] = field(default_factory=Counter)
    words: Counter[tuple[str, int]] = field(default_factory=Counter)
    is_signed: bool = False

    def add(self, kind: str, amount: str, text: str) -> None:
        """Take a line with its type, the amount as written, and its text."""
        if not amount.strip("+-0.,"):
            return
        kind, written = kind[:_LONGEST_TYPE], _written(amount)
        self.is_signed = self.is_signed or written is not Written.BARE
        if len(self.types) < _MAX_TYPES or (kind, written) in self.types:
            self.types[kind, written] += 1
        if not self.is_signed and kind not in _USUAL and len(self.words) < _MAX_TYPES:
            self.words[kind, line_direction(text.lower(), card=False)] += 1

    def by_type(self) -> Counter[str]:
        """How many lines there are of each type."""
        found: Counter[str] = Counter()
        for (kind, _), count in self.types.items():
            found[kind] += count
        return found

    def said_by_words(self, signs: SignOf) -> Counter[int]:
        """Which way the lines go whose type says nothing, by their words; 0 where these say nothing either."""
        found: Counter[int] = Counter()
        for (kind, way), count in self.words.items():
            if kind not in signs:
                found[way] += count
        return found


def _written(amount: str) -> Written:
    if "-" in amount or "(" in amount:
        return Written.MINUS
    return Written.PLUS if "+" in amount else Written.BARE


def directions(types: Counter[str], *, is_card: bool) -> SignOf:
    """-1 or 1 for each type that says which way its money goes, in the standard's words or a bank's own."""
    folded = {kind.casefold(): count for kind, count in types.items()}
    found = {}
    for kind in types:
        sign = _USUAL.get(kind) or (None if kind in _OPEN else flag_value(kind, folded))
        if sign:
            found[kind] = 1 if is_card and kind == "PAYMENT" else sign  # what is paid to a card is money in
    return found


def infer_signs(layout: Layout, evidence: SignEvidence, *, is_card: bool) -> SignOf:
    """Set the sign convention, and return the signs of types that it goes by (only for `flag`).

    Amounts are signed, unless they contradict the types of lines throughout the file.
    """
    types = evidence.by_type()
    signs = directions(types, is_card=is_card)
    if evidence.is_signed:
        _infer_inverted(layout, evidence, signs)
        return {}
    words = evidence.said_by_words(signs)
    by_type = _say_out(types, signs)
    if by_type:
        layout.warn("signs_by_type", "No amount has a sign, debits neither; the types of the lines were taken for it.")
    elif words[0] or -1 in signs.values():
        layout.warn("assumed_sign", "No amount has a sign, and some lines do not say which way their money goes.")
    if by_type or words[-1]:
        layout.sign_convention = "flag"
        return signs
    return {}


def _say_out(types: Counter[str], signs: SignOf) -> bool:
    """Whether types of an unsigned file say money out: more than one line, or one beside a line that says money in."""
    out = sum(types[kind] for kind, sign in signs.items() if sign < 0)
    return out > 1 or (out == 1 and 1 in signs.values())


def _infer_inverted(layout: Layout, evidence: SignEvidence, signs: SignOf) -> None:
    """Turn the signs where all debits are positive and all credits negative."""
    found: Counter[tuple[int, bool]] = Counter()
    for (kind, written), count in evidence.types.items():
        if kind in signs and kind not in _EITHER:
            found[signs[kind], written is Written.MINUS] += count
    if found.keys() == {(-1, False), (1, True)} and found[-1, False] > 1:
        layout.sign_convention = "inverted"
        layout.warn("inverted_signs", "All debits are positive and all credits negative; the signs were turned.")
