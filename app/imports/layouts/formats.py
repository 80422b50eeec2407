"""Recognises the format of a statement and infers its layout; a reader's error becomes a problem of the request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.formats.interface import Hints, Layout, Reader, ReadError
from app.formats.json.api_rows import JsonRowsReader
from app.formats.registry import NAMED, READERS, recognise
from app.infra.problems import Invalid

HEAD_BYTES = 1 << 16
# Bytes of a file whose layout is inferred while the uploader waits; a larger one takes seconds, and its job does it.
MAX_INFERRED_AT_UPLOAD = 2 << 20
# Of processor time. Plain files of that size take two at most; what is packed may unfold into a hundred times more.
UPLOAD_SECONDS = 5
PREVIEW_SECONDS = 15

# Its members are read in the wanted format, not the archive.
ARCHIVE = "archive"
_JSON = JsonRowsReader()
_BY_FORMAT: dict[str, Reader] = {reader.format: reader for reader in (*READERS, _JSON)}
FORMATS = tuple(NAMED)

# Problems of what the sender said about the file; all others are the file's own.
_POINTERS = {"date_order_contradicted": "/date_order"}


def choose_reader(file: BinaryIO, name: str, wanted: str | None) -> Reader:
    """Returns the reader of the wanted format, else the one that recognises the file; Invalid at `/file` if none does.

    An archive is read as such: the wanted format is that of what it holds.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    with as_problems():
        found = recognise(head, name)
    return NAMED[wanted] if wanted and found.format != ARCHIVE else found


def reader_of(format_name: str) -> Reader:
    """Returns the reader of a format by its name."""
    return _BY_FORMAT[format_name]


def infer_layout(reader: Reader, file: BinaryIO, hints: Hints) -> Layout:
    """Returns how the whole file is to be read; raises Invalid where it cannot be understood."""
    file.seek(0)
    with as_problems():
        return reader.infer(file, hints)


@contextmanager
def as_problems() -> Iterator[None]:
    """Turns a reader's error into a problem: its code, the field at fault, both readings where two survive."""
    try:
        yield
    except ReadError as error:
        pointer = f"/mapping/{error.field}" if error.field else _POINTERS.get(error.code, "/file")
        errors = [{"pointer": pointer, "message": error.detail}]
        problem = Invalid(error.detail, code=error.code, errors=errors)
        if error.readings:
            problem.extra["readings"] = error.readings
        raise problem from error
