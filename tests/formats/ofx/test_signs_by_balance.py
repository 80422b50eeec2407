"""Amounts without signs whose types say nothing are signed by the balance that the statement ends at."""

from decimal import Decimal
from io import BytesIO
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.formats.interface import Hints, Row
from app.formats.ofx.reader import OfxReader


def statement(lines, closing, account="77"):
    text = "".join(
        f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>202603{n:02}<TRNAMT>{abs(amount)}<FITID>I20260{n}<NAME>Text {n}</STMTTRN>"
        for n, (kind, amount) in enumerate(lines, 1)
    )
    ledger = "" if closing is None else f"<LEDGERBAL><BALAMT>{closing}<DTASOF>20260331</LEDGERBAL>"
    return (
        f"<STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>{account}</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260301<DTEND>20260331{text}</BANKTRANLIST>{ledger}</STMTRS></STMTTRNRS>"
    )


def read(*statements, **openings):
    """(amounts, codes of warnings); `openings` by account, whose names begin with a letter here."""
    file = BytesIO(f"<OFX><BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>".encode())
    known = {name.lstrip("a"): Decimal(balance) for name, balance in openings.items()}
    layout = OfxReader().infer(file, Hints(openings=known))
    records = list(OfxReader().records(file, layout))
    return [row.amount if isinstance(row, Row) else row.code for row in records], [w["code"] for w in layout.warnings]


def decimals(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize("kind", ["OTHER", "XFER", "", "042", "TRN"])
@pytest.mark.parametrize("signs", list(product([1, -1], repeat=4)))
def test_an_earlier_balance_and_the_closing_one_sign_lines_that_say_nothing(kind, signs):
    amounts = [amount * sign for amount, sign in zip(decimals("40.00", "7.13", "15.20", "120.00"), signs, strict=True)]
    lines = [(kind, amount) for amount in amounts]
    assert read(statement(lines, 80 + sum(amounts)), a77="80") == (amounts, [])


def test_an_account_that_begins_with_its_lines_needs_no_earlier_balance():
    amounts = decimals("100.00", "-40.00", "-7.13")
    assert read(statement([("OTHER", amount) for amount in amounts], "52.87")) == (amounts, [])


def test_the_statement_before_gives_the_balance_of_the_next_one():
    first, second = decimals("100.00", "-40.00"), decimals("-15.00", "-2.50", "9.99")
    lines = [[("OTHER", amount) for amount in amounts] for amounts in (first, second)]
    assert read(statement(lines[0], "60.00"), statement(lines[1], "52.49")) == ([*first, *second], [])


@pytest.mark.parametrize("known", [("CREDIT", "DEBIT"), ("C", "D"), ("IN", "OUT")])
def test_types_that_say_a_side_keep_it_and_the_balance_signs_the_others(known):
    into, out = known
    lines = [(into, Decimal("200.00")), ("OTHER", Decimal("-50.00")), (out, Decimal("-7.13"))]
    assert read(statement(lines, "142.87")) == ([amount for _, amount in lines], [])


@pytest.mark.parametrize("closing", ["1000.00", None])
def test_what_no_choice_of_signs_explains_is_doubted(closing):
    lines = [("OTHER", Decimal(amount)) for amount in ("100.00", "40.00", "7.13")]
    assert read(statement(lines, closing))[1] == ["assumed_sign"]


def test_several_choices_leave_the_signs_open():
    lines = [("OTHER", Decimal(amount)) for amount in ("40.00", "40.00", "15.00")]
    assert read(statement(lines, "95.00"), a77="80.00")[1] == ["assumed_sign"]


def test_so_many_lines_that_some_choice_fits_by_chance_prove_no_beginning():
    lines = [("OTHER", Decimal(n * n + 7) / 100) for n in range(1, 19)]
    assert read(statement(lines, "1.11"))[1] == ["assumed_sign"]


def test_an_amount_with_a_sign_leaves_all_as_they_stand():
    text = statement([("OTHER", Decimal("100.00")), ("OTHER", Decimal("40.00"))], "60.00")
    assert read(text.replace(">40.00", ">-40.00")) == (decimals("100.00", "-40.00"), [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-90_000, 90_000).filter(bool), min_size=2, max_size=9), st.integers(-50_000, 500_000))
def test_signs_are_right_or_doubted(cents, opening):
    amounts = [Decimal(amount) / 100 for amount in cents]
    assume(any(amount < 0 for amount in amounts))
    lines = [("OTHER", amount) for amount in amounts]
    found, warned = read(statement(lines, (opening + sum(cents)) / Decimal(100)), a77=Decimal(opening) / 100)
    assert found == amounts or warned == ["assumed_sign"]
