"""A month's dashboard, a list and progress as text with bars. Pure: words in, lines out."""

import textwrap
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

BAR_WIDTH = 30
PROGRESS_WIDTH = 20  # leaves room for the outcomes in 80 columns
TEXT_WIDTH = 78
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
    return f"  {shortened(name, 22):<22} {bar(Decimal(done), Decimal(total), PROGRESS_WIDTH).replace(' ', '░')} {count}"


def transaction_line(row: dict[str, Any]) -> str:
    """A transaction as a row of a list: its merchant, and what else its description says."""
    merchant, said = row["merchant"] or "", row["description"] or ""
    if said.casefold().startswith(merchant.casefold()):
        said = said[len(merchant) :].strip()
    who = f"{shortened(merchant, 18):<18} {shortened(said, 19):<19}" if merchant else f"{shortened(said, 38):<38}"
    return f"  {row['date']} {who} {row['category'] or '-':<15} {row['amount']:>8} {row['currency']}"


def shortened(text: str, width: int) -> str:
    """The text in at most `width` columns, with an ellipsis where it is cut off."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def covered_from(accounts: Iterable[dict[str, Any]], currency: str) -> str:
    """The first day that all accounts of a currency cover that have statements; empty without any."""
    statements = (account["coverage"]["statements"] for account in accounts if account["currency"] == currency)
    return max((min(one["from"] for one in each) for each in statements if each), default="")


def dashboard_lines(board: dict[str, Any], covered: str) -> list[str]:
    """The answer of GET /insights/dashboard as a page of text, its trend from the first whole month after `covered`."""
    trend = [row for row in board["trend"] if f"{row['month']}-01" >= covered]
    before = board["trend"][-2]["month"]
    return [
        "",
        f"  ══ {board['month']} · {board['currency']} ".ljust(78, "═"),
        *totals(board["totals"]),
        "",
        f"  Spending by category (in {before})",
        *figures((row["name"], row["amount"], f"({row['previous_amount']})") for row in board["by_category"]),
        "",
        "  Top merchants",
        *figures((row["merchant"], row["amount"], f"×{row['count']}") for row in board["top_merchants"]),
        "",
        f"  Expense (income), the months that all statements in {board['currency']} cover",
        *figures((row["month"], row["expense"], f"({row['income']})") for row in trend),
        "",
        "  Accounts",
        *(f"  {shortened(row['name'], 28):<30}{row['balance']:>14} {row['currency']}" for row in board["accounts"]),
        "",
        *textwrap.wrap(board["text"], TEXT_WIDTH, initial_indent="  ", subsequent_indent="  "),
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
        f"  {shortened(name, 22):<22}{amount:>12}  {bar(Decimal(amount), largest)} {note}".rstrip()
        for name, amount, note in rows
    ]
