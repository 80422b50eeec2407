"""Find or correct the amount columns by running balances, where headers do not name them."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError, amount_reader, infer_style, pattern_of, shapes_of
from app.formats.common.balance_fit import PROVEN, Proof, balance_share, prove_columns, unsigned_share
from app.formats.common.date_order import chronology_of
from app.formats.common.direction_words import flag_table
from app.formats.csv.columns.profiles import Profile
from app.formats.csv.layout import CsvLayout
from app.formats.interface import Columns
from app.money import exponent

Records = Sequence[Sequence[str]]

_LEADING_ZERO = re.compile(r"0[0-9]+")
_LONGEST_FLAG = 6  # letters: `D`, `CR`, `DBIT`, `Credit`
_DECIMALS = 2
_MANY_EMPTY = 0.25  # of the lines without an amount, where one side of a pair seems to be missing
_MOST_FILLED = 0.9  # of the lines have a running balance
_MOST_WITHOUT = 0.1  # of the lines without an amount in either of two columns filled in turn


def read_numbers(rows: Records, indexes: Sequence[int]) -> dict[int, list[Decimal | None]]:
    """Signed numbers per column of the sample rows; None where a cell holds none."""
    patterns = Counter(pattern_of(row[i]) for row in rows for i in indexes if i < len(row))
    read = amount_reader(infer_style(shapes_of(patterns))[0], "USD")

    def number(row: Sequence[str], i: int) -> Decimal | None:
        try:
            parsed = read(row[i]) if i < len(row) else None
        except AmountError:
            return None
        return parsed[0] if parsed else None

    return {i: [number(row, i) for row in rows] for i in indexes}


def choose_by_balances(columns: Columns, profiles: list[Profile], rows: Records, layout: CsvLayout) -> None:
    """Choose the money columns of a file whose headers do not name them: by balances, else by contents."""
    taken = {i for i in columns.values() if isinstance(i, int)}
    known = columns.get("balance")
    money = _without_ids([p for p in profiles if p.is_money and (p.index not in taken or p.index == known)])
    numbers = read_numbers(rows[:400], [p.index for p in money])
    if not money or "date" not in columns:
        return
    date = columns["date"]
    if proof := prove_columns(numbers, chronology_of(row[date] for row in rows[:400] if date < len(row))):
        _take_proved(columns, proof)
    elif (flag := _flag(profiles)) is None or not _beside_flag(columns, flag, money, numbers, layout):
        _by_contents(columns, [p for p in money if p.index != known], numbers, layout)
    taken = {i for i in columns.values() if isinstance(i, int)}
    columns["description"] = [i for i in columns.get("description", []) if i not in taken]


def _take_proved(columns: Columns, proof: Proof) -> None:
    if proof.balance is not None:
        columns["balance"] = proof.balance
    if proof.amount is not None:
        columns["amount"] = proof.amount
    else:
        columns["debit"], columns["credit"] = proof.debit, proof.credit


def correct_by_balances(columns: Columns, profiles: list[Profile], rows: Records) -> None:
    """Among several amounts (gross and net, own and foreign currency) take the one the balances prove."""
    amount, balance = columns.get("amount"), columns.get("balance")
    if amount is None or balance is None or balance >= len(profiles):
        return
    others = [p.index for p in profiles if p.is_money and p.filled > 0.9 and p.index != balance and p.cents > 0]
    numbers = read_numbers(rows[:400], [amount, balance, *others])
    shares = {i: _share(numbers[i], numbers[balance]) for i in [amount, *others]}
    best = max(shares, key=lambda i: shares[i])
    if shares[amount] < PROVEN <= shares[best] and best not in columns.values():
        columns["amount"] = best


def _share(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> float:
    return max(balance_share(amounts, balances), unsigned_share(amounts, balances))


def find_balance(columns: Columns, profiles: list[Profile], rows: Records) -> None:
    """Take a column that no header names for the running balance, if it moves by the amounts."""
    if "balance" in columns or not {"amount", "debit", "credit"} & columns.keys():
        return
    taken = {i for i in columns.values() if isinstance(i, int)}
    free = [p for p in profiles if p.is_money and p.index not in taken and not p.roles and p.filled > _MOST_FILLED]
    sides = [columns[side] for side in ("amount", "debit", "credit") if side in columns]
    numbers = read_numbers(rows[:400], [*sides, *(p.index for p in free)]) if free else {}
    amounts = _moved(columns, numbers, len(rows[:400]))
    shares = {p.index: _share(amounts, numbers[p.index]) for p in free}
    best = max(shares, key=lambda i: shares[i], default=None)
    if best is not None and shares[best] >= PROVEN:
        columns["balance"] = best
        columns["description"] = [i for i in columns.get("description", []) if i != best]


def _moved(columns: Columns, numbers: dict[int, list[Decimal | None]], count: int) -> list[Decimal | None]:
    """The amounts of the lines, of debits and credits by their side."""
    if "amount" in columns:
        return numbers.get(columns["amount"], [])
    nothing: list[Decimal | None] = [None] * count
    out, into = (numbers.get(columns.get(side, -1), nothing) for side in ("debit", "credit"))
    return [(c or Decimal(0)) - abs(d or Decimal(0)) for d, c in zip(out, into, strict=True)]


def complete_pair(columns: Columns, profiles: list[Profile], rows: Records, layout: CsvLayout) -> None:
    """Where the header names only one of debit and credit, take the column filled in turn with it for the other."""
    sides = [side for side in ("debit", "credit") if side in columns]
    if len(sides) != 1 or not rows:
        return
    side = columns[sides[0]]
    taken = {i for i in columns.values() if isinstance(i, int)}
    others = [p.index for p in profiles if p.is_money and p.index not in taken]
    numbers = read_numbers(rows[:400], [side, *others])
    if found := next((i for i in others if _is_in_turn(numbers[side], numbers[i])), None):
        columns["credit" if sides[0] == "debit" else "debit"] = found
        columns["description"] = [i for i in columns.get("description", []) if i != found]
    elif sum(not number for number in numbers[side]) > _MANY_EMPTY * len(numbers[side]):
        way = "out" if sides[0] == "debit" else "in"
        layout.warn("one_sided_amounts", f"Only a column of money {way} was found; many lines have none in it.")


def _is_in_turn(one: Sequence[Decimal | None], other: Sequence[Decimal | None]) -> bool:
    """Whether hardly a line has none of two amounts, no line both, and the second column has some."""
    pairs = list(zip(one, other, strict=True))
    neither = sum(not a and not b for a, b in pairs)
    return any(other) and not any(a and b for a, b in pairs) and neither <= _MOST_WITHOUT * len(pairs)


def _without_ids(money: list[Profile]) -> list[Profile]:
    """The money columns without whole numbers, which are counters and references where other columns have cents."""
    with_cents = [p for p in money if p.cents > 0.3]
    return with_cents or money


def _beside_flag(
    columns: Columns, flag: int, money: list[Profile], numbers: dict[int, list[Decimal | None]], layout: CsvLayout
) -> bool:
    """Take the whole numbers beside a column of debit and credit flags for the amount; two equal columns of them are
    in minor units, as records of this kind have no decimal mark.
    """
    beside = [p.index for p in money if abs(p.index - flag) == 1 and not p.cents]
    if not beside:
        return False
    amount = beside[0]
    columns["amount"], columns["flag"] = amount, flag
    twins = any(p.index != amount and numbers[p.index] == numbers[amount] for p in money)
    if twins and exponent(layout.expected_currency) == _DECIMALS:
        layout.minor_units = [amount]
        layout.warn("assumed_minor_units", "The amounts have no decimal mark; they were read in minor units (cents).")
    return True


def _flag(profiles: list[Profile]) -> int | None:
    """The one column whose cells are all flags of debit and credit; one with both before one that never changes."""
    short = [p for p in profiles if p.filled > 0.9 and p.letters == 1 and p.mean_length <= _LONGEST_FLAG]
    tables = {p.index: table for p in short if (table := flag_table(p.values)) and len(table) == len(p.values)}
    found = [i for i, table in tables.items() if len(set(table.values())) > 1] or list(tables)
    return found[0] if len(found) == 1 else None


def _without_codes(money: list[Profile]) -> list[Profile]:
    """The money columns without those of codes: whole numbers with leading zeros."""
    return [p for p in money if not all(map(_LEADING_ZERO.fullmatch, p.values))] or money


def _by_contents(
    columns: Columns, money: list[Profile], numbers: dict[int, list[Decimal | None]], layout: CsvLayout
) -> None:
    """Two columns filled in turn are debit and credit; else the first with signs, or the first, is the amount."""
    money = _without_codes(money)
    exclusive = _in_turn([p.index for p in money], numbers)
    if exclusive:
        first, second = exclusive
        # Spending is more frequent than income: the fuller column is taken for money out.
        counts = [sum(bool(n) for n in numbers[i]) for i in (first, second)]
        columns["debit"], columns["credit"] = (first, second) if counts[0] >= counts[1] else (second, first)
        layout.warn(
            "assumed_debit_column",
            "Nothing in the file says which amounts are money out; the fuller column was taken.",
        )
        return
    if found := [p for p in money if p.negative > 0] or money:
        columns["amount"] = found[0].index


def _in_turn(indexes: list[int], numbers: dict[int, list[Decimal | None]]) -> tuple[int, int] | None:
    for first in indexes:
        for second in indexes:
            pairs = list(zip(numbers[first], numbers[second], strict=True))
            if (
                first < second
                and all(bool(a) != bool(b) for a, b in pairs)
                and any(a for a, _ in pairs)
                and any(b for _, b in pairs)
            ):
                return first, second
    return None
