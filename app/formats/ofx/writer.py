"""Write an export as OFX 2.2 (Open Financial Exchange), one statement per account.

A statement has places for few fields of a transaction, and short ones; the whole transaction stands beside them in an
element of our own (columns.OFX_TAG), which other programs skip.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

import orjson

from app.formats.native.columns import OFX_ACCOUNT_TAG, OFX_TAG
from app.formats.native.fields import ExportAccount, ExportRow
from app.formats.native.statements import Statement, one_line

_PART_LINES = 100
# Lengths of OFX 2.3, section 11.4.4.
_LONGEST_NAME, _LONGEST_MEMO = 32, 255
_ACCOUNT_TYPES = {"savings": "SAVINGS", "loan": "CREDITLINE"}
_CARD = "credit_card"
_STATUS = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)


def to_ofx(statements: Iterable[Statement], now: datetime) -> Iterator[bytes]:
    """The file in parts; if it breaks off, it is invalid XML. Credit cards come last, in a section of their own."""
    statements = list(statements)
    yield f"{_HEAD}<OFX>\n{_sign_on(now)}".encode()
    for section, such in (("BANK", False), ("CREDITCARD", True)):
        of_section = [statement for statement in statements if (statement.kind == _CARD) == such]
        if of_section:
            yield f"<{section}MSGSRSV1>\n".encode()
            for number, statement in enumerate(of_section, 1):
                yield from _statement(statement, number, now)
            yield f"</{section}MSGSRSV1>\n".encode()
    yield b"</OFX>\n"


def _sign_on(now: datetime) -> str:
    return (
        f"<SIGNONMSGSRSV1><SONRS>{_STATUS}<DTSERVER>{_moment(now)}</DTSERVER><LANGUAGE>ENG</LANGUAGE>"
        "<FI><ORG>Finsight</ORG></FI></SONRS></SIGNONMSGSRSV1>\n"
    )


def _statement(statement: Statement, number: int, now: datetime) -> Iterator[bytes]:
    prefix = "CC" if statement.kind == _CARD else ""
    yield (
        f"<{prefix}STMTTRNRS><TRNUID>{number}</TRNUID>{_STATUS}<{prefix}STMTRS><CURDEF>{statement.currency}</CURDEF>"
        f"{_account(statement)}\n<BANKTRANLIST><DTSTART>{_day(statement.period.first)}</DTSTART>"
        f"<DTEND>{_day(statement.period.last)}</DTEND>\n"
    ).encode()
    lines: list[str] = []
    for row in statement.rows():
        lines.append(_line(row))
        if len(lines) >= _PART_LINES:
            yield "".join(lines).encode()
            lines.clear()
    if statement.described:
        lines.append(f"<{OFX_ACCOUNT_TAG}>{_own(statement.described)}</{OFX_ACCOUNT_TAG}>\n")
    as_of = _day(statement.as_of) if statement.as_of else _moment(now)
    yield (
        f"{''.join(lines)}</BANKTRANLIST>\n<LEDGERBAL><BALAMT>{statement.balance}</BALAMT>"
        f"<DTASOF>{as_of}</DTASOF></LEDGERBAL></{prefix}STMTRS></{prefix}STMTTRNRS>\n"
    ).encode()


def _account(statement: Statement) -> str:
    number = f"<ACCTID>{escape(statement.number, quote=False)}</ACCTID>"
    if statement.kind == _CARD:
        return f"<CCACCTFROM>{number}</CCACCTFROM>"
    kind = _ACCOUNT_TYPES.get(statement.kind, "CHECKING")
    return f"<BANKACCTFROM><BANKID>FINSIGHT</BANKID>{number}<ACCTTYPE>{kind}</ACCTTYPE></BANKACCTFROM>"


def _line(row: ExportRow) -> str:
    """A transaction: NAME is the merchant, MEMO the description."""
    memo = one_line(row["description"], _LONGEST_MEMO)
    name = one_line(row["merchant"], _LONGEST_NAME) or memo[:_LONGEST_NAME].rstrip() or row["kind"]
    spent = f"<DTUSER>{_day(day)}</DTUSER>" if (day := row["transaction_date"]) else ""
    available = f"<DTAVAIL>{_day(day)}</DTAVAIL>" if (day := row["value_date"]) else ""
    return (
        f"<STMTTRN><TRNTYPE>{_type(row)}</TRNTYPE><DTPOSTED>{_day(row['date'])}</DTPOSTED>{spent}{available}"
        f"<TRNAMT>{row['amount']}</TRNAMT><FITID>{row['id']}</FITID><NAME>{escape(name, quote=False)}</NAME>"
        f"<MEMO>{escape(memo, quote=False)}</MEMO><{OFX_TAG}>{_own(row)}</{OFX_TAG}></STMTTRN>\n"
    )


def _own(fields: ExportRow | ExportAccount) -> str:
    text = orjson.dumps(fields).decode().replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return escape(text, quote=False)


def _type(row: ExportRow) -> str:
    if row["status"] == "pending":
        return "HOLD"
    return "XFER" if row["kind"] == "transfer" else "DEBIT" if row["amount"].startswith("-") else "CREDIT"


def _day(day: str) -> str:
    return day.replace("-", "")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S}"
