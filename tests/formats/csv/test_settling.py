"""Balances decide line by line: signs in any order of lines, lines told twice, and a last line without a line end."""

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Ignored, Rejected, Row

OPENING = Decimal("1500.00")
SEEDS = range(4)
WITHIN = ["in order", "turned round", "shuffled"]
HEADERS = [
    ["Date", "Description", "Amount", "Balance"],
    ["Buchungstag", "Verwendungszweck", "Betrag", "Saldo"],
    ["Fecha", "Concepto", "Importe", "Saldo"],
    ["Date", "Libellé", "Montant", "Solde"],
    ["Datum", "Omschrijving", "Bedrag", "Saldo"],
    ["Data", "Opis", "Kwota", "Saldo"],
    ["日付", "摘要", "金額", "残高"],
]


class Line(NamedTuple):
    day: date
    text: str
    amount: Decimal
    balance: Decimal


def a_ledger(chance, count=40):
    """Lines from the oldest to the newest; no text tells money in from money out."""
    day, balance, lines = date(2026, 1, 13), OPENING, []
    for number in range(count):
        day += timedelta(days=chance.choice([0, 0, 1, 2]))
        amount = Decimal(chance.choice([-1, -1, 1]) * chance.randint(100, 60_000)) / 100
        balance += amount
        lines.append(Line(day, f"Entry {number}", amount, balance))
    return lines


def arranged(ledger, chance, within, newest_first):
    days = {}
    for line in ledger:
        days.setdefault(line.day, []).append(line)
    for day in days.values():
        if within == "turned round":
            day.reverse()
        if within == "shuffled":
            chance.shuffle(day)
    return [line for day in (list(days.values())[::-1] if newest_first else days.values()) for line in day]


def unsigned(line):
    return [line.day.isoformat(), line.text, str(abs(line.amount)), str(line.balance)]


def flagged(line):
    return [line.day.isoformat(), line.text, str(abs(line.amount)), "D" if line.amount < 0 else "C", str(line.balance)]


def signed(line):
    return [line.day.isoformat(), line.text, str(line.amount), str(line.balance)]


def a_file(header, records, above=""):
    return above + "".join(";".join(cells) + "\n" for cells in [header, *records])


def read(text, **hints):
    file = io.BytesIO(text.encode())
    layout = CsvReader().infer(file, Hints(file_name="statement.csv", **hints))
    return layout, list(CsvReader().records(file, layout)), file


def amounts_of(records):
    return {record.description: record.amount for record in records if isinstance(record, Row)}


def codes(layout):
    return [warning["code"] for warning in layout.warnings]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_without_signs_go_as_the_balance_moves(seed, within, newest_first, header):
    chance = random.Random(seed)
    ledger = a_ledger(chance)
    layout, records, _ = read(a_file(header, map(unsigned, arranged(ledger, chance, within, newest_first))))
    expected = {line.text: line.amount for line in ledger[1:]}
    assert amounts_of(records).items() >= expected.items()
    assert "assumed_sign" not in codes(layout)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("stated", ["above", "as a line"])
@pytest.mark.parametrize("seed", SEEDS)
def test_with_an_opening_balance_the_first_line_is_proved_too(seed, stated, within, newest_first):
    chance = random.Random(seed)
    ledger = a_ledger(chance)
    records = [unsigned(line) for line in arranged(ledger, chance, within, newest_first)]
    opening = [ledger[0].day.isoformat(), "Opening balance", "", str(OPENING)]
    if stated == "as a line":
        records.insert(len(records) if newest_first else 0, opening)
    layout, found, _ = read(a_file(HEADERS[0], records, f"Opening balance;{OPENING}\n" if stated == "above" else ""))
    assert amounts_of(found) == {line.text: line.amount for line in ledger}
    assert not [code for code in codes(layout) if "sign" in code]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_without_one_a_first_line_nothing_tells_of_is_said(seed, newest_first):
    chance = random.Random(seed)
    ledger = [line._replace(balance=line.balance + 100_000) for line in a_ledger(chance)]
    layout, _, _ = read(a_file(HEADERS[0], map(unsigned, arranged(ledger, chance, "in order", newest_first))))
    [warning] = [warning for warning in layout.warnings if "sign" in warning["code"]]
    assert warning["code"] == "assumed_sign_of_line"


