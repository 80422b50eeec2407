"""The total and the tax of a receipt, by the words beside them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from app.receipts.grammar.amounts import Amount, Line
from app.receipts.grammar.labels import INCLUSIVE, PAYMENT, SUBTOTAL, TAX, TAX_TABLE, TOTAL, WEAK_TOTAL

_MOST_TAX = Decimal("0.4")  # of the total; no country takes as much


class Total(NamedTuple):
    """What was paid, and the number of its line."""

    value: Decimal
    line: int


def total_of(lines: Sequence[Line]) -> Total | None:
    """Returns the largest sum beside a word for total, or else beside a weaker one; None without either."""
    for pattern in (TOTAL, WEAK_TOTAL):
        found = [
            Total(amounts[-1].value, number)
            for number, line in enumerate(lines)
            if pattern.search(line.low) and _is_total(line) and (amounts := _beside(lines, number))
        ]
        if found:
            return max(found, key=lambda each: (abs(each.value), -each.line))
    return None


def _is_total(line: Line) -> bool:
    """Whether a line that says total means what was paid, and not a part of it or how it was paid."""
    words = line.low
    taxed = TAX.search(words) and not INCLUSIVE.search(words)
    return not (SUBTOTAL.search(words) or taxed or PAYMENT.match(words.lstrip(" *-")))


def _beside(lines: Sequence[Line], number: int) -> Sequence[Amount]:
    """The sums on a line; on the next one, if that has nothing else."""
    if lines[number].amounts or number + 1 == len(lines):
        return lines[number].amounts
    below = lines[number + 1]
    return below.amounts if sum(map(str.isalpha, below.text)) <= 3 else ()


def tax_of(lines: Sequence[Line], total: Decimal) -> Decimal | None:
    """Returns the tax: what a line states as its total, else the sum of the lines that name a tax; None for none."""
    sums = [(line, tax) for line in lines if (tax := _tax(line)) is not None and abs(tax) <= abs(total) * _MOST_TAX]
    whole = [tax for line, tax in sums if TOTAL.search(line.low)]
    if whole:
        return max(whole)
    each = {(" ".join(line.words.casefold().split()), tax) for line, tax in sums}  # a table may repeat a line
    return sum((tax for _, tax in each), Decimal(0)) if each else None


def _tax(line: Line) -> Decimal | None:
    """The tax on a line that names one; of net, tax and gross the one that is missing between the others."""
    values = [abs(amount.value) for amount in line.amounts]
    fitting = list(_between(values))
    if fitting and "%" in line.text:
        return fitting[0]
    if not values or not TAX.search(line.low) or _names_gross(line):
        return None
    return fitting[0] if fitting else min(values)


def _names_gross(line: Line) -> bool:
    """Whether the sum beside the word tax is one with or without it, not the tax."""
    stated = TOTAL.search(line.low) and (INCLUSIVE.search(line.low) or SUBTOTAL.search(line.low))
    return bool(stated) or (len(line.amounts) == 1 and bool(TAX_TABLE.match(line.low)))


def _between(values: Sequence[Decimal]) -> Iterator[Decimal]:
    """The lesser of two that add up to a third."""
    for gross in values:
        for net in values:
            if gross > net and (tax := gross - net) in values and tax < net:
                yield tax
