"""Statement readers: recognise the kind of file, then read it."""

from app.imports.readers.base import Reader, ReadError
from app.imports.readers.csv_reader import CsvReader

__all__ = ["READERS", "recognise"]

READERS: tuple[Reader, ...] = (CsvReader(),)

# First bytes of files that are certainly no statement, and of kinds of statements not read (yet).
_BINARY = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"MZ",
    b"RIFF",
    b"BM",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"ID3",
    b"OggS",
)
_UNSUPPORTED = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def recognise(head: bytes, name: str) -> Reader:
    """The reader for a file by its first bytes (some kilobytes) and its name.

    Raises ReadError `empty_file`, `not_a_statement` or `unsupported_format`.
    """
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise ReadError("empty_file", "The file is empty.")
    if head.startswith(_UNSUPPORTED):
        raise ReadError("unsupported_format", f"{name or 'The file'} is of a kind that is not read; export it as CSV.")
    if head.startswith(_BINARY):
        raise ReadError("not_a_statement", f"{name or 'The file'} is not a statement, whatever its name says.")
    best = max(READERS, key=lambda reader: reader.identify(head, name))
    if best.identify(head, name) <= 0 or _is_binary(head):
        raise ReadError("not_a_statement", f"{name or 'The file'} is not text.")
    return best


def _is_binary(head: bytes) -> bool:
    """Control characters that no text has, in more than a sliver of the bytes."""
    controls = sum(byte < 9 or 13 < byte < 27 or 28 <= byte < 32 for byte in head[:4096] if byte)
    return controls > 0.02 * len(head[:4096])