@pytest.mark.parametrize(("text", "way"), [("Salary", 1), ("ATM withdrawal", -1)])
def test_the_words_of_a_first_line_tell_which_way_it_goes(text, way):
    chance = random.Random(2)
    ledger = [line._replace(balance=line.balance + 100_000) for line in a_ledger(chance)]
    ledger[0] = ledger[0]._replace(text=text)
    layout, records, _ = read(a_file(HEADERS[0], map(unsigned, ledger)))
    assert (amounts_of(records)[text] > 0) == (way > 0)
    assert not [code for code in codes(layout) if "sign" in code]


@pytest.mark.parametrize("write", [flagged, signed])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_the_balances_contradict_goes_as_they_say_and_is_named(seed, within, newest_first, write):
    chance = random.Random(seed)
    shown = arranged(a_ledger(chance), chance, within, newest_first)
    place = chance.randint(8, 30)
    records = [write(line) for line in shown]
    records[place] = write(shown[place]._replace(amount=-shown[place].amount))
    header = ["Date", "Description", "Amount", "D/C", "Balance"] if write is flagged else HEADERS[0]
    layout, found, _ = read(a_file(header, records))
    assert amounts_of(found) == {line.text: line.amount for line in shown}
    [warning] = layout.warnings
    assert (warning["code"], f"line {place + 2} " in warning["message"]) == ("sign_by_balance", True)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_reversal_without_a_sign_in_a_pair_of_columns_goes_as_the_balance_says(seed, newest_first):
    chance = random.Random(seed)
    shown = arranged(a_ledger(chance), chance, "in order", newest_first)
    place = chance.randint(8, 30)

    def pair(line, out):
        return [line.day.isoformat(), line.text, *([str(abs(line.amount)), ""][:: 1 if out else -1]), str(line.balance)]

    records = [pair(line, (line.amount < 0) != (number == place)) for number, line in enumerate(shown)]
    layout, found, _ = read(a_file(["Date", "Description", "Debit", "Credit", "Balance"], records))
    assert amounts_of(found) == {line.text: line.amount for line in shown}
    assert codes(layout) == ["sign_by_balance"]


@pytest.mark.parametrize("write", [unsigned, signed])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_told_twice_is_read_once_and_two_equal_ones_twice(seed, within, newest_first, write):
    chance = random.Random(seed)
    ledger = a_ledger(chance)
    ledger[20] = ledger[19]._replace(balance=ledger[19].balance + ledger[19].amount)
    moved = ledger[20].balance - ledger[19].balance
    for place in range(21, len(ledger)):
        moved += ledger[place].amount
        ledger[place] = ledger[place]._replace(balance=ledger[19].balance + moved)
    shown = arranged(ledger, chance, within, newest_first)
    place = chance.choice([n for n, line in enumerate(shown) if line.text != "Entry 19" and 5 < n < 35])
    records = [write(line) for line in shown]
    records.insert(place + 1, records[place])
    layout, found, _ = read(a_file(HEADERS[0], records))
    told = [record for record in found if isinstance(record, Ignored) and record.reason == "told twice"]
    assert [record.row for record in told] == [place + 3]
    assert sum(record.amount for record in found if isinstance(record, Row)) in (
        sum(line.amount for line in ledger),
        sum(line.amount for line in ledger) - 2 * ledger[0].amount,
    )
    assert "repeated_line" in codes(layout)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN)
def test_reading_on_from_any_line_gives_the_same_rows(within, newest_first):
    chance = random.Random(5)
    records = [unsigned(line) for line in arranged(a_ledger(chance), chance, within, newest_first)]
    records.insert(12, records[11])
    layout, found, file = read(a_file(HEADERS[0], records))
    again = type(layout).from_document(layout.to_document())
    for start in range(len(found) + 1):
        assert list(CsvReader().records(file, again, start)) == found[start:]


