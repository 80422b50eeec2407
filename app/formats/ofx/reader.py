"""Reader of OFX 1.x (SGML), OFX 2.x (XML) and QFX, which is OFX with a few tags of Intuit's own."""

import itertools
import re
from collections.abc import Iterator
from html import unescape
from typing import BinaryIO

from app.formats.interface import Hints, Layout, ReadError, Record
from app.formats.native.columns import OFX_ACCOUNT_TAG, OFX_TAG
from app.formats.native.reader import embedded_record
from app.formats.ofx.elements import OFX_ELEMENTS, Elements
from app.formats.ofx.layout import OfxLayout, infer_layout
from app.formats.ofx.rows import OfxRowReader
from app.formats.ofx.tags import ofx_encoding, read_tags

# The header of OFX 1.x or the root element.
_MARKS = re.compile(rb"^OFXHEADER\s*:|<\?OFX\s|<(?:\w+:)?OFX[\s>]", re.IGNORECASE | re.MULTILINE)
# What is left where a bank leaves both out. XML of a bank's own may borrow these names for elements below a root of its
# own, mostly in small letters, and mean something else by them.
_REST = re.compile(rb"(?:<\?xml[^>]*>\s*)?<(?:SIGNONMSGSRSV1|BANKMSGSRSV1|STMTTRNRS|STMTRS|BANKTRANLIST|STMTTRN)>")


# The first element of what is OFX, with or without its header.
_OFX = re.compile(rb"^OFXHEADER\s*:|<\?OFX\s|<(?:\w+:)?OFX[\s>]", re.IGNORECASE | re.MULTILINE)
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z][\w.-]*)")
_HEAD = 4096


def _refuse_other_xml(file: BinaryIO) -> None:
    """Raise ReadError for XML of a bank's own that only borrows names of OFX."""
    file.seek(0)
    head = file.read(_HEAD).replace(b"\0", b"")
    root = _ROOT.search(head)
    if root and not _OFX.search(head) and root[1].decode("ascii", "replace").upper() not in OFX_ELEMENTS:
        raise ReadError("not_ofx", "The file borrows names of OFX, but is XML of another kind, which cannot be read.")


class OfxReader:
    """Reader of OFX in all its spellings. A logical record is one transaction of a list, bank or investment."""

    format = "ofx"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the contents tell
        """High where the header or elements stand that only OFX has; the name does not count."""
        text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        is_ofx = text[:1] not in (b"{", b"[") and (_MARKS.search(text) or _REST.match(text))
        return 0.95 if is_ofx else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> OfxLayout:
        """The layout of the whole file; raises ReadError where it contains no statement or a truncated one."""
        encoding = ofx_encoding(file)
        _refuse_other_xml(file)
        layout = infer_layout(read_tags(file, encoding), hints)
        layout.encoding = encoding
        return layout

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every line after the first `start`, in order; of an export of ours then the accounts without any."""
        elements, read = Elements(), OfxRowReader(OfxLayout.of(layout)).read
        lines = elements.lines(read_tags(file, layout.encoding))
        for number, line in enumerate(itertools.islice(lines, start, None), start + 1):
            yield embedded_record(number, unescape(line.values.get(OFX_TAG, ""))) or read(number, line)
        if layout.is_export:
            yield from _described(elements, layout.lines, start)


def _described(elements: Elements, last: int, start: int) -> Iterator[Record]:
    """What an export of ours says of accounts without transactions, behind all lines."""
    told = [values[OFX_ACCOUNT_TAG] for values in elements.statements if OFX_ACCOUNT_TAG in values]
    for number, text in enumerate(told, last - len(told) + 1):
        if number > start and (record := embedded_record(number, unescape(text))):
            yield record
