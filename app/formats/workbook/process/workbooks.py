"""Unpack XLSX, XLSM, XLSB, XLS and ODS with the calamine library."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from app.formats.workbook.process.cells import Cell, Sheet, SheetError, cell_of

# [MS-OFFCRYPTO] 2.3: the stream of an OLE file that holds an encrypted workbook.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sheets(path: str) -> Iterator[Sheet]:
    """The worksheets of a workbook in their order; charts and macros are none. Raises SheetError."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            for about in book.sheets_metadata:
                if about.typ == SheetTypeEnum.WorkSheet:
                    sheet = book.get_sheet_by_name(about.name)
                    hidden = about.visible != SheetVisibleEnum.Visible
                    yield Sheet(about.name, hidden, (_cells(row) for row in sheet.iter_rows()))
    except PasswordError as error:
        raise _encrypted() from error
    except (CalamineError, XmlError, ZipError, ValueError, OSError) as error:
        if _ENCRYPTED in Path(path).read_bytes():
            raise _encrypted() from error
        raise SheetError("damaged_workbook", f"The workbook cannot be read: {str(error)[:200]}") from error


def _encrypted() -> SheetError:
    return SheetError("encrypted_file", "The workbook is protected by a password; save it without one.")


def _cells(row: Sequence[object]) -> list[Cell]:
    return [cell_of(value) for value in row]
