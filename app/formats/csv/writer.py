"""Write an export as CSV (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.formats.native.cells import account_cells, escape_formula, row_cells
from app.formats.native.columns import COLUMNS
from app.formats.native.fields import ExportAccount, ExportRow

_PART_CHARACTERS = 1 << 16


def to_csv(rows: Iterable[ExportRow], accounts: Iterable[ExportAccount] = ()) -> Iterator[bytes]:
    """The file in parts, in UTF-8 with the byte order mark that spreadsheets expect.

    Accounts without transactions, a line each, stand behind all others.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(row_cells(row, escape_formula))
        if text.tell() >= _PART_CHARACTERS:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    writer.writerows(account_cells(account, escape_formula) for account in accounts)
    yield text.getvalue().encode()
