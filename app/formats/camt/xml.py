"""Stream the elements of an XML file of any size in bounded memory, refusing document types and entities.

A document type stands before the outermost element or nowhere, so defusedxml's parser reads that far. It builds its
trees in Python, at a tenth of the speed; the rest is read by the parser of the standard library, which is in C.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser, iterparse

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.formats.common.encoding import detect_encoding
from app.formats.interface import ReadError

# No entry, balance or header of a statement is near these; what is not forgotten by then fills the memory.
MAX_ELEMENT = 1 << 20
MAX_DEPTH = 100
_CHUNK = 1 << 13  # small enough for what is built of it to stay in the processor's caches
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_LEGACY = ("iso8859", "cp", "koi8", "gb", "big5", "shift_jis", "euc")


def find(element: Element | None, *path: str) -> Element | None:
    """The first element down the path; None where one is missing."""
    for name in path:
        if element is None:
            return None
        element = element.find(name)
    return element


def text_of(element: Element | None, *path: str) -> str:
    """The text at the end of the path, white space collapsed; empty where there is none."""
    for name in path:
        if element is None:
            return ""
        element = element.find(name)
    return " ".join(element.text.split()) if element is not None and element.text else ""


class Part(NamedTuple):
    """An element that ended, and the names of the elements it stands in."""

    element: Element
    parent: str
    grandparent: str


@lru_cache(maxsize=4096)
def local_name(name: str) -> str:
    """The name without its namespace or prefix."""
    return name.rpartition("}")[2].rpartition(":")[2]


def xml_encoding(file: BinaryIO) -> str:
    """The Python codec of the file: by its bytes, and where these do not tell, by its declaration. Reads
    the file once.
    """
    file.seek(0)
    declared = _DECLARED.match(file.read(1024).lstrip())
    return detect_encoding(file, _legacy(declared[1].decode()) if declared else None, longest_line=None).name


def _legacy(name: str) -> str | None:
    """The declared codec, if it is one Python has for bytes that are not UTF-8."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    if not found.startswith(_LEGACY):
        return None
    # What is declared as Latin-1 is written by Windows programs, as browsers know (WHATWG Encoding Standard).
    return "cp1252" if found == "iso8859-1" else found


class PartStream:
    """Iterates the elements called one of `parts` and the children of those called one of `wholes`, as they end.

    Each is cleared afterwards, so that memory holds little more than one part. Elements are called by their local
    names. `kind` are the names of the outermost ones.
    """

    def __init__(self, file: BinaryIO, encoding: str, parts: frozenset[str], wholes: frozenset[str]) -> None:
        self.kind: list[str] = []
        self._source = _Source(file, encoding)
        self._parts = parts
        self._wholes = wholes

    def __iter__(self) -> Iterator[Part]:
        try:
            self._source.refuse_document_type()
            yield from self._ended()
        except DefusedXmlException as error:
            raise ReadError("unsafe_xml", "The file declares a document type; no statement does.") from error
        except _TooLarge as error:
            raise self._too_large() from error
        except ParseError as error:
            raise ReadError("malformed_xml", f"The file is no whole XML document: {error}") from error

    def _ended(self) -> Iterator[Part]:
        within: list[Element] = []
        events = iterparse(self._source, ("start", "end"), XMLParser(encoding="utf-8"))  # noqa: S314 - see above
        for event, element in events:
            if event == "start":
                element.tag = local_name(element.tag)
                within.append(element)
                self._check_begun(within)
                continue
            within.pop()
            if within and (element.tag in self._parts or within[-1].tag in self._wholes):
                yield Part(element, within[-1].tag, within[-2].tag if len(within) > 1 else "")
                element.clear()
                within[-1].remove(element)
                self._source.since = 0

    def _check_begun(self, within: list[Element]) -> None:
        if len(self.kind) < 2:
            self.kind.append(within[-1].tag)
        elif len(within) > MAX_DEPTH:
            raise ReadError("too_deep", f"The file has more than {MAX_DEPTH} elements in each other.")

    def _too_large(self) -> ReadError:
        if self._source.forgot_any:
            return ReadError("element_too_large", "The file has an element of more than a million characters.")
        kind = "/".join(self.kind)[:100]
        return ReadError("not_a_statement", f"The file is XML of another kind ({kind}), not a statement.")


class _TooLarge(Exception):
    """More than MAX_ELEMENT characters were read since an element was cleared."""


class _Source:
    """The file as UTF-8 for the parser; counts the characters given since an element was cleared."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._pieces = self._read()
        self._since = 0
        self.forgot_any = False

    @property
    def since(self) -> int:
        """Characters given since an element was cleared; set to 0 when one is."""
        return self._since

    @since.setter
    def since(self, count: int) -> None:
        self._since, self.forgot_any = count, True

    def read(self, _: int = -1) -> bytes:
        """The next piece; empty at the end. Raises _TooLarge."""
        if self._since > MAX_ELEMENT:
            raise _TooLarge
        text = next(self._pieces, "")
        self._since += len(text)
        return text.encode("utf-8", "replace")

    def refuse_document_type(self) -> None:
        """Raise DefusedXmlException if the document has one; then begin again from the start."""
        guard = _Guard()
        parser = DefusedXMLParser(target=guard, encoding="utf-8", forbid_dtd=True)
        while not guard.begun and (piece := self.read()):
            parser.feed(piece)
        self._pieces, self._since = self._read(), 0

    def _read(self) -> Iterator[str]:
        """The file's text in pieces. The declaration must stand first of all."""
        decoder, begin = codecs.getincrementaldecoder(self._encoding)("replace"), True
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            text = decoder.decode(chunk)
            text = text.lstrip("\ufeff \t\r\n") if begin else text
            begin = begin and not text
            if text:
                yield text
        yield decoder.decode(b"", True)


class _Guard:
    """Notices that the outermost element has begun."""

    def __init__(self) -> None:
        self.begun = False

    def start(self, *_: object) -> None:
        """Called by the parser."""
        self.begun = True

    def close(self) -> None:
        """Called by the parser."""
