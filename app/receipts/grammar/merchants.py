"""Who wrote a receipt: the first line that is no address, number, greeting or title."""

from collections.abc import Sequence

from app.receipts.documents import MOST_NAME
from app.receipts.grammar.amounts import Line
from app.receipts.grammar.labels import ADDRESS, CONTACT, FROM_SELLER, REFUND, SELLER, TITLE, TOTAL

# Behind these a receipt has its items.
_HEAD = 12
_BULLETS = " \t*=-_~#|.:•·"


def merchant_of(lines: Sequence[Line]) -> str | None:
    """Returns the name of the shop; None where no line can be one."""
    for line in lines:
        if named := SELLER.match(line.text.strip(_BULLETS)):
            return _cut(named["name"])
    head = lines[:_HEAD]
    for line in head:
        if named := FROM_SELLER.match(line.text.strip(_BULLETS)):
            return _cut(named["name"])
    return next((_cut(_alone(line)) for line in head if _is_name(line)), None)


def _alone(line: Line) -> str:
    """The first column of a line: beside it stand a title or a number."""
    return next((part for part in line.text.strip(_BULLETS).split("  ") if part.strip()), "")


def _cut(name: str) -> str:
    return " ".join(name.split()).strip(_BULLETS)[:MOST_NAME]


def _is_name(line: Line) -> bool:
    name = _alone(line).casefold().strip()
    letters, digits = sum(map(str.isalpha, name)), sum(map(str.isdecimal, name))
    if letters < 2 or digits > letters or line.amounts or TOTAL.search(name):
        return False
    is_title = not any(map(str.isalpha, REFUND.sub("", TITLE.sub("", name))))
    return not (is_title or ADDRESS.search(name) or CONTACT.search(name))
