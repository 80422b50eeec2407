"""Collects what an export of ours says of each account: its opening balance, and the days of its rows."""

from dataclasses import dataclass
from datetime import date

from app.formats.native.rows import AccountFacts, FullRow
from app.imports.balances.proof import Key
from app.imports.drafting.account_names import account_key
from app.imports.drafting.lines import Entry


@dataclass(slots=True)
class ExportedAccount:
    """An account of an export: what is said of it, if anything, and the first and last day of its rows.

    Pending rows are among them: the opening balance is the one before all that balances count.
    """

    currency: str
    first_day: date
    last_day: date
    rows: int = 0
    facts: AccountFacts | None = None


class ExportedAccounts:
    """The accounts of one export, by number and currency."""

    def __init__(self) -> None:
        self.found: dict[Key, ExportedAccount] = {}

    def add(self, entry: Entry) -> None:
        """Take the next row of the file."""
        row = entry.row
        key = (account_key(row), row.currency)
        account = self.found.get(key)
        if account is None:
            account = self.found[key] = ExportedAccount(row.currency, row.date, row.date)
        account.rows += 1
        account.first_day, account.last_day = min(account.first_day, row.date), max(account.last_day, row.date)
        if isinstance(row, FullRow) and row.account_facts:
            account.facts = row.account_facts
