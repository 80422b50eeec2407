"""Collects what an export of ours says of each account: its opening balance, and the days of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.formats.interface import Row
from app.formats.native.rows import AccountFacts, AccountLine, account_line_of
from app.imports.balances.proof import Key
from app.imports.drafting.account_names import account_key
from app.imports.drafting.lines import FIRST_DAY, Entry, Line


@dataclass(slots=True)
class ExportedAccount:
    """An account of an export: what is said of it, if anything, and the first and last day of its rows.

    Pending rows are among them: the opening balance is the one before all that balances count. Without any row the days
    are the one before which it had that balance.
    """

    currency: str
    first_day: date = FIRST_DAY
    last_day: date = FIRST_DAY
    rows: int = 0
    facts: AccountFacts | None = None
    name: str = ""

    @property
    def opening(self) -> Decimal | None:
        """The opening balance that is stated, if any is."""
        return self.facts.opening if self.facts else None

    def add_row(self, day: date) -> None:
        """Take the day of the next row."""
        self.first_day = min(self.first_day, day) if self.rows else day
        self.last_day = max(self.last_day, day) if self.rows else day
        self.rows += 1

    def describe(self, line: AccountLine) -> None:
        """Take what a line says of the account."""
        self.facts, self.name = line.facts, line.name
        if line.day and not self.rows:
            self.first_day = self.last_day = line.day


class ExportedAccounts:
    """The accounts of one export, by number and currency."""

    def __init__(self) -> None:
        self.found: dict[Key, ExportedAccount] = {}

    def add(self, line: Line) -> None:
        """Take the next line of the file."""
        record = line.row if isinstance(line, Entry) else line
        if isinstance(record, Row):
            self._account((account_key(record), record.currency)).add_row(record.date)
        if told := account_line_of(record):
            self._account((told.account, told.currency)).describe(told)

    def _account(self, key: Key) -> ExportedAccount:
        return self.found.setdefault(key, ExportedAccount(key[1]))

    def without_rows(self) -> Iterator[tuple[Key, ExportedAccount]]:
        """The accounts of which there is no row."""
        return ((key, account) for key, account in self.found.items() if not account.rows)
