"""Find what tells that a line of a wallet is neither spending nor income: its kind, and its effect on the balance.

A file is a wallet's (or a payment service's) by its columns: one that refers to other lines, one that says whether a
line touches the balance, e-mail addresses of both sides, where payments are funded from, or gross, fee and net.
"""

from collections.abc import Sequence

from app.formats.common.direction_words import direction_of, flag_value
from app.formats.common.header_words import normalised, roles_of
from app.formats.common.status_words import NO, is_yes
from app.formats.csv.columns.profiles import Profile, is_primary_role
from app.formats.csv.layout import CsvLayout
from app.formats.csv.wallets.words import (
    Movement,
    asks_for_impact,
    asks_for_related,
    is_nameless,
    leaves_balance,
    movement_of,
    tells_conversion,
    wallet_named_in,
)

_FEW = 6  # answers to whether a line touches the balance
_FULL = 0.99
_NET = frozenset(["net", "netto", "neto", "liquido", "nettobetrag", "нетто"])
_MEMO = ("memo", "mémo")
_FUNDING = frozenset(["funding source", "destination"])
_EMAILS = 2
_LONG = 6  # digits of an id


def infer_movements(
    layout: CsvLayout, profiles: Sequence[Profile], rows: Sequence[Sequence[str]], file_name: str
) -> None:
    """Set the columns that tell movements of a wallet, whether the file is one's, and whose if its name is silent."""
    _find_impact(layout, profiles)
    _find_related(layout, profiles, rows)
    layout.is_wallet = layout.impact is not None or layout.related is not None or _is_wallet(profiles)
    layout.kinds = [p.index for p in profiles if _are_kinds(p)]
    if not layout.kinds:
        _find_kinds_in_text(layout, profiles)
    if layout.line_ids is None:
        layout.line_ids = next((p.index for p in profiles if is_primary_role(p, "external_id") and _are_codes(p)), None)
    _leave_out_partners(layout, rows)
    if layout.is_wallet and is_nameless(file_name):
        texts = [text for i in layout.kinds for text in profiles[i].values if _tells(layout, text, Movement.OWN_BANK)]
        layout.wallet = wallet_named_in([*texts, *layout.headers])


# -- columns


def _find_impact(layout: CsvLayout, profiles: Sequence[Profile]) -> None:
    """Set the column that says whether a line touches the balance: one so named, or of words for both and neither."""
    for profile in profiles:
        words = set(profile.values)
        named = asks_for_impact(profile.header)
        if not words or len(words) > _FEW or not (named or any(map(leaves_balance, words))):
            continue
        ways = {word: flag_value(word, profile.values) for word in words}
        answered = any(map(is_yes, words))
        rest = {word for word in words if not (ways[word] or is_yes(word))}
        both = {1, -1} <= set(ways.values())
        if named and not (both or answered):
            rest = _known_only(layout, profile, rest)
        elif not named and not (both and all(map(leaves_balance, rest)) and any(w.startswith(_MEMO) for w in rest)):
            continue
        layout.impact, layout.unmoved = profile.index, sorted(rest | (NO if answered else set()))
        return


def _known_only(layout: CsvLayout, profile: Profile, words: set[str]) -> set[str]:
    known = set(filter(leaves_balance, words))
    if words - known:
        message = f"{profile.header!r} says which lines touch the balance, in words that are not known"
        layout.warn("unknown_balance_impact", f"{message} ({', '.join(sorted(words - known))}): they were counted.")
    return known


def _find_related(layout: CsvLayout, profiles: Sequence[Profile], rows: Sequence[Sequence[str]]) -> None:
    """Set the columns of ids and of the ids of other lines: by its header, or as it has the ids of lines."""
    ids = [p for p in profiles if _are_codes(p) and p.filled >= _FULL and p.distinct == len(rows)]
    for profile in profiles:
        of_lines = [p for p in ids if _are_among(profile, p)]
        named = asks_for_related(profile.header) and (_are_codes(profile) or not profile.filled)
        if profile not in ids and (found := of_lines or (ids if named else [])):
            layout.line_ids, layout.related = found[0].index, profile.index
            return


def _are_among(profile: Profile, ids: Profile) -> bool:
    """Whether most cells are ids of lines, which are no counters."""
    found = profile.values.keys() & ids.values.keys()
    return 2 * len(found) > profile.distinct and not any(id_.isdigit() and len(id_) < _LONG for id_ in found)


def _are_codes(profile: Profile) -> bool:
    """Whether the cells are codes: one word each, with a digit, and neither days nor amounts with decimals."""
    codes = (" " not in value and any(map(str.isdigit, value)) for value in profile.values)
    return profile.filled > 0 and not profile.dates and not profile.cents and all(codes)


def _is_wallet(profiles: Sequence[Profile]) -> bool:
    headers = {normalised(profile.header) for profile in profiles}
    has_fee = any(profile.weight("fee") for profile in profiles)
    amounts = sum(bool(profile.weight("amount")) for profile in profiles)
    addresses = sum("mail" in header for header in headers)
    has_net = any(not _NET.isdisjoint(header.split()) for header in headers)
    return addresses >= _EMAILS or headers >= _FUNDING or (has_fee and amounts > 1 and has_net)


def _are_kinds(profile: Profile) -> bool:
    """Whether cells name kinds by their header, and not only which way money goes: `Withdrawal`, `Deposit`."""
    named = profile.weight("type") or "type" in roles_of(profile.header.rpartition(" ")[2])
    return bool(named) and profile.letters > 0 and not all(direction_of(word) is not None for word in profile.values)


def _find_kinds_in_text(layout: CsvLayout, profiles: Sequence[Profile]) -> None:
    """Take the descriptions of a wallet for kinds, and others that tell conversions with both sums."""
    described = [profiles[i] for i in layout.columns.get("description", []) if not profiles[i].weight("payee")]
    if layout.is_wallet:
        layout.kinds = [p.index for p in described if not any("@" in text for text in p.values)]
    elif found := [p for p in described if any(map(tells_conversion, p.values))]:
        layout.conversions_in = found[0].index


def _leave_out_partners(layout: CsvLayout, rows: Sequence[Sequence[str]]) -> None:
    """No account column is one that names another account in the lines to and from the owner's bank."""
    column = layout.columns.get("account")
    if column is None or not layout.is_wallet:
        return
    of_bank = {row[column] for row in rows if column < len(row) and _is_of_own_bank(layout, row)}
    of_others = {row[column] for row in rows if column < len(row) and not _is_of_own_bank(layout, row)}
    if of_bank - of_others:
        del layout.columns["account"]
        layout.partners = column


def _is_of_own_bank(layout: CsvLayout, row: Sequence[str]) -> bool:
    return any(_tells(layout, row[i], Movement.OWN_BANK) for i in layout.kinds if i < len(row))


def _tells(layout: CsvLayout, cell: str, movement: Movement) -> bool:
    return movement_of(cell, by_wallet=layout.is_wallet) is movement
