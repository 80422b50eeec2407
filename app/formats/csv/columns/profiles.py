"""Profile each column over a sample of lines: share of dates, amounts, words, and what the header says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.formats.common.amounts import affixes, has_cents, looks_like_amount, split_amount
from app.formats.common.currencies import currency_of
from app.formats.common.dates import date_parts, looks_like_date, serial_parts
from app.formats.common.header_words import roles_of

_PLACEHOLDERS = frozenset(["", "-", "--", "/", "–", "—", "−", "－", "n/a", "null", "none"])


@dataclass(slots=True)
class Profile:
    """The profile of one column of the sample; shares are of the cells that are not empty."""

    index: int
    header: str
    roles: dict[str, float]
    filled: float
    dates: float
    loose_dates: float
    amounts: float
    cents: float
    negative: float
    letters: float
    distinct: int
    mean_length: float
    currencies: float
    values: Counter[str] = field(default_factory=Counter)

    @property
    def is_money(self) -> bool:
        """Whether most cells can be amounts."""
        return self.amounts >= 0.5 and self.dates < 0.5

    def weight(self, role: str) -> float:
        """How much the header speaks for a field."""
        return self.roles.get(role, 0.0)


def is_empty(cell: str) -> bool:
    """Whether a cell is blank or a placeholder such as `-` or `n/a`."""
    return not cell.strip() or (len(cell) < 16 and cell.strip().strip("'\"").casefold() in _PLACEHOLDERS)


def profile_columns(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Profile]:
    """Profiles of all columns over sample rows that are transactions."""
    return [_profile(i, headers[i] if i < len(headers) else "", _column(rows, i)) for i in range(width)]


def _column(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() if index < len(row) else "" for row in rows]


def _profile(index: int, header: str, cells: list[str]) -> Profile:
    full = [cell for cell in cells if not is_empty(cell)]
    n = max(1, len(full))
    return Profile(
        index=index,
        header=header.strip(),
        roles=_roles(header, full),
        filled=len(full) / max(1, len(cells)),
        dates=sum(map(looks_like_date, full)) / n,
        loose_dates=sum(bool(date_parts(cell) or serial_parts(cell)) for cell in full) / n,
        amounts=sum(map(looks_like_amount, full)) / n,
        cents=sum(map(has_cents, full)) / n,
        negative=sum(_is_negative(cell) for cell in full) / n,
        letters=sum(any(c.isalpha() for c in cell) for cell in full) / n,
        distinct=len(set(full)),
        mean_length=sum(map(len, full)) / n,
        currencies=sum(currency_of(cell, "USD") is not None for cell in full) / n,
        values=Counter(cell.casefold() for cell in full),
    )


def _roles(header: str, full: list[str]) -> dict[str, float]:
    """Fields the header may name; `Debit/Credit` above numbers, not words, is the signed amount."""
    roles = roles_of(header)
    if "flag" in roles and full and sum(map(has_cents, full)) >= 0.5 * len(full):
        return {"amount": roles["flag"]}
    return roles


def _is_negative(cell: str) -> bool:
    split = split_amount(cell)
    around = affixes(split[0], split[2], "USD") if split else None
    return around is not None and around[0] < 0


def is_primary_role(profile: Profile, role: str) -> bool:
    """Whether a field is the one that the header names first of all."""
    return profile.weight(role) > 0 and profile.weight(role) >= max(profile.roles.values()) - 0.15