@pytest.mark.parametrize("seed", SEEDS)
def test_opening_and_closing_balance_prove_the_signs_of_few_lines(seed):
    chance = random.Random(seed)
    ledger = a_ledger(chance, 8)
    above = f"Opening balance;{OPENING}\nClosing balance;{ledger[-1].balance}\n\n"
    text = a_file(HEADERS[0][:3], [unsigned(line)[:3] for line in ledger], above)
    layout, records, _ = read(text)
    assert amounts_of(records) == {line.text: line.amount for line in ledger}
    assert not [code for code in codes(layout) if "sign" in code]


@pytest.mark.parametrize("way", [1, -1])
def test_nothing_is_assumed_where_all_lines_go_one_way_to_the_closing_balance(way):
    lines = [f"2026-01-{13 + n};Entry {n};{n}.{n}0\n" for n in range(1, 7)]
    total = sum(Decimal(f"{n}.{n}0") for n in range(1, 7))
    head = f"Opening balance;500.00\nClosing balance;{500 + way * total}\n\nDate;Description;Amount\n"
    layout, records, _ = read(head + "".join(lines))
    assert sum(amounts_of(records).values()) == way * total
    assert codes(layout) == []


CUT = "Date,Description,Amount,Balance\n" + "".join(
    f"2026-01-1{n},Shop {n},-1.50,{98 - 1.5 * n:.2f}\n" for n in range(4)
)


@pytest.mark.parametrize(
    ("last", "read_whole"),
    [("2026-01-15,Shop,-1.50,92", True), ("2026-01-15,Shop,-1.50,9", False), ("2026-01-15,Shop,-1.50,91.", False)],
)
def test_a_last_line_without_a_line_end_is_whole_where_the_balance_adds_up(last, read_whole):
    _, records, _ = read(CUT + last)
    assert isinstance(records[-1], Row if read_whole else Rejected)


@pytest.mark.parametrize(("closing", "read_whole"), [("92", True), ("92.40", False)])
def test_a_last_amount_without_a_line_end_is_whole_where_it_leads_to_the_closing_balance(closing, read_whole):
    head = f"Opening balance,100.00,\nClosing balance,{closing},\nDate,Description,Amount\n"
    _, records, _ = read(head + "2026-01-13,Shop,-2.50\n2026-01-14,Shop,-2.50\n2026-01-15,Shop,-3")
    assert isinstance(records[-1], Row if read_whole else Rejected)


@pytest.mark.parametrize("mark", ["D", "DR", "Dr.", "Soll", "S"])
def test_a_mark_behind_a_single_debit_leaves_it_money_out(mark):
    text = f"Date;Description;Debit;Credit\n2026-01-13;A;10.00;\n2026-01-14;B;123.45 {mark};\n2026-01-15;C;;7.00\n"
    _, records, _ = read(text + "2026-01-16;D;3.00;\n")
    assert list(amounts_of(records).values()) == [Decimal(n) for n in ("-10.00", "-123.45", "7.00", "-3.00")]


def test_a_card_owes_more_by_what_is_spent():
    lines = [("A", "12.00", "112.00"), ("B", "8.00", "120.00"), ("PAYMENT THANK YOU", "100.00", "20.00")]
    lines += [("C", "5.50", "25.50"), ("D", "1.50", "27.00")]
    body = "".join(f"2026-01-{13 + n};{t};{a};{b}\n" for n, (t, a, b) in enumerate(lines))
    _, records, _ = read("Credit card statement\n\nDate;Description;Amount;Balance\n" + body)
    assert list(amounts_of(records).values()) == [Decimal(n) for n in ("-12", "-8", "100", "-5.5", "-1.5")]


UNKNOWN = [
    [],
    ["Qwx", "Zyt", "Plok", "Vrut"],
    ["Date", "Description", "Amount", "Vrut"],
    ["Date", "Description", "Plok", "Balance"],
    ["Date", "Description", "Plok", "Vrut"],
]


