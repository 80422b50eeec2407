"""Reads PDF files: their text in lines as they are seen, or pictures of their pages where there is none.

PDFium as pypdfium2 brings it has neither JavaScript nor XFA, and forms are not opened.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from app.receipts.process.errors import Unreadable, damaged
from app.receipts.process.pictures import LONGEST_SIDE, as_jpeg

_MOST_PAGES = 20
_DRAWN_PAGES = 3
_MOST_PIECES = 5_000  # of a page
_MOST_CHARACTERS = 200_000
# Fewer letters and digits are a stamp on a scan, no receipt.
_LEAST_TEXT = 12
# Of a line's height: a gap that is a space, and one that is another column.
_SPACE, _COLUMN = 0.15, 1.0


class _Piece(NamedTuple):
    """A run of text: its left and right edge, its baseline and top."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def read_pdf(path: Path) -> tuple[list[str], list[bytes]]:
    """Returns the lines of a PDF, or pictures of its first pages where it has no text; raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if FPDF_GetLastError() == FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Unreadable("encrypted_receipt", "The PDF is protected by a password.") from error
        raise damaged() from error
    try:
        return _opened(document)
    except pypdfium2.PdfiumError as error:
        raise damaged() from error


def _opened(document: pypdfium2.PdfDocument) -> tuple[list[str], list[bytes]]:
    if not len(document):
        raise damaged()
    if len(document) > _MOST_PAGES:
        raise Unreadable("too_many_pages", f"The PDF has more than {_MOST_PAGES} pages.")
    lines = [line for number in range(len(document)) for line in _lines_of(document[number])]
    if sum(mark.isalnum() for line in lines for mark in line) >= _LEAST_TEXT:
        return lines, []
    return [], [_drawn(document[number]) for number in range(min(len(document), _DRAWN_PAGES))]


def _lines_of(page: pypdfium2.PdfPage) -> Iterator[str]:
    """The lines of a page from top to bottom; pieces beside each other are one line."""
    text = page.get_textpage()
    count = text.count_rects()  # before get_rect, which fails without
    if count > _MOST_PIECES or text.count_chars() > _MOST_CHARACTERS:
        raise Unreadable("too_much_text", "The PDF has more text than a receipt can have.")
    pieces = []
    for number in range(count):
        left, bottom, right, top = text.get_rect(number)
        said = text.get_text_bounded(left, bottom, right, top).strip()
        if said:
            pieces.append(_Piece(left, bottom, right, top, said))
    yield from map(_joined, _grouped(pieces))


def _grouped(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces by line: one whose middle lies within the height of a line's first piece belongs to it."""
    lines: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-each.top, each.left)):
        middle = (piece.top + piece.bottom) / 2
        beside = next((line for line in lines[-4:] if line[0].bottom <= middle <= line[0].top), None)
        if beside is None:
            lines.append([piece])
        else:
            beside.append(piece)
    return lines


def _joined(line: list[_Piece]) -> str:
    """A line's pieces from left to right, two spaces between columns."""
    line.sort(key=lambda each: each.left)
    text, end = "", line[0].left
    for piece in line:
        gap = (piece.left - end) / max(1.0, piece.top - piece.bottom)
        text += ("  " if gap > _COLUMN else " " if gap > _SPACE else "") if text else ""
        text, end = text + " ".join(piece.text.split()), piece.right
    return text


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    scale = LONGEST_SIDE / max(width, height, 1.0)
    return as_jpeg(page.render(scale=min(scale, 4.0), may_draw_forms=False).to_pil())
