"""Run the child process that unpacks a spreadsheet, and read the rows it wrote."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, TypedDict

import orjson

from app.formats.common.time_limit import TookTooLong, refuse_if_late, seconds_left
from app.formats.workbook.process.cells import Cell, SheetError

_ROOT = Path(__file__).parents[4]
_SECONDS = 600  # beside the limit of processor time, for a machine that is busy


class _AboutSheet(TypedDict, total=False):
    """A line of the process that is not a row: the beginning of a sheet, the end, or an error."""

    sheet: str
    hidden: bool
    end: bool
    error: str
    detail: str


@dataclass(slots=True)
class UnfoldedSheet:
    """One sheet: the number of its rows, the width of the widest, and where they lie in the output."""

    name: str
    hidden: bool
    file: BinaryIO
    start: int
    count: int = 0
    width: int = 0

    def rows(self) -> Iterator[list[Cell]]:
        """The rows, all as wide as the widest; can be called again."""
        self.file.seek(self.start)
        for _ in range(self.count):
            refuse_if_late()
            row: list[Cell] = orjson.loads(self.file.readline())
            yield row + [""] * (self.width - len(row))


@contextmanager
def unfolded(file: BinaryIO, kind: str) -> Iterator[list[UnfoldedSheet]]:
    """The sheets of a spreadsheet of a kind of `__main__`, in their order. Raises SheetError."""
    with tempfile.NamedTemporaryFile() as copy, tempfile.TemporaryFile() as rows:
        file.seek(0)
        copyfileobj(file, copy, 1 << 20)
        copy.flush()
        _take_apart(copy.name, kind, rows)
        yield _index(rows)


def _take_apart(path: str, kind: str, output: BinaryIO) -> None:
    seconds = seconds_left()
    command = [sys.executable, "-m", "app.formats.workbook.process", path, kind, *([str(seconds)] if seconds else [])]
    # The process gets nothing it does not need: no secret of ours stands in its environment.
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    try:
        subprocess.run(
            command, stdout=output, stderr=subprocess.DEVNULL, cwd=_ROOT, env=environment, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        if seconds and getattr(error, "returncode", None) == -signal.SIGXCPU:
            raise TookTooLong from error
        raise SheetError(
            "workbook_too_large", "The workbook is damaged, or takes more memory or time than is given to it."
        ) from error


def _index(rows: BinaryIO) -> list[UnfoldedSheet]:
    """The sheets in the output of the process, with their places."""
    sheets: list[UnfoldedSheet] = []
    rows.seek(0)
    for line in iter(rows.readline, b""):
        refuse_if_late()
        if not line.startswith(b"{"):
            sheets[-1].count += 1
            sheets[-1].width = max(sheets[-1].width, len(orjson.loads(line)))
            continue
        about: _AboutSheet = orjson.loads(line)
        if "error" in about:
            raise SheetError(about["error"], about["detail"])
        if "sheet" in about:
            sheets.append(UnfoldedSheet(about["sheet"], about["hidden"], rows, 0))
            sheets[-1].start = rows.tell()
    return sheets
