"""Amounts without a sign get it from the types of the lines, in the words of any bank, or a warning is given."""

from collections import Counter
from decimal import Decimal
from itertools import product

import pytest

from app.formats.ofx.signs import directions
from tests.formats.ofx.test_reader import a_file, a_line, a_statement, read

OUT = [
    "DEBIT",
    "D",
    "DR",
    "OUT",
    "POS",
    "ATM",
    "CHECK",
    "FEE",
    "SRVCHG",
    "PAYMENT",
    "DIRECTDEBIT",
    "DÉBITO",
    "Lastschrift",
]
IN = ["CREDIT", "C", "CR", "IN", "DEP", "DIRECTDEP", "DIV", "CRÉDITO", "Gutschrift"]


def amounts(*lines):
    content = a_statement(*[a_line(TRNTYPE=kind, TRNAMT=amount, NAME=name) for kind, amount, name in lines])
    records, layout = read(a_file(content))
    return [getattr(row, "amount", None) for row in records], [warning["code"] for warning in layout.warnings]


@pytest.mark.parametrize(("out", "into"), list(product(OUT, IN)))
def test_an_unsigned_file_is_read_by_its_types(out, into):
    found, warnings = amounts((out, "50.00", "Bakery"), (into, "900.00", "Acme"), (out, "7.25", "Kiosk"))
    assert (found, warnings) == ([-50, 900, Decimal("-7.25")], ["signs_by_type"])


@pytest.mark.parametrize(("out", "into"), list(product(OUT, IN)))
def test_a_signed_file_stays_as_it_stands(out, into):
    lines = [(out, "-50.00", "Bakery"), (into, "900.00", "Acme"), (out, "7.25", "Refund of a bakery")]
    assert amounts(*lines) == ([-50, 900, Decimal("7.25")], [])


@pytest.mark.parametrize("kind", ["OTHER", "XFER", ""])
def test_types_that_say_nothing_are_told(kind):
    found, warnings = amounts((kind, "50.00", "Bakery"), (kind, "900.00", "Acme"))
    assert (found, warnings) == ([50, 900], ["assumed_sign"])


def test_words_decide_where_the_type_says_nothing():
    found, _ = amounts(
        ("D", "50.00", "Bakery"),
        ("D", "1.00", "Bakery"),
        ("OTHER", "12.00", "Refund of shoes"),
        ("OTHER", "9.00", "Somebody"),
    )
    assert found == [-50, -1, 12, None]


def test_money_in_alone_needs_no_sign():
    assert amounts(("C", "50.00", "Acme"), ("DEP", "5.00", "Acme")) == ([50, 5], [])


def test_no_type_is_both():
    for kinds, way in ((OUT, -1), (IN, 1)):
        types = Counter(kind.upper() for kind in kinds)
        assert directions(types, is_card=False) == dict.fromkeys(types, way)
