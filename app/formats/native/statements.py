"""The statements that OFX and QIF exports consist of: an account with its period, balance and rows."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.formats.native.fields import ExportAccount, ExportRow


class Period(NamedTuple):
    """The first and the last day of an account's transactions, or of what was asked for, as ISO 8601."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's part of an export.

    `number` is its number at the bank, or else a part of its id; `kind` one of the types of accounts. `opening` is the
    balance before its rows, None where that is not known; `balance` the one at the end of the day `as_of`, or now.
    `rows` reads its transactions when called, in order; where it has none, `described` says what there is to say of
    the account.
    """

    name: str
    number: str
    kind: str
    currency: str
    opening: str | None
    balance: str
    as_of: str | None
    period: Period
    rows: Callable[[], Iterable[ExportRow]]
    described: ExportAccount | None = None


# What XML and the lines of QIF cannot hold.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]+")


def one_line(text: str | None, most: int = 1000) -> str:
    """The text on one line, without control characters; cut to so many characters."""
    return " ".join(_CONTROLS.sub(" ", text or "").split())[:most].rstrip()
