"""Delimited text (CSV, TSV and their kin): two passes over the file, one to judge it, one to read it."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from app.formats.common.encoding import detect_encoding, encoding_of_bom, open_lines, utf16_without_bom, warn_of_damage
from app.formats.csv.inference import infer_layout
from app.formats.csv.rows import CsvRowReader
from app.formats.csv.tables.dialect import Dialect, detect_dialect, split_records
from app.formats.csv.tables.mixed_files import SecondTableWatch, refuse_other_formats, refuse_table_above
from app.formats.csv.tables.table import header_of
from app.formats.csv.truncation import is_cut_off, lacks_final_newline, reject_cut_off
from app.formats.interface import Hints, Layout, ReadError, Record
from app.formats.native.reader import export_cells, export_records, export_table_layout, is_export_header
from app.formats.native.rejects_columns import strip_rejects_columns

HEAD_LINES = 600
HEAD_CHARACTERS = 1 << 18
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".asc", ".dat")


def _dialect_details(dialect: Dialect) -> dict[str, Any]:
    """What of a dialect is kept in the layout's details."""
    return {"skip_space": dialect.skip_space, "wrapped": dialect.wrapped, "keys": list(dialect.keys)}


class CsvReader:
    """Reader of delimited text."""

    format = "csv"

    def identify(self, head: bytes, name: str) -> float:
        """Text without NULs (or UTF-16) may be a delimited file; its name makes that likely."""
        if b"\0" in head[:1024] and not (encoding_of_bom(head) or utf16_without_bom(head[:4096])):
            return 0.3 if name.lower().endswith(_TEXT_ENDINGS) and head.count(0) < 0.1 * len(head) else 0.0
        return 0.6 if name.lower().endswith(_TEXT_ENDINGS) else 0.4

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """Judge the whole file; raises ReadError where it cannot be understood."""
        found = detect_encoding(file)
        encoding, nuls, _ = found
        head = self._head(file, encoding)
        if not hints.mapping and is_export_header(next(export_cells(head[:1], ","), ())):
            return self._infer_export(file, encoding)
        refuse_other_formats(file)
        if not any(line.strip() for line in head):
            raise ReadError("empty_file", "The file is empty.")
        dialect = detect_dialect(head, (hints.mapping or {}).get("delimiter"))
        sample = list(strip_rejects_columns(split_records(head, dialect)))
        watch = SecondTableWatch()

        def reread(width: int) -> Iterator[list[str]]:
            return watch.observed(self._cells(file, encoding, dialect, width))

        layout = infer_layout(sample, reread, dialect.delimiter, hints)
        watch.refuse_second_table(layout)
        if not {"delimiter", "header_row"} & set(hints.mapping or {}):  # who names them knows what stands above
            refuse_table_above(sample, layout)
        layout.encoding = encoding
        layout.details |= {**_dialect_details(dialect), "nuls": nuls}
        warn_of_damage(layout, found)
        if lacks_final_newline(file) and is_cut_off(watch.last, sample[: layout.details["lines"] - 1], layout):
            layout.details["cut_off"] = layout.details["lines"]
        return layout

    def _infer_export(self, file: BinaryIO, encoding: str) -> Layout:
        layout = export_table_layout(self.format, 0, **_dialect_details(Dialect(",")))
        layout.encoding = encoding
        layout.details["lines"] = layout.details["last"] = sum(1 for _ in self.cells(file, layout))
        return layout

    def headers(self, file: BinaryIO) -> list[str]:
        """The header as the file shows it by itself, whatever is said about it; empty where it has none."""
        head = self._head(file, detect_encoding(file).name)
        return header_of(list(split_records(head, detect_dialect(head))))

    def infer_like(self, file: BinaryIO, layout: Layout) -> Layout:
        """The layout of lines taken out of a statement, for which `layout` was judged, below a header of their own.

        Their dialect is judged again, as a spreadsheet may have saved them. Balances between them prove nothing.
        """
        encoding, nuls, _ = detect_encoding(file)
        dialect = detect_dialect(self._head(file, encoding))
        lines = sum(1 for _ in self._cells(file, encoding, dialect, 0))
        told = {**_dialect_details(dialect), "nuls": nuls}
        places = {"first": 2, "last": lines + 1, "lines": lines, "stated_balances": {}, "parts": [], "cut_off": None}
        return replace(
            layout,
            format=self.format,
            encoding=encoding,
            delimiter=dialect.delimiter,
            header_row=1,
            columns={field: column for field, column in layout.columns.items() if field != "balance"},
            statements=[],
            warnings=[],
            details={**layout.details, **told, **places},
        )

    def cells(self, file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
        """The cells of every non-blank record, in order, as they stand in the file."""
        told = {name: layout.details[name] for name in ("skip_space", "wrapped")}
        dialect = Dialect(layout.delimiter, **told, keys=tuple(layout.details.get("keys", ())))
        if layout.details.get("own"):
            return self._split(file, layout.encoding, lambda lines: export_cells(lines, layout.delimiter))
        return self._cells(file, layout.encoding, dialect, layout.details["width"])

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every non-blank record after the first `start`, in order."""
        cells = self.cells(file, layout)
        if layout.details.get("own"):
            yield from export_records(cells, start)
            return
        maker = CsvRowReader(layout)
        for number, record in enumerate(itertools.islice(cells, start), 1):
            maker.pass_over(number, record)
        cut_off = layout.details.get("cut_off")
        for number, record in enumerate(cells, start + 1):
            found = maker.read(number, record)
            yield found if number != cut_off else reject_cut_off(found, record, layout)

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
