"""Find opening and closing balances stated above or below the table."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from app.formats.common.amounts import AmountError, NumberStyle, Parsed, amount_reader, looks_like_amount
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.conventions.balance_words import CLOSING, EITHER, OPENING, balance_side
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.preamble import days_in

_SIDES = {
    OPENING: pattern_of_section("line_words.txt", "opening balance", r"\W*"),
    CLOSING: pattern_of_section("line_words.txt", "closing balance", r"\W*"),
}


def stated_balances(rows: Sequence[Sequence[str]], style: NumberStyle, layout: CsvLayout) -> dict[str, Decimal]:
    """`opening` and `closing`, from lines like `Kontostand vom 31.01.2024:;1.250,00 EUR`, as far as they exist.

    Of two balances of different days, which their words do not tell apart, the earlier one is the opening one.
    """
    found: dict[str, Decimal] = {}
    of_days: dict[date, Decimal] = {}
    read = amount_reader(style, layout.expected_currency)
    for cells in rows:
        full = [part.strip() for cell in cells for part in _label_and_value(cell) if part.strip()]
        for place, cell in enumerate(full):
            side = _side(cell)
            if side and (amount := _first_amount(full[place + 1 :], read)) is not None:
                found.setdefault(CLOSING if side == EITHER else side, amount)
                if side == EITHER:
                    of_days |= dict.fromkeys(days_in(full[place : place + 2], layout.date_order or "dmy")[:1], amount)
    if len(of_days) > 1 and OPENING not in found:
        found |= {OPENING: of_days[min(of_days)], CLOSING: of_days[max(of_days)]}
    return found


def _label_and_value(cell: str) -> Sequence[str]:
    """The parts of `Opening balance: 1,250.00`; another cell as it is."""
    label, colon, value = cell.partition(":")
    return (label, value) if colon and looks_like_amount(value.strip()) else (cell,)


def _side(cell: str) -> str | None:
    said = balance_side(cell)
    return said or next((s for s, words in _SIDES.items() if words.match(cell) or words.match(normalised(cell))), None)


def _first_amount(cells: Sequence[str], read: Callable[[str], Parsed | None]) -> Decimal | None:
    for cell in cells:
        try:
            if looks_like_amount(cell) and (parsed := read(cell)):
                return parsed[0]
        except AmountError:
            continue
    return None
