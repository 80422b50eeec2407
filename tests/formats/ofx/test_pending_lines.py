"""Which lines of an OFX file are not booked yet: by list, by type, by a bank's own tag, by a mark before the name."""

import io

import pytest

from app.formats.interface import Hints, Row
from app.formats.registry import recognise

FILE = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM>"
    "<BANKID>1<ACCTID>123456<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261001<DTEND>20261030"
    "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261002<TRNAMT>-5.00<FITID>1<NAME>SHOP</STMTTRN>{}</BANKTRANLIST>{}"
    "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)
LINE = "<STMTTRN><TRNTYPE>{}<DTPOSTED>20261003<TRNAMT>-6.00<FITID>2<NAME>{}</STMTTRN>"


def pending(line, below=""):
    file = io.BytesIO(FILE.format(line, below).encode())
    reader = recognise(file.read(4096), "a.ofx")
    layout = reader.infer(file, Hints(file_name="a.ofx"))
    return [record.pending for record in reader.records(file, layout) if isinstance(record, Row)]


@pytest.mark.parametrize(
    "line",
    [
        LINE.format("HOLD", "CAFE"),
        LINE.format("DEBIT", "PENDING - CAFE"),
        LINE.format("DEBIT", "CAFE<PENDING>Y"),
    ],
)
def test_a_line_that_says_so_is_pending(line):
    assert pending(line) == [False, True]


def test_the_list_of_pending_lines_is():
    line = "<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20261003<TRNAMT>-6.00<NAME>CAFE</STMTTRNP>"
    assert pending("", f"<BANKTRANLISTP><DTASOF>20261030{line}</BANKTRANLISTP>") == [False, True]


@pytest.mark.parametrize("name", ["On Hold Records", "CAFE<PENDING>N"])
def test_others_are_booked(name):
    assert pending(LINE.format("DEBIT", name)) == [False, False]
