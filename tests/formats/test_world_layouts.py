"""Layouts as banks of the world write them: one small statement for each way that needed a rule of its own."""

import io
import json

import pytest

from app.formats.csv.layout import CsvLayout
from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.registry import recognise
from app.imports.layouts.mappings import mapping_of


def layout_and_records(text, name="statement.csv", encoding="utf-8", **hints):
    file = io.BytesIO(text.lstrip("\n").encode(encoding))
    reader = recognise(file.read(4096), name)
    layout = reader.infer(file, Hints(file_name=name, **hints))
    stored = Layout.from_document(json.loads(json.dumps(layout.to_document())))
    return stored, list(reader.records(file, stored))


def rows(text, **options):
    """`2024-03-28 -45.20` for each row."""
    _, records = layout_and_records(text, **options)
    assert [record for record in records if isinstance(record, Rejected)] == []
    return [f"{record.date} {record.amount}" for record in records if isinstance(record, Row)]


# -- dates


def test_day_month_and_year_may_stand_in_three_columns():
    text = "Jahr;Monat;Tag;Text;Betrag\n2024;3;28;Bäcker;-4,20\n2024;4;1;Lohn;1.000,00\n"
    assert rows(text) == ["2024-03-28 -4.20", "2024-04-01 1000.00"]


def test_of_two_split_dates_the_one_that_is_named_better_is_the_booking_date():
    text = """
操作日(年),操作日(月),操作日(日),取扱日付(年),取扱日付(月),取扱日付(日),摘要,お支払金額,お預り金額,残高
2024,03,28,2024,03,29,コンビニ,452,,1000
2024,03,29,2024,04,01,給与,,2000,3000
"""
    assert rows(text, encoding="cp932") == ["2024-03-29 -452", "2024-04-01 2000"]


def test_the_year_of_a_short_date_stands_in_the_date_beside_it():
    text = "Buchungstag;Valutadatum;Text;Betrag\n02.01.;31.12.23;Bäcker;-4,20\n28.03.;28.03.24;Lohn;1.000,00\n"
    assert rows(text) == ["2024-01-02 -4.20", "2024-03-28 1000.00"]


def test_a_line_that_is_not_booked_takes_the_day_of_its_transaction():
    text = """
Booking date,Transaction date,Text,Amount
,2024-03-30,Music,-9.99
2024-03-28,2024-03-27,Shop,-4.20
2024-03-25,2024-03-25,Pay,1000.00
"""
    _, records = layout_and_records(text)
    found = [(str(r.date), r.pending) for r in records if isinstance(r, Row)]
    assert found == [("2024-03-30", True), ("2024-03-28", False), ("2024-03-25", False)]


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        ("Date,Description,Amount,Balance", "03/04/2024,A,£-1.00,£9.00", "2024-04-03 -1.00"),  # the currency
        ("Data,Descrição,Valor", "03/04/2024,A,-1.00", "2024-04-03 -1.00"),  # the language
        ("Date,Description,Amount", "03/04/2024,A,-1.00", "2024-03-04 -1.00"),  # only the locale
    ],
)
def test_currency_and_language_speak_for_the_order_of_dates_before_the_locale(header, body, expected):
    layout, records = layout_and_records(f"{header}\n{body}\n{body}\n")
    assert [f"{r.date} {r.amount}" for r in records if isinstance(r, Row)] == [expected] * 2
    assert "ambiguous_date_order" in [warning["code"] for warning in layout.warnings]


# -- shapes


def test_stanzas_of_keys_and_values_are_a_table_of_their_keys():
    text = """
From: 01/03/2024 to 31/03/2024

Date: 28/03/2024
Description: CARD PAYMENT TO BAKERY, 4.20 GBP
Amount: -4.20
Balance: 95.80

Date: 14/03/2024
Description: TRANSFER
FROM ACME
Amount: 50.00
Balance: 100.00
"""
    _, records = layout_and_records(text, name="statement.txt")
    assert [record.row for record in records] == [1, 2, 3, 4]
    assert [type(record) for record in records] == [Ignored, Ignored, Row, Row]
    assert [(str(r.date), str(r.amount), r.description) for r in records[2:]] == [
        ("2024-03-28", "-4.20", "CARD PAYMENT TO BAKERY, 4.20 GBP"),
        ("2024-03-14", "50.00", "TRANSFER FROM ACME"),
    ]


