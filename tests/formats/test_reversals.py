"""Reversals in either dialect: balances decide which way their money goes; without them, a warning is given."""

import io
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.camt.reader import CamtReader
from app.formats.common.reversals import turned_among
from app.formats.interface import Hints
from app.formats.mt940.reader import Mt940Reader
from tests.formats.camt.test_reader import ACCOUNT, balance, document, entry

# A line: its amount, and whether it takes another one back.
LEDGERS = [
    [("-80.00", False), ("80.00", True), ("-12.00", False)],
    [("500.00", False), ("-500.00", True), ("-3.10", False)],
    [("-80.00", False), ("80.00", True), ("-20.00", False), ("20.00", True)],
    [("40.00", True), ("-9.99", True), ("-1.00", False)],
]


def camt(ledger, *, other_way, opening="500.00", balances=True):
    """A statement; with `other_way` reversals carry the mark of what they take back."""
    lines = "".join(
        entry(
            amount=amount.lstrip("-"),
            mark="DBIT" if amount.startswith("-") != (reversal and other_way) else "CRDT",
            more="<RvslInd>true</RvslInd>" * reversal,
        )
        for amount, reversal in ledger
    )
    closing = Decimal(opening) + sum(Decimal(amount) for amount, _ in ledger)
    return ACCOUNT + (balance("OPBD", opening) + balance("CLBD", closing)) * balances + lines


def mt940(ledger, *, other_way, opening="500.00", balances=True):
    """The same as MT940, whose standard marks RD for a debit taken back, so for money in."""

    def line(amount, reversal):
        out = amount.startswith("-")
        mark = ("C" if out else "D") if reversal else ("D" if out else "C")
        if reversal and other_way:
            mark = "D" if mark == "C" else "C"
        return f":61:2405030503{'R' * reversal}{mark}{amount.lstrip('-').replace('.', ',')}NTRFNONREF\n:86:Line\n"

    closing = Decimal(opening) + sum(Decimal(amount) for amount, _ in ledger)
    first, last = (f"C240501EUR{opening}".replace(".", ","), f"C240531EUR{closing}".replace(".", ","))
    head = ":20:M\n:25:NL12TEST0123456789\n:28C:1/1\n" + f":60F:{first}\n" * balances
    return head + "".join(line(*each) for each in ledger) + f":62F:{last}\n" * balances + "-\n"


def read(reader, text):
    file = io.BytesIO(text.encode())
    layout = reader.infer(file, Hints())
    return [row.amount for row in reader.records(file, layout)], [warning["code"] for warning in layout.warnings]


FORMATS = {
    "camt": (CamtReader(), document, camt),
    "mt940": (Mt940Reader(), lambda *statements: "".join(statements), mt940),
}


@pytest.mark.parametrize(("kind", "ledger", "other_way"), list(product(FORMATS, LEDGERS, [True, False])))
def test_balances_decide_reversals_in_either_dialect(kind, ledger, other_way):
    reader, whole, statement = FORMATS[kind]
    truth = [Decimal(amount) for amount, _ in ledger]
    assert read(reader, whole(statement(ledger, other_way=other_way))) == (truth, [])


@pytest.mark.parametrize(("kind", "ledger", "other_way"), list(product(FORMATS, LEDGERS, [True, False])))
def test_a_statement_without_balances_is_read_as_the_others_of_its_file(kind, ledger, other_way):
    reader, whole, statement = FORMATS[kind]
    without = statement(ledger, other_way=other_way, balances=False)
    truth = [Decimal(amount) for amount, _ in ledger]
    assert read(reader, whole(statement(ledger, other_way=other_way), without)) == (truth * 2, [])


@pytest.mark.parametrize(("kind", "ledger"), list(product(FORMATS, LEDGERS)))
def test_without_balances_the_standard_holds_and_is_doubted(kind, ledger):
    reader, whole, statement = FORMATS[kind]
    truth = [Decimal(amount) for amount, _ in ledger]
    assert read(reader, whole(statement(ledger, other_way=False, balances=False))) == (truth, ["assumed_sign"])


@pytest.mark.parametrize("kind", FORMATS)
def test_files_without_reversals_are_never_doubted(kind):
    reader, whole, statement = FORMATS[kind]
    assert read(reader, whole(statement([("-5.00", False)], other_way=False, balances=False)))[1] == []


def test_one_reversal_among_several_is_turned_only_if_no_other_fits():
    one, two, three = Decimal(5), Decimal(7), Decimal(5)
    assert turned_among([(1, one), (2, two)], Decimal(-14)) == (2,)
    assert turned_among([(1, one), (2, two), (3, three)], Decimal(-10)) is None
    assert turned_among([(1, one)], Decimal(3)) is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-9999, 9999).filter(bool), st.booleans()), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from(sorted(FORMATS)),
)
def test_any_ledger_is_read_as_it_is(lines, other_way, kind):
    reader, whole, statement = FORMATS[kind]
    ledger = [(f"{Decimal(cents) / 100:.2f}", reversal) for cents, reversal in lines]
    amounts, _ = read(reader, whole(statement(ledger, other_way=other_way, opening="5000.00")))
    reversals = sum(Decimal(amount) for amount, reversal in ledger if reversal)
    if reversals or not other_way:  # reversals that cancel each other out prove nothing
        assert amounts == [Decimal(amount) for amount, _ in ledger]
