"""Layouts never seen before that were read wrongly once: one small statement for each way that needed a rule."""

import io

import pytest

from app.formats.interface import Hints, Ignored, Row
from app.formats.registry import recognise


def layout_and_records(text, name="statement.csv"):
    file = io.BytesIO(text.lstrip("\n").encode())
    reader = recognise(file.read(4096), name)
    layout = reader.infer(file, Hints(file_name=name))
    return layout, [record for record in reader.records(file, layout) if isinstance(record, Row)]


def rows(text, **options):
    """`2024-03-28 -45.20 Shop` for each row."""
    return [f"{row.date} {row.amount} {row.description}" for row in layout_and_records(text, **options)[1]]


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
    layout, found = layout_and_records("Date,Text,Amount\n" + "".join(f"{day},Shop,-1.00\n" for day in days))
    assert [str(row.date) for row in found] == ["2024-03-01", "2024-03-02", "2024-03-05", "2024-03-07"]
    assert [warning["code"] for warning in layout.warnings] == ["ambiguous_date_order"]


def test_the_day_a_purchase_is_entered_is_the_one_it_is_booked_on():
    text = "Date,Date entered,Description,Amount\n27/01/2024,28/01/2024,Shop,-12.10\n25/01/2024,25/01/2024,Pay,100.00\n"
    assert rows(text) == ["2024-01-28 -12.10 Shop", "2024-01-25 100.00 Pay"]


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Fecha de operación,Fecha valor,Concepto,Importe", "2024-02-26"),  # the bank's own work
        ("Transaction Date,Value Date,Description,Amount", "2024-02-26"),
        ("Purchase date,Value date,Description,Amount", "2024-02-27"),  # the owner's
        ("Belegdatum,Wertstellung,Beschreibung,Betrag", "2024-02-27"),
    ],
)
def test_beside_a_value_date_the_day_of_the_transaction_is_booked_unless_it_is_that_of_a_purchase(header, day):
    assert rows(f"{header}\n26/02/2024,27/02/2024,Shop,-3.34\n25/02/2024,25/02/2024,Acme,400.00\n")[0].startswith(day)


def test_the_time_may_stand_before_the_day():
    text = "Date and time,Description,Amount\n18:01 30-01-24,Shop,-20.50\n9:00 am 27-01-24,Acme,1000.00\n"
    assert rows(text) == ["2024-01-30 -20.50 Shop", "2024-01-27 1000.00 Acme"]


def test_days_without_a_year_may_stand_behind_the_mark_of_a_text():
    text = """
Periode : 01/01/2024 - 31/01/2024

Tanggal Transaksi,Keterangan,Jumlah
'28/01,GAJI ACME,"8,500,000.00 CR"
'30/01,KARTU DEBIT TOKO,"45,000.00 DB"
"""
    assert rows(text) == ["2024-01-28 8500000.00 GAJI ACME", "2024-01-30 -45000.00 KARTU DEBIT TOKO"]


# -- shapes


def test_a_rare_mark_that_alone_sets_the_amounts_free_is_the_delimiter():
    text = """
Type~|~DATE~|~Description~|~AMT~|~Debit / Credit
Domestic~|~30/01/2024 10:00:00~|~SHOP~|~450.00~|~
Domestic~|~28/01/2024 11:00:00~|~NETBANKING TRANSFER~|~5,000.00~|~Cr
Domestic~|~25/01/2024 20:00:00~|~CINEMA~|~250.00~|~
"""
    assert rows(text) == [
        "2024-01-30 -450.00 SHOP",
        "2024-01-28 5000.00 NETBANKING TRANSFER",
        "2024-01-25 -250.00 CINEMA",
    ]


def test_the_closing_balance_is_no_line_whatever_mark_stands_before_it():
    text = """
#Datum;#Popis transakce;#Částka transakce;#Účetní zůstatek
28-01-2024;PLATBA KARTOU;-20,50;979,50
27-01-2024;MZDA;1 000,00;1 000,00
;#Konečný zůstatek:;979,50;
"""
    file = io.BytesIO(text.lstrip().encode())
    reader = recognise(file.read(4096), "statement.csv")
    layout = reader.infer(file, Hints())
    assert [type(record) for record in reader.records(file, layout)] == [Ignored, Row, Row, Ignored]


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


def test_balances_that_a_card_owes_do_not_make_its_purchases_money_in():
    text = """
Date,Cardholder,Amount,Balance,Type,Merchant
2024-01-30,Ann,20.50,120.50,Purchase,Shop
2024-01-28,Ann,-200.00,100.00,Payment,Payment received
2024-01-25,Ann,7.00,300.00,Purchase,Cinema
"""
    assert rows(text) == ["2024-01-30 -20.50 Shop", "2024-01-28 200.00 Payment received", "2024-01-25 -7.00 Cinema"]


def test_thanks_for_a_payment_tell_the_signs_of_a_card_in_either_order():
    text = """
消費日,入帳日,交易說明,新臺幣金額
2024/03/27,2024/03/28,速食店,150
2024/03/20,2024/03/21,書店,215
2024/03/15,2024/03/15,繳款感謝,-2000
"""
    assert rows(text) == ["2024-03-28 -150 速食店", "2024-03-21 -215 書店", "2024-03-15 2000 繳款感謝"]


# -- texts


def test_a_description_by_name_is_no_flag_though_each_text_has_a_direction_in_it():
    text = """
Goal,Transaction Description,Amount,Ending Balance,Date
Safety,Deposit from 4321,500.0,1000.0,2024-01-27
Safety,Withdrawal to 4321,-200.0,800.0,2024-01-30
Safety,Interest Payment,1.25,801.25,2024-01-31
"""
    assert [row.split(" ", 2)[2] for row in rows(text)] == [
        "Deposit from 4321",
        "Withdrawal to 4321",
        "Interest Payment",
    ]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Data;Título;Valor", "Padaria Sol"),
        ("Buchungsdatum;Empfaenger 1;Betrag", "Bäcker Korn"),
        ("Buchungsdatum;Auftraggebername;Betrag", "Bäcker Korn"),
        ("Дата;Наредител/Получател;Сума", "Хлебарница"),
        ("Dagsetning;Mótaðili;Upphæð", "Bakarí"),
        ("Data tranzactiei;Descrierea tranzactiei;Suma", "Brutaria Veche"),
        ("תאריך;פרטים;סכום", "מאפייה"),
        ("取引日;入出金内容;金額", "コンビニ"),
    ],
)
def test_what_a_line_is_about_is_known_by_its_header_in_many_languages(header, text):
    assert rows(f"{header}\n30.01.2024;{text};-20,50\n27.01.2024;Acme;1.000,00\n")[0] == f"2024-01-30 -20.50 {text}"


def test_a_wide_dash_is_no_text():
    text = "ご利用年月日,ご利用場所,ご利用内容,金額\n2024年01月30日,コンビニ,－,-540\n2024年01月25日,書店,－,-1500\n"
    assert rows(text) == ["2024-01-30 -540 コンビニ", "2024-01-25 -1500 書店"]


def test_without_a_header_name_and_purpose_both_tell_what_two_lines_are_about():
    text = "30-01-2024,D,20.50,GROCER UTRECHT,Betaalautomaat pas 001\n27-01-2024,C,1000.00,ACME BV,Loon januari\n"
    assert rows(text) == [
        "2024-01-30 -20.50 GROCER UTRECHT Betaalautomaat pas 001",
        "2024-01-27 1000.00 ACME BV Loon januari",
    ]


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
