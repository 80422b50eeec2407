"""Transfers in QIF: a category in brackets is another account of the owner's, `L[Savings]` (Intuit, QIF 1.1)."""

import re

from app.formats.qif.records import QifRecord

# Behind the account may stand a class: `[Savings]/Holiday`.
_ACCOUNT = re.compile(r"\[([^\[\]]+)\](?:/.*)?")
# What investment records with another account do that is a transfer; the others buy, sell or earn.
_MOVES = frozenset(["", "xin", "xout", "contribx", "withdrwx"])


def other_account(record: QifRecord) -> str:
    """The account that the record moves money to or from; "" where it, or a part of it, has a category."""
    if record.investment and record.values.get("N", "").casefold() not in _MOVES:
        return ""
    targets = record.splits or [record.values.get("L", "")]
    names = [" ".join(found[1].split()) if (found := _ACCOUNT.fullmatch(target)) else "" for target in targets]
    return names[0][:100] if all(names) else ""


def same_account(name: str, other: str) -> bool:
    """Whether two names are of one account."""
    return bool(name) and name.casefold() == other.casefold()
