"""Infer the layout of a table: from a sample and one pass over the whole file."""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from app.formats.common.amounts import NumberStyle
from app.formats.common.column_mapping import AMOUNT_FIELDS, apply_mapping
from app.formats.csv.columns.assign import assign_by_names, assign_columns
from app.formats.csv.columns.numbers import choose_by_balances, complete_pair, correct_by_balances, find_balance
from app.formats.csv.columns.profiles import Profile, profile_columns
from app.formats.csv.confidence import confidence_of
from app.formats.csv.conventions.currency import expected_currency, infer_currency
from app.formats.csv.conventions.dates import DATE_FIELDS, find_years, infer_dates, serial_columns
from app.formats.csv.conventions.fees import infer_fee
from app.formats.csv.conventions.number_style import infer_number_style
from app.formats.csv.conventions.own_transfers import infer_transfer_marks, settle_transfer_way
from app.formats.csv.conventions.scan import Scan, scan_records
from app.formats.csv.conventions.signs import infer_signs
from app.formats.csv.conventions.stated_balances import stated_balances
from app.formats.csv.conventions.unbooked import infer_unbooked
from app.formats.csv.dated_balances import dated_balances
from app.formats.csv.layout import CsvLayout
from app.formats.csv.repairs.carried_dates import find_carried_dates
from app.formats.csv.repairs.chain import build_repair
from app.formats.csv.repairs.minor_units import find_minor_unit_columns, insert_decimals
from app.formats.csv.repairs.split_amounts import find_split_amounts
from app.formats.csv.repairs.split_dates import dated_headers, find_split_dates
from app.formats.csv.tables.preamble import accounts_in
from app.formats.csv.tables.table import Table, find_table, is_data, is_loose_data, table_at
from app.formats.csv.wallets.columns import infer_movements
from app.formats.csv.wallets.sides import find_sides
from app.formats.interface import MAX_COLUMNS, Columns, Hints, ReadError

_UNDATED = 4  # lines right below the header that are looked at for a balance carried forward

Records = Sequence[Sequence[str]]
Reread = Callable[[int], Iterable[list[str]]]  # all records of the file once more, given the table's width


def infer_layout(
    sample: Records, reread: Reread, delimiter: str, hints: Hints, known: Table | None = None
) -> CsvLayout:
    """The layout of a file by its first records and one pass over all of them. Raises ReadError.

    `known` is where the table stands, for a source that knows it.
    """
    _refuse_width(max(map(len, sample)))
    layout = CsvLayout("csv", delimiter=delimiter)
    layout.split_dates, layout.split_amounts = find_split_dates(sample), find_split_amounts(sample, delimiter)
    sample = _repaired(sample, layout)
    table = known or _table_of(sample, hints)
    layout.headers, layout.header_row = table.headers, None if table.header is None else table.header + 1
    layout.first_row, layout.width = table.first + 1, table.width
    layout.expected_currency = expected_currency(sample, table.first, hints)
    rows = _transactions(sample, table)
    profiles = profile_columns(dated_headers(table.headers, layout.split_dates), rows, table.width)
    _choose_columns(layout, profiles, rows, hints)
    if minor := layout.minor_units or find_minor_unit_columns(layout, rows):
        layout.minor_units = minor
        rows = [insert_decimals(list(cells), minor) for cells in rows]
    layout.carried = find_carried_dates(sample[table.first :], layout.columns)
    find_years(layout, profiles)
    _infer_from_whole_file(layout, sample, reread, rows, profiles, hints)
    return layout


def _refuse_width(widest: int) -> None:
    if widest > MAX_COLUMNS:
        raise ReadError("too_many_columns", f"The file has {widest} columns; at most {MAX_COLUMNS} are read.")
    if widest < 2:
        raise ReadError("one_column", "The file has one column only; a statement has at least a date and an amount.")


def _repaired(records: Records, layout: CsvLayout) -> Records:
    repair = build_repair(layout)
    return [repair(list(cells)) for cells in records] if repair else records


