"""Confidence (0 to 1) of each column's choice: mapped, proved by balances, by header and contents, or assumed."""

from collections.abc import Sequence

from app.formats.common.column_mapping import is_column
from app.formats.common.header_words import DATES, WHOLE
from app.formats.csv.columns.profiles import Profile
from app.formats.csv.layout import CsvLayout
from app.formats.interface import ColumnMapping

MAPPED, PROVED, BOTH, PARTLY, HEADER, CONTENTS, ASSUMED = 1.0, 0.99, 0.95, 0.85, 0.7, 0.6, 0.4

# Header words of a field that stand for it; the own name where there are no others.
_ROLES = {
    "date": DATES,
    "value_date": ("value_date", "any_date"),
    "transaction_date": ("transaction_date", "purchase_date", "any_date"),
    "amount": ("amount", "other_amount", "debit", "credit"),
    "original_amount": ("other_amount", "amount"),
    "original_currency": ("other_currency", "currency"),
    "description": ("description", "memo", "payee"),
}
PROVABLE = frozenset(["amount", "debit", "credit", "balance"])


def confidence_of(
    layout: CsvLayout, profiles: Sequence[Profile], mapping: ColumnMapping, *, proved: bool
) -> dict[str, float]:
    """Confidence for each field of the layout's columns; `proved` if the running balances add up."""
    known = {field: MAPPED for field in layout.columns if field in mapping and is_column(field, mapping[field])}
    if proved:
        known = dict.fromkeys(PROVABLE, PROVED) | known
    elif any(warning["code"] == "assumed_debit_column" for warning in layout.warnings):
        known = {"debit": ASSUMED, "credit": ASSUMED} | known
    return {
        field: known.get(field) or _by_profiles(field, column, profiles) for field, column in layout.columns.items()
    }


def _by_profiles(field: str, column: int | list[int], profiles: Sequence[Profile]) -> float:
    return min((_sureness(field, profiles[i]) for i in _all(column, len(profiles))), default=CONTENTS)


def _all(column: int | list[int], width: int) -> list[int]:
    return [i for i in (column if isinstance(column, list) else [column]) if i < width]


def _sureness(field: str, profile: Profile) -> float:
    weight = max(map(profile.weight, _ROLES.get(field, (field,))))
    if not weight:
        return CONTENTS
    if not profile.filled or not _fits(field, profile):
        return HEADER
    return BOTH if weight >= WHOLE else PARTLY


def _fits(field: str, profile: Profile) -> bool:
    """Whether the contents of the column can be what its header says."""
    if "date" in field:
        return profile.loose_dates >= 0.5
    if field in ("amount", "debit", "credit", "balance", "original_amount", "fee"):
        return profile.amounts >= 0.5
    return True
