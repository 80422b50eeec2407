"""Limits against decompression bombs: bytes are counted as they come out, never by what the archive declares."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Protocol

from app.formats.common.time_limit import refuse_if_late
from app.formats.interface import ReadError

CHUNK = 1 << 18
# A list of files of this size names some ten thousand; reading a longer one takes seconds and much memory.
MAX_DIRECTORY = 1 << 20
MAX_ENTRIES = 1000
# Statements shrink to a tenth, repetitive ones to a thirtieth; a thousandth is a bomb.
MAX_RATIO = 200
_FREE = 16 << 20  # bytes out of any file, however small

# APPNOTE 4.3.16, 4.3.15 and 4.3.14: the ends of the list of files, plain and of zip64.
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65535
_LOCATOR, _LOCATOR_SIZE, _END64_SIZE = b"PK\x06\x07", 20, 56
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class Readable(Protocol):
    """A compressed stream."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


class Budget:
    """The bytes that may still come out of one upload, all its members together."""

    def __init__(self, compressed: int, most: int) -> None:
        self._left = min(most, _FREE + MAX_RATIO * compressed)

    def spend(self, count: int) -> None:
        """Count bytes that came out; raises ReadError `archive_too_large`."""
        refuse_if_late()
        self._left -= count
        if self._left < 0:
            raise ReadError("archive_too_large", "Unpacked, the file is far larger than a statement can be.")

    def measured(self, source: Readable) -> Iterator[bytes]:
        """All bytes of a compressed stream, in pieces; ReadError `damaged_archive` where it breaks off."""
        try:
            while part := source.read(CHUNK):
                self.spend(len(part))
                yield part
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError, struct.error) as error:
            raise damaged() from error


def damaged() -> ReadError:
    """The ReadError for an archive that cannot be unpacked to its end."""
    return ReadError("damaged_archive", "The file is damaged or not complete: it cannot be unpacked to its end.")


@contextmanager
def opened_zip(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """A zip file whose list of files is short enough. Raises ReadError."""
    file.seek(0)
    if _directory_size(file) > MAX_DIRECTORY:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise damaged() from error
    with archive:
        if len(archive.infolist()) > MAX_ENTRIES:
            raise _too_many()
        yield archive


@contextmanager
def opened_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """One member of a zip file, for reading. Raises ReadError for one that is encrypted or packed in a rare way."""
    if member.flag_bits & _ENCRYPTED:
        raise ReadError("encrypted_file", "The archive is protected by a password; unpack it and send what is inside.")
    if member.compress_type not in _PLAIN:
        raise ReadError("unsupported_archive", "The archive is packed in a way that is not read; pack it as plain zip.")
    try:
        source = archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, struct.error, ValueError) as error:
        raise damaged() from error
    with source:
        yield source


def refuse_bomb(file: BinaryIO, most: int) -> None:
    """Unpack a whole zip file and keep nothing. Raises ReadError as `Budget` and `opened_member` do."""
    budget = Budget(file.seek(0, 2), most)
    with opened_zip(file) as archive:
        for member in archive.infolist():
            with opened_member(archive, member) as source:
                for _ in budget.measured(source):
                    pass


def _too_many() -> ReadError:
    return ReadError("too_many_members", f"The archive holds more than {MAX_ENTRIES} files.")


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the list of files as the end of the archive gives them; that many are read when it is opened."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE - _END64_SIZE))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        raise damaged()
    sizes = [struct.unpack_from("<L", tail, place + 12)[0]]
    locator = place - _LOCATOR_SIZE
    if locator >= _END64_SIZE and tail.startswith(_LOCATOR, locator):
        sizes.append(struct.unpack_from("<Q", tail, locator - _END64_SIZE + 40)[0])
    found: int = sizes[-1]
    return found