@pytest.mark.parametrize("mark", ["^", "~", ":"])
def test_rare_delimiters_are_taken_where_no_usual_one_splits_anything(mark):
    text = "date,text,amount\n2024-03-28,Shop,-4.20\n2024-03-25,Pay,1000.00\n".replace(",", mark)
    assert rows(text) == ["2024-03-28 -4.20", "2024-03-25 1000.00"]


def test_words_written_together_and_in_camel_case_are_known_by_their_parts():
    text = "BookingDate;PayeeName;Umsatzbetrag;NeuerKontosaldo\n28.03.2024;Bäcker;-4,20;95,80\n"
    layout, _ = layout_and_records(text)
    assert {name: layout.columns[name] for name in ("date", "description", "amount", "balance")} == {
        "date": 0,
        "description": [1],
        "amount": 2,
        "balance": 3,
    }


# -- fees and signs


def test_balances_tell_that_a_fee_comes_on_top_of_the_amount():
    text = """
Date,Description,Amount,Fee,Balance
2024-03-01,Shop,-20.00,0.00,80.00
2024-03-02,Transfer,-10.00,1.00,69.00
2024-03-03,Cash,-5.00,2.00,62.00
"""
    assert rows(text) == ["2024-03-01 -20.00", "2024-03-02 -11.00", "2024-03-03 -7.00"]


def test_balances_tell_that_a_fee_is_part_of_the_amount():
    text = """
Date,Description,Amount,Fee,Balance
2024-03-01,Shop,-20.00,0.00,80.00
2024-03-02,Transfer,-10.00,1.00,70.00
2024-03-03,Cash,-5.00,2.00,65.00
"""
    assert rows(text) == ["2024-03-01 -20.00", "2024-03-02 -10.00", "2024-03-03 -5.00"]


def test_without_balances_a_fee_is_money_out_where_amounts_are_signed():
    signed = "Date,Description,Amount,Fee\n2024-03-01,Shop,-20.00,0.50\n2024-03-02,Pay,10.00,0.00\n"
    assert rows(signed) == ["2024-03-01 -20.50", "2024-03-02 10.00"]


def test_the_price_of_a_sale_stands_whatever_its_fee():
    sales = "Date,Customer,Amount,Fee\n2024-03-01,Ann,20.00,0.50\n2024-03-02,Bob,10.00,0.25\n"
    assert rows(sales) == ["2024-03-01 20.00", "2024-03-02 10.00"]


def test_a_line_that_thanks_for_a_payment_tells_the_signs_of_a_card():
    text = """
Date,Details,Amount,Kind
2024-03-01,Shop,20.00,Card payment
2024-03-02,Ihre Zahlung - besten Dank,-500.00,Transfer
2024-03-03,Bar,7.00,Card payment
"""
    assert rows(text) == ["2024-03-01 -20.00", "2024-03-02 500.00", "2024-03-03 -7.00"]


def test_in_a_card_without_header_the_side_of_the_payments_is_money_in():
    text = """
03/28/2024,GROCER,45.20,,1234.56
03/25/2024,PAYMENT RECEIVED - THANK YOU,,1000.00,1189.36
03/13/2024,FILMS,16.99,,2189.36
"""
    assert rows(text) == ["2024-03-28 -45.20", "2024-03-25 1000.00", "2024-03-13 -16.99"]


# -- what a person is shown, and may answer


def test_the_other_party_is_named_apart_from_the_purpose():
    text = "Date,Payee,Reference,Amount\n2024-03-28,Bakery,Bread,-4.20\n2024-03-25,Acme,Salary,1000.00\n"
    layout, records = layout_and_records(text)
    assert [(r.payee, r.description) for r in records if isinstance(r, Row)] == [
        ("Bakery", "Bakery Bread"),
        ("Acme", "Acme Salary"),
    ]
    assert layout.columns["payee"] == 1


def test_of_payer_and_recipient_the_one_that_changes_is_the_other_party():
    text = """
Datum;Zahlungspflichtiger;Zahlungsempfänger;Zweck;Betrag
28.03.2024;Ich;Bäcker;Brot;-4,20
25.03.2024;Ich;Vermieter;Miete;-800,00
24.03.2024;Ich;Strom AG;Strom;-60,00
"""
    _, records = layout_and_records(text)
    assert [r.payee for r in records if isinstance(r, Row)] == ["Bäcker", "Vermieter", "Strom AG"]


