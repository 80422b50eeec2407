"""Statement readers: recognise the kind of file, then read it."""

from app.imports.readers.base import ReadError, Reader

__all__ = ["recognise"]

READERS: tuple[Reader, ...] = ()


def recognise(head: bytes, name: str) -> Reader:
    """The reader for a file by its first bytes and name; ReadError where no reader fits."""
    raise ReadError("unsupported_format", f"{name} is no statement this program can read.")
