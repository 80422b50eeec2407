"""Files whose amounts have no sign: the types of the lines say it, else their words, else the file is doubted."""

from decimal import Decimal
from io import BytesIO

import pytest

from app.formats.interface import Hints, Row
from app.formats.ofx.reader import OfxReader

# What banks write for money out and money in.
PAIRS = [
    ("D", "C"), ("DR", "CR"), ("OUT", "IN"), ("DEBIT", "CREDIT"), ("Débito", "Crédito"), ("debito", "credito"),
    ("Soll", "Haben"), ("POS", "DEP"), ("ATM", "DIRECTDEP"), ("CHECK", "INT"), ("FEE", "DIV"), ("PAYMENT", "CREDIT"),
    ("SRVCHG", "CREDIT"), ("CASH", "DEP"), ("DIRECTDEBIT", "CREDIT"), ("REPEATPMT", "CR"), ("Uit", "Bij"),
    ("W", "D"), ("Débit", "Crédit"), ("Uscita", "Entrata"),
]  # fmt: skip


def a_file(*lines, kind="STMTRS", account="BANKACCTFROM"):
    """An OFX file of (type, amount, name)."""
    text = "".join(
        f"<STMTTRN><TRNTYPE>{kind_}<DTPOSTED>202603{n:02}<TRNAMT>{amount}<FITID>ID20260{n}<NAME>{name}</STMTTRN>"
        for n, (kind_, amount, name) in enumerate(lines, 1)
    )
    return (
        f"<OFX><{kind}><CURDEF>EUR<{account}><ACCTID>77</{account}><BANKTRANLIST>{text}</BANKTRANLIST></{kind}></OFX>"
    )


def read(text):
    """(amounts, codes of warnings)."""
    file = BytesIO(text.encode())
    layout = OfxReader().infer(file, Hints())
    records = list(OfxReader().records(file, layout))
    return [row.amount if isinstance(row, Row) else row.code for row in records], [w["code"] for w in layout.warnings]


@pytest.mark.parametrize(("out", "into"), PAIRS)
@pytest.mark.parametrize("amounts", [("8.40", "1200.00", "19.99"), ("100", "3", "7.5")])
def test_types_decide_where_no_amount_has_a_sign(out, into, amounts):
    spent, earned, more = map(Decimal, amounts)
    kinds = zip((out, into, out), amounts, ("Kiosk", "Acme", "Garage"), strict=True)
    assert read(a_file(*kinds)) == ([-spent, earned, -more], ["signs_by_type"])


@pytest.mark.parametrize(("out", "into"), PAIRS)
def test_a_signed_file_stays_as_it_stands(out, into):
    lines = [(out, "-8.40", "Kiosk"), (into, "1200.00", "Acme"), (out, "5.00", "Kiosk")]
    assert read(a_file(*lines)) == ([Decimal("-8.40"), Decimal(1200), Decimal(5)], [])


@pytest.mark.parametrize("plus", ["+8.40", "+ 8.40"])
def test_a_written_plus_is_a_sign(plus):
    assert read(a_file(("DEBIT", plus, "Kiosk"), ("DEBIT", plus, "Kiosk")))[0] == [Decimal("8.40")] * 2


@pytest.mark.parametrize("kind", ["OTHER", "XFER", "", "042"])
def test_words_decide_where_types_say_nothing_and_the_rest_is_doubted(kind):
    lines = [(kind, "8.40", "Card purchase Kiosk"), (kind, "30.00", "Salary Acme"), (kind, "7.00", "Zoo")]
    assert read(a_file(*lines)) == ([Decimal("-8.40"), Decimal(30), Decimal(7)], ["assumed_sign"])
    assert read(a_file(*lines[:2])) == ([Decimal("-8.40"), Decimal(30)], [])


def test_nothing_that_says_a_side_is_doubted():
    assert read(a_file(("OTHER", "8.40", "Zoo"), ("OTHER", "2.00", "Kiosk")))[1] == ["assumed_sign"]
    assert read(a_file(("DEBIT", "8.40", "Zoo")))[1] == ["assumed_sign"]


def test_money_in_alone_is_no_doubt():
    assert read(a_file(("CREDIT", "8.40", "Zoo"), ("INT", "2.00", "Interest"))) == ([Decimal("8.40"), Decimal(2)], [])


def test_a_payment_to_a_card_is_money_in():
    lines = [("PAYMENT", "50.00", "Thank you"), ("DEBIT", "20.00", "Zoo"), ("POS", "30.00", "Kiosk")]
    amounts, _ = read(a_file(*lines, kind="CCSTMTRS", account="CCACCTFROM"))
    assert amounts == [50, -20, -30]
