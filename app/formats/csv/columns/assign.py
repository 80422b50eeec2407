"""Assign columns to fields by header words and by the contents of the columns."""

from app.formats.common.currencies import currency_in
from app.formats.common.header_words import DATED_MONEY, DATES, WHOLE
from app.formats.csv.columns.account import other_account_column, own_account_column
from app.formats.csv.columns.description import MIN_CONSTANT, description_columns, is_kind, payee_column
from app.formats.csv.columns.money import assign_money, is_of_account
from app.formats.csv.columns.profiles import Profile, is_primary_role
from app.formats.csv.columns.status import assign_status
from app.formats.interface import Columns

_FULL = 0.9  # the share of lines from which on a column counts as filled


def assign_columns(profiles: list[Profile], headed: bool) -> Columns:
    """Columns by field (description: list of indexes). Fields that have no column are left out."""
    columns: Columns = {}
    _assign_dates(profiles, columns, headed)
    assign_money(profiles, columns)
    used = {i for i in columns.values() if isinstance(i, int)}
    _assign_currencies(profiles, columns, used)
    if (account := own_account_column(profiles, used, headed)) is not None:
        columns["account"] = account
        used.add(account)
    for name in ("status", "external_id", "type", "flag"):
        _assign_plain(profiles, columns, name, used)
        if name == "status":
            assign_status(profiles, columns, used)
    if not headed and (kinds := [p.index for p in profiles if p.index not in used and p.letters > 0.5 and is_kind(p)]):
        columns["type"] = kinds[0]
    taken = used | {columns[name] for name in ("flag",) if name in columns}
    columns["description"] = description_columns(profiles, taken, columns.get("type"))
    if (payee := payee_column(profiles, columns["description"])) is not None:
        columns["payee"] = payee
    if (other := other_account_column(profiles, taken)) is not None:
        columns["counterparty_account"] = other
    return columns


def assign_by_names(profiles: list[Profile]) -> Columns:
    """Columns by field of a file without lines, by the headers alone."""
    columns: Columns = {"description": [p.index for p in profiles if is_primary_role(p, "description")]}
    for name in DATED_MONEY:
        if named := [p.index for p in profiles if is_primary_role(p, name)]:
            columns.setdefault("date" if "date" in name else name, named[0])
    if "amount" in columns:
        columns.pop("debit", None)
        columns.pop("credit", None)
    return columns


def _assign_dates(profiles: list[Profile], columns: Columns, headed: bool) -> None:
    named = {role: _best_date(profiles, role) for role in DATES}
    unnamed = _unnamed_dates(profiles, headed, alone=not any(i is not None for i in named.values()))
    booking = _booking_date(profiles, named, unnamed, headed)
    if booking is None:
        return
    columns["date"] = booking
    for role in ("value_date", "transaction_date"):
        if named[role] not in (None, booking):
            columns[role] = named[role]
    for spare in (named["purchase_date"], named["any_date"]):  # `Datum` beside `Buchungsdatum` is that of the purchase
        if "transaction_date" not in columns and spare not in (None, booking):
            columns["transaction_date"] = spare
    rest = [i for i in unnamed if i not in columns.values()]
    if "value_date" not in columns and rest and not headed:
        columns["value_date"] = rest[0]


def _unnamed_dates(profiles: list[Profile], headed: bool, *, alone: bool) -> list[int]:
    """Columns of dates that no header names; days without a year only where nothing else is a date."""
    unnamed = [p.index for p in profiles if p.dates >= 0.6 and not _is_named_otherwise(p, headed)]
    if unnamed or not alone:
        return unnamed
    return [p.index for p in profiles if p.loose_dates >= 0.9 and p.amounts < 0.5 and p.filled >= 0.5]


