"""The child process that opens one receipt: `python -m app.receipts.process PATH MEDIA_TYPE`.

It writes one line of JSON: {"lines": [texts]} of a PDF with text, {"pictures": [base64 of JPEG]} of anything else, or
{"error": code, "detail": sentence}.
"""

import base64
import json
import resource
import sys
from pathlib import Path

from app.receipts.process.errors import Unreadable
from app.receipts.process.pdfs import read_pdf
from app.receipts.process.pictures import redrawn

MEMORY = 1 << 30  # bytes of address space: a picture of the most pixels fits thrice
SECONDS = 20  # of processor time


def opened(path: Path, media_type: str) -> dict[str, object]:
    """Returns what is to be written."""
    try:
        lines, pictures = read_pdf(path) if media_type == "application/pdf" else ([], [redrawn(path, media_type)])
    except Unreadable as error:
        return {"error": error.code, "detail": str(error)}
    if lines:
        return {"lines": lines}
    return {"pictures": [base64.b64encode(picture).decode() for picture in pictures]}


def main(path: str, media_type: str) -> None:
    """Open the file within the limits; what ends the process beyond them is seen by its caller."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(opened(Path(path), media_type)))


if __name__ == "__main__":
    main(*sys.argv[1:])
