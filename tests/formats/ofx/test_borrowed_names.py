"""XML of a bank's own that borrows names of OFX is refused, not read wrongly."""

import io

import pytest

from app.formats.interface import Hints, ReadError
from app.formats.ofx.reader import OfxReader

_LINE = "<stmttrn><trntype>order</trntype><dtposted>20240102</dtposted><trnamt>250.00</trnamt>{more}</stmttrn>"


def _infer(text: str) -> object:
    return OfxReader().infer(io.BytesIO(text.encode()), Hints(default_currency="USD"))


@pytest.mark.parametrize("root", ["statement", "izvod", "pmtorderrs", "Document"])
def test_another_root_is_no_ofx(root: str) -> None:
    with pytest.raises(ReadError, match="XML of another kind"):
        _infer(f"<?xml version='1.0'?><{root}><stmtrs><banktranlist>{_LINE}</banktranlist></stmtrs></{root}>")


@pytest.mark.parametrize("root", ["OFX", "stmtrs"])
@pytest.mark.parametrize("word", ["debit", "credit", "D"])
@pytest.mark.parametrize("element", ["benefit", "side", "crdr"])
def test_a_sign_in_an_element_unknown_to_ofx_is_refused(root: str, element: str, word: str) -> None:
    line = _LINE.format(more=f"<{element}>{word}</{element}>")
    with pytest.raises(ReadError, match="no OFX"):
        _infer(f"<{root}><stmtrs><banktranlist>{line}</banktranlist></stmtrs></{root}>")


def test_a_list_without_header_and_root_is_still_read() -> None:
    line = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240102<TRNAMT>-250.00<NAME>Rent</STMTTRN>"
    assert _infer(f"<BANKTRANLIST>{line}</BANKTRANLIST>")