def test_confidence_tells_proof_header_contents_and_mapping_apart():
    proved = "Date,Text,Amount,Balance\n2024-03-01,A,-1.00,9.00\n2024-03-02,B,-2.00,7.00\n2024-03-03,C,3.00,10.00\n"
    layout, _ = layout_and_records(proved)
    assert layout.confidence == {"date": 0.95, "amount": 0.99, "balance": 0.99, "description": 0.95}
    layout, _ = layout_and_records(
        "Date,Text,Amount\n2024-03-01,A,-1.00\n2024-03-02,B,2.00\n", mapping={"amount": "Amount"}
    )
    assert layout.confidence == {"date": 0.95, "amount": 1.0, "description": 0.95}
    layout, _ = layout_and_records("2024-03-01,Shop,-1.00\n2024-03-02,Bar,2.00\n")
    assert set(layout.confidence.values()) == {0.6}


def test_an_ambiguous_order_is_shown_in_both_readings_and_settled_by_the_answer():
    text = "Date,Text,Amount\n03/04/2024,A,-1.00\n05/05/2024,B,2.00\n"
    layout, _ = layout_and_records(text)
    assert layout.ambiguities == [
        {
            "field": "date_order",
            "chosen": "mdy",
            "readings": [
                {"date_order": "dmy", "example": ["03/04/2024", "2024-04-03"]},
                {"date_order": "mdy", "example": ["03/04/2024", "2024-03-04"]},
            ],
        }
    ]
    layout, _ = layout_and_records(text, date_order="dmy")
    assert (layout.ambiguities, layout.warnings) == ([], [])


def test_an_ambiguous_mark_is_shown_in_both_readings_and_settled_by_the_answer():
    text = "Date,Text,Amount (KWD)\n2024-03-28,A,-1.250\n2024-03-25,B,2.500\n"
    layout, _ = layout_and_records(text)
    assert [(found["field"], found["chosen"], found["readings"]) for found in layout.ambiguities] == [
        (
            "decimal_mark",
            ".",
            [{"decimal_mark": ".", "example": ["1.234", "1.234"]}, {"decimal_mark": ",", "example": ["1.234", "1234"]}],
        )
    ]
    layout, records = layout_and_records(text, mapping={"decimal_mark": ",", "thousands_mark": "."})
    assert (layout.ambiguities, [str(r.amount) for r in records if isinstance(r, Row)]) == ([], ["-1250", "2500"])


def test_a_sign_nothing_tells_is_shown_in_both_readings_and_settled_by_the_answer():
    text = "Date,Merchant,Amount\n2024-03-28,Shop,1.00\n2024-03-25,Bar,2.00\n"
    layout, _ = layout_and_records(text)
    assert layout.ambiguities == [
        {
            "field": "sign",
            "chosen": "inverted",
            "readings": [
                {"sign_convention": "signed", "example": ["1.00", "1.00"]},
                {"sign_convention": "inverted", "example": ["1.00", "-1.00"]},
            ],
        }
    ]
    layout, records = layout_and_records(text, mapping={"sign_convention": "signed"})
    assert (layout.ambiguities, [str(r.amount) for r in records if isinstance(r, Row)]) == ([], ["1.00", "2.00"])


def test_the_header_row_and_the_delimiter_can_be_told():
    text = "Some;export;file\nDay|What|How much\n2024-03-28|Shop, big|-1.00\n2024-03-25|Bar|2.00\n"
    layout, records = layout_and_records(text, mapping={"header_row": 2, "delimiter": "|"})
    assert (layout.header_row, layout.delimiter, layout.headers) == (2, "|", ["Day", "What", "How much"])
    assert [str(r.amount) for r in records if isinstance(r, Row)] == ["-1.00", "2.00"]
    layout, records = layout_and_records("Shop,Bar\n2024-03-28,-1.00\n2024-03-25,2.00\n", mapping={"header_row": None})
    assert (layout.header_row, layout.headers) == (None, [])


def test_a_header_row_that_is_none_is_refused_with_its_field():
    with pytest.raises(ReadError) as caught:
        layout_and_records("Date,Text,Amount\n2024-03-28,Shop,-1.00\n", mapping={"header_row": 9})
    assert (caught.value.code, caught.value.field) == ("no_such_row", "header_row")


def test_both_sides_of_a_pair_change_places_when_told_so():
    text = "Date,Text,Debit,Credit\n2024-03-28,Shop,1.00,\n2024-03-25,Bar,,2.00\n"
    assert rows(text) == ["2024-03-28 -1.00", "2024-03-25 2.00"]
    assert rows(text, mapping={"sign_convention": "inverted"}) == ["2024-03-28 1.00", "2024-03-25 -2.00"]