def _booking_date(
    profiles: list[Profile], named: dict[str, int | None], unnamed: list[int], headed: bool
) -> int | None:
    """The column of the booking date: preferably one that is filled, and not the date of the whole statement."""
    # A date of unknown name beside one that is only the value or the transaction date is the booking date.
    strange = [i for i in unnamed if not profiles[i].roles and profiles[i].filled > 0.9 and headed]
    # Banks book on the day of the operation, though they value it on another; a purchase they book later.
    last = [named[role] for role in ("transaction_date", "value_date", "purchase_date")]
    order = [named["date"], named["any_date"], *strange, *last]
    found = [i for i in [*order, *unnamed] if i is not None]
    full = [i for i in found if profiles[i].filled >= 0.5] or found
    full = [i for i in full if not _is_of_statement(profiles[i])] or full
    return full[0] if full else None


def _is_of_statement(profile: Profile) -> bool:
    """Whether a date is that of the whole statement, as `Initial date`: partly known by name, the same in all lines."""
    lines = sum(profile.values.values())
    return profile.distinct == 1 and lines >= MIN_CONSTANT and 0 < max(profile.roles.values(), default=0.0) < WHOLE


def _is_named_otherwise(profile: Profile, headed: bool) -> bool:
    return headed and bool(profile.roles) and not any("date" in role or role == "time" for role in profile.roles)


def _best_date(profiles: list[Profile], role: str) -> int | None:
    fit = [p for p in profiles if p.weight(role) and (p.dates >= 0.5 or _is_loosely_dated(p) or p.filled == 0)]
    fit.sort(key=lambda p: (p.filled < 0.5, -p.weight(role), p.index))
    return fit[0].index if fit and fit[0].filled > 0 else None


def _is_loosely_dated(profile: Profile) -> bool:
    """Whether most cells are dates, some without a year; a column that by its name may be an amount
    (`Valor`) is none.
    """
    return profile.loose_dates >= 0.7 and not profile.weight("amount")


def _assign_currencies(profiles: list[Profile], columns: Columns, used: set[int]) -> None:
    left = [
        p
        for p in profiles
        if p.index not in used and (_names_currencies(p) or (p.filled == 0 and p.weight("currency")))
    ]
    anchor = next((columns[name] for name in ("amount", "credit", "debit") if name in columns), 0)
    own = [p for p in left if p.weight("currency") or not p.weight("other_currency")]
    if (best := min(own, key=lambda p: _currency_rank(p, anchor), default=None)) and not _is_foreign(
        best, profiles, columns
    ):
        columns["currency"] = best.index
        used.add(best.index)
    if (near := columns.get("original_amount")) is not None:
        others = [p for p in left if p.index not in used]
        if other := min(others, key=lambda p: (not p.weight("other_currency"), abs(p.index - near)), default=None):
            columns["original_currency"] = other.index
            used.add(other.index)


def _is_foreign(profile: Profile, profiles: list[Profile], columns: Columns) -> bool:
    """Whether a currency column belongs to the foreign amounts, as the own currency stands in a header."""
    amount, other = columns.get("amount"), columns.get("original_amount")
    # The one behind the foreign amount is that of it; lines at home are often without.
    behind = other is not None and profile.index == other + 1 and not is_of_account(profile.header)
    if behind and amount is not None and (profile.filled <= _FULL or is_of_account(profiles[amount].header)):
        return True
    if amount is None or "original_amount" not in columns or profile.distinct < 2:
        return False
    return currency_in(profiles[amount].header, "USD") is not None


def _names_currencies(profile: Profile) -> bool:
    """Whether a column holds currencies; without a header only one that is mostly filled, and with nothing else."""
    if profile.weight("currency") or profile.weight("other_currency"):
        return profile.currencies >= 0.5
    return profile.currencies >= 0.95 and (profile.filled >= 0.5 or bool(profile.roles))


def _currency_rank(profile: Profile, anchor: int) -> tuple[float, float]:
    """Sort key: the column right behind the amount first, then the one right before it, then any other by name."""
    distance = profile.index - anchor
    near = {1: 0, -1: 1}.get(distance, 2)
    return (
        (profile.filled < 0.5, near)
        if near < 2
        else (profile.filled < 0.5, 3 - profile.weight("currency") / 10 + abs(distance) / 1000)
    )


def _assign_plain(profiles: list[Profile], columns: Columns, name: str, used: set[int]) -> None:
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
