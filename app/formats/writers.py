"""All formats of an export in one place: content type and writer of each; a new one is one line here."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from app.formats.csv.writer import to_csv
from app.formats.json.writer import to_json
from app.formats.native.fields import ExportAccount, ExportRow
from app.formats.native.statements import Statement
from app.formats.ofx.writer import to_ofx
from app.formats.qif.writer import to_qif


class ExportSource(Protocol):
    """What an export contains, read when asked for: all rows in their order, or account after account."""

    def rows(self) -> Iterator[ExportRow]:
        """Every transaction."""

    def accounts(self) -> Iterator[ExportAccount]:
        """The accounts without any, once all rows are read."""

    def statements(self) -> Iterator[Statement]:
        """The accounts with their transactions."""


class Writer(NamedTuple):
    """A format of an export: its content type, and a function from source and time to the parts of the file."""

    content_type: str
    write: Callable[[ExportSource, datetime], Iterator[bytes]]


def _write_xlsx(source: ExportSource, _now: datetime) -> Iterator[bytes]:
    # Its library takes 0.1 s to load, which only those pay who ask for a workbook.
    from app.formats.workbook.writer import to_xlsx

    return to_xlsx(source.rows(), source.accounts())


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# One line a format, by the ending of its files.
WRITERS: Mapping[str, Writer] = {
    "csv": Writer("text/csv", lambda source, _: to_csv(source.rows(), source.accounts())),
    "xlsx": Writer(_XLSX, _write_xlsx),
    "json": Writer("application/json", lambda source, _: to_json(source.rows(), source.accounts())),
    "ofx": Writer("application/x-ofx", lambda source, now: to_ofx(source.statements(), now)),
    "qif": Writer("application/qif", lambda source, _: to_qif(source.statements())),
}
