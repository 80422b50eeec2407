"""Names that are derived from a statement: of its account, its parts, and the signature of its kind."""

import re
from hashlib import blake2b
from pathlib import PurePosixPath

from app.formats.common.dates import month_number
from app.formats.interface import Layout, Row
from app.formats.native.columns import ACCOUNT_COLUMNS

# Months, days, counters and "(1)" at the end of a file name tell one statement from the next, not one account.
_SERIAL = re.compile(r"[\W_]*\d[\d\W_]*$")
MAX_NAME = 80
# Characters of a name; that of an upload has any length, and its marks are looked for from each of them.
_MAX_STEM = 200
# What programs call a sheet of which nobody has said anything.
_NAMELESS = frozenset(
    [
        *("sheet", "worksheet", "tabelle", "tabellenblatt", "feuil", "feuille", "hoja", "foglio", "planilha", "blad"),
        *("ark", "taulukko", "arkusz", "list", "munka", "лист", "аркуш", "シート", "工作表", "시트"),
        *("statement", "transactions"),
    ]
)
_WORDS = re.compile(r"[^\W\d_]+")
# Marks the name of a part among account numbers, none of which holds it.
_PART = "part:"


def account_name(file_name: str) -> str:
    """Returns the file's name without its ending and the date or number behind it: `giro_2024-01 (2).csv` is `giro`."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem.strip()[:_MAX_STEM]
    return (_SERIAL.sub("", stem) or stem or "Statement")[:MAX_NAME]


def account_key(row: Row) -> str | None:
    """Returns what identifies the row's account in the file: its number, or the sheet or member it is in."""
    return row.account or (f"{_PART}{row.source}" if row.source else None)


def account_number(key: str | None) -> str | None:
    """Returns the account number in a key of an account; None if the key is a part of the file."""
    return None if key is None or key.startswith(_PART) else key


def name_for(row: Row, file_name: str) -> str:
    """Returns the name for an account that is opened: as the source says, else after the row's part or its file.

    Parts called after months or by nobody (`2024-01`, `Sheet1`) are parts of one account, that of the file; those in
    folders are called after the folder then.
    """
    if row.account_name:
        return row.account_name[:MAX_NAME]
    *folders, last = PurePosixPath(row.source).parts or ("",)
    return next((account_name(part) for part in (last, *folders[::-1]) if _says_something(part)), file_name)


def _says_something(part: str) -> bool:
    words = _WORDS.findall(PurePosixPath(part).stem.casefold())
    return any(word not in _NAMELESS and not month_number(word) for word in words)


def signature_of(layout: Layout) -> str:
    """Returns what statements of one kind share: format and header, or without one the places of their columns."""
    # Exports of ours are of one kind, whether they say anything of accounts or are older.
    headers = [each for each in layout.headers if not (layout.is_export and each in ACCOUNT_COLUMNS)]
    shape = headers or sorted(f"{name} {place}" for name, place in layout.columns.items())
    return blake2b(repr((layout.format, shape)).encode(), digest_size=12).hexdigest()
