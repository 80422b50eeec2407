"""Reader of delimited text (CSV, TSV and the like): one pass to infer the layout, one to read the rows."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from app.formats.common.encoding import detect_encoding, encoding_of_bom, open_lines, utf16_without_bom, warn_of_damage
from app.formats.csv.balance_table import Source
from app.formats.csv.holds import forget_balances_of_holds, leave_out_settled_holds
from app.formats.csv.inference import infer_layout
from app.formats.csv.layout import CsvLayout
from app.formats.csv.other_legs import find_other_legs, with_other_legs
from app.formats.csv.rows import CsvRowReader
from app.formats.csv.settling import BY_BALANCE, settle_by_balances
from app.formats.csv.splits.find import find_splits
from app.formats.csv.splits.marks import mentions_split
from app.formats.csv.tables.dialect import Dialect, detect_dialect, split_records
from app.formats.csv.tables.mixed_files import SecondTableWatch, refuse_other_formats, refuse_table_above
from app.formats.csv.tables.table import header_of
from app.formats.csv.truncation import is_cut_off, lacks_final_newline, reject_cut_off
from app.formats.interface import Hints, Layout, ReadError, Record
from app.formats.native.reader import export_cells, export_records, is_export_header
from app.formats.native.rejects_columns import strip_rejects_columns

HEAD_LINES = 600
HEAD_CHARACTERS = 1 << 18
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".asc", ".dat")


class CsvReader:
    """Reader of delimited text."""

    format = "csv"

    def identify(self, head: bytes, name: str) -> float:
        """Text without NULs (or UTF-16) may be a delimited file; its name makes that likelier."""
        if b"\0" in head[:1024] and not (encoding_of_bom(head) or utf16_without_bom(head[:4096])):
            return 0.3 if name.lower().endswith(_TEXT_ENDINGS) and head.count(0) < 0.1 * len(head) else 0.0
        return 0.6 if name.lower().endswith(_TEXT_ENDINGS) else 0.4

    def infer(self, file: BinaryIO, hints: Hints) -> CsvLayout:
        """The layout of the whole file; raises ReadError where it cannot be understood."""
        encoding = detect_encoding(file)
        head = self._head(file, encoding.name)
        header = next(export_cells(head[:1], ","), [])
        if not hints.mapping and is_export_header(header):
            return self._infer_export(file, encoding.name, header)
        refuse_other_formats(file)
        if not any(line.strip() for line in head):
            raise ReadError("empty_file", "The file is empty.")
        dialect = detect_dialect(head, (hints.mapping or {}).get("delimiter"))
        layout = self._infer_table(file, encoding.name, head, dialect, hints)
        _keep_dialect(layout, dialect)
        layout.encoding, layout.nuls = encoding.name, encoding.nuls
        warn_of_damage(layout, encoding)
        return layout

    def _infer_table(self, file: BinaryIO, encoding: str, head: list[str], dialect: Dialect, hints: Hints) -> CsvLayout:
        sample = list(strip_rejects_columns(split_records(head, dialect)))
        watch = SecondTableWatch()

        def reread(width: int) -> Iterator[list[str]]:
            return watch.observed(self._cells(file, encoding, dialect, width))

        layout = infer_layout(sample, reread, dialect.delimiter, hints)
        watch.refuse_second_table(layout)
        watch.warn_of_unclosed(layout)
        # A user who gives header_row or delimiter has seen the preamble.
        if not {"delimiter", "header_row"} & set(hints.mapping or {}):
            refuse_table_above(sample, layout)
        cut_off = lacks_final_newline(file) and is_cut_off(watch.last, sample[: layout.lines - 1], layout)

        def records() -> Iterator[list[str]]:
            return self._cells(file, encoding, dialect, layout.width)

        find_splits(layout, records, may_be_told=mentions_split(file))
        forget_balances_of_holds(layout, records)
        settled = settle_by_balances(layout, records, hints, to_the_end=cut_off)
        leave_out_settled_holds(layout, records)
        if cut_off and not settled.confirms(layout.lines):
            layout.cut_off = layout.lines
        find_other_legs(layout, Source(records))
        return layout

    def _infer_export(self, file: BinaryIO, encoding: str, header: list[str]) -> CsvLayout:
        layout = CsvLayout.of_export(self.format, 0, header)
        layout.encoding = encoding
        layout.lines = layout.last_row = sum(1 for _ in self.cells(file, layout))
        return layout

    def headers(self, file: BinaryIO) -> list[str]:
        """The header as the file itself shows it, without regard to a mapping; empty where it has none."""
        head = self._head(file, detect_encoding(file).name)
        return header_of(list(split_records(head, detect_dialect(head))))

    def infer_like(self, file: BinaryIO, layout: Layout) -> CsvLayout:
        """The layout of corrected lines of a statement that was read under `layout`, below a header of their own.

        Their dialect is inferred anew, as a spreadsheet may have saved them. Balances between them prove nothing.
        """
        encoding = detect_encoding(file)
        dialect = detect_dialect(self._head(file, encoding.name))
        lines = sum(1 for _ in self._cells(file, encoding.name, dialect, 0))
        corrected = replace(
            CsvLayout.of(layout),
            format=self.format,
            encoding=encoding.name,
            nuls=encoding.nuls,
            delimiter=dialect.delimiter,
            header_row=1,
            columns={field: column for field, column in layout.columns.items() if field != "balance"},
            statements=[],
            stated_balances={},
            warnings=[],
            parts=[],
            first_row=2,
            last_row=lines + 1,
            lines=lines,
            cut_off=None,
            turned=None,
            told_twice=[],
            parts_of_others=None,
            without_balance=None,
        )
        if corrected.sign_convention == BY_BALANCE:
            corrected.sign_convention = "words"
            corrected.warn(
                "assumed_sign", "Without the balances around them the words of the lines say what is money out."
            )
        _keep_dialect(corrected, dialect)
        if corrected.other_legs:
            source = Source(lambda: self._cells(file, encoding.name, dialect, corrected.width))
            find_other_legs(corrected, source, corrected=True)
        return corrected

    def cells(self, file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
        """The cells of every non-blank record, in order, as they stand in the file."""
        table = CsvLayout.of(layout)
        if table.is_export:
            return self._split(file, table.encoding, lambda lines: export_cells(lines, table.delimiter))
        dialect = Dialect(table.delimiter, table.skip_space, table.wrapped, tuple(table.keys))
        return self._cells(file, table.encoding, dialect, table.width)

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every non-blank record after the first `start`, in order."""
        table = CsvLayout.of(layout)
        if table.is_export:
            yield from export_records(self.cells(file, table), start)
        elif table.other_legs:
            yield from itertools.islice(with_other_legs(self._rows(file, table), table), start, None)
        else:
            yield from self._rows(file, table, start)

    def _rows(self, file: BinaryIO, table: CsvLayout, start: int = 0) -> Iterator[Record]:
        """Every line of the file after the first `start`."""
        cells = self.cells(file, table)
        reader = CsvRowReader(table)
        for number, record in enumerate(itertools.islice(cells, start), 1):
            reader.pass_over(number, record)
        cut_off = table.cut_off
        for number, record in enumerate(cells, start + 1):
            found = reader.read(number, record)
            yield found if number != cut_off else reject_cut_off(found, record, table)

    def _head(self, file: BinaryIO, encoding: str) -> list[str]:
        text = open_lines(file, encoding)
        lines, size = [], 0
        for line in itertools.islice(text, HEAD_LINES):
            lines.append(line)
            size += len(line)
            if size > HEAD_CHARACTERS:
                break
        text.detach()
        return lines

    def _cells(self, file: BinaryIO, encoding: str, dialect: Dialect, width: int) -> Iterator[list[str]]:
        return self._split(file, encoding, lambda lines: split_records(lines, dialect, width))

    def _split(
        self, file: BinaryIO, encoding: str, split: Callable[[Iterable[str]], Iterator[list[str]]]
    ) -> Iterator[list[str]]:
        text = open_lines(file, encoding)
        try:
            yield from strip_rejects_columns(split(text))
        finally:
            if not file.closed:
                text.detach()


def _keep_dialect(layout: CsvLayout, dialect: Dialect) -> None:
    layout.skip_space, layout.wrapped, layout.keys = dialect.skip_space, dialect.wrapped, list(dialect.keys)
