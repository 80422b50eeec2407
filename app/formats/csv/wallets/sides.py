"""Find tables that give each movement on both sides: amount, currency, fee and name of its source and its target."""

from collections.abc import Sequence

from app.formats.common.direction_words import flag_value
from app.formats.csv.columns.profiles import Profile, is_primary_role
from app.formats.csv.layout import CsvLayout, SideColumns, Sides
from app.formats.csv.wallets.words import field_of_side
from app.formats.interface import Columns

_CURRENCIES = 0.5
_FULL = 0.9  # of the lines have a direction, or an amount on one side


def find_sides(layout: CsvLayout, profiles: Sequence[Profile]) -> None:
    """Set the sides of a table that has both, and with them its columns of money, names and the direction."""
    source, target = _side(profiles, "source"), _side(profiles, "target")
    if source is None or target is None:
        return
    direction = _direction(profiles)
    if direction is None and not _in_turn(profiles[source["amount"]], profiles[target["amount"]]):
        return
    ways = {} if direction is None else {word: flag_value(word, direction.values) or 0 for word in direction.values}
    layout.sides = Sides(source=source, target=target, direction=direction.index if direction else None, ways=ways)
    _take_over(layout.columns, layout.sides)
    described = [i for i in layout.columns.get("description", []) if field_of_side(profiles[i].header) is None]
    memos = [p.index for p in profiles if is_primary_role(p, "memo") and p.letters > 0 and p.index not in described]
    layout.columns["description"] = described + memos


def _side(profiles: Sequence[Profile], side: str) -> SideColumns | None:
    found: dict[str, int] = {}
    with_fees = False
    for profile in profiles:
        named = field_of_side(profile.header)
        if named and named[0] == side and named[1] not in found and _fits(profile, named[1]):
            found[named[1]] = profile.index
            with_fees = with_fees or (named[1] == "amount" and named[2])
    if "amount" not in found or "currency" not in found:
        return None
    fee = None if with_fees else found.get("fee")
    return SideColumns(
        amount=found["amount"],
        currency=found["currency"],
        fee=fee,
        fee_currency=found.get("fee_currency"),
        name=found.get("name"),
    )


def _fits(profile: Profile, field: str) -> bool:
    if not profile.filled:
        return True
    if field in ("amount", "fee"):
        return profile.is_money
    return field == "name" or profile.currencies >= _CURRENCIES


def _direction(profiles: Sequence[Profile]) -> Profile | None:
    """The column whose words say in, out, or neither on every line."""
    for profile in profiles:
        ways = {flag_value(word, profile.values) for word in profile.values}
        if profile.filled < _FULL or not any(ways):
            continue
        # A word that is not known is one for neither where those for both are.
        if None not in ways or (profile.weight("flag") and {1, -1} <= ways):
            return profile
    return None


def _in_turn(source: Profile, target: Profile) -> bool:
    """Whether money out has the one amount, money in the other, and both only what moves between own accounts."""
    return min(source.filled, target.filled) < 1 <= source.filled + target.filled


def _take_over(columns: Columns, sides: Sides) -> None:
    source, target = sides["source"], sides["target"]
    taken = {i for side in (source, target) for i in side.values() if i is not None}
    held = [name for name, i in columns.items() if isinstance(i, int) and i in taken]
    for name in (*held, "debit", "credit", "fee", "flag"):
        columns.pop(name, None)
    columns["amount"], columns["currency"] = source["amount"], source["currency"]
    columns["original_amount"], columns["original_currency"] = target["amount"], target["currency"]
