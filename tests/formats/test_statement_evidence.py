"""What a statement says about itself beside its lines: own account, balances, and what it leaves open."""

import io
from decimal import Decimal

import pytest

from app.formats.common.date_order import chronology_of
from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Ignored, Row

READER = CsvReader()


def infer(text, **hints):
    file = io.BytesIO(text.encode())
    return READER.infer(file, Hints(file_name="statement.csv", **hints)), file


def read(text):
    layout, file = infer(text)
    return list(READER.records(file, layout))


def rows(text):
    return [record for record in read(text) if isinstance(record, Row)]


def warnings(text):
    return [warning["code"] for warning in infer(text)[0].warnings]


@pytest.mark.parametrize(
    ("header", "values", "account"),
    [
        ("IBAN", ["DE11500105170123456789", "DE22500105170123456780"], None),
        ("Kontonummer", ["123456789", ""], None),
        ("IBAN Auftragskonto", ["DE89370400440532013000", "DE89370400440532013000"], "DE89370400440532013000"),
        ("Account Name", ["Visa", "Visa"], "Visa"),
    ],
)
def test_the_own_account_is_a_column_that_names_it_on_every_line(header, values, account):
    text = f"Date,Payee,{header},Amount\n2025-01-20,Shop,{values[0]},-1.00\n2025-01-21,Bar,{values[1]},-2.00\n"
    assert {row.account for row in rows(text)} == {account}


def test_an_account_of_the_preamble_outweighs_one_of_the_other_side():
    text = "Konto;DE89370400440532013000\n\nDatum;Name;IBAN;Betrag\n20.01.2025;A;DE11500105170123456789;-1,00\n"
    assert rows(text + "21.01.2025;B;DE22500105170123456780;-2,00\n")[0].account == "DE89370400440532013000"


@pytest.mark.parametrize(
    "text",
    [
        "Closing balance;1,250.00\n\nDate;Text;Amount\n2025-01-20;Shop;-1.00\n",
        "Date;Text;Amount\n2025-01-20;Shop;-1.00\nClosing balance as of 2025-01-31;;1,250.00\n",
    ],
)
def test_a_closing_balance_above_or_below_the_lines_is_kept(text):
    assert infer(text)[0].stated_balances == {"closing": "1250.00"}


def test_dated_balance_lines_are_no_transactions():
    text = "Date,Text,Amount\n2025-01-01,Opening balance,10.00\n2025-01-20,Balance Bikes Ltd,-1.00\n"
    records = read(text)
    assert isinstance(records[1], Ignored)
    assert records[1].reason == "balance line"
    assert records[2].amount == Decimal("-1.00")


def test_day_first_by_the_decimal_comma_alone_is_said():
    assert warnings("Datum;Text;Betrag\n03.04.2025;A;-1,00\n05.06.2025;B;-2,00\n") == ["ambiguous_date_order"]
    assert warnings("Datum;Text;Betrag\n03.04.2025;A;-1,00\n25.06.2025;B;-2,00\n") == []


def test_signs_turned_round_by_one_word_are_said():
    text = "Date,Description,Amount\n" + "".join(f"2025-01-2{i},Shop {i},{i}.00\n" for i in range(1, 5))
    assert warnings(text + "2025-01-26,PAYMENT RECEIVED,-9.00\n") == ["assumed_sign"]


@pytest.mark.parametrize(
    ("dates", "way"),
    [
        (["2025-01-20", "2025-01-21", "2025-01-21", "2025-02-01"], 1),
        (["31.01.2025", "20.01.2025", "15.01.2025"], -1),
        (["01/02/2025", "02/01/2025"], 0),
        (["2025-01-20", "2025-01-20"], 0),
    ],
)
def test_the_way_of_the_lines_is_known_where_every_order_of_digits_agrees(dates, way):
    assert chronology_of(dates) == way
