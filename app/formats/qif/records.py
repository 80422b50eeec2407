"""Split QIF into records: lines of a letter and a value up to `^`, in sections that `!` lines begin.

Source: Intuit, QIF 1.1, 2006.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.formats.interface import ReadError
from app.money import CURRENCIES

MAX_ACCOUNTS = 2000
# A record of more lines is a file whose records nothing ends; the longest real ones have some hundred splits.
MAX_LINES = 20_000
_MAX_MEMO = 4000

# Lists of names and prices. Every other `!Type:` is the register of an account, whatever it is called.
_LISTS = frozenset([
    "cat", "class", "memorized", "security", "prices", "budget", "budgets", "tag", "tags", "tax", "template",
    "templates", "invoice", "invitem", "customer", "vendor", "employee", "payee",
])  # fmt: skip
_INVESTMENTS = frozenset(["invst", "port", "401(k)/403(b)"])


@dataclass(slots=True)
class Account:
    """An account of the file; its fields are empty where no `!Account` stands."""

    name: str | None = None
    kind: str = ""
    currency: str | None = None


@dataclass(slots=True)
class QifRecord:
    """One record of a register: values by letter, the first of each; `account` is the 0-based ordinal of its account.

    `whole` is False where the file ends in the middle of it.
    """

    account: int
    investment: bool
    values: dict[str, str] = field(default_factory=dict)
    splits: list[str] = field(default_factory=list)  # the category of each part, or its account in brackets
    lines: int = 0
    whole: bool = True

    def add(self, letter: str, value: str) -> None:
        """Add a line. Of the lines of a split only the first letters' values are the record's own."""
        self.lines += 1
        if self.lines > MAX_LINES:
            raise ReadError("record_too_long", f"A record of this file has more than {MAX_LINES} lines.")
        values = self.values
        if letter == "S":
            self.splits.append(value)
        if letter not in values:
            values[letter] = value
        elif letter == "M" and value and "S" not in values and len(values["M"]) < _MAX_MEMO:
            values["M"] += f" {value}"


class QifRecords:
    """Reads the records of one file; `accounts` are those seen so far, `registers` counts their sections."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.registers = 0
        self._kinds: dict[str, int] = {}  # registers before any account
        self._named: dict[str, int] = {}
        self._current: int | None = None
        self._section = ""

    def read(self, lines: Iterable[str]) -> Iterator[QifRecord]:
        """The records of all registers, in their order, without empty ones."""
        record, line = self._begin(), "\n"
        for line in lines:
            text = line.strip().lstrip("\ufeff")
            letter = text[:1]
            if letter in ("^", "!"):
                if found := self._end(record):
                    yield found
                if letter == "!":
                    self._enter(text[1:])
                record = self._begin()
            elif letter and (letter != "#" or record.lines):
                record.add(letter.upper(), text[1:].strip())
        if found := self._end(record):
            found.whole = line.endswith(("\n", "\r"))
            yield found

    def _begin(self) -> QifRecord:
        return QifRecord(self._current or 0, self._section in _INVESTMENTS)

    def _end(self, record: QifRecord) -> QifRecord | None:
        if not self._section and "D" in record.values and "T" in record.values:  # some banks leave the header out
            self._enter("Type:Bank")
        if not record.lines or self._section in ("", "option"):
            return None
        if self._section == "account":
            self._add_account(record.values)
            return None
        return record

    def _enter(self, header: str) -> None:
        """Begin a section: `Account`, `Type:Bank`, or an option, which is skipped."""
        word, _, kind = header.casefold().partition(":")
        self._section = {"account": "account", "type": kind.strip()}.get(word.strip(), "option")
        if self._section in _LISTS:
            self._section = "option"
        if self._section not in ("account", "option", ""):
            self.registers += 1
            if self._current is None or self.accounts[self._current].name is None:
                self._enter_nameless(self._section)

    def _enter_nameless(self, kind: str) -> None:
        """Begin a register without an account: the first is the file's, others are known by their kind."""
        if kind not in self._kinds:
            self._kinds[kind] = self._add(Account(kind.title() if self._kinds else None, kind))
        self._current = self._kinds[kind]

    def _add_account(self, values: dict[str, str]) -> None:
        name = " ".join(values.get("N", "").split())[:100]
        if not name:
            return
        if name not in self._named:
            currency = values.get("D", "").upper()
            found = Account(name, values.get("T", "")[:40], currency if currency in CURRENCIES else None)
            self._named[name] = self._add(found)
        self._current = self._named[name]

    def _add(self, account: Account) -> int:
        if len(self.accounts) >= MAX_ACCOUNTS:
            raise ReadError("too_many_accounts", f"The file has more than {MAX_ACCOUNTS} accounts.")
        self.accounts.append(account)
        return len(self.accounts) - 1
