"""Sign the amounts of a file without signs by what its statements end at.

OFX states the balance after the lines only (2.3, section 11.4.2.2). The one before them is that of the account's last
statement, in the file or known to the caller, or nothing for an account that begins with its lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.formats.common.amounts import AmountError, Parsed
from app.formats.common.balance_fit import only_signs
from app.formats.interface import StatementDocument

_MOST_LINES = 500
_PLACES = 4  # decimals of any currency
_CENT = 100  # at so many places
_UNLIKELY = 50  # times as many sums there must be as ways to choose the signs: else one of these fits by chance

Read = Callable[[str], Parsed | None]
Known = Mapping[str, int]  # the signs of types that say one


@dataclass(frozen=True, slots=True)
class BareLine:
    """A line without a sign: its number in the file, that of its statement, its type and its amount as written."""

    number: int
    statement: int
    kind: str
    amount: str


@dataclass(slots=True)
class BareLines:
    """The booked lines of a file as long as none has a sign."""

    kept: list[BareLine] = field(default_factory=list)
    count: int = 0

    def add(self, line: BareLine) -> None:
        """Take the next line; those of a file with too many are not kept."""
        self.count += 1
        if self.count <= _MOST_LINES:
            self.kept.append(line)

    def is_whole(self) -> bool:
        """Whether all lines were kept."""
        return 0 < self.count <= _MOST_LINES


def lines_out(
    lines: Sequence[BareLine],
    statements: Sequence[StatementDocument],
    read: Read,
    known: Known,
    openings: Mapping[str, Decimal],
) -> list[int] | None:
    """The numbers of the lines that are money out; None where the balances leave any of them open.

    `openings` are balances before the file by account; `known` are the signs that types of lines tell.
    """
    out: list[int] = []
    before = {account: _scaled(balance) for account, balance in openings.items()}
    for number, statement in enumerate(statements):
        own = [line for line in lines if line.statement == number]
        account, closing = statement["account"] or "", statement["closing"]
        found = _signs(own, closing, before.get(account), read, known) if own else []
        if found is None:
            return None
        out += [line.number for line, sign in zip(own, found, strict=True) if sign < 0]
        if closing is not None:
            before[account] = _scaled(Decimal(closing))
    return out


def _signs(
    lines: Sequence[BareLine], closing: str | None, opening: int | None, read: Read, known: Known
) -> list[int] | None:
    amounts = [_amount(line, read) for line in lines]
    if closing is None or None in amounts:
        return None
    sums = [amount or 0 for amount in amounts]
    fixed = [known.get(line.kind, 0) for line in lines]
    free = [amount for amount, sign in zip(sums, fixed, strict=True) if not sign]
    if opening is None and not _is_telling(free):
        return None
    moved = _scaled(Decimal(closing)) - (opening or 0)
    left = moved - sum(amount * sign for amount, sign in zip(sums, fixed, strict=True))
    chosen = only_signs(free, left)
    if chosen is None:
        return None
    following = iter(chosen)
    return [sign or next(following) for sign in fixed]


def _is_telling(amounts: Sequence[int]) -> bool:
    """Whether so few choices of signs add up to a given sum that one that does is no chance."""
    cents = sum(amounts) // _CENT
    return len(amounts) < cents.bit_length() and _UNLIKELY << len(amounts) <= cents


def _amount(line: BareLine, read: Read) -> int | None:
    try:
        parsed = read(line.amount)
    except AmountError:
        return None
    return _scaled(parsed[0]) if parsed else None


def _scaled(amount: Decimal) -> int:
    return int(amount.scaleb(_PLACES))
