"""Find opening and closing balances stated above or below the table."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError, NumberStyle, Parsed, amount_reader, looks_like_amount
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import pattern_of_section

_SIDES = {
    "opening": pattern_of_section("line_words.txt", "opening balance", r"\W*"),
    "closing": pattern_of_section("line_words.txt", "closing balance", r"\W*"),
}


def stated_balances(rows: Sequence[Sequence[str]], style: NumberStyle, expected: str) -> dict[str, Decimal]:
    """`opening` and `closing`, from lines like `Kontostand vom 31.01.2024:;1.250,00 EUR`, as far as they exist."""
    found: dict[str, Decimal] = {}
    read = amount_reader(style, expected)
    for cells in rows:
        full = [cell.strip() for cell in cells if cell.strip()]
        for place, cell in enumerate(full):
            side = _side(cell)
            if side and side not in found and (amount := _first_amount(full[place + 1 :], read)) is not None:
                found[side] = amount
    return found


def _side(cell: str) -> str | None:
    return next((s for s, words in _SIDES.items() if words.match(cell) or words.match(normalised(cell))), None)


def _first_amount(cells: Sequence[str], read: Callable[[str], Parsed | None]) -> Decimal | None:
    for cell in cells:
        try:
            if looks_like_amount(cell) and (parsed := read(cell)):
                return parsed[0]
        except AmountError:
            continue
    return None
