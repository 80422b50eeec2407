"""Infer whether the fee column must be subtracted from the amount: by running balances, else by the headers."""

from collections.abc import Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError
from app.formats.common.balance_fit import balance_share
from app.formats.common.header_words import normalised, roles_of
from app.formats.csv.columns.profiles import Profile
from app.formats.csv.conventions.signs import number_reader
from app.formats.csv.layout import CsvLayout
from app.formats.csv.row_amounts import RowAmountReader

Cell = Decimal | None

# A header that says so much is the fee of the line in the amount's currency, and this amount has it in it.
_PLAIN = 2.7
_AFTER_FEES = ("net", "total", "gesamt", "inclu", "after", "final", "нетто", "итого")


def infer_fee(layout: CsvLayout, profiles: Sequence[Profile], rows: Sequence[Sequence[str]]) -> None:
    """Set `fee_kind` to how fees are written, `signed` or `unsigned`, if amounts do not contain them yet."""
    column = layout.columns.get("fee")
    if column is None or column >= len(profiles):
        return
    fees = _numbers(layout, rows, column)
    if not any(fees):
        return
    kind = "signed" if profiles[column].negative > 0 else "unsigned"
    before = _amounts(layout, rows)
    after = [_less(amount, fee, kind) for amount, fee in zip(before, fees, strict=True)]
    proved = _proved_by_balance(layout, rows, before, after)
    # Charges all in one direction are sales or purchases at their price; only money that moves both ways has costs.
    both_ways = layout.sign_convention == "signed" and any(amount and amount < 0 for amount in before)
    if proved if proved is not None else both_ways and _said_by_header(layout, profiles[column]):
        layout.fee_kind = kind


def _amounts(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> list[Cell]:
    maker = RowAmountReader(layout, number_reader(layout))
    found: list[Cell] = []
    for row in rows:
        try:
            money = maker.read(list(row)) if maker.needed <= len(row) else None
        except AmountError:
            money = None
        found.append(money[0] if money else None)
    return found


def _numbers(layout: CsvLayout, rows: Sequence[Sequence[str]], column: int) -> list[Cell]:
    read = number_reader(layout)
    parsed = [read(row[column]) if column < len(row) else None for row in rows]
    return [found[0] if found else None for found in parsed]


def _less(amount: Cell, fee: Cell, kind: str) -> Cell:
    if amount is None or fee is None:
        return amount
    return amount + (fee if kind == "signed" else -abs(fee))


def _proved_by_balance(
    layout: CsvLayout, rows: Sequence[Sequence[str]], before: list[Cell], after: list[Cell]
) -> bool | None:
    """Whether balances move by amount and fee together; None where they leave it open."""
    if "balance" not in layout.columns:
        return None
    balances = _numbers(layout, rows, layout.columns["balance"])
    without, within = balance_share(before, balances), balance_share(after, balances)
    return None if without == within else within > without


def _said_by_header(layout: CsvLayout, fee: Profile) -> bool:
    name = layout.headers[layout.columns["amount"]] if "amount" in layout.columns and layout.headers else ""
    word = normalised(name)
    return (
        bool(word)
        and roles_of(fee.header).get("fee", 0) >= _PLAIN
        and not any(part in word for part in _AFTER_FEES)
        and not any(part in normalised(fee.header) for part in _AFTER_FEES)
    )
