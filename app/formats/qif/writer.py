"""Write an export as QIF (Intuit, QIF 1.1), one register per account.

A record has places for few fields of a transaction; the whole of it stands in a line of our own (columns.QIF_LETTER),
which other programs skip.
"""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.native.columns import OPENING, QIF_LETTER
from app.formats.native.fields import ExportAccount, ExportRow
from app.formats.native.statements import Statement, one_line

_PART_RECORDS = 100
_KINDS = {"cash": "Cash", "credit_card": "CCard", "loan": "Oth L", "investment": "Oth A", "other": "Oth A"}


def to_qif(statements: Iterable[Statement]) -> Iterator[bytes]:
    """The file in parts, in UTF-8; an empty register where there are no transactions."""
    empty = True
    for statement in statements:
        empty = False
        kind = _KINDS.get(statement.kind, "Bank")
        name = one_line(statement.name)
        yield f"!Account\nN{name}\nD{statement.currency}\nT{kind}\n^\n!Type:{kind}\n".encode()
        if statement.described or statement.opening is not None:
            yield _opening(statement, name).encode()
        yield from _records(statement.rows())
    if empty:
        yield b"!Type:Bank\n"


def _opening(statement: Statement, account: str) -> str:
    """The record by which Quicken and others begin a register: a transfer from the account itself."""
    balance, day = statement.opening or "0.00", statement.period.first
    told: ExportAccount | dict[str, str] = statement.described or {OPENING: balance}
    ours = orjson.dumps(told).decode()
    return f"D{_day(day)}\nT{balance}\nC*\nPOpening Balance\nL[{account}]\n{QIF_LETTER}{ours}\n^\n"


def _records(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    records: list[str] = []
    for row in rows:
        records.append("\n".join(_lines(row)))
        if len(records) >= _PART_RECORDS:
            yield "\n".join([*records, ""]).encode()
            records.clear()
    if records:
        yield "\n".join([*records, ""]).encode()


def _lines(row: ExportRow) -> Iterator[str]:
    """The lines of a record; days as Quicken writes them, month first."""
    yield f"D{_day(row['date'])}"
    yield f"T{row['amount']}"
    if row["status"] == "posted":
        yield "C*"
    merchant, text = one_line(row["merchant"]), one_line(row["description"])
    yield f"P{merchant or text}"
    if merchant and merchant != text:
        yield f"M{text}"
    if row["category"]:
        yield f"L{row['category']}"
    for part in row["splits"]:
        yield f"S{part['category'] or ''}"
        yield f"E{one_line(part['notes'])}"
        yield f"${part['amount']}"
    yield QIF_LETTER + orjson.dumps(row).decode()
    yield "^"


def _day(day: str) -> str:
    year, month, rest = day.split("-")
    return f"{month}/{rest}/{year}"
