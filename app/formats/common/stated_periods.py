"""The statements a file contains, by account: period, opening and closing balance, number of lines."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.formats.interface import Layout, ReadError, StatementDocument

# They are kept with the import's document (150 bytes each, of 16 MB): sixty years of daily statements.
MAX_STATEMENTS = 20_000

Key = tuple[str | None, str | None]


@dataclass(slots=True)
class Statement:
    """One statement (or one page) of an account in one currency; `rows` counts its lines."""

    account: str | None = None
    currency: str | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    begin: date | None = None
    end: date | None = None
    rows: int = 0

    def to_document(self) -> StatementDocument:
        """The statement as `Layout.statements` holds it."""
        return {
            "account": self.account,
            "currency": self.currency,
            "opening": None if self.opening is None else f"{self.opening:f}",
            "closing": None if self.closing is None else f"{self.closing:f}",
            "from": self.begin.isoformat() if self.begin else None,
            "to": self.end.isoformat() if self.end else None,
        }


@dataclass
class ChainedLayout(Layout):
    """A layout with the accounts and currencies that have several statements with lines in the file."""

    chained: list[list[str | None]] = field(default_factory=list)


class Statements:
    """The statements of a file in their order."""

    def __init__(self) -> None:
        self._kept: list[Statement] = []
        self._filled: Counter[Key] = Counter()
        self._accounts: dict[str, None] = {}

    def add(self, statement: Statement) -> None:
        """Add the next statement of the file; raises ReadError `too_many_statements`."""
        self._kept.append(statement)
        if statement.account:
            self._accounts[statement.account] = None
        if statement.rows:
            self._filled[(statement.account, statement.currency)] += 1
        if len(self._kept) > MAX_STATEMENTS:
            raise ReadError("too_many_statements", f"The file holds more than {MAX_STATEMENTS} statements; split it.")

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._kept)

    def to_documents(self) -> list[StatementDocument]:
        """The statements as `Layout.statements` holds them."""
        return [statement.to_document() for statement in self._kept]

    def currency(self) -> str | None:
        """The only currency the statements name; None if there is none or more than one."""
        return single_value(statement.currency for statement in self._kept)

    def accounts(self) -> list[str]:
        """The accounts in the order of the file."""
        return list(self._accounts)

    def chained(self) -> list[list[str | None]]:
        """(account, currency) with lines in several statements: the last line of each carries its closing balance."""
        return [list(key) for key, filled in self._filled.items() if filled > 1]


def single_value(values: Iterable[str | None]) -> str | None:
    """The only value other than None; None if there is none or more than one."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None
