"""Find the amount columns: one signed column or debit and credit, balance, foreign amount."""

from collections.abc import Sequence

from app.formats.common.currencies import currency_in
from app.formats.common.header_words import normalised
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.columns.profiles import Profile, is_primary_role
from app.formats.interface import Columns

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
_MINUS = "-\N{MINUS SIGN}\N{EN DASH}("
# The share of lines from which on a column counts as filled.
_FULL = 0.9
# Longer phrases for the amount in the account's currency, which stands beside that of the operation.
_ACCOUNT_CURRENCY = pattern_of_section("line_words.txt", "account currency")


def assign_money(profiles: list[Profile], columns: Columns) -> None:
    """Add the money fields to `columns`, from the columns that are still free."""
    taken = {i for i in columns.values() if isinstance(i, int)}
    money = [p for p in profiles if p.index not in taken and (p.is_money or p.filled == 0)]
    pair = _pair(money)
    amount = _by_phrase(money) or _in_account_currency(money, profiles) or _best_money(money, "amount")
    if pair and not (amount and amount.filled > _FULL and amount.negative > 0 and not _is_gross(amount)):
        columns["debit"], columns["credit"] = pair
    elif amount:
        columns["amount"] = amount.index
    else:
        _assign_single_side(money, columns)
    _assign_secondary(money, columns)


def is_of_account(header: str) -> bool:
    """Whether a header says that what stands below is in the account's currency."""
    return bool(_ACCOUNT_CURRENCY.search(normalised(header)))


def _by_phrase(money: list[Profile]) -> Profile | None:
    """The only column of money whose header is a phrase for the amount in the account's currency."""
    sums = ("balance", "fee", "debit", "credit")
    named = [
        p
        for p in money
        if p.is_money
        and p.filled > _FULL
        and is_of_account(p.header)
        and not any(is_primary_role(p, role) for role in sums)
    ]
    return named[0] if len(named) == 1 else None


def _is_gross(profile: Profile) -> bool:
    """Whether fees are still to be subtracted from these amounts."""
    return any(word in normalised(profile.header) for word in ("gross", "brutto", "bruto"))


def _in_account_currency(money: list[Profile], profiles: list[Profile]) -> Profile | None:
    """Of several amounts the one in the account's currency: that does not change, or stands in its header alone."""
    amounts = [p for p in money if p.weight("amount") and p.filled > _FULL]
    beside = {p.index: _currencies_beside(p, profiles) for p in amounts}
    in_one_currency = [p for p in amounts if len(beside[p.index]) == 1]
    changing = [p for p in amounts if len(beside[p.index]) > 1]
    if len(in_one_currency) == 1 and changing:
        return in_one_currency[0]
    named = [p for p in amounts if currency_in(p.header, "USD")]
    return named[0] if len(named) == 1 and [p for p in changing if p is not named[0]] else None


def _currencies_beside(profile: Profile, profiles: list[Profile]) -> set[str]:
    """The currencies in the column behind an amount, else in the one before it; "" for lines without one, as domestic
    lines have no foreign currency.
    """
    near = [profiles[i] for i in (profile.index + 1, profile.index - 1) if 0 <= i < len(profiles)]
    named = sorted((p for p in near if p.currencies >= 0.5), key=lambda p: p.filled <= _FULL)
    if not named:
        return set()
    return set(named[0].values) | ({""} if named[0].filled <= _FULL else set())


def _best_money(money: list[Profile], role: str, among: Sequence[int] | None = None) -> Profile | None:
    fit = [p for p in money if p.weight(role) and p.filled > 0 and (among is None or p.index in among)]
    return max(fit, key=lambda p: (_money_score(p, role), -p.index), default=None)


def _money_score(profile: Profile, role: str) -> float:
    name = normalised(profile.header)
    own_words = any(word in name for word in _OWN_SIDE) or currency_in(profile.header, "USD") is not None
    own = own_words - any(word in name for word in _FOREIGN_SIDE)
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
    """The debit and credit columns: preferably named ones next to each other, filled in turn."""
    debits = [p for p in money if is_primary_role(p, "debit")]
    deposits = [p for p in money if is_primary_role(p, "credit")]
    pairs = [(d, c) for d in debits for c in deposits if d.index != c.index and d.filled + c.filled > 0]
    best = max(pairs, key=lambda pair: _pair_score(*pair), default=None)
    return (best[0].index, best[1].index) if best else None


def _pair_score(debit: Profile, credit: Profile) -> float:
    own = sum(any(word in normalised(p.header) for word in _OWN_SIDE) for p in (debit, credit))
    weight = debit.weight("debit") + credit.weight("credit")
    return 2 * min(1.0, debit.filled + credit.filled) + 0.5 * own + weight - 0.1 * abs(debit.index - credit.index)


def _assign_single_side(money: list[Profile], columns: Columns) -> None:
    """Assign the only column of a file with withdrawals only (or deposits only); else any free money column."""
    for role in ("debit", "credit"):
        if (found := _best_money(money, role)) and is_primary_role(found, role):
            # Both signs in one column: it is the amount, whatever its name.
            columns["amount" if 0.0 < found.negative < 1.0 and _has_minus(found) else role] = found.index
            return
    if found := _best_money(money, "other_amount"):
        columns["amount"] = found.index


def _has_minus(profile: Profile) -> bool:
    """Whether some amounts are negative by a sign or brackets, and not by a word such as `DR` only."""
    return any(mark in text for text in profile.values for mark in _MINUS)


def _assign_secondary(money: list[Profile], columns: Columns) -> None:
    used = set(columns.values())
    for role, name in (("balance", "balance"), ("other_amount", "original_amount"), ("fee", "fee")):
        left = [p for p in money if p.index not in used and is_primary_role(p, role)]
        if left:
            best = max(left, key=lambda p: (p.weight(role) + p.filled, -p.index))
            columns[name] = best.index
            used.add(best.index)
    if "original_amount" not in columns and "amount" in columns:
        left = [p for p in money if p.index not in used and p.is_money and is_primary_role(p, "amount")]
        if left:
            columns["original_amount"] = left[0].index
