"""All formats in one place: recognise a file's format and give its reader; a new format is one line here."""

from dataclasses import dataclass

from app.formats.archive.reader import ArchiveReader
from app.formats.camt.reader import CamtReader
from app.formats.common.encoding import encoding_of_bom, utf16_without_bom
from app.formats.csv.reader import CsvReader
from app.formats.csv.tables.mixed_files import refuse_table_before
from app.formats.interface import Reader, ReadError
from app.formats.json.reader import JsonReader
from app.formats.mt940.reader import Mt940Reader
from app.formats.native.reader import exported_format
from app.formats.ofx.reader import OfxReader
from app.formats.qif.reader import QifReader
from app.formats.workbook.reader import WorkbookReader

__all__ = ["NAMED", "READERS", "recognise"]

# First bytes of files that are certainly no statement.
_BINARY = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"MZ",
    b"RIFF",
    b"BM",
    b"ID3",
    b"OggS",
)
_OTHER_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def recognise(head: bytes, name: str) -> Reader:
    """The reader for a file by its first bytes (some kilobytes) and its name.

    Raises ReadError `empty_file`, `not_a_statement`, `unsupported_format` or `unsupported_archive`.
    """
    _refuse(head, name or "The file")
    if exported := exported_format(head):
        return _named(exported)
    return _surest(head, name)


def _surest(head: bytes, name: str) -> Reader:
    """The reader that is surest of the file; raises ReadError for binary files, and for two formats in one."""
    best = max(READERS, key=lambda reader: reader.identify(head, name))
    is_text = best.format in _TEXTS
    if best.identify(head, name) <= 0 or (is_text and _is_binary(head)):
        raise ReadError("not_a_statement", f"{name or 'The file'} is not text.")
    if is_text:
        refuse_table_before(head)
    return best


def _refuse(head: bytes, name: str) -> None:
    """Raise ReadError for a file that is known by its first bytes and never read."""
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise ReadError("empty_file", "The file is empty.")
    if head.startswith(b"%PDF"):
        detail = f"{name} is a PDF, which is not read: it holds a picture of the statement. Download it as CSV, OFX, "
        raise ReadError("unsupported_format", detail + "MT940 or CAMT from the bank's site.")
    if head.startswith(_OTHER_ARCHIVES):
        raise ReadError("unsupported_archive", f"{name} is an archive of a kind that is not read; use .zip or .gz.")
    if head.startswith(_BINARY):
        raise ReadError("not_a_statement", f"{name} is not a statement, whatever its name says.")


def _is_binary(head: bytes) -> bool:
    """Whether more than a few bytes are control characters that no text contains."""
    if encoding_of_bom(head) or utf16_without_bom(head[:4096]):
        return False
    controls = sum(byte < 9 or 13 < byte < 27 or 28 <= byte < 32 for byte in head[:4096] if byte)
    return controls > 0.02 * len(head[:4096])


def _named(format_name: str) -> Reader:
    return _ALL[format_name]


@dataclass(frozen=True)
class Format:
    """One format: its reader, and the names a user may give it; `is_text` is False for files that are binary."""

    reader: Reader
    names: tuple[str, ...] = ()
    is_text: bool = True


# One line a format. Of readers that are equally sure of a file the first one gets it.
_FORMATS = (
    Format(WorkbookReader(), ("xlsx", "xlsb", "xls", "ods", "html"), is_text=False),
    Format(ArchiveReader(recognise, _named), is_text=False),
    Format(CsvReader(), ("csv",)),
    Format(Mt940Reader(), ("mt940",)),
    Format(CamtReader(), ("camt",)),
    Format(OfxReader(), ("ofx",)),
    Format(QifReader(), ("qif",)),
    Format(JsonReader(), ("json",)),
)
READERS: tuple[Reader, ...] = tuple(each.reader for each in _FORMATS)
_TEXTS = frozenset(each.reader.format for each in _FORMATS if each.is_text)

# What a user may call the format of a file, or of an archive's members; formats that are text come first.
NAMED: dict[str, Reader] = {
    name: each.reader for each in sorted(_FORMATS, key=lambda each: not each.is_text) for name in each.names
}
_ALL = {reader.format: reader for reader in READERS} | NAMED
