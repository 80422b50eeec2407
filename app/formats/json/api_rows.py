"""Rows sent as JSON to the import endpoint: stored one JSON line each, and read like any statement."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

import orjson

from app.formats.interface import Hints, JsonObject, Layout, Record
from app.formats.native.rows import FullRow

FORMAT = "json rows"
_DAYS = ("date", "value_date", "transaction_date")


class JsonRowsReader:
    """Reads the lines that `to_lines` wrote. It is chosen by name only, never by a file's contents."""

    format = FORMAT

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the interface of readers
        """Always 0: no file is recognised as this."""
        return 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:  # noqa: ARG002
        """A layout with the number of lines; the request was checked field by field."""
        return Layout("json", columns={"external_id": "external_id"}, lines=sum(1 for _ in file))

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:  # noqa: ARG002
        """Every row after the first `start`."""
        file.seek(0)
        for number, line in enumerate(islice(file, start, None), start + 1):
            yield _row(number, orjson.loads(line))


def to_lines(rows: Iterable[JsonObject]) -> Iterator[bytes]:
    """Checked rows, each as a line of JSON; amounts as their digits."""
    for row in rows:
        yield orjson.dumps(row, default=str, option=orjson.OPT_PASSTHROUGH_DATETIME) + b"\n"


def _row(number: int, fields: JsonObject) -> FullRow:
    days = {name: date.fromisoformat(fields[name][:10]) for name in _DAYS if name in fields}
    amount, tags = Decimal(fields["amount"]), tuple(fields.get("tags", ()))
    return FullRow(row=number, **{**fields, **days, "amount": amount, "tags": tags})
