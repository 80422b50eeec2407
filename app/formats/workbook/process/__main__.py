"""The child process that unpacks one spreadsheet: `python -m app.formats.workbook.process PATH KIND`.

It writes a line of JSON for each row (a list of texts and numbers, without empty cells at its end; rows without any
cell are left out), before those of each sheet {"sheet": name, "hidden": bool}, at last {"end": true}; or, where the
file cannot be read, {"error": code, "detail": sentence}.
"""

import json
import resource
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from app.formats.workbook.process.cells import Sheet, SheetError

MEMORY = 1 << 30  # bytes of address space: a million rows of eight cells fit
SECONDS = 120  # of processor time; a million rows take a fifth of it
MAX_COLUMNS = 500
MAX_SHEETS = 100
MAX_OUTPUT = 1 << 30  # characters

# Each is imported only when asked for: the start of this process is most of the time a small workbook takes.
_MODULES = {"html": "html_tables", "xml": "excel_xml", "workbook": "workbooks"}


def output_lines(sheets: Iterator[Sheet]) -> Iterator[Any]:
    """The output line by line; raises SheetError beyond a limit."""
    for number, sheet in enumerate(sheets):
        if number >= MAX_SHEETS:
            raise SheetError("too_many_sheets", f"The workbook has more than {MAX_SHEETS} sheets.")
        yield {"sheet": sheet.name, "hidden": sheet.hidden}
        for row in sheet.rows:
            while row and row[-1] == "":
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise SheetError(
                    "too_many_columns", f"The sheet {sheet.name[:50]!r} has {len(row)} columns; {MAX_COLUMNS} are read."
                )
            if row:
                yield row
    yield {"end": True}


def as_json_lines(sheets: Iterator[Sheet]) -> Iterator[str]:
    """The output as JSON; raises SheetError if it becomes too large."""
    size = 0
    for line in output_lines(sheets):
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        size += len(text)
        if size > MAX_OUTPUT:
            raise SheetError("workbook_too_large", "The workbook holds more text than is read.")
        yield text


def main(path: str, kind: str, seconds: str = str(SECONDS)) -> None:
    """Unpack the file within so much processor time; the last line tells the caller whether that succeeded."""
    module = import_module(f"app.formats.workbook.process.{_MODULES[kind]}")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    most = min(int(seconds), SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.writelines(as_json_lines(module.sheets(path)))
    except SheetError as error:
        sys.stdout.write(json.dumps({"error": error.code, "detail": str(error)}) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # the interpreter's own stream
    main(*sys.argv[1:])
