"""Read the amount and currency of one record: columns, signs and fees as the layout says."""

from collections.abc import Callable
from decimal import Decimal

from app.formats.common.amounts import AmountError, Parsed, has_word_for_sign
from app.formats.common.currencies import currency_of
from app.formats.common.direction_words import line_direction
from app.formats.common.kind_words import kind_of
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout

Money = tuple[Decimal, str | None]  # signed amount, currency named in the line
# (number, whether its sign is written, the line's cells) -> signed amount
Sign = Callable[[Decimal, bool, list[str]], Decimal]


class RowAmountReader:
    """Reads the amounts of one file's records; `read` raises AmountError."""

    def __init__(self, layout: CsvLayout, number: Callable[[str], Parsed | None]) -> None:
        columns = layout.columns
        self._layout = layout
        self._number = number
        self._expected: str = layout.expected_currency
        self._amount: int | None = columns.get("amount")
        debit, credit = columns.get("debit"), columns.get("credit")
        factors = zip((debit, credit), layout.pair_factors, strict=True)
        self._sides: list[tuple[int, int]] = [(i, factor) for i, factor in factors if i is not None]
        self._currencies: int | None = columns.get("currency")
        self._fee: int | None = columns.get("fee")
        texts = layout.text_columns
        self._told = layout.transfers is not None and layout.transfers["kinds"] is not None
        self._texts: list[int] = columns.get("description", []) if texts is None else texts
        self._sign = self._sign_of(layout.sign_convention)
        self._turns = layout.sign_convention == "inverted"  # but for amounts whose own words say in or out
        plain = self._pair if self._sides else self._single
        self.read = self._after_fee if layout.fee_kind else plain
        self._before_fee = plain
        # A line may end behind its debit when it has no credit.
        self.needed = 1 + min((i for i, _ in self._sides), default=self._amount or 0)

    def _single(self, cells: list[str]) -> Money | None:
        assert self._amount is not None  # noqa: S101 - chosen in __init__
        parsed = self._number(cells[self._amount])
        if parsed is None:
            return None
        value, written, in_cell = parsed
        if written and self._turns and has_word_for_sign(cells[self._amount]):
            return value, self._currency_of(cells, in_cell)
        return self._sign(value, written, cells), self._currency_of(cells, in_cell)

    def _pair(self, cells: list[str]) -> Money | None:
        parsed = [
            (self._number(cells[i]), self._factor(cells[i], factor)) for i, factor in self._sides if i < len(cells)
        ]
        found = [(value, factor) for value, factor in parsed if value is not None]
        if not found:
            return None
        total = sum((value[0] * factor for value, factor in found), Decimal(0))
        return total, self._currency_of(cells, next((v[2] for v, _ in found if v[2]), None))

    def _factor(self, cell: str, factor: int) -> int:
        """The factor of a side; a word in the cell (`12.50 DR`) says itself what is out."""
        return factor if cell[-1:].isdigit() or not has_word_for_sign(cell) else 1

    def _after_fee(self, cells: list[str]) -> Money | None:
        """The amount minus the fee beside it."""
        money, fee = self._before_fee(cells), self._fee_of(cells)
        if money is None or not fee:
            return money
        return money[0] + (fee if self._layout.fee_kind == "signed" else -abs(fee)), money[1]

    def fee_alone(self, cells: list[str]) -> Money | None:
        """The amount of a line that has only a fee: money out."""
        fee = self._fee_of(cells)
        return (-abs(fee), self._currency_of(cells, None)) if fee else None

    def _fee_of(self, cells: list[str]) -> Decimal | None:
        if self._fee is None or self._fee >= len(cells):
            return None
        try:
            parsed = self._number(cells[self._fee])
        except AmountError:
            return None
        return parsed[0] if parsed else None

    def _currency_of(self, cells: list[str], in_cell: str | None) -> str | None:
        i = self._currencies
        if i is None or i >= len(cells) or is_empty(cells[i]):
            return in_cell
        if found := currency_of(cells[i], self._expected):
            return found
        if in_cell:
            return in_cell
        raise AmountError("unknown_currency", f"{cells[i].strip()[:20]!r} is no known currency.")

    # -- signs

    def _sign_of(self, convention: str) -> Sign:
        return {
            "signed": lambda value, _written, _cells: value,
            "inverted": lambda value, _written, _cells: -value,
            "marked": lambda value, written, _cells: value if written else -value,
            "flag": self._by_flag,
            "words": self._by_words,
            "balances": lambda value, _written, _cells: value,  # what goes out is turned round (CsvLayout.turned)
            "debit_credit": lambda value, _written, _cells: value,
        }[convention]

    def flag(self, cells: list[str]) -> int | None:
        """+1 in, -1 out, 0 neither, by the line's flag; None without one."""
        i = self._layout.columns.get("flag")
        if i is None or i >= len(cells):
            return None
        table: dict[str, int] = self._layout.flags
        flag = table.get(cells[i].strip().casefold(), self._layout.unflagged)
        if flag is None and self._told and (kind := kind_of(cells[i])):
            return kind.way
        return flag

    def _by_flag(self, value: Decimal, written: bool, cells: list[str]) -> Decimal:
        flag = self.flag(cells)
        if flag:
            return value * flag
        return value if self._told else self._by_words(value, written, cells)

    def _by_words(self, value: Decimal, _written: bool, cells: list[str]) -> Decimal:
        texts = [cells[i] for i in self._texts if i < len(cells)]
        direction = line_direction(" ".join(texts), bool(self._layout.is_card))
        return value if direction > 0 else -value
