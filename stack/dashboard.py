"""A month's dashboard, a list and progress as text with bars. Pure: words in, lines out."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

BAR_WIDTH = 30
PROGRESS_WIDTH = 20  # leaves room for the outcomes in 80 columns
EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(part: Decimal, whole: Decimal, width: int = BAR_WIDTH) -> str:
    """`part` of `whole` as a bar of `width` columns, exact to an eighth of one; empty for nothing or less."""
    if part <= 0 or whole <= 0:
        return " " * width
    eighths = int(min(part / whole, Decimal(1)) * width * 8)
    return ("█" * (eighths // 8) + EIGHTHS[eighths % 8]).strip().ljust(width)


def progress_line(name: str, done: int, total: int, state: str = "") -> str:
    """One import on its way; while its total is 0, and so not known yet, `state` says what it does."""
    count = f"{done:>5}/{total:<5}" if total else state
    return f"  {name:<22} {bar(Decimal(done), Decimal(total), PROGRESS_WIDTH).replace(' ', '░')} {count}"


def transaction_line(row: dict[str, Any]) -> str:
    """A transaction as a row of a list."""
    who = (row["merchant"] or row["description"] or "")[:34]
    category = row["category"] or "-"
    return f"  {row['date']}  {who:<34} {category:<18} {row['amount']:>12} {row['currency']}"


def dashboard_lines(board: dict[str, Any]) -> list[str]:
    """The answer of GET /insights/dashboard as a page of text."""
    return [
        "",
        f"  ══ {board['month']} · {board['currency']} ".ljust(78, "═"),
        *totals(board["totals"]),
        "",
        "  Spending by category (before)",
        *figures((row["name"], row["amount"], f"({row['previous_amount']})") for row in board["by_category"]),
        "",
        "  Top merchants",
        *figures((row["merchant"], row["amount"], f"×{row['count']}") for row in board["top_merchants"]),
        "",
        "  Expense, twelve months (income)",
        *figures((row["month"], row["expense"], f"({row['income']})") for row in board["trend"]),
        "",
        "  Accounts",
        *(f"  {row['name'][:28]:<30}{row['balance']:>14} {row['currency']}" for row in board["accounts"]),
        "",
        f"  {board['text']}",
    ]


def totals(month: dict[str, Any]) -> list[str]:
    """Income and expense against each other."""
    rate = "-" if month["savings_rate"] is None else f"{Decimal(month['savings_rate']) * 100:.1f} %"
    both = [("Income", month["income"], ""), ("Expense", month["expense"], "")]
    return [*figures(both), f"  Net {month['net']}, savings rate {rate}"]


def figures(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """Name, amount, bar against the largest, note."""
    rows = list(rows)
    largest = max((Decimal(amount) for _, amount, _ in rows), default=Decimal(0))
    return [
        f"  {name[:22]:<22}{amount:>12}  {bar(Decimal(amount), largest)} {note}".rstrip() for name, amount, note in rows
    ]
