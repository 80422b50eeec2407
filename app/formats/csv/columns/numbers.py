"""Find or correct the amount columns by running balances, where headers do not name them."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError, amount_reader, infer_style, pattern_of, shapes_of
from app.formats.common.balance_fit import PROVEN, Proof, balance_share, prove_columns
from app.formats.common.date_order import chronology_of
from app.formats.csv.columns.profiles import Profile
from app.formats.csv.layout import CsvLayout
from app.formats.interface import Columns

Records = Sequence[Sequence[str]]


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
    else:
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
    shares = {i: balance_share(numbers[i], numbers[balance]) for i in [amount, *others]}
    best = max(shares, key=lambda i: shares[i])
    if shares[amount] < PROVEN <= shares[best] and best not in columns.values():
        columns["amount"] = best


def _without_ids(money: list[Profile]) -> list[Profile]:
    """The money columns without whole numbers, which are counters and references where other columns have cents."""
    with_cents = [p for p in money if p.cents > 0.3]
    return with_cents or money


def _by_contents(
    columns: Columns, money: list[Profile], numbers: dict[int, list[Decimal | None]], layout: CsvLayout
) -> None:
    """Two columns filled in turn are debit and credit; else the first with signs, or the first, is the amount."""
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