# -- amounts, dates and signs in the ways of more places


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("Rs.4,520.00", "INR"),
        ("S/ 4520.00", "PEN"),
        ("-R4520.00", "ZAR"),
        ("kr. 4520.00", "DKK"),
        ("د.ا.4520.00", "JOD"),
    ],
)
def test_abbreviated_currencies_stand_beside_amounts(cell, currency):
    text = f"Date,Text,Amount\n2024-03-28,Shop,{chr(34)}{cell}{chr(34)}\n2024-03-25,Pay,-1.00\n"
    _, records = layout_and_records(text, currency="DKK")
    first = next(record for record in records if isinstance(record, Row))
    assert (abs(first.amount), first.currency) == (4520, currency)


def test_seconds_since_1970_are_days():
    text = "createdAt,merchant,amount\n1711620672000,Shop,-4.20\n1711357200000,Pay,1000.00\n"
    assert rows(text) == ["2024-03-28 -4.20", "2024-03-25 1000.00"]


def test_net_sides_are_taken_before_a_gross_amount():
    text = """
Date;Description;Net credit;Net debit;Gross amount;Fee
2024-03-28;payment;0.00;45.20;-45.20;0.00
2024-03-25;payment;970.00;0.00;1000.00;-30.00
"""
    assert rows(text) == ["2024-03-28 -45.20", "2024-03-25 970.00"]


def test_of_two_amounts_the_one_whose_header_names_the_own_currency_is_the_account_s():
    text = """
Date,Posted,Details,Currency,Amount,Amount TWD
2024-03-27,2024-03-28,Shop,TWD,452,452
2024-03-20,2024-03-21,Films,USD,10,320
2024-03-15,2024-03-15,PAYMENT THANK YOU,TWD,-1000,-1000
"""
    _, records = layout_and_records(text)
    found = [(str(r.amount), r.currency, r.original_currency) for r in records if isinstance(r, Row)]
    assert found == [("-452", "TWD", "TWD"), ("-320", "TWD", "USD"), ("1000", "TWD", "TWD")]


def test_lines_that_all_pay_are_money_out_with_a_warning():
    layout, records = layout_and_records(
        "Дата;Сумма;Назначение\n28.03.2024;1000,00;Оплата аренды\n25.03.2024;5,00;Оплата\n"
    )
    assert [str(r.amount) for r in records if isinstance(r, Row)] == ["-1000.00", "-5.00"]
    assert [found["field"] for found in layout.ambiguities] == ["sign"]


def test_a_summary_below_the_table_has_columns_of_its_own():
    text = """
Date;Text;Amount;Balance
28.03.2024;Shop;-45,20;1234,56
25.03.2024;Pay;1000,00;1279,76
Currency;Opening balance;Credits;Debits;Closing balance
"""
    assert rows(text) == ["2024-03-28 -45.20", "2024-03-25 1000.00"]


def test_balances_teach_what_unknown_flags_mean():
    text = """
Date,Text,Amount,Blip,Balance
2024-03-01,Shop,20.00,zig,80.00
2024-03-02,Pay,50.00,zag,130.00
2024-03-03,Bar,5.00,zig,125.00
2024-03-04,Pay,10.00,zag,135.00
2024-03-05,Rent,100.00,zig,35.00
"""
    layout, records = layout_and_records(text)
    assert [str(r.amount) for r in records if isinstance(r, Row)] == ["-20.00", "50.00", "-5.00", "10.00", "-100.00"]
    assert (layout.sign_convention, CsvLayout.of(layout).flags) == ("flag", {"zig": -1, "zag": 1})


def test_what_a_card_owes_grows_by_purchases():
    text = """
Date,Text,Amount,Balance
2024-03-01,Shop,20.00,120.00
2024-03-02,Bar,30.00,150.00
2024-03-03,Payment - thank you,-100.00,50.00
2024-03-04,Shop,5.00,55.00
"""
    assert rows(text) == ["2024-03-01 -20.00", "2024-03-02 -30.00", "2024-03-03 100.00", "2024-03-04 -5.00"]


def test_the_plain_date_beside_a_booking_date_is_that_of_the_purchase():
    text = """
Datum;Buchungsdatum;Händler;Status;Betrag
27.03.2024;28.03.2024;Rewe;Gebucht;-45,20
29.03.2024;;Amazon;Vorgemerkt;-10,00
20.03.2024;20.03.2024;Einzug;Gebucht;500,00
"""
    _, records = layout_and_records(text)
    found = [(str(r.date), str(r.transaction_date), r.pending) for r in records if isinstance(r, Row)]
    assert found == [
        ("2024-03-28", "2024-03-27", False),
        ("2024-03-29", "2024-03-29", True),
        ("2024-03-20", "2024-03-20", False),
    ]


