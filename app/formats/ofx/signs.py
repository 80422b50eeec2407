"""Signs of amounts in OFX: what the type of a line says, for files that write no minus.

OFX 2.3, section 11.4.3.1.1, lists the types; banks write words and letters of their own as well (`D` and `C`, `OUT`,
`Debito`).
"""

from collections import Counter
from functools import lru_cache

from app.formats.common.direction_words import direction_of, line_direction
from app.formats.common.header_words import normalised

# Interest, transfers and `other` go either way.
_DIRECTIONS = {
    "CREDIT": 1, "DEP": 1, "DIRECTDEP": 1, "DIV": 1,
    "DEBIT": -1, "CHECK": -1, "PAYMENT": -1, "CASH": -1, "ATM": -1, "POS": -1, "FEE": -1, "SRVCHG": -1,
    "DIRECTDEBIT": -1, "REPEATPMT": -1,
}  # fmt: skip
_EITHER_WAY = frozenset(["INT", "XFER", "OTHER", "HOLD", ""])

# How many lines have a type (in capitals), by whether their amount is negative.
Signs = Counter[tuple[str, bool]]


@lru_cache(maxsize=512)
def direction_of_type(kind: str) -> int:
    """-1 for a type (in capitals) of money out, 1 for one of money in, 0 for one that says neither."""
    if kind in _EITHER_WAY:
        return 0
    word = kind.casefold()
    return _DIRECTIONS.get(kind) or direction_of(word) or direction_of(normalised(word)) or 0


def direction_of_line(kind: str, text: str) -> int:
    """The direction that the type of a line says, else its words; 0 where both are silent."""
    return direction_of_type(kind) or line_direction(text, card=False)


def convention_of(signs: Signs) -> str:
    """Returns `signed`, or `inverted` or `flag` where the amounts contradict the types throughout the file.

    `assumed` where nothing says which amounts are money out, as none is negative and no type tells a direction.
    """
    if any(negative for _, negative in signs):
        return "inverted" if _are_turned(signs) else "signed"
    ways = Counter(way for (kind, _), count in signs.items() for way in [direction_of_type(kind)] * count)
    if ways[-1] > 1 or (ways[-1] and ways[1]):
        return "flag"
    # A single line of a debit may be one that was taken back.
    return "signed" if ways[1] or not signs else "assumed"


def _are_turned(signs: Signs) -> bool:
    """Whether all debits, of which there are several, are positive, and all credits negative."""
    debits, turned = signs["DEBIT", False], signs["CREDIT", True]
    return debits > 1 and bool(turned) and not signs["DEBIT", True] and not signs["CREDIT", False]
