"""Reader of .zip and .gz files: each member is unpacked to a temporary file and read by the reader of its format."""

import gzip
import itertools
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO

from app.formats.archive.same_movements import Movements
from app.formats.common.size_limit import Budget, Readable, opened_member, opened_zip
from app.formats.common.time_limit import limited
from app.formats.containers import (
    NO_STATEMENT_CODES,
    Part,
    combine_layouts,
    has_several,
    hints_for_part,
    nothing_read_error,
    parts_of,
    renumbered,
    with_source,
)
from app.formats.interface import Hints, Layout, Reader, ReadError, Record, TableReader

HEAD = 1 << 16
MAX_UNPACKED = 512 << 20  # bytes, all members together
MAX_STATEMENTS = 100
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an archive without members
_TAR_MARK = slice(257, 262)  # POSIX.1-1988, ustar

Recognise = Callable[[bytes, str], Reader]
Member = tuple[str, BinaryIO]


class ArchiveReader:
    """Reads the members of an archive: `recognise` finds the reader of a member, `named` that of a format."""

    format = "archive"

    def __init__(self, recognise: Recognise, named: Callable[[str], Reader]) -> None:
        self._recognise = recognise
        self._named = named

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the contents tell
        """0.9 for the first bytes of .gz and .zip, else 0; the reader of workbooks, which are zip files
        too, is surer.
        """
        return 0.9 if head.startswith((_GZIP, *_ZIP)) else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout of all members; raises ReadError where none is a statement, or one is and cannot be understood."""
        parts: list[Part] = []
        errors: list[ReadError] = []
        copies: dict[bytes, str] = {}
        for name, content in _members(file, hints.file_name):
            part = Part(name)
            parts.append(part)
            original = copies.setdefault(_digest(content), name)
            if original != name:
                part.reason = f"it is {original[:80]!r} once more"
            elif error := self._infer_part(part, content, hints):
                errors.append(error)
        if not any(part.layout for part in parts):
            raise nothing_read_error(parts, errors)
        if len({part.layout.format for part in parts if part.layout}) > 1:
            self._omit_same_movements(file, parts)
        return combine_layouts(_container(file), parts, sum(part.layout.lines for part in parts if part.layout))

    def headers(self, file: BinaryIO) -> list[str]:
        """The header of the only member; empty where there are several, each with its own."""
        found = [(name, self._headers(name, content)) for name, content in _members(file, "")]
        return found[0][1] if len(found) == 1 else []

    def cells(self, file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
        """The cells of every record of every member that is a table, in the order of the archive."""
        for part, (name, content) in zip(parts_of(layout), _members(file, ""), strict=True):
            reader = self._reader(content, name, part.layout.read_as) if part.layout else None
            if part.layout and isinstance(reader, TableReader):
                yield from reader.cells(content, part.layout)

    def _headers(self, name: str, content: BinaryIO) -> list[str]:
        try:
            reader = self._reader(content, name, None)
        except ReadError:
            return []
        return reader.headers(content) if isinstance(reader, TableReader) else []

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every record of every member after the first `start`, in the order of the archive."""
        return itertools.islice(renumbered(self._all(file, parts_of(layout))), start, None)

    def _all(self, file: BinaryIO, parts: list[Part]) -> Iterator[Record]:
        apart = has_several(parts)
        for part, (name, content) in zip(parts, _members(file, ""), strict=True):
            if part.layout:
                records = self._records(part.layout, name, content)
                yield from with_source(records, name) if apart else records

    def _infer_part(self, part: Part, content: BinaryIO, hints: Hints) -> ReadError | None:
        """Give a part its layout, or the reason why it has none; then the error is returned."""
        try:
            reader = self._reader(content, part.name, hints.format)
            layout = reader.infer(content, hints_for_part(hints, part.name))
        except ReadError as error:
            if error.code not in NO_STATEMENT_CODES:
                raise ReadError(error.code, f"{part.name[:80]}: {error.detail}", error.readings) from error
            part.reason = error.detail.rstrip(".")
            return error
        layout.read_as = reader.format
        part.layout = layout
        return None

    def _omit_same_movements(self, file: BinaryIO, parts: list[Part]) -> None:
        """Leave out a member that has the same movements as an earlier one of another format."""
        known: list[tuple[str, Movements]] = []
        for part, (name, content) in zip(parts, _members(file, ""), strict=True):
            if part.layout is None:
                continue
            movements = Movements.of(part.layout.format, self._records(part.layout, name, content))
            original = next((known_name for known_name, others in known if movements.same_as(others)), None)
            if original is None:
                known.append((name, movements))
            else:
                part.layout, part.reason = None, f"it tells what {original[:80]!r} does, in another format"

    def _records(self, layout: Layout, name: str, content: BinaryIO) -> Iterator[Record]:
        return self._reader(content, name, layout.read_as).records(content, layout)

    def _reader(self, content: BinaryIO, name: str, wanted: str | None) -> Reader:
        content.seek(0)
        head = content.read(HEAD)
        content.seek(0)
        if head[_TAR_MARK] == b"ustar" or (found := self._recognise(head, name)).format == self.format:
            raise ReadError("nested_archive", f"{name[:80]} is an archive inside an archive; unpack it first.")
        return self._named(wanted) if wanted else found


def _container(file: BinaryIO) -> str:
    file.seek(0)
    return "gz" if file.read(2) == _GZIP else "zip"


def _members(file: BinaryIO, name: str) -> Iterator[Member]:
    """Name and content of each member, unpacked into a temporary file that lives until the next one is asked for.

    The names are shown and compared, and never used as paths.
    """
    budget = Budget(file.seek(0, 2), MAX_UNPACKED)
    file.seek(0)
    if _container(file) == "gz":
        yield from _the_one(file, name, budget)
        return
    with opened_zip(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_litter(member.filename)]
        if len(members) > MAX_STATEMENTS:
            raise ReadError("too_many_members", f"The archive holds more than {MAX_STATEMENTS} files.")
        for member in members:
            with opened_member(archive, member) as source, _unpacked(source, budget) as content:
                yield _shown(member), content


def _the_one(file: BinaryIO, name: str, budget: Budget) -> Iterator[Member]:
    """The only member of a .gz file, named as the archive is without its ending."""
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as source, _unpacked(source, budget) as content:
        yield name.removesuffix(".gz").removesuffix(".GZ"), content


@contextmanager
def _unpacked(source: Readable, budget: Budget) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as content:
        for part in budget.measured(source):
            content.write(part)
        content.seek(0)
        yield limited(content)


def _shown(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").replace("\0", "")[:200]


def _is_litter(name: str) -> bool:
    """Whether a member is a file that systems add by themselves: `__MACOSX/`, `.DS_Store`, `Thumbs.db`."""
    path = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name.lower() in ("thumbs.db", "desktop.ini")


def _digest(content: BinaryIO) -> bytes:
    digest = sha256()
    while part := content.read(1 << 20):
        digest.update(part)
    content.seek(0)
    return digest.digest()
