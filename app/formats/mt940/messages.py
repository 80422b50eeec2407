"""Iterate the bookings of MT940 and MT942 messages, and collect the statements: account, period, balances."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.formats.common.stated_periods import Statement, Statements
from app.formats.mt940.line import StatedBalance, read_balance
from app.formats.mt940.tags import END, Tag
from app.money import CURRENCIES

_MAX_ACCOUNT = 140  # characters; SWIFT allows 35
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CURRENCY = re.compile(r"\d*([A-Z]{3})")


@dataclass(slots=True)
class Booking:
    """A field :61: with its :86: and :NS:. `closing` is set on the last one of a statement that states it."""

    account: str | None
    currency: str | None
    line: list[str]
    details: list[str] = field(default_factory=list)
    non_swift: list[str] = field(default_factory=list)
    closing: Decimal | None = None

    @property
    def raw(self) -> str:
        """The field as it stands in the file."""
        text = [":61:" + self.line[0], *self.line[1:]]
        if self.details:
            text += [":86:" + self.details[0], *self.details[1:]]
        return "\n".join(text)


class Messages:
    """Iterates the bookings of the fields; `statements` is complete after the iteration.

    A new statement begins with :20:, and where a bank leaves that out with the second account or opening balance.
    """

    def __init__(self, tags: Iterable[Tag]) -> None:
        self.statements = Statements()
        self._tags = tags
        self._current = Statement()
        self._currencies: dict[str | None, str] = {}
        self._booking: Booking | None = None
        self._open = False  # whether :86: and :NS: belong to the current booking
        self._has_content = False  # whether the current statement has said anything itself

    def __iter__(self) -> Iterator[Booking]:
        for tag in self._tags:
            if tag.name == "61":
                if self._booking:
                    yield self._booking
                self._begin_line(tag)
            elif tag.name in ("86", "NS"):
                self._describe(tag)
            else:
                self._open = False
                self._read_field(tag)
        self._close()
        if self._booking:
            yield self._booking

    def _begin_line(self, tag: Tag) -> None:
        current = self._current
        if current.closing is not None:  # lines behind the closing balance are of a page of their own
            self._close(current.account, current.currency)
            current = self._current
        current.rows += 1
        self._has_content = True
        known = self._currencies.get(current.account)
        self._booking = Booking(current.account, current.currency or known, tag.lines)
        self._open = True

    def _describe(self, tag: Tag) -> None:
        if self._open and self._booking:
            (self._booking.details if tag.name == "86" else self._booking.non_swift).extend(tag.lines)

    def _read_field(self, tag: Tag) -> None:
        if tag.name == "20":
            self._close()
        elif tag.name == END:
            self._close(self._current.account, self._current.currency)
        elif tag.name in ("25", "25P"):
            self._name_account(tag.text)
        elif tag.name in ("60F", "60M", "62F", "62M"):
            balance = read_balance(tag.text)
            if balance:
                (self._open_balance if tag.name[1] == "0" else self._close_balance)(balance)
        elif tag.name[:2] in ("34", "90"):
            found = _CURRENCY.match(tag.text)
            self._name_currency(found[1] if found else None)

    def _name_account(self, text: str) -> None:
        if self._current.account is not None:
            self._close()
        account, currency = read_account(text)
        self._current.account = account
        self._has_content = account is not None
        self._name_currency(currency)

    def _name_currency(self, currency: str | None) -> None:
        if currency and self._current.currency is None:
            self._current.currency = currency

    def _open_balance(self, balance: StatedBalance) -> None:
        current = self._current
        if current.opening is not None or current.closing is not None or current.rows:
            self._close(current.account, current.currency)
            current = self._current
        current.opening, current.begin = balance.amount, balance.day
        self._has_content = True
        current.currency = balance.currency or current.currency
        if current.currency:
            self._currencies[current.account] = current.currency

    def _close_balance(self, balance: StatedBalance) -> None:
        current = self._current
        current.currency = current.currency or balance.currency
        current.closing, current.end = balance.amount, balance.day
        self._has_content = True
        if current.rows and self._booking:
            self._booking.closing = balance.amount

    def _close(self, account: str | None = None, currency: str | None = None) -> None:
        """End the statement; the next one begins with this account and currency."""
        current = self._current
        if self._has_content:
            current.currency = current.currency or self._currencies.get(current.account)
            self.statements.add(current)
        self._current, self._has_content = Statement(account, currency), False


def read_account(text: str) -> tuple[str | None, str | None]:
    """(account, currency) of a :25:; banks put the currency behind the number. An IBAN is written without blanks."""
    text, currency = text[:_MAX_ACCOUNT].strip(), None
    number, code = text[:-3], text[-3:]
    if code in CURRENCIES and any(map(str.isdigit, number)) and not number[-1].isalpha():
        text, currency = number.rstrip(" /"), code
    bare = text.replace(" ", "")
    return (bare if _IBAN.fullmatch(bare) else text) or None, currency
