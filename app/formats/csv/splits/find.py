"""Leave out the lines of a table that another line counts already: the parts of a split transaction."""

from collections.abc import Iterator
from itertools import chain, islice

from app.formats.csv.layout import CsvLayout
from app.formats.csv.repairs.chain import build_repair
from app.formats.csv.splits.counter_lines import counter_lines, path_column
from app.formats.csv.splits.groups import Group, Reading, Tally, readings_of, take_day
from app.formats.csv.splits.lines import Line, Records, days_of
from app.formats.csv.splits.marks import (
    PART,
    WHOLE,
    Marker,
    markers_of,
    meaning_of,
    money_columns,
    names_split,
    role_of,
)
from app.formats.csv.splits.shares import repeated_sums, share_columns

_SAMPLE = 600

Tallies = dict[Reading, Tally]


def find_splits(layout: CsvLayout, records: Records, *, may_be_told: bool = True) -> None:
    """Set in the layout which rows are counted in another one; all else but what balances decide has to be known.

    `may_be_told` is False where no line of the file speaks of splits.
    """
    if layout.is_export:
        return
    sample, told = _first_lines(layout, records, may_be_told=may_be_told)
    markers = markers_of(layout, sample, told_further_down=told)
    rows = _marked(layout, records, markers) if markers else set()
    for column in share_columns(layout, sample, money_columns(layout, sample)):
        rows.update(_stating_shares(layout, records, column))
    if "account" in layout.columns and (paths := path_column(sample)) is not None:
        rows.update(counter_lines(days_of(layout, records), paths))
    layout.leave_out(rows)


def _first_lines(layout: CsvLayout, records: Records, *, may_be_told: bool) -> tuple[list[list[str]], bool]:
    """The first lines below the header, and whether further down a line speaks of splits."""
    repair, found = build_repair(layout), iter(records())
    sample = list(islice(found, layout.first_row - 1, _SAMPLE))
    told = may_be_told and any(names_split(" ".join(cells)) and any(map(role_of, cells)) for cells in found)
    return ([repair(list(cells)) for cells in sample] if repair else sample), told


def _marked(layout: CsvLayout, records: Records, markers: list[Marker]) -> set[int]:
    """The rows that marks tell to be parts of others."""
    tallies: list[tuple[Marker, Tallies]] = [(marker, {}) for marker in markers]
    for day in days_of(layout, records):
        for marker, readings in tallies:
            keys = marker.keys_of(day)
            if any(keys):
                for reading in readings_of(marker, keys):
                    take_day(readings.setdefault(reading, Tally()), day, keys, marker, reading)
    return _left_out(layout, list(_accepted(tallies)))


def _stating_shares(layout: CsvLayout, records: Records, column: int) -> list[int]:
    """The rows that repeat the sum of the line above beside their own share of it."""
    repair = build_repair(layout)
    below = islice(enumerate(records(), 1), layout.first_row - 1, None)
    rows = repeated_sums(layout, ((row, repair(list(cells)) if repair else cells) for row, cells in below), column)
    if rows and layout.columns.get("original_amount") == column:
        del layout.columns["original_amount"]
        layout.confidence.pop("original_amount", None)
    return rows


def _accepted(tallies: list[tuple[Marker, Tallies]]) -> Iterator[tuple[Marker, Reading, Tally]]:
    for marker, readings in tallies:
        for reading, tally in readings.items():
            if _is_accepted(marker, reading, tally):
                yield marker, reading, tally


def _is_accepted(marker: Marker, reading: Reading, tally: Tally) -> bool:
    """Whether marks are read in the right way: where words tell what they mean some may fail, else none."""
    proven, failed = len(tally.proven), tally.stray + len(tally.odd)
    if reading.is_alike:
        return bool(proven) and not failed and (proven > 1 or tally.differ)
    if not marker.told:
        return bool(proven) and not failed
    if reading.is_two_sided and meaning_of(reading.whole) == WHOLE and meaning_of(reading.part) == PART:
        called_so = all(_are_called_split(group, marker) for group in tally.odd)
        return proven > failed or (called_so and bool(proven or tally.odd))
    if marker.ids is not None:
        return bool(proven)
    return proven > failed if tally.akin else bool(proven) and not failed


def _are_called_split(group: Group, marker: Marker) -> bool:
    """Whether a column exists for the marks, or the parts are called those of a split in so many words."""
    return not marker.text or all(map(_is_called_part_of_split, group.parts))


def _is_called_part_of_split(line: Line) -> bool:
    return any(names_split(cell) and role_of(cell) == PART for cell in line.cells)


def _left_out(layout: CsvLayout, accepted: list[tuple[Marker, Reading, Tally]]) -> set[int]:
    if not accepted:
        return set()
    _, reading, tally = max(accepted, key=lambda found: _weight(*found))
    rows = {line.number for line in chain.from_iterable(map(_counted_elsewhere, tally.proven))}
    if reading.is_two_sided:
        rows.update(line.number for line in chain.from_iterable(map(_counted_elsewhere, tally.odd)))
    odd = [group for group in tally.odd if group.whole.amount]
    if odd:
        _tell(layout, odd, left_out=reading.is_two_sided)
    return rows


def _weight(marker: Marker, reading: Reading, tally: Tally) -> tuple[int, bool, bool, int]:
    return sum(len(group.parts) for group in tally.proven), reading.is_two_sided, marker.told, reading.way


def _counted_elsewhere(group: Group) -> list[Line]:
    """The lines of a group that do not count: its parts, or a whole that states no sum of its own."""
    return group.parts if group.whole.amount else [group.whole]


def _tell(layout: CsvLayout, odd: list[Group], *, left_out: bool) -> None:
    whole, parts = odd[0]
    total = sum(part.amount for part in parts)
    taken = "the parts were left out" if left_out else "all of them were read"
    more = f" ({len(odd)} such lines)" if len(odd) > 1 else ""
    layout.warn(
        "split_sum", f"The parts of line {whole.number} add up to {total}, not to its {whole.amount}: {taken}{more}."
    )
