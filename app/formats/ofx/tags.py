"""Tokenise OFX into tags with the text behind each: the same for SGML, XML and whatever banks write between.

OFX 1.x is SGML whose simple elements need no end tag, OFX 2.x is XML; banks write both with unescaped ampersands, with
wrong end tags, in one line. A tag and the text up to the next one is all they have in common, and all that is needed.
"""

import codecs
import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import BinaryIO

from app.formats.common.encoding import detect_encoding
from app.formats.interface import ReadError

CHUNK = 1 << 16
# Text between two tags that is longer than this is no value of a statement.
MAX_VALUE = 1 << 19
# OFX 2.3 knows some 900 tags, each with its end tag; banks add a few of their own.
MAX_NAMES = 4000

_NAME = r"/?[A-Za-z][\w.:-]*"
_ATTRIBUTES = r"(?:\s[^<>]*)?"
_TAG = re.compile(rf"<{_NAME}{_ATTRIBUTES}>", re.ASCII)
# A `<` that begins no tag belongs to the text: `<NAME>A < B`. The end tag of a value is taken with it, for speed.
_TAG_AND_TEXT = re.compile(
    rf"<({_NAME}){_ATTRIBUTES}>([^<]*(?:<(?!{_NAME}{_ATTRIBUTES}>)[^<]*)*)(?:(?<=[^>\s])</\1>\s*)?",
    re.ASCII,
)
_EMPTY = re.compile(r"<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?/>", re.ASCII)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_CDATA, _COMMENT = ("<![CDATA[", "]]>"), ("<!--", "-->")
_LONGEST_MARK = 16

_CHARSET = re.compile(rb"CHARSET\s*[:=]\s*\"?([\w-]+)", re.IGNORECASE)
_ENCODING = re.compile(rb"ENCODING\s*[:=]\s*[\"']?([\w-]+)", re.IGNORECASE)
# The codecs worth believing. Others that Python has (idna, punycode) are no encodings of files, and UTF-8 is known by
# its bytes, whatever the header says.
_KNOWN_CODEC = re.compile(r"(?:cp|iso8859|koi8|mac|gb|big5|euc|shift_jis)[\w-]*")

Tags = list[tuple[str, str]]


def ofx_encoding(file: BinaryIO) -> str:
    """The codec of the file: by its bytes, else by its header, else a guess."""
    file.seek(0)
    return detect_encoding(file, _declared(file.read(4096)), longest_line=None).name


def _declared(head: bytes) -> str | None:
    """The codec named by `CHARSET:1252`, `ENCODING:UTF-8` or an XML declaration, if Python knows it."""
    named = [found[1].decode("ascii", "replace") for found in (_CHARSET.search(head), _ENCODING.search(head)) if found]
    return next((codec for name in named if (codec := _codec(name))), None)


def _codec(name: str) -> str | None:
    digits = name.isdigit()
    try:
        codec = codecs.lookup(f"cp{name}" if digits else f"iso-{name}" if name[:1].isdigit() else name).name
    except LookupError:
        return None
    if codec == "iso8859-1":  # who says Latin-1 means Windows: its control characters stand in no statement
        return "cp1252"
    return codec if _KNOWN_CODEC.fullmatch(codec) else None


def read_tags(file: BinaryIO, encoding: str) -> Iterator[Tags]:
    """All tags of the file in their order, in batches of (name as written, text behind it).

    Raises ReadError `value_too_long`, and `document_type` for declarations, which no statement needs and by which XML
    readers are attacked.
    """
    rest = ""
    for text in _texts(file, encoding):
        ready, rest = _split(rest + text)
        yield _TAG_AND_TEXT.findall(ready)
        if len(rest) > MAX_VALUE:
            raise ReadError("value_too_long", "The file has a value of more than half a million characters.")
    yield _TAG_AND_TEXT.findall(_normal(*_plain(rest, final=True)))


def _texts(file: BinaryIO, encoding: str) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk).replace("\0", "")
    yield decoder.decode(b"", True)


def _split(text: str) -> tuple[str, str]:
    """The text that can be read already, and what may go on in the next chunk: the last tag with its text."""
    plain, unclosed = _plain(text)
    at = len(plain)
    while (at := plain.rfind("<", 0, at)) >= 0:
        if _TAG.match(plain, at):
            return _normal(plain[:at]), plain[at:] + unclosed
    return "", plain + unclosed


def _normal(text: str, rest: str = "") -> str:
    text += rest
    return _EMPTY.sub(r"<\1></\1>", text) if "/>" in text else text


def _plain(text: str, final: bool = False) -> tuple[str, str]:
    """The text with CDATA escaped and comments left out, and the rest from an unclosed mark on."""
    parts, at = [], 0
    while (start := text.find("<!", at)) >= 0:
        parts.append(text[at:start])
        if not final and len(text) - start < _LONGEST_MARK:
            return "".join(parts), text[start:]
        if _DECLARATION.match(text, start):
            raise ReadError("document_type", "The file declares a document type or entities; statements have none.")
        opening, closing = next((mark for mark in (_CDATA, _COMMENT) if text.startswith(mark[0], start)), ("<!", ""))
        end = text.find(closing, start + len(opening))
        if end < 0 and not final:
            return "".join(parts), text[start:]
        inner = text[start + len(opening) : end if end >= 0 else len(text)]
        parts.append({_CDATA[0]: escape(inner, quote=False), _COMMENT[0]: ""}.get(opening, "&lt;!"))
        at = end + len(closing) if end >= 0 else len(text)
    return "".join([*parts, text[at:]]), ""


def clean(value: str) -> str:
    """The value as people read it: entities resolved, line breaks and runs of spaces made one space."""
    if "&" in value:
        value = _ENTITY.sub(_character, value)
    return " ".join(value.split())


def _character(found: re.Match[str]) -> str:
    """The character of an entity; unknown names stay as they are (`A&B;`)."""
    name = found[1]
    if not name.startswith("#"):
        return html5.get(f"{name};", found[0])
    code = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
    printable = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xDFFF < code <= 0x10FFFF
    return chr(code) if printable else found[0]


class TagNames(dict[str, str]):
    """Normalised names by tag as written: upper case, without a namespace, end tags with their slash."""

    def __missing__(self, tag: str) -> str:
        if len(self) >= MAX_NAMES:
            raise ReadError("too_many_tags", f"The file has more than {MAX_NAMES} different tags; it is no statement.")
        slash = "/" if tag.startswith("/") else ""
        self[tag] = slash + tag.removeprefix("/").rpartition(":")[2].upper()
        return self[tag]
