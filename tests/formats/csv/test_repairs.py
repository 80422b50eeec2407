"""Numbers and days that do not stand in one cell, or are said once: put right before a line is read."""

import io

import pytest

from app.formats.csv.reader import CsvReader
from app.formats.interface import Ignored, Rejected, Row
from tests.formats.test_world_layouts import layout_and_records, rows

CARRIED = """
Date,Description,Paid out,Paid in,Balance
15 Mar 2024,GREENGROCER,45.20,,954.80
,CHEMIST,10.00,,944.80
16 Mar 2024,WAGES,,1500.00,2444.80
,RENT,800.00,,1644.80
,WATER,30.00,,1614.80
"""


# -- commas within numbers


@pytest.mark.parametrize(
    "text",
    [
        "Date,Text,Amount,Balance\n15.03.2024,Shop,-45,20,954,80\n16.03.2024,Pay,1.500,00,2.454,80\n",
        "Fecha,Concepto,Cargo,Abono,Saldo\n15/03/2024,A,45,20,,954,80\n16/03/2024,B,,1500,00,2454,80\n",
        "Data,Detalhes,Valor,Tipo\n15/03/2024,A,-45,20,Saída\n16/03/2024,B,1500,00,Entrada\n",
    ],
)
def test_decimals_behind_an_unquoted_comma_belong_to_the_number_before_it(text):
    assert rows(text) == ["2024-03-15 -45.20", "2024-03-16 1500.00"]


def test_thousands_behind_an_unquoted_comma_belong_to_the_number_before_them():
    text = """
Date,Description,Amount,Balance
2024-03-15,RENT,-1,200.00,3,800.00
2024-03-16,SHOP,-45.20,3,754.80
2024-03-17,PAY,2,500.00,6,254.80
"""
    assert rows(text) == ["2024-03-15 -1200.00", "2024-03-16 -45.20", "2024-03-17 2500.00"]


def test_a_comma_within_a_text_is_no_number():
    _, records = layout_and_records("Date,Text,Amount\n2024-03-15,RENT,-20.00\n2024-03-16,SHOP, INC,-45.20\n")
    assert [record.code for record in records if isinstance(record, Rejected)] == ["too_many_columns"]


# -- three digits behind a mark


def test_three_decimals_of_a_program_are_decimals_and_said_to_be_doubtful():
    text = "Date,Text,Amount,Currency\n2025-03-01,A,29.000,CHF\n2025-04-29,B,-10.500,CHF\n2025-05-05,C,112.900,CHF\n"
    layout, _ = layout_and_records(text)
    assert rows(text) == ["2025-03-01 29.00", "2025-04-29 -10.50", "2025-05-05 112.90"]
    assert [warning["code"] for warning in layout.warnings] == ["ambiguous_decimal_mark"]


def test_a_column_of_rates_tells_the_decimal_mark():
    text = "Date,Text,Amount,Rate\n2025-03-01,A,-29.000,1.0000\n2025-04-29,B,10.501,0.8482\n"
    layout, _ = layout_and_records(text, currency="USD")
    assert (layout.decimal_mark, layout.warnings) == (".", [])


@pytest.mark.parametrize(
    "text",
    [
        "Fecha,Detalle,Monto\n01/03/2025,A,-29.990\n29/04/2025,B,110.500\n15/05/2025,C,-12.900\n",
        (
            "Tanggal,Keterangan,Jumlah,Mata Uang\n01/03/2025,A,-29.990,IDR\n29/04/2025,B,110.500,IDR\n"
            "15/05/2025,C,-12.900,IDR\n"
        ),
        "Datum;Text;Betrag;Währung\n01.03.2025;A;-29.990;EUR\n29.04.2025;B;110.500;EUR\n15.05.2025;C;-12.900;EUR\n",
    ],
)
def test_where_nothing_speaks_for_decimals_the_mark_groups_thousands(text):
    assert rows(text) == ["2025-03-01 -29990", "2025-04-29 110500", "2025-05-15 -12900"]


def test_currencies_of_three_decimals_may_be_written_in_their_own_script():
    text = "Date,Text,Outflow,Inflow\n2024-03-01,A,د.ا.4.750,د.ا.0.000\n2024-03-02,B,د.ا.0.000,د.ا.93.210\n"
    assert rows(text) == ["2024-03-01 -4.750", "2024-03-02 93.210"]


# -- days said once


def test_a_day_said_once_holds_for_the_lines_below_it():
    expected = ["2024-03-15 -45.20", "2024-03-15 -10.00", "2024-03-16 1500.00", "2024-03-16 -800.00"]
    assert rows(CARRIED) == [*expected, "2024-03-16 -30.00"]


def test_reading_on_after_a_pause_goes_back_to_the_day_before_it():
    layout, records = layout_and_records(CARRIED)
    file = io.BytesIO(CARRIED.lstrip().encode())
    assert list(CsvReader().records(file, layout, 5)) == records[5:]


def test_a_total_without_a_day_is_none_of_the_lines():
    _, records = layout_and_records(CARRIED + ",Total,885.20,1500.00,1614.80\n")
    assert (sum(isinstance(r, Row) for r in records), isinstance(records[-1], Ignored)) == (5, True)


@pytest.mark.parametrize(("last", "outcome"), [("-5.20", Ignored), ("-5.30", Rejected)])
def test_undated_lines_that_state_no_balance_are_parts_of_the_one_above_if_they_add_up_to_it(last, outcome):
    text = f"Date,Text,Amount\n2024-03-15,A,-45.20\n,B,-40.00\n,C,{last}\n2024-03-16,D,9.00\n"
    _, records = layout_and_records(text)
    assert [type(record) for record in records[2:4]] == [outcome, outcome]


# -- amounts in cents


@pytest.mark.parametrize(
    "text",
    [
        "id,created,amount_minor,currency\nt1,2024-03-15T10:00:00Z,-4520,GBP\nt2,2024-03-16T10:00:00Z,5,GBP\n",
        "date,description,amountCents\n2024-03-15,Shop,-4520\n2024-03-16,Interest,5\n",
        "Datum;Text;Betrag in Cent\n15.03.2024;Laden;-4520\n16.03.2024;Zins;5\n",
    ],
)
def test_whole_numbers_below_a_header_of_cents_are_cents(text):
    assert rows(text) == ["2024-03-15 -45.20", "2024-03-16 0.05"]


@pytest.mark.parametrize(
    "text",
    [
        "date,description,amount_cents\n2024-03-15,Shop,-4520.00\n2024-03-16,Pay,500.00\n",
        "date,text,amount_minor,currency\n2024-03-15,Shop,-4520,JPY\n2024-03-16,Pay,500,JPY\n",
        "date,description,amount\n2024-03-15,50 cents shop,-4520\n2024-03-16,Pay,500\n",
    ],
)
def test_other_numbers_are_whole_units(text):
    _, records = layout_and_records(text)
    assert [record.amount for record in records if isinstance(record, Row)] == [-4520, 500]


def test_a_number_of_more_digits_than_can_be_counted_with_is_rejected():
    _, records = layout_and_records(f"Date,Text,Amount\n2024-03-15,Shop,-4.20\n2024-03-16,Pay,{'9' * 40}.123\n")
    assert [record.code for record in records if isinstance(record, Rejected)] == ["bad_amount"]
