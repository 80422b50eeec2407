"""Counts what an import leaves out though there is money in it, so that its user is told."""

from app.formats.interface import UNDATED, Ignored, LayoutWarning
from app.imports.drafting.lines import Line

_SHOWN = 100  # characters of a line


class LeftOut:
    """What one import left out: pending lines that name no day, and accounts a full workspace has no place for."""

    def __init__(self) -> None:
        self._undated = 0
        self._first = ""
        self._no_place = ""

    def add(self, line: Line) -> None:
        """Take the next line of the file."""
        if isinstance(line, Ignored) and line.reason == UNDATED:
            self._first = self._first or line.raw[:_SHOWN]
            self._undated += 1

    def add_account(self, why: str) -> None:
        """Take an account without transactions that was not opened, and why."""
        self._no_place = why

    def warnings(self) -> list[LayoutWarning]:
        """Returns a warning of each kind."""
        found: list[LayoutWarning] = []
        if self._undated:
            lines = "One line is" if self._undated == 1 else f"{self._undated} lines are"
            told = f"{lines} not booked yet and without a day, and left out until the bank dates them: {self._first}"
            found.append({"code": "pending_without_day", "message": told})
        if self._no_place:
            told = f"Accounts without transactions were left out. {self._no_place}"
            found.append({"code": "accounts_left_out", "message": told})
        return found