@pytest.mark.parametrize("header", UNKNOWN)
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_columns_that_no_header_names_are_found_by_their_steps(seed, newest_first, header):
    chance = random.Random(seed)
    ledger = [line._replace(amount=line.amount) for line in a_ledger(chance)]
    shown = arranged(ledger, chance, "in order" if not newest_first else "turned round", newest_first)
    text = a_file(header, map(unsigned, shown))
    layout, records, _ = read(text.lstrip("\n"))
    expected = {line.text: line.amount for line in ledger[1:]}
    assert amounts_of(records).items() >= expected.items()
    assert layout.columns["balance"] == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_balance_of_unknown_name_beside_debits_and_credits_is_found(seed):
    ledger = a_ledger(random.Random(seed))

    def pair(line):
        sides = [str(abs(line.amount)), ""][:: 1 if line.amount < 0 else -1]
        return [line.day.isoformat(), line.text, *sides, str(line.balance)]

    layout, records, _ = read(a_file(["Date", "Description", "Debit", "Credit", "Vrut"], map(pair, ledger)))
    assert amounts_of(records) == {line.text: line.amount for line in ledger}
    assert layout.columns["balance"] == 4


@pytest.mark.parametrize("write", [unsigned, signed])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("within", WITHIN[:2])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_wrong_amount_leaves_the_others_their_signs(seed, within, newest_first, write):
    chance = random.Random(seed)
    shown = arranged(a_ledger(chance, 12), chance, within, newest_first)
    place = chance.randint(3, 8)
    wrong = shown[place]._replace(amount=shown[place].amount * 2 + 1)
    records = [write(wrong if number == place else line) for number, line in enumerate(shown)]
    _, found, _ = read(a_file(HEADERS[0], records, f"Opening balance;{OPENING}\n"))
    expected = {line.text: line.amount for line in shown if line.text != wrong.text}
    assert amounts_of(found).items() >= expected.items()
    assert abs(amounts_of(found)[wrong.text]) == abs(wrong.amount)


@pytest.mark.parametrize("seed", SEEDS)
def test_balances_before_each_line_sign_them_too(seed):
    ledger = [
        line._replace(day=date(2026, 1, 13) + timedelta(days=n)) for n, line in enumerate(a_ledger(random.Random(seed)))
    ]
    records = [unsigned(line._replace(balance=line.balance - line.amount)) for line in ledger]
    layout, found, _ = read(a_file(HEADERS[0], records))
    assert amounts_of(found).items() >= {line.text: line.amount for line in ledger[:-1]}.items()
    assert "balance" not in layout.columns


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_missing_line_leaves_the_others_their_signs(seed, newest_first):
    chance = random.Random(seed)
    ledger = a_ledger(chance, 12)
    shown = arranged(ledger[:5] + ledger[6:], chance, "in order", newest_first)
    _, found, _ = read(a_file(HEADERS[0], map(unsigned, shown), f"Opening balance;{OPENING}\n"))
    expected = {line.text: line.amount for line in shown if line.text not in ("Entry 4", "Entry 6")}
    assert amounts_of(found).items() >= expected.items()


def test_a_line_not_booked_yet_goes_as_most_lines():
    ledger = a_ledger(random.Random(1))
    records = [["2026-04-30", "Pending: Shop", "5.00", ""], *map(unsigned, ledger[::-1])]
    _, found, _ = read(a_file(HEADERS[0], records))
    [pending] = (record for record in found if isinstance(record, Row) and record.description == "Pending: Shop")
    assert pending.amount == Decimal("-5.00")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_single_debits_of_one_column_may_carry_a_mark(seed):
    chance = random.Random(seed)
    lines = [f"2026-01-{13 + n};Entry {n};{n}.50{chance.choice(['', ' D', ' DR'])}\n" for n in range(1, 9)]
    _, records, _ = read("Date;Description;Debit\n" + "".join(lines))
    assert list(amounts_of(records).values()) == [Decimal(f"-{n}.50") for n in range(1, 9)]
