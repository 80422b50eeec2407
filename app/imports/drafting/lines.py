"""Converts a reader's row to what is posted, its amount in minor units; or says why the line is rejected."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from app.formats.interface import Ignored, OtherLeg, Record, Rejected, Row
from app.formats.native import rows as native_rows
from app.formats.native.rows import FullRow
from app.money import MoneyError, exponent, to_minor

# A statement of a lifetime has some 20,000 days; with value dates beside, this holds them all.
_CACHED_DAYS = 65536
MAX_EXTERNAL_ID = 300
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(slots=True)
class Entry:
    """A row that can be posted: its day as midnight UTC, its amount in minor units of the row's currency."""

    row: Row
    day: datetime
    amount_minor: int


Line = Entry | Rejected | Ignored


@lru_cache(maxsize=_CACHED_DAYS)
def midnight(day: date) -> datetime:
    """Returns a calendar day as MongoDB keeps it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def read_line(record: Record, only_currency: str | None = None) -> Line:
    """Returns the record as an entry, or why it is none. `only_currency` is that of the account all rows go to."""
    if not isinstance(record, Row):
        return record
    if only_currency is not None and isinstance(record, OtherLeg):
        return Ignored(record.row, "other leg", f"{record.date} {record.amount} {record.currency} {record.account}")
    if only_currency is not None and record.currency != only_currency:
        return rejected(record, "currency_mismatch", f"The account holds {only_currency}, the line {record.currency}.")
    if not FIRST_DAY <= record.date <= LAST_DAY:
        return rejected(record, "date_out_of_range", f"The day must lie between {FIRST_DAY} and {LAST_DAY}.")
    try:
        return Entry(record, midnight(record.date), to_minor(record.amount, record.currency))
    except MoneyError as error:
        return rejected(record, _money_code(record), str(error))


def _money_code(row: Row) -> str:
    """Returns the code for an amount with too many decimals, or an amount or currency that cannot be stored."""
    if not row.amount.is_finite():
        return "bad_amount"
    try:
        digits = exponent(row.currency)
    except MoneyError:
        return "unknown_currency"
    places = row.amount.normalize().as_tuple().exponent
    return "too_many_decimals" if isinstance(places, int) and -places > digits else "amount_out_of_range"


def rejected(row: Row, code: str, message: str) -> Rejected:
    """Returns the row as a rejected line."""
    text = f"{row.date} {row.amount} {row.currency} {row.description}"
    return native_rows.rejected(row.row, code, message, text, native_rows.account_line_of(row))


def optional_minor(amount: Decimal | None, currency: str | None) -> int | None:
    """Returns a secondary amount in minor units; None where there is none, or one that cannot be stored."""
    if amount is None or currency is None:
        return None
    try:
        return to_minor(amount, currency)
    except MoneyError:
        return None


def external_id_of(row: Row) -> str | None:
    """Returns the bank's id of the row, if it is short enough to be one; of our own export the transaction's id."""
    if isinstance(row, FullRow) and row.own_id:
        return row.own_id
    return row.external_id if row.external_id and len(row.external_id) <= MAX_EXTERNAL_ID else None