def _table_of(sample: Records, hints: Hints) -> Table:
    mapping = hints.mapping or {}
    return table_at(sample, mapping["header_row"]) if "header_row" in mapping else find_table(sample)


def _transactions(sample: Records, table: Table) -> list[Sequence[str]]:
    below = sample[table.first :]
    for test in (is_data, is_loose_data):
        if rows := [cells for cells in below if test(cells)]:
            return rows
    return [cells for cells in below if len(cells) > 1]


def _choose_columns(layout: CsvLayout, profiles: list[Profile], rows: Records, hints: Hints) -> None:
    """Set columns by mapping, header words and contents; running balances decide where the headers do not."""
    headed = layout.header_row is not None and any(p.roles for p in profiles)
    columns = assign_columns(profiles, headed) if rows else assign_by_names(profiles)
    mapping = hints.mapping or {}
    if not any(field in mapping for field in AMOUNT_FIELDS):
        _choose_amounts(columns, profiles, rows, layout)
    layout.columns = columns = apply_mapping(columns, mapping, layout.headers, layout.width)
    if not any(field in mapping for field in (*AMOUNT_FIELDS, "currency", "flag")):
        find_sides(layout, profiles)
    if "date" not in columns:
        raise ReadError("no_date_column", "No column of this file holds dates.")
    if not any(field in columns for field in AMOUNT_FIELDS):
        raise ReadError("no_amount_column", "No column of this file holds amounts of money.")


def _choose_amounts(columns: Columns, profiles: list[Profile], rows: Records, layout: CsvLayout) -> None:
    if rows and not any(field in columns for field in AMOUNT_FIELDS):
        choose_by_balances(columns, profiles, rows, layout)
    else:
        complete_pair(columns, profiles, rows, layout)
        correct_by_balances(columns, profiles, rows)
        find_balance(columns, profiles, rows)


def _infer_from_whole_file(
    layout: CsvLayout, sample: Records, reread: Reread, rows: Records, profiles: list[Profile], hints: Hints
) -> None:
    columns = layout.columns
    dates = [columns[field] for field in DATE_FIELDS if field in columns]
    money = [columns[field] for field in (*AMOUNT_FIELDS, "balance", "original_amount") if field in columns]
    scan = _scan_all(layout, reread, dates, money, serial_columns(profiles, dates))
    layout.last_row, layout.lines = scan.last, scan.lines
    infer_currency(layout, sample, scan.below, hints)
    above = sample[: layout.first_row - 1]
    infer_number_style(layout, scan, rows, hints)
    infer_dates(layout, scan, above, rows, hints)
    infer_unbooked(layout, scan)
    layout.accounts = [] if "account" in columns else accounts_in(above)
    style = NumberStyle(layout.decimal_mark, layout.thousands_mark)
    undated = takewhile(lambda cells: not is_loose_data(cells), sample[layout.first_row - 1 :][:_UNDATED])
    stated = stated_balances([*above, *undated, *scan.below], style, layout)
    signed = any("-" in row[i] for row in rows for i in money if i < len(row))
    infer_transfer_marks(layout, profiles, rows)
    proved = infer_signs(layout, rows if signed else [*rows, *scan.negatives], above, hints)
    settle_transfer_way(layout, rows)
    infer_fee(layout, profiles, rows)
    stated |= dated_balances(layout, scan)
    layout.stated_balances = {side: str(amount) for side, amount in stated.items()}
    infer_movements(layout, profiles, rows, hints.file_name)
    layout.confidence = confidence_of(layout, profiles, hints.mapping or {}, proved=proved)


def _scan_all(layout: CsvLayout, reread: Reread, dates: list[int], money: list[int], serials: set[int]) -> Scan:
    repair = build_repair(layout)
    records = map(repair, reread(layout.width)) if repair else reread(layout.width)
    return scan_records(records, layout.first_row, dates, money, serials, layout.columns.get("value_date"))
