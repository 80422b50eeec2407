"""Dated lines of a table that state a balance are its opening and closing balance, and no transactions."""

from decimal import Decimal

import pytest

from app.formats.interface import Row
from app.imports.balances.proof import PROVED, BalanceProof
from tests.formats.csv.test_reader import infer

# How the balance before and the one after the lines are called; the day may stand beside.
NAMES = [
    ("Balance brought forward", "Balance carried forward"), ("Opening balance", "Closing balance"),
    ("Balance b/f", "Balance c/f"), ("BAL B/FWD", "BAL C/FWD"), ("Brought fwd", "Carried fwd"),
    ("Saldo per 30.09.2026", "Saldo per 31.10.2026"),
    ("Saldovortrag", "Endsaldo"), ("Alter Kontostand", "Neuer Kontostand"),
    ("Report à nouveau", "Nouveau solde"), ("Ancien solde au 30/09/2026", "Solde au 31/10/2026"),
    ("Saldo anterior", "Saldo final"), ("Saldo iniziale al 01/10/2026", "Saldo finale al 31/10/2026"),
    ("Vorig saldo", "Nieuw saldo"), ("Beginsaldo", "Eindsaldo"), ("Ingående balans", "Utgående balans"),
    ("Primo saldo", "Ultimo saldo"), ("Stan początkowy", "Stan końcowy"),
    ("Počáteční zůstatek", "Konečný zůstatek"), ("Nyitó egyenleg", "Záró egyenleg"),
    ("Sold inițial", "Sold final"), ("Alkusaldo", "Loppusaldo"), ("Bakiye devri", "Dönem sonu bakiye"),
    ("Входящее сальдо", "Исходящее сальдо"), ("Початковий залишок", "Кінцевий залишок"),
    ("Početno stanje", "Krajnje stanje"), ("前期繰越", "次期繰越"), ("期初余额", "期末余额"),
    ("* Opening balance *", "| Closing balance |"),
]  # fmt: skip
SHOPS = [
    "New Balance Outlet", "Balance Bike Shop", "Final sale", "Report & Co", "Old Navy",
    "Saldo Recarga Movil", "Opening night tickets",
]  # fmt: skip

MOVED = [("03.10.2026", "Shop", "-4,10", ""), ("14.10.2026", "Pay", "10,00", "")]


def in_amounts(name, day, balance):
    return (day, name, balance, "")


def in_balances(name, day, balance):
    return (day, name, "", balance)


def in_notes(name, day, balance):
    return (day, "", balance, name)


SHAPES = {
    "amount": ("Date;Text;Amount;Note", in_amounts),
    "balance": ("Date;Text;Amount;Balance", in_balances),
    "another column": ("Date;Text;Amount;Note", in_notes),
}


def table(header, lines, *, newest_first=False):
    ordered = lines[::-1] if newest_first else lines
    return "\n".join([header, *(";".join(line) for line in ordered)]) + "\n"


def read(text):
    """The amounts, and what the balances say of them."""
    reader, file, layout = infer(text, default_currency="EUR")
    found = [record for record in reader.records(file, layout) if isinstance(record, Row)]
    proof = BalanceProof.of(layout)
    for row in found:
        proof.add(row)
    return sorted(row.amount for row in found), proof.verdict(), layout


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("newest_first", [False, True])
def test_the_lines_at_both_ends_prove_those_between(names, shape, newest_first):
    header, line = SHAPES[shape]
    lines = [line(names[0], "01.10.2026", "100,00"), *MOVED, line(names[1], "31.10.2026", "105,90")]
    amounts, verdict, _ = read(table(header, lines, newest_first=newest_first))
    assert (amounts, verdict) == ([Decimal("-4.10"), Decimal("10.00")], PROVED)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("head", ["", "Account;12345678;;\n"])
def test_they_may_have_no_day(names, head):
    lines = [in_amounts(names[0], "", "100,00"), *MOVED, in_amounts(names[1], "", "105,90")]
    amounts, verdict, _ = read(head + table("Date;Text;Amount;Note", lines))
    assert (amounts, verdict) == ([Decimal("-4.10"), Decimal("10.00")], PROVED)


@pytest.mark.parametrize("names", NAMES)
def test_a_line_that_is_missing_between_them_is_told(names):
    lines = [in_amounts(names[0], "01.10.2026", "100,00"), *MOVED, in_amounts(names[1], "31.10.2026", "205,90")]
    _, verdict, _ = read(table("Date;Text;Amount;Note", lines))
    assert (verdict["expected"], verdict["stated"]) == ("105.90", "205.90")


@pytest.mark.parametrize("names", NAMES[::3])
def test_they_sign_amounts_without_signs(names):
    moved = [
        ("03.10.2026", "Alpha", "4,10", ""),
        ("14.10.2026", "Beta", "10,00", ""),
        ("20.10.2026", "Gamma", "7,77", ""),
    ]
    lines = [in_amounts(names[0], "01.10.2026", "100,00"), *moved, in_amounts(names[1], "31.10.2026", "98,13")]
    amounts, verdict, layout = read(table("Date;Text;Amount;Note", lines))
    assert (amounts, verdict) == ([Decimal("-7.77"), Decimal("-4.10"), Decimal("10.00")], PROVED)
    assert not [warning for warning in layout.warnings if warning["code"] == "assumed_sign"]


@pytest.mark.parametrize("side", ["opening", "closing"])
def test_one_alone_is_told_as_what_it_is(side):
    line = {
        "opening": ("01.10.2026", "Opening balance", "50,00", ""),
        "closing": ("31.10.2026", "Closing balance", "55,90", ""),
    }[side]
    lines = [line, *MOVED] if side == "opening" else [*MOVED, line]
    assert read(table("Date;Text;Amount;Note", lines))[2].stated_balances == {side: line[2].replace(",", ".")}


@pytest.mark.parametrize("shop", SHOPS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_shops_whose_names_begin_like_a_balance_are_transactions(shop, place):
    lines = [*MOVED]
    lines.insert(place, ("03.10.2026" if place < 2 else "14.10.2026", shop, "-59,99", ""))
    amounts, _, layout = read(table("Date;Text;Amount;Note", lines))
    assert Decimal("-59.99") in amounts
    assert not layout.stated_balances


def test_what_is_available_is_no_closing_balance():
    lines = [
        in_amounts("Opening balance", "01.10.2026", "100,00"),
        *MOVED,
        in_amounts("Available balance", "31.10.2026", "605,90"),
    ]
    assert read(table("Date;Text;Amount;Note", lines))[2].stated_balances == {"opening": "100.00"}


@pytest.mark.parametrize("head", ["Saldo per 30.09.2026;100,00\nSaldo per 31.10.2026;105,90\n",
                                  "Kontostand am 31.10.2026: 105,90\nKontostand am 30.09.2026: 100,00\n"])  # fmt: skip
def test_of_two_balances_above_the_table_the_earlier_one_is_the_opening_one(head):
    _, verdict, layout = read(head + table("Date;Text;Amount;Note", MOVED))
    assert layout.stated_balances == {"opening": "100.00", "closing": "105.90"}
    assert verdict == PROVED
