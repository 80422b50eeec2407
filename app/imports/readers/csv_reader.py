"""Delimited text (CSV, TSV and their kin): two passes over the file, one to judge it, one to read it."""

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from app.imports.readers.base import Hints, Layout, ReadError, Record
from app.imports.readers.csv_layout import judge
from app.imports.readers.csv_rows import RowMaker
from app.imports.readers.dialect import Dialect, detect_dialect, open_lines, split_records
from app.imports.readers.encoding import by_mark, detect_encoding, utf16_without_mark

HEAD_LINES = 600
HEAD_CHARACTERS = 1 << 18
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".asc", ".dat")


class CsvReader:
    """Reader of delimited text."""

    format = "csv"

    def identify(self, head: bytes, name: str) -> float:
        """Text without NULs (or UTF-16) may be a delimited file; its name makes that likely."""
        if b"\0" in head[:1024] and not (by_mark(head) or utf16_without_mark(head[:4096])):
            return 0.3 if name.lower().endswith(_TEXT_ENDINGS) and head.count(0) < 0.1 * len(head) else 0.0
        return 0.6 if name.lower().endswith(_TEXT_ENDINGS) else 0.4

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """Judge the whole file; raises ReadError where it cannot be understood."""
        encoding, nuls = detect_encoding(file)
        head = self._head(file, encoding)
        if not any(line.strip() for line in head):
            raise ReadError("empty_file", "The file is empty.")
        dialect = detect_dialect(head)
        sample = list(split_records(head, dialect))
        layout = judge(sample, lambda width: self._cells(file, encoding, dialect, width), dialect.delimiter, hints)
        layout.encoding = encoding
        layout.details |= {"skip_space": dialect.skip_space, "wrapped": dialect.wrapped, "nuls": nuls}
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every non-blank record after the first `start`, in order."""
        dialect = Dialect(layout.delimiter, layout.details["skip_space"], layout.details["wrapped"])
        cells = self._cells(file, layout.encoding, dialect, layout.details["width"])
        read = RowMaker(layout).read
        for number, record in enumerate(itertools.islice(cells, start, None), start + 1):
            yield read(number, record)

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
        text = open_lines(file, encoding)
        try:
            yield from split_records(text, dialect, width)
        finally:
            if not file.closed:
                text.detach()
