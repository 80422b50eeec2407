"""Layouts never seen before that were read wrongly once: one small statement for each way that needed a rule."""

import io

import pytest

from app.imports.readers import recognise
from app.imports.readers.base import Hints, Row


def judged(text, name="statement.csv"):
    file = io.BytesIO(text.lstrip("\n").encode())
    reader = recognise(file.read(4096), name)
    layout = reader.infer(file, Hints(file_name=name))
    return layout, [record for record in reader.records(file, layout) if isinstance(record, Row)]


def rows(text, **options):
    """`2024-03-28 -45.20 Shop` for each row."""
    return [f"{row.date} {row.amount} {row.description}" for row in judged(text, **options)[1]]


# -- dates


def test_the_day_a_trade_is_made_is_not_the_one_it_is_booked_on():
    text = """
Abschlussdatum;Buchungsdatum;Valutadatum;Belastung;Gutschrift;Beschreibung
2024-03-27;2024-03-28;2024-03-29;-4.20;;Bäcker
2024-03-25;2024-03-25;2024-03-25;;1000.00;Lohn
"""
    assert rows(text) == ["2024-03-28 -4.20 Bäcker", "2024-03-25 1000.00 Lohn"]


def test_the_day_a_card_is_paid_for_is_not_that_of_its_purchases():
    text = """
תאריך עסקה,שם בית העסק,סכום חיוב,תאריך חיוב
27-03-2024,מאפייה,5.40,10-04-2024
28-03-2024,ספרים,50.00,10-04-2024
"""
    assert rows(text) == ["2024-03-27 -5.40 מאפייה", "2024-03-28 -50.00 ספרים"]


def test_the_first_day_of_the_statement_stands_in_each_line_and_is_none_of_theirs():
    text = """
initial_date,text,transaction_date,amount
2024-03-01,Shop,2024-03-02,-4.20
2024-03-01,Bar,2024-03-05,-7.00
2024-03-01,Pay,2024-03-25,1000.00
"""
    assert rows(text) == ["2024-03-02 -4.20 Shop", "2024-03-05 -7.00 Bar", "2024-03-25 1000.00 Pay"]


def test_days_of_one_month_are_likelier_than_one_day_of_many_months():
    days = ["01/03/2024", "02/03/2024", "05/03/2024", "07/03/2024"]
    layout, found = judged("Date,Text,Amount\n" + "".join(f"{day},Shop,-1.00\n" for day in days))
    assert [str(row.date) for row in found] == ["2024-03-01", "2024-03-02", "2024-03-05", "2024-03-07"]
    assert [warning["code"] for warning in layout.warnings] == ["ambiguous_date_order"]


# -- amounts


def test_an_amount_whose_currency_is_named_in_some_lines_only_is_the_foreign_one():
    text = """
Date,Text,Currency,Amount,Currency used,Amount used
2024-03-28,Shop abroad,JPY,-2452,USD,-15.62
2024-03-27,Shop,JPY,-2090,,0.00
2024-03-25,Pay,JPY,100000,,0.00
"""
    assert rows(text) == ["2024-03-28 -2452 Shop abroad", "2024-03-27 -2090 Shop", "2024-03-25 100000 Pay"]


def test_a_bill_that_is_paid_tells_the_signs_of_a_card_with_amounts_abroad():
    text = """
Datum;Bokfört;Specifikation;Ort;Valuta;Utl. belopp;Belopp
2024-03-27;2024-03-28;BAGERIET;LUND;SEK;0;54,00
2024-03-25;2024-03-26;BETALT BG DATUM 240325;;SEK;0;-1500,00
2024-03-20;2024-03-21;BIO;MALMÖ;SEK;0;120,00
"""
    assert rows(text) == [
        "2024-03-28 -54.00 BAGERIET",
        "2024-03-26 1500.00 BETALT BG DATUM 240325",
        "2024-03-21 -120.00 BIO",
    ]


# -- texts


def test_a_description_that_never_changes_gives_way_to_a_column_that_tells_the_lines_apart():
    text = """
Date,Action,Security Description,Amount ($)
01/27/2024, DIRECT DEBIT TREASURY (Cash),No Description,-10000
01/23/2024, DIRECT DEBIT CARD AUTOPAY (Cash),No Description,-135.6
01/19/2024, DIRECT DEPOSIT PAYROLL (Cash),No Description,1001.1
"""
    assert [row.split(" ", 2)[2] for row in rows(text)] == [
        "DIRECT DEBIT TREASURY (Cash) No Description",
        "DIRECT DEBIT CARD AUTOPAY (Cash) No Description",
        "DIRECT DEPOSIT PAYROLL (Cash) No Description",
    ]


@pytest.mark.parametrize("other", ["", "ACME"])
def test_sentences_with_debit_and_credit_in_them_are_descriptions(other):
    text = f"""
Date,Memo/Description,Other name,Amount
30-01-2024,POS W/D GROCER TOWN ;,,-20.50
27-01-2024,DIRECT CREDIT ACME LTD ;,{other},1000.00
25-01-2024,DIRECT DEBIT GYM TOWN ;,,-60.00
"""
    assert rows(text)[2] == "2024-01-25 -60.00 DIRECT DEBIT GYM TOWN ;"
