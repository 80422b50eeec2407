"""Runs the child process that opens the file of a receipt, and reads what it wrote."""

import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypedDict

import orjson

from app.receipts.process.errors import Unreadable, damaged

_ROOT = Path(__file__).parents[2]
_SECONDS = 60  # beside the limit of processor time, for a machine that is busy


class _Written(TypedDict, total=False):
    lines: list[str]
    pictures: list[str]
    error: str
    detail: str


class Opened(NamedTuple):
    """The lines of a PDF with text; or pictures, as JPEG without metadata."""

    lines: list[str]
    pictures: list[bytes]


def open_receipt(parts: Iterable[bytes], media_type: str) -> Opened:
    """Returns what a file shows; raises Unreadable."""
    with tempfile.NamedTemporaryFile() as copy:
        for part in parts:
            copy.write(part)
        copy.flush()
        written = _run(copy.name, media_type)
    if "error" in written:
        raise Unreadable(written["error"], written["detail"])
    return Opened(written.get("lines", []), [base64.b64decode(each) for each in written.get("pictures", [])])


def _run(path: str, media_type: str) -> _Written:
    # The process gets nothing it does not need: no secret of ours stands in its environment.
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    command = [sys.executable, "-m", "app.receipts.process", path, media_type]
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            timeout=_SECONDS,
            check=True,
        )
        return _read(done.stdout)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise damaged() from error


def _read(output: bytes) -> _Written:
    written: _Written = orjson.loads(output)
    return written
