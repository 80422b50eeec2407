"""Which column of a delimited file holds what, by header words and by what stands in the columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.imports.readers.amounts import has_cents, looks_like_amount, split_amount
from app.imports.readers.currencies import currency_of
from app.imports.readers.dates import date_parts, looks_like_date, serial_parts
from app.imports.readers.header_words import normalised, roles_of

MONEY_ROLES = ("amount", "debit", "credit", "other_amount", "fee", "balance")
_PLACEHOLDERS = frozenset(["", "-", "--", "/", "n/a", "null", "none"])
# Words that mark the account's own side where a file gives two amounts, and those of the foreign side.
_OWN_SIDE = (
    "记账",
    "入账",
    "入帳",
    "buchung",
    "konto",
    "account",
    "billing",
    "settle",
    "rachunk",
    "uctu",
    "счета",
    "eur",
    "booked",
    "net",
)
_FOREIGN_SIDE = (
    "original",
    "foreign",
    "fremd",
    "local",
    "devise",
    "orig",
    "ursprung",
    "交易地",
    "operacji",
    "операции",
)


@dataclass(slots=True)
class Profile:
    """What stands in one column of the sample; shares are of the cells that hold anything."""

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
    """Whether a cell says nothing, with a placeholder or without."""
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
        roles=roles_of(header),
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


def _is_negative(cell: str) -> bool:
    split = split_amount(cell)
    return split is not None and any(mark in split[0] + split[2] for mark in "-(")


def assign_columns(profiles: list[Profile], headed: bool) -> dict[str, Any]:
    """Field -> column index (description: list of indexes). Fields that have no column are left out."""
    columns: dict[str, Any] = {}
    _assign_dates(profiles, columns, headed)
    _assign_money(profiles, columns)
    used = {i for i in columns.values() if isinstance(i, int)}
    _assign_currencies(profiles, columns, used)
    for name in ("status", "external_id", "account", "type", "flag"):
        _assign_plain(profiles, columns, name, used)
    _assign_description(profiles, columns, used)
    return columns


def assign_by_names(profiles: list[Profile]) -> dict[str, Any]:
    """Columns of a file without lines, by their headers alone."""
    columns: dict[str, Any] = {"description": [p.index for p in profiles if _leads(p, "description")]}
    for name in (
        "date",
        "any_date",
        "value_date",
        "transaction_date",
        "amount",
        "debit",
        "credit",
        "balance",
    ):
        if named := [p.index for p in profiles if _leads(p, name)]:
            columns.setdefault("date" if "date" in name else name, named[0])
    if "amount" in columns:
        columns.pop("debit", None)
        columns.pop("credit", None)
    return columns


def _assign_dates(profiles: list[Profile], columns: dict[str, Any], headed: bool) -> None:
    named = {
        role: _best_date(profiles, role) for role in ("date", "any_date", "value_date", "transaction_date")
    }
    order = [named[role] for role in ("date", "any_date", "value_date", "transaction_date")]
    unnamed = [p.index for p in profiles if p.dates >= 0.6 and not _is_named_otherwise(p, headed)]
    found = [i for i in [*order, *unnamed] if i is not None]
    full = [i for i in found if profiles[i].filled >= 0.5] or found
    if not full:
        return
    columns["date"] = full[0]
    for role in ("value_date", "transaction_date"):
        if named[role] not in (None, full[0]):
            columns[role] = named[role]
    rest = [i for i in unnamed if i not in columns.values()]
    if "value_date" not in columns and rest and not headed:
        columns["value_date"] = rest[0]


def _is_named_otherwise(profile: Profile, headed: bool) -> bool:
    return (
        headed and bool(profile.roles) and not any("date" in role or role == "time" for role in profile.roles)
    )


def _best_date(profiles: list[Profile], role: str) -> int | None:
    fit = [
        p for p in profiles if p.weight(role) and (p.dates >= 0.5 or p.loose_dates >= 0.7 or p.filled == 0)
    ]
    fit.sort(key=lambda p: (p.filled < 0.5, -p.weight(role), p.index))
    return fit[0].index if fit and fit[0].filled > 0 else None


def _assign_money(profiles: list[Profile], columns: dict[str, Any]) -> None:
    taken = {i for i in columns.values() if isinstance(i, int)}
    money = [p for p in profiles if p.index not in taken and (p.is_money or p.filled == 0)]
    pair = _pair(money)
    amount = _best_money(money, "amount")
    if pair and not (amount and amount.filled > 0.9 and amount.negative > 0):
        columns["debit"], columns["credit"] = pair
    elif amount:
        columns["amount"] = amount.index
    else:
        _assign_single_side(money, columns)
    _assign_secondary(money, columns)


def _best_money(money: list[Profile], role: str, among: Sequence[int] | None = None) -> Profile | None:
    fit = [p for p in money if p.weight(role) and p.filled > 0 and (among is None or p.index in among)]
    return max(fit, key=lambda p: (_money_score(p, role), -p.index), default=None)


def _money_score(profile: Profile, role: str) -> float:
    name = normalised(profile.header)
    own = any(word in name for word in _OWN_SIDE) - any(word in name for word in _FOREIGN_SIDE)
    strongest = max(profile.roles.values(), default=0.0)
    behind = strongest - profile.weight(role)  # the header rather means something else
    return (
        profile.weight(role)
        - 2 * behind
        + 2 * profile.filled
        + 0.6 * own
        + 0.3 * (profile.negative > 0)
        + 0.3 * profile.cents
    )


def _pair(money: list[Profile]) -> tuple[int, int] | None:
    """The debit and credit columns: named ones that stand next to each other best, filled in turn."""
    debits = [p for p in money if _leads(p, "debit")]
    deposits = [p for p in money if _leads(p, "credit")]
    pairs = [(d, c) for d in debits for c in deposits if d.index != c.index and d.filled + c.filled > 0]
    best = max(pairs, key=lambda pair: _pair_score(*pair), default=None)
    return (best[0].index, best[1].index) if best else None


def _leads(profile: Profile, role: str) -> bool:
    return profile.weight(role) > 0 and profile.weight(role) >= max(profile.roles.values()) - 0.15


def _pair_score(debit: Profile, credit: Profile) -> float:
    own = sum(any(word in normalised(p.header) for word in _OWN_SIDE) for p in (debit, credit))
    weight = debit.weight("debit") + credit.weight("credit")
    return (
        2 * min(1.0, debit.filled + credit.filled)
        + 0.5 * own
        + weight
        - 0.1 * abs(debit.index - credit.index)
    )


def _assign_single_side(money: list[Profile], columns: dict[str, Any]) -> None:
    """A file with withdrawals only (or deposits only) has one column; else any money column left serves."""
    for role in ("debit", "credit"):
        if (found := _best_money(money, role)) and _leads(found, role):
            mixed = (
                0.0 < found.negative < 1.0
            )  # both signs in one column: it is the amount, whatever its name
            columns["amount" if mixed else role] = found.index
            return
    if found := _best_money(money, "other_amount"):
        columns["amount"] = found.index


def _assign_secondary(money: list[Profile], columns: dict[str, Any]) -> None:
    used = set(columns.values())
    for role, name in (("balance", "balance"), ("other_amount", "original_amount")):
        left = [p for p in money if p.index not in used and _leads(p, role)]
        if left:
            best = max(left, key=lambda p: (p.weight(role) + p.filled, -p.index))
            columns[name] = best.index
            used.add(best.index)
    if "original_amount" not in columns and "amount" in columns:
        left = [p for p in money if p.index not in used and p.is_money and _leads(p, "amount")]
        if left:
            columns["original_amount"] = left[0].index


def _assign_currencies(profiles: list[Profile], columns: dict[str, Any], used: set[int]) -> None:
    left = [
        p
        for p in profiles
        if p.index not in used and (p.currencies >= 0.5 or (p.filled == 0 and p.weight("currency")))
    ]
    anchor = columns.get("amount", columns.get("credit", columns.get("debit", 0)))
    own = [p for p in left if p.weight("currency") or not p.weight("other_currency")]
    if best := min(own, key=lambda p: _currency_rank(p, anchor), default=None):
        columns["currency"] = best.index
        used.add(best.index)
    if (near := columns.get("original_amount")) is not None:
        others = [p for p in left if p.index not in used]
        if other := min(
            others, key=lambda p: (not p.weight("other_currency"), abs(p.index - near)), default=None
        ):
            columns["original_currency"] = other.index
            used.add(other.index)


def _currency_rank(profile: Profile, anchor: int) -> tuple[float, float]:
    """The column right behind the amount first, then the one right before it, then any other by name."""
    distance = profile.index - anchor
    near = {1: 0, -1: 1}.get(distance, 2)
    return (
        (profile.filled < 0.5, near)
        if near < 2
        else (profile.filled < 0.5, 3 - profile.weight("currency") / 10 + abs(distance) / 1000)
    )


def _assign_plain(profiles: list[Profile], columns: dict[str, Any], name: str, used: set[int]) -> None:
    fit = [p for p in profiles if p.index not in used and p.weight(name) and p.filled > 0]
    best = max(
        fit,
        key=lambda p: (p.weight(name) >= max(p.roles.values()), p.weight(name), p.filled, -p.index),
        default=None,
    )
    if best is None or (best.weight(name) < max(best.roles.values()) - 0.5):
        return
    if name == "external_id" and best.distinct < 0.9 * sum(best.values.values()):
        return  # a number that repeats is no identity of a line
    columns[name] = best.index
    if name not in ("type", "flag"):
        used.add(best.index)


def _assign_description(profiles: list[Profile], columns: dict[str, Any], used: set[int]) -> None:
    left = [p for p in profiles if p.index not in used and p.dates < 0.5 and p.index != columns.get("flag")]
    payees = [p.index for p in left if _leads(p, "description") and (p.letters > 0 or p.filled == 0)]
    memos = [
        p.index
        for p in left
        if p.index not in payees and (_leads(p, "memo") or p.weight("description")) and not p.is_money
    ]
    chosen = payees + memos
    if not any(profiles[i].filled > 0 for i in chosen):
        chosen = _wordiest(left) or ([columns["type"]] if "type" in columns else [])
    columns["description"] = chosen


def _wordiest(left: list[Profile]) -> list[int]:
    """Headerless files: the columns of longest and most varied text."""
    texts = [p for p in left if p.letters >= 0.5 and p.filled > 0 and p.currencies < 0.5]
    texts.sort(key=lambda p: (-(p.mean_length * min(1.0, p.distinct / 3)), p.index))
    if not texts:
        return []
    longest = texts[0].mean_length
    return sorted(
        p.index
        for p in texts[:3]
        if p is texts[0] or (p.mean_length > 6 and p.distinct > 2 and p.mean_length > longest / 4)
    )
