"""Unpack XML Spreadsheet 2003, the kind of .xls that is text (Microsoft, XML Spreadsheet Reference, 2003)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.formats.workbook.process.cells import Cell, Sheet, SheetError, cell_of

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_MAX_INDEX = 16384  # columns a workbook can have


def sheets(path: str) -> Iterator[Sheet]:
    """The worksheets of the file. Raises SheetError, for a document with entities too."""
    with Path(path).open("rb") as file:
        events = _events(file)
        for event, element in events:
            if event == "start" and element.tag == f"{_NS}Worksheet":
                name = element.get(f"{_NS}Name", "")
                yield Sheet(name, hidden=False, rows=_rows(events))


def _events(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    try:
        yield from iterparse(file, events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise SheetError("damaged_workbook", f"The workbook is no sound XML: {str(error)[:200]}") from error


def _rows(events: Iterator[tuple[str, Any]]) -> Iterator[list[Cell]]:
    """The rows of the worksheet that the events are in, up to its end."""
    for event, element in events:
        if event == "end" and element.tag == f"{_NS}Row":
            yield _cells(element)
            element.clear()
        elif event == "end" and element.tag == f"{_NS}Worksheet":
            element.clear()
            return


def _cells(row: Element) -> list[Cell]:
    """The cells of a row at their places: `Index` skips, `MergeAcross` covers."""
    cells: list[Cell] = []
    for element in row.iter(f"{_NS}Cell"):
        place = _whole(element.get(f"{_NS}Index"))
        cells += [""] * max(0, place - 1 - len(cells))
        data = element.find(f"{_NS}Data")
        cells.append("" if data is None else _value(data.get(f"{_NS}Type", ""), "".join(data.itertext())))
        cells += [""] * _whole(element.get(f"{_NS}MergeAcross"))
    return cells


def _whole(text: str | None) -> int:
    return min(int(text), _MAX_INDEX) if text and text.isascii() and text.isdigit() else 0


def _value(kind: str, text: str) -> Cell:
    if kind == "Number":
        try:
            return cell_of(float(text)) if text.isascii() and "_" not in text else text
        except ValueError:
            return text
    return text.removesuffix("T00:00:00.000").replace("T", " ") if kind == "DateTime" else text
