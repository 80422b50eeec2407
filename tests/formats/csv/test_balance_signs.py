"""Amounts without signs beside a running balance: each line's sign is that of the balance's step."""

import io
import random
from decimal import Decimal

import pytest

from app.formats.interface import Row
from tests.formats.csv.test_reader import amounts, infer

HEADERS = [
    "Date,Description,Amount,Balance",
    "Päivä,Selite,Summa,Saldo",
    "Datum,Beschreibung,Betrag,Saldo",
    "Fecha,Concepto,Importe,Saldo",
]


def ledger(seed, lines=30):
    """(day, text, signed amount, balance after it), oldest first; it begins at 1,000.00."""
    chance, balance, found = random.Random(seed), Decimal("1000.00"), []
    for n in range(1, lines + 1):
        amount = Decimal(chance.randint(100, 30000)) / 100 * chance.choice((1, -1, -1))
        balance += amount
        found.append((f"2026-{9 + n // 29:02}-{n % 28 + 1:02}", f"Line {n}", amount, balance))
    return found


def unsigned(header, lines):
    return f"{header}\n" + "".join(f"{day},{text},{abs(amount)},{balance}\n" for day, text, amount, balance in lines)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_steps_of_the_balance_sign_the_amounts(header, newest_first, seed):
    lines = ledger(seed)
    shown = lines[::-1] if newest_first else lines
    text = unsigned(header, shown)
    found, expected = amounts(text), [amount for *_, amount, _ in shown]
    first = -1 if newest_first else 0  # only its words speak of the oldest line
    found.pop(first)
    expected.pop(first)
    assert found == expected
    assert [each["code"] for each in infer(text)[2].warnings if each["code"] == "assumed_sign"] == []


def test_a_stated_opening_balance_signs_the_oldest_line_too():
    lines = ledger(7)
    text = f"Opening balance,1000.00,,\n{unsigned(HEADERS[0], lines)}"
    assert amounts(text) == [amount for *_, amount, _ in lines]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_reading_that_goes_on_in_the_middle_gives_the_same_signs(newest_first):
    lines = ledger(3)
    reader, file, layout = infer(unsigned(HEADERS[0], lines[::-1] if newest_first else lines))
    whole = list(reader.records(file, layout))
    for start in range(len(whole)):
        rest = list(reader.records(io.BytesIO(file.getvalue()), layout, start))
        assert [each.amount for each in rest if isinstance(each, Row)] == [
            each.amount for each in whole[start:] if isinstance(each, Row)
        ]


def test_signed_amounts_are_read_as_they_stand():
    lines = ledger(5)
    signed = "Date,Description,Amount,Balance\n" + "".join(f"{d},{t},{a},{b}\n" for d, t, a, b in lines)
    assert infer(signed)[2].sign_convention == "signed"
    assert amounts(signed) == [amount for *_, amount, _ in lines]


@pytest.mark.parametrize("newest_first", [False, True])
def test_lines_of_one_day_that_fit_either_way_keep_their_signs(newest_first):
    lines = [("2026-09-01", "Pay", "7.00", "107.00"), ("2026-09-01", "Pay", "7.00", "114.00")]
    shown = lines[::-1] if newest_first else lines
    text = "Date,Description,Amount,Balance\n" + "".join(",".join(line) + "\n" for line in shown)
    assert amounts(text) == [Decimal("7.00"), Decimal("7.00")]
