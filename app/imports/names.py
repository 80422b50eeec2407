"""What an import calls things: the account a file is named after, and the kind of statement a file is."""

import re
from hashlib import blake2b
from pathlib import PurePosixPath

from app.imports.readers.base import Layout

# Months, days, counters and "(1)" at the end of a file name tell one statement from the next, not one account.
_SERIAL = re.compile(r"[\W_]*\d[\d\W_]*$")
MAX_NAME = 80


def account_name(file_name: str) -> str:
    """The file's name without its ending and the date or number behind it: `giro_2024-01 (2).csv` is `giro`."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem.strip()
    return (_SERIAL.sub("", stem) or stem or "Statement")[:MAX_NAME]


def signature_of(layout: Layout) -> str:
    """What statements of one kind share: their format and header, or without one the places of their columns."""
    shape = layout.headers or sorted(f"{name} {place}" for name, place in layout.columns.items())
    return blake2b(repr((layout.format, shape)).encode(), digest_size=12).hexdigest()
