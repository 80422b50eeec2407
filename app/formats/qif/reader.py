"""Reader of QIF, the Quicken Interchange Format: the registers of one or more accounts."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.formats.common.encoding import detect_encoding, open_lines
from app.formats.interface import Hints, Layout, Record
from app.formats.native.columns import QIF_LETTER
from app.formats.native.reader import embedded_record
from app.formats.qif.layout import QifLayout, infer_layout
from app.formats.qif.records import QifRecords
from app.formats.qif.rows import QifRowReader

_HEADER = re.compile(rb"^\s*!\s*(?:type\s*:|account\s*$|option\s*:|clear\s*:)", re.IGNORECASE)
_LETTERS = frozenset(bytes([letter]) for letter in b"DTUPMLNCASE$%^")
_LOOKED_AT = 50  # lines; some programs write comments above the first header


class QifReader:
    """Reader of QIF. A logical record is one record of a register; lists of categories, prices and so on
    are skipped.
    """

    format = "qif"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the contents tell
        """High for a header line (`!Type:Bank`) near the beginning, or records without one; the name does not count."""
        lines = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").splitlines()[:_LOOKED_AT]
        if any(_HEADER.match(line) for line in lines):
            return 0.95
        return 0.8 if {b"D", b"T", b"^"} <= _letters(lines) <= _LETTERS else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> QifLayout:
        """The layout of the whole file; raises ReadError where it contains no register or its days contradict each
        other.
        """
        encoding = detect_encoding(file).name
        with _lines(file, encoding) as lines:
            layout = infer_layout(QifRecords(), lines, hints)
        layout.encoding = encoding
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every record after the first `start`, in order."""
        read = QifRowReader(QifLayout.of(layout)).read
        with _lines(file, layout.encoding) as lines:
            records = QifRecords().read(lines)
            for number, record in enumerate(itertools.islice(records, start, None), start + 1):
                yield embedded_record(number, record.values.get(QIF_LETTER)) or read(number, record)


def _letters(lines: list[bytes]) -> set[bytes]:
    """The letters that lines begin with, for files without a header: days and amounts count only before digits."""
    full = [line.strip() for line in lines if line.strip()]
    return {line[:1] for line in full if line[:1] not in (b"D", b"T") or re.match(rb".\s*[-+]?\W?\d", line)}


@contextmanager
def _lines(file: BinaryIO, encoding: str) -> Iterator[Iterator[str]]:
    """The lines of the file, which stays open."""
    text = open_lines(file, encoding)
    try:
        yield text
    finally:
        if not file.closed:
            text.detach()
