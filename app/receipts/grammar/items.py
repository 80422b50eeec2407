"""The items of a receipt: lines with a name and a sum, before the total; how many, where a line says that."""

import re
from collections.abc import Sequence
from decimal import Decimal

from app.receipts.documents import MOST_ITEMS, MOST_NAME, Item
from app.receipts.grammar.amounts import MONEY, Line, read_number
from app.receipts.grammar.labels import PAYMENT, SUBTOTAL, TAX, TOTAL

_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_PER = r"(?:\s?/\s?\w+)?"
# "2 x 3.50", "0,452 kg x 1,99 EUR/kg", "2 @ $3.50"
_TIMES = re.compile(
    rf"(?<![\w.,])(?P<count>{_NUMBER})\s?(?:kg|g|l|lbs?|st[kck]?|pcs?|pz|ud?s?|szt)?\.?\s?[x×*@]\s?(?:{MONEY}\s?)?(?P<price>\d[\d.,]*)"
    rf"(?:\s?{MONEY})?{_PER}",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^(?P<count>\d{1,3})\s?[x×*]\s?(?=[^\W\d])")
_BEHIND = re.compile(r"\s[x×]\s?(?P<count>\d{1,3})$", re.IGNORECASE)
_PLAIN_BEFORE = re.compile(r"^(?P<count>\d{1,2})\s+(?=[^\W\d]{2})")
_PLAIN_BEHIND = re.compile(r"\s(?P<count>\d{1,3})$")
_ONE = Decimal(1)
_CENT = Decimal("0.01")


def items_of(lines: Sequence[Line], mark: str) -> list[Item]:
    """Returns the items on some lines, which end before the total."""
    counted = _all_are_counted(lines)
    found: list[Item] = []
    name_above: str | None = None
    waiting: tuple[Decimal, Decimal] | None = None  # a count and a price that stand above their item
    for line in lines:
        times = _TIMES.search(line.text)
        name = _name_of(line, times)
        if not _has_name(name):
            name_above, waiting = _nameless(line, times, found, name_above, mark)
        elif line.amounts and not _is_other(line):
            found.append(_item(line, name, times, counted, mark, waiting))
            name_above = waiting = None
        else:
            name_above, waiting = (None if _is_other(line) else name), None
    return found[:MOST_ITEMS]


def _all_are_counted(lines: Sequence[Line]) -> bool:
    """Whether each item begins with how many: a number there is part of a name otherwise."""
    named = [line for line in lines if line.amounts and _has_name(line.words) and not _is_other(line)]
    return bool(named) and all(_PLAIN_BEFORE.match(line.words) for line in named)


def _is_other(line: Line) -> bool:
    """Whether a line is a sum of others, a tax or a payment."""
    words = line.words.casefold() or line.low
    begins = PAYMENT.match(words.lstrip(" *-"))
    return bool(TOTAL.match(words) or SUBTOTAL.search(words) or TAX.search(words) or begins)


def _has_name(name: str) -> bool:
    return sum(map(str.isalpha, name)) >= 2


def _name_of(line: Line, times: re.Match[str] | None) -> str:
    words = line.text if not line.amounts else line.text[: line.amounts[0].start]
    if times:
        words = words[: times.start()] if times.start() else line.text[times.end() : _behind(line, times)]
    return " ".join(words.split()).strip(" *|-:")[:MOST_NAME]


def _behind(line: Line, times: re.Match[str]) -> int:
    """Where the words behind a count end: at the first sum there."""
    return next((amount.start for amount in line.amounts if amount.start >= times.end()), len(line.text))


def _nameless(
    line: Line, times: re.Match[str] | None, found: list[Item], name_above: str | None, mark: str
) -> tuple[str | None, tuple[Decimal, Decimal] | None]:
    """A line of a count and a price: it belongs to the item above, to a name above, or to the item below.

    Returns the name above and the count with its price that still wait for their item.
    """
    if times is None:
        if name_above and line.amounts:
            found.append(Item(name_above, _ONE, line.amounts[-1].value))
        return None, None
    count, price = read_number(times["count"], mark), read_number(times["price"], mark)
    if name_above:
        found.append(Item(name_above, count, (count * price).quantize(_CENT)))
    elif found and found[-1].quantity == _ONE and _is_product(count, price, found[-1].amount):
        found[-1] = found[-1]._replace(quantity=count)
    else:
        return None, (count, price)
    return None, None


def _item(
    line: Line,
    name: str,
    times: re.Match[str] | None,
    counted: bool,
    mark: str,
    waiting: tuple[Decimal, Decimal] | None,
) -> Item:
    amount = line.amounts[-1].value
    if times:
        return Item(name, read_number(times["count"], mark), amount)
    if waiting and _is_product(*waiting, amount):
        return Item(name, waiting[0], amount)
    return _counted(line, name, amount, counted)


def _counted(line: Line, name: str, amount: Decimal, counted: bool) -> Item:
    """The item with the count that stands before or behind its name."""
    for pattern in (_BEFORE, _BEHIND):
        if match := pattern.search(name):
            return Item(_without(name, match), Decimal(match["count"]), amount)
    price = line.amounts[-2].value if len(line.amounts) > 1 else None
    for pattern in (_PLAIN_BEFORE, _PLAIN_BEHIND):
        match = pattern.search(name)
        if match is None:
            continue
        fits = price is not None and _is_product(Decimal(match["count"]), price, amount)
        if fits or (counted and pattern is _PLAIN_BEFORE and price is None):
            return Item(_without(name, match), Decimal(match["count"]), amount)
    return Item(name, _ONE, amount)


def _without(name: str, match: re.Match[str]) -> str:
    return (name[: match.start()] + name[match.end() :]).strip(" *|-:")


def _is_product(count: Decimal, price: Decimal, amount: Decimal) -> bool:
    return abs(count * price - abs(amount)) <= _CENT
