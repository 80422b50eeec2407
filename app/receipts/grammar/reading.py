"""Reads a receipt from its lines: merchant, day, total, currency, tax and items, checked against each other."""

from collections.abc import Iterator, Sequence

from app.ai.local import writing_of
from app.receipts.checks import check_sums
from app.receipts.documents import Caution, Reading, Setting, Unread
from app.receipts.grammar.amounts import Line, decimal_mark, with_amounts
from app.receipts.grammar.currencies import currency_of
from app.receipts.grammar.days import Day, day_of
from app.receipts.grammar.items import items_of
from app.receipts.grammar.labels import REFUND
from app.receipts.grammar.merchants import merchant_of
from app.receipts.grammar.sums import Total, tax_of, total_of

_MOST_LINES, _LONGEST = 1_000, 300
# Where a receipt says of itself that it is a refund.
_HEAD = 8


def read_lines(texts: Sequence[str], setting: Setting) -> Reading:
    """Returns what a receipt's text says; raises Unread where no line names a total."""
    texts = [text[:_LONGEST] for text in texts[:_MOST_LINES]]
    writing = writing_of(setting.locale)
    mark = decimal_mark(texts, writing.decimal)
    named = currency_of(texts, setting.currency)
    currency = named or setting.currency
    lines = [with_amounts(text, mark, currency) for text in texts]
    total = total_of(lines)
    if total is None or not total.value:
        raise Unread("No line of the receipt names its total.")
    american = currency == "USD" and mark == "."
    day = day_of(texts, setting.today, day_first=writing.day_first if american else True)
    tax = tax_of(lines, total.value)
    items = items_of(lines[: _end_of_items(lines, total)], mark)
    merchant, paid = merchant_of(lines), abs(total.value)
    refund = total.value < 0 or _is_refund(lines, total)
    if refund:
        items = [item._replace(amount=abs(item.amount)) for item in items]
    cautions = [*_left_open(named, currency, day, merchant), *check_sums(paid, tax, items)]
    return Reading(merchant, day.day if day else None, paid, currency, tax, items, refund, cautions)


def _end_of_items(lines: Sequence[Line], total: Total) -> int:
    """The number of the line where the items end: the first that says total."""
    first = total_of(lines[: total.line]) if total.line else None
    return min(total.line, first.line) if first else total.line


def _is_refund(lines: Sequence[Line], total: Total) -> bool:
    said = [line.low for line in lines[:_HEAD]] + [lines[total.line].low]
    return any(REFUND.search(low) for low in said)


def _left_open(named: str | None, currency: str, day: Day | None, merchant: str | None) -> Iterator[Caution]:
    if merchant is None:
        yield Caution("no_merchant_found", "No line of the receipt could be the name of a shop.")
    if named is None:
        yield Caution("currency_assumed", f"The receipt names no currency; {currency} was taken.")
    if day is None:
        yield Caution("no_date_found", "The receipt names no day; that of the upload was taken.")
    elif day.is_ambiguous:
        yield Caution("ambiguous_date", f"Day and month could change places; {day.day} was taken.")