def test_years_months_and_days_may_be_told_by_the_last_sign_of_their_headers():
    text = """
取扱年,取扱月,取扱日,取引名,金額,取引後残高,摘要
2024,3,28,お支払い,4520,123456,デビット
2024,3,25,お預り入れ,250000,127976,キュウヨ
"""
    assert rows(text, encoding="cp932") == ["2024-03-28 -4520", "2024-03-25 250000"]


@pytest.mark.parametrize(
    "text",
    [
        '"28.03.2024;Shop;-45,20;EUR"\n"25.03.2024;Pay;1.000,00;EUR"\n"13.03.2024;Bar;-6,00;EUR"\n',
        "Date^Text^Debit^Credit\n2024-03-28^Shop^4.20^\n2024-03-25^Pay^^1000.00\n",
        "Date,Text,Amount,Flag,Fee,Balance\n2024-03-28,A,5.00,DR,0.10,94.90\n2024-03-29,B,7.00,CR,0.00,101.90\n",
        "Date: 28/03/2024\nText: Shop\nAmount: -1.00\n\nDate: 25/03/2024\nText: Pay\nAmount: 2.00\n",
        "Jahr;Monat;Tag;Text;Betrag\n2024;3;28;Shop;-4,20\n2024;4;1;Lohn;1.000,00\n",
    ],
)
def test_the_whole_reading_sent_back_as_a_mapping_is_the_same_reading(text):
    layout, records = layout_and_records(text)
    reread, same = layout_and_records(text, mapping=mapping_of(layout))
    assert same == records
    assert set(reread.confidence.values()) == {1.0}


def test_balances_without_amounts_teach_nothing():
    layout, _ = layout_and_records("Date,Text,Amount,Balance\n2024-03-01,A,-,1.00\n", mapping={"amount": 1})
    assert layout.sign_convention == "signed"


def test_one_line_above_with_a_day_and_a_sum_is_a_preamble():
    text = "Exported, 31.01.2024, balance, 99.50\nDatum;Text;Betrag\n01.02.2024;Shop;-4,20\n13.02.2024;Pay;5,00\n"
    assert rows(text) == ["2024-02-01 -4.20", "2024-02-13 5.00"]


def test_the_day_of_the_operation_is_the_booking_day_beside_a_value_date_and_that_of_a_purchase_is_not():
    lines = "05/03/2026;06/03/2026;Kiosk;-4,50\n27/03/2026;28/03/2026;Rent;-900,00\n"
    assert rows(f"Date opération;Date valeur;Libellé;Montant\n{lines}") == ["2026-03-05 -4.50", "2026-03-27 -900.00"]
    assert rows(f"Date achat;Date valeur;Libellé;Montant\n{lines}") == ["2026-03-06 -4.50", "2026-03-28 -900.00"]


def test_the_other_side_of_a_lone_debit_column_is_the_one_filled_where_it_is_empty():
    text = "Debet;Popis;Mena;Qzx;Dátum\n19,30;Nájom;EUR;;30.04.2025\n;Mzda;EUR;845,85;06.05.2025\n"
    assert rows(text) == ["2025-04-30 -19.30", "2025-05-06 845.85"]


def test_of_the_two_words_of_a_named_flag_one_tells_the_other():
    lines = "2026-03-05;Kiosk;4.50;Debit\n2026-03-06;Job;900.00;Qzx\n2026-03-07;Tea;3.00;Debit\n"
    assert rows(f"Date;Text;Amount;D/C\n{lines}") == ["2026-03-05 -4.50", "2026-03-06 900.00", "2026-03-07 -3.00"]


def test_amounts_that_could_be_days_are_amounts_below_a_word_for_both():
    text = "Data,Histórico,Valor,D/C\n01/01/22,Padaria,1.01,D\n14/01/22,Acme,1.02,C\n"
    assert rows(text) == ["2022-01-01 -1.01", "2022-01-14 1.02"]


def test_a_minus_in_a_column_of_money_in_is_meant_where_balances_say_so():
    text = """
Date,Text,Credit,Balance,Debit
2025-06-20,Bus,-50.00,849.50,
2025-06-16,Tax,-80.50,899.50,
2025-06-12,Rent,-20.00,980.00,
2025-06-05,Job,,1000.00,0.00
"""
    assert rows(text)[:3] == ["2025-06-20 -50.00", "2025-06-16 -80.50", "2025-06-12 -20.00"]
