"""The user's column mapping: which column holds which field, and settings of the whole file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.formats.common.header_words import normalised
from app.formats.interface import ColumnMapping, Columns, ReadError
from app.money import CURRENCIES

DELIMITERS = (",", ";", "\t", "|")
# Looked at where none of the others splits anything; a colon stands in times too.
RARE_DELIMITERS = ("^", "~", "\x1f", ":")
AMOUNT_FIELDS = ("amount", "debit", "credit")
# What describes a line may stand together in a column; of all else each column holds one thing.
_SHARING = frozenset(["description", "payee", "type", "flag", "status"])
FIELDS = (
    "date",
    "value_date",
    "transaction_date",
    *AMOUNT_FIELDS,
    "balance",
    "currency",
    "description",
    "payee",
    "type",
    "flag",
    "status",
    "external_id",
    "account",
    "counterparty_account",
    "original_amount",
    "original_currency",
    "fee",
)
# Settings of the whole file, which a mapping may contain too. A `currency` is either: a code or a column.
FILE_SETTINGS = (
    "date_order",
    "decimal_mark",
    "thousands_mark",
    "sign_convention",
    "header_row",
    "currency",
    "delimiter",
)


def is_column(field: str, value: Any) -> bool:
    """Whether an entry of a mapping names a column; a currency's code is the currency itself, not a header."""
    return field in FIELDS and not (field == "currency" and value in CURRENCIES)


def apply_mapping(inferred: Columns, mapping: ColumnMapping, headers: Sequence[str], width: int) -> Columns:
    """Columns by field: those the mapping names, and of the inferred ones those it leaves free.

    Raises ReadError `unknown_column` and `repeated_column`, with the field.
    """
    named = {
        field: [_index(field, one, headers, width) for one in _several(wanted)]
        for field, wanted in mapping.items()
        if is_column(field, wanted)
    }
    _refuse_repeated(named)
    given = {field: found if field == "description" else found[0] for field, found in named.items()}
    return _left_free(inferred, named) | given


def _several(wanted: Any) -> Sequence[Any]:
    return wanted if isinstance(wanted, list | tuple) else [wanted]


def _left_free(inferred: Columns, named: Mapping[str, list[int]]) -> Columns:
    """The inferred columns of other fields than the named ones, without the columns these take."""
    money = any(field in named for field in AMOUNT_FIELDS)
    taken = {i for field, found in named.items() if field not in _SHARING for i in found}
    left = {
        field: _without(column, taken if field in _SHARING else _all(named))
        for field, column in inferred.items()
        if field not in named and not (money and field in AMOUNT_FIELDS)
    }
    return {field: column for field, column in left.items() if column is not None}


def _all(named: Mapping[str, list[int]]) -> set[int]:
    return {i for found in named.values() for i in found}


def _without(column: int | list[int], taken: Iterable[int]) -> int | list[int] | None:
    if isinstance(column, list):
        return [i for i in column if i not in taken]
    return None if column in taken else column


def _index(field: str, wanted: str | int, headers: Sequence[str], width: int) -> int:
    """The index of a column given by index or by its header's text."""
    if isinstance(wanted, int) and 0 <= wanted < width:
        return wanted
    names = [normalised(header) for header in headers]
    if isinstance(wanted, str) and normalised(wanted) in names:
        return names.index(normalised(wanted))
    raise ReadError("unknown_column", f"The file has no column {wanted!r}.", field=field)


def _refuse_repeated(named: Mapping[str, list[int]]) -> None:
    owners: dict[int, str] = {}
    for field, found in named.items():
        for i in found:
            other = owners.setdefault(i, field)
            if other == field and found.count(i) == 1:
                continue
            if other == field or not {other, field} <= _SHARING:
                raise ReadError("repeated_column", f"The column is named for {other} already.", field=field)
