"""How a table writes its dates: collects them for common/date_order, and adds missing years and day numbers."""

from collections.abc import Sequence

from app.formats.common.date_order import date_readings, decide_date_order, merge_evidence
from app.formats.common.dates import serial_parts
from app.formats.csv.columns.profiles import Profile
from app.formats.csv.conventions.head_dates import order_by_period, order_of_days
from app.formats.csv.conventions.locale_clues import date_order_clue
from app.formats.csv.conventions.scan import Scan
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.preamble import statement_month
from app.formats.interface import Hints, ReadError

DATE_FIELDS = ("date", "value_date", "transaction_date")

Records = Sequence[Sequence[str]]


def find_years(layout: CsvLayout, profiles: Sequence[Profile]) -> None:
    """Let booking dates without a year take it from another date of their line."""
    short = layout.columns["date"]
    others = [layout.columns[name] for name in DATE_FIELDS[1:] if name in layout.columns]
    full = [i for i in others if profiles[i].dates >= 0.9 and profiles[i].filled >= 0.9]
    if full and profiles[short].dates == 0 and profiles[short].filled > 0:
        layout.year_beside = [short, full[0]]


def serial_columns(profiles: Sequence[Profile], columns: Sequence[int]) -> set[int]:
    """Date columns that hold a spreadsheet's day numbers."""
    return {i for i in columns if i < len(profiles) and profiles[i].loose_dates >= 0.7 and _is_serial(profiles[i])}


def _is_serial(profile: Profile) -> bool:
    return bool(profile.values) and all(map(serial_parts, profile.values))


def infer_dates(layout: CsvLayout, scan: Scan, above: Records, rows: Records, hints: Hints) -> None:
    """Set the order of the layout's dates and, for days without a year, the month the statement ends in.

    `above` are the records above the table, `rows` its first lines. Raises ReadError `ambiguous_date_order`,
    `date_order_contradicted` and `no_year`.
    """
    named = {layout.columns[field]: field for field in DATE_FIELDS if field in layout.columns}
    evidence = merge_evidence(scan.dates[i] for i in named)
    beside = [cell for cells in (*above, *scan.below) for cell in cells] + [hints.file_name.replace("_", " ")]
    period = order_by_period(beside, evidence) if evidence.differs else None
    clue = order_of_days(beside) or date_order_clue(layout, scan, rows)
    order, warning = decide_date_order(evidence, hints, clue, period)
    if warning:
        layout.warn("ambiguous_date_order", warning)
        layout.ambiguities.append({"field": "date_order", "chosen": order, "readings": date_readings(evidence)})
    layout.date_order = order
    for i, field in named.items():
        layout.date_formats[field] = order + (" serial" if i in scan.serials else "")
    if evidence.short and (found := statement_month(above, hints.file_name, order)):
        layout.anchor = list(found)
    elif 2 * evidence.short > evidence.total:
        raise ReadError("no_year", "The dates of this file have no year, and nothing else in it names one.")
