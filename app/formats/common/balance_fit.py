"""Running balances tell which column is the amount and what its sign means; imports/balances proves whole files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, permutations

# One coincidence proves nothing; two equal steps in a row hardly happen by chance.
MIN_STEPS = 2
PROVEN = 0.6
_MOST_SUMS = 50_000  # sums that lines without any balance between them are tried for

Cell = Decimal | None


def balance_share(amounts: Sequence[Cell], balances: Sequence[Cell], way: int = 0) -> float:
    """Share of lines (0 to 1) at which the balance moves by the amount; 0 where there are too few.

    `way` is 1 for oldest line first, -1 for newest first, 0 where that is not known.
    """
    if any(a is None for a in amounts) and all(a is None for a in amounts):
        return 0.0
    pairs = [(a or Decimal(0), b) for a, b in zip(amounts, balances, strict=True) if b is not None]
    steps = [i for i in range(1, len(pairs)) if pairs[i][0] or pairs[i - 1][0]]
    if len(steps) < MIN_STEPS:
        return 0.0
    older = sum(pairs[i][1] == pairs[i - 1][1] + pairs[i][0] for i in steps) if way >= 0 else 0
    newer = sum(pairs[i - 1][1] == pairs[i][1] + pairs[i - 1][0] for i in steps) if way <= 0 else 0
    return max(older, newer) / len(steps)


def unsigned_share(amounts: Sequence[Cell], balances: Sequence[Cell], way: int = 0) -> float:
    """The same share of amounts without signs, by which the balance moves up or down; 0 where one is negative."""
    if any(a is not None and a < 0 for a in amounts):
        return 0.0
    pairs = [(a or Decimal(0), b) for a, b in zip(amounts, balances, strict=True) if b is not None]
    steps = [(abs(after - before), earlier, later) for (earlier, before), (later, after) in pairwise(pairs)]
    steps = [step for step in steps if step[1] or step[2]]
    if len(steps) < MIN_STEPS:
        return 0.0
    older = sum(moved == later for moved, _, later in steps) if way >= 0 else 0
    newer = sum(moved == earlier for moved, earlier, _ in steps) if way <= 0 else 0
    return max(older, newer) / len(steps)


def balance_before_share(amounts: Sequence[Cell], balances: Sequence[Cell], way: int) -> float:
    """The same share where the balance stated is the one before the line. Without a known `way` that cannot be told
    from amounts of the opposite sign, so it is 0.
    """
    inverted = [None if a is None else -a for a in amounts]
    return balance_share(inverted, balances, -way) if way else 0.0


@dataclass(frozen=True, slots=True)
class Proof:
    """Columns proven by balances: one amount or a debit and credit pair, and the balance; None where the only
    balance is that before the line.
    """

    share: float
    balance: int | None
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None


def prove_columns(numbers: dict[int, list[Cell]], way: int) -> Proof | None:
    """The number columns under which the balances add up: amount or debit and credit, and balance; None if there are
    none. At most six columns are tried.
    """
    keys = list(numbers)[:6]
    for known in dict.fromkeys((way, 0)):  # dates sorted otherwise than the balances prove nothing
        proofs = [
            proof for balance in keys for proof in _proofs(numbers, [k for k in keys if k != balance], balance, known)
        ]
        best = max(proofs, key=lambda proof: proof.share, default=None)
        if best and best.share >= PROVEN:
            return best
    return None


def _proofs(numbers: dict[int, list[Cell]], keys: list[int], balance: int, way: int) -> Iterator[Proof]:
    balances = numbers[balance]
    for key in keys:
        if all(a is not None for a in numbers[key]):
            inverted = [-a for a in numbers[key] if a is not None]
            share = max(balance_share(numbers[key], balances, way), balance_share(inverted, balances, way))
            yield Proof(share, balance, amount=key)
            yield Proof(unsigned_share(numbers[key], balances, way) - 0.02, balance, amount=key)
            yield Proof(balance_before_share(numbers[key], balances, way) - 0.01, None, amount=key)
    for debit, credit in permutations(keys, 2):
        pair = list(zip(numbers[debit], numbers[credit], strict=True))
        if all(d is None or c is None or not d or not c for d, c in pair):
            signed = [(c or Decimal(0)) - abs(d or Decimal(0)) for d, c in pair]
            yield Proof(balance_share(signed, balances, way), balance, debit=debit, credit=credit)


def only_signs(amounts: Sequence[int], moved: int) -> list[int] | None:
    """The only signs under which the amounts add up to a sum; None where none do, or several."""
    sums: dict[int, int | None] = {0: 0}  # the amounts that go down, as bits; None where there are several ways
    for place, amount in enumerate(amounts):
        following: dict[int, int | None] = {}
        for total, bits in sums.items():
            for reached, turned in (
                (total + amount, bits),
                (total - amount, bits if bits is None else bits | 1 << place),
            ):
                following[reached] = None if reached in following else turned
        sums = following
        if len(sums) > _MOST_SUMS:
            return None
    bits = sums.get(moved)
    return None if bits is None else [-1 if bits >> place & 1 else 1 for place in range(len(amounts))]
