"""Recognising a statement and judging its layout; what readers refuse becomes a problem that points at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from app.formats.interface import Hints, Layout, Reader, ReadError
from app.formats.json.api_rows import JsonRowsReader
from app.formats.registry import NAMED, READERS, recognise
from app.infra.problems import Invalid

HEAD_BYTES = 1 << 16
# Judged while the uploader waits; a larger file takes seconds, and its job says the same.
MAX_INFERRED_AT_UPLOAD = 2 << 20
# Of processor time. Plain files of that size take two at most; what is packed may unfold into a hundred times more.
UPLOAD_SECONDS = 5
PREVIEW_SECONDS = 15

# Its members are read in the wanted format, not the archive.
ARCHIVE = "archive"
_JSON = JsonRowsReader()
_BY_FORMAT: dict[str, Reader] = {reader.format: reader for reader in (*READERS, _JSON)}
FORMATS = tuple(NAMED)

# Problems of what was said about the file; all others are the file's own.
_POINTERS = {"date_order_contradicted": "/date_order"}


def choose_reader(file: BinaryIO, name: str, wanted: str | None) -> Reader:
    """The reader of the wanted format, else the one that recognises the file; Invalid at `/file` when none does.

    An archive is read as such: the wanted format is that of what it holds.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    with as_problems():
        found = recognise(head, name)
    return NAMED[wanted] if wanted and found.format != ARCHIVE else found


def reader_of(format_name: str) -> Reader:
    """The reader of a format named before."""
    return _BY_FORMAT[format_name]


def infer_layout(reader: Reader, file: BinaryIO, hints: Hints) -> Layout:
    """How the file is to be read, by the whole of it; Invalid where it cannot be understood."""
    file.seek(0)
    with as_problems():
        return reader.infer(file, hints)


@contextmanager
def as_problems() -> Iterator[None]:
    """Turns a reader's refusal into a problem: its code, the field to look at, both readings where two survive."""
    try:
        yield
    except ReadError as error:
        more: dict[str, Any] = {"readings": error.readings} if error.readings else {}
        pointer = f"/mapping/{error.field}" if error.field else _POINTERS.get(error.code, "/file")
        errors = [{"pointer": pointer, "message": error.detail}]
        raise Invalid(error.detail, code=error.code, errors=errors, **more) from error
