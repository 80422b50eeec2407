"""Checks a receipt against itself: items and tax against the total. What does not fit is said, never mended."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.receipts.documents import Caution, Item


def check_sums(total: Decimal, tax: Decimal | None, items: Sequence[Item]) -> Iterator[Caution]:
    """Yields what does not add up. Items may be with the tax or without it; a cent is a matter of rounding."""
    added = sum((item.amount for item in items), Decimal(0))
    ways = (added, added + tax) if tax else (added,)
    if items and all(abs(way - total) > Decimal("0.01") * max(1, len(items) // 10) for way in ways):
        yield Caution("items_do_not_add_up", f"The items add up to {added}, the receipt's total is {total}.")
    if tax is not None and tax >= total:
        yield Caution("tax_too_large", f"The tax of {tax} is no part of the total of {total}.")
