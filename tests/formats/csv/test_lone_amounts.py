"""The sign of amounts that stand alone: no flag, no balance, only what the lines say."""

from tests.formats.test_world_layouts import layout_and_records, rows


def doubts(text):
    return [warning["code"] for warning in layout_and_records(text)[0].warnings]


def test_positive_amounts_that_all_say_purchase_are_money_out():
    text = """
"Data","Lançamento","Tipo","Valor"
"25/05/2026","MERCADO","Compra à vista","R$ 9,50"
"25/05/2026","PAGAMENTO ON LINE","Compra à vista","-R$ 120,00"
"13/05/2026","LIVRARIA","Compra à vista","R$ 119,90"
"""
    assert rows(text) == ["2026-05-25 -9.50", "2026-05-25 120.00", "2026-05-13 -119.90"]


def test_one_refunded_purchase_among_payments_in_leaves_the_signs():
    text = "Date,Text,Amount\n2026-05-25,Salary,1000.00\n2026-05-26,Purchase returned,5.00\n2026-05-27,Rent,-700.00\n"
    assert rows(text) == ["2026-05-25 1000.00", "2026-05-26 5.00", "2026-05-27 -700.00"]


def test_amounts_without_signs_of_which_some_say_money_out_are_doubtfully_so():
    text = """
Trans Date,Post Date,Description,Amount
07/16/2026,07/18/2026,DELI,$ 6.05
07/18/2026,07/19/2026,GROCER,$ 41.54
08/17/2026,08/17/2026,Interest Charge on Purchases,$ 1.00
"""
    assert rows(text) == ["2026-07-18 -6.05", "2026-07-19 -41.54", "2026-08-17 -1.00"]
    assert doubts(text) == ["assumed_sign"]


def test_a_payment_of_the_card_tells_what_the_signs_of_a_card_mean():
    text = """
Kart No: 1234
Tarih;Açıklama;Tutar;
28.07.2025;BAKKAL;65,00 TL;
17.06.2025;Puan ile Ödeme;-133,60 TL;
15.06.2025;BENZIN;1.250,00 TL;
"""
    assert rows(text) == ["2025-07-28 -65.00", "2025-06-17 133.60", "2025-06-15 -1250.00"]


def test_mostly_positive_amounts_of_which_no_line_says_anything_are_doubtful():
    text = "Date,Text,Amount\n2026-05-25,A,10.00\n2026-05-26,B,5.00\n2026-05-27,C,7.00\n2026-05-28,D,-22.00\n"
    assert (rows(text)[0], doubts(text)) == ("2026-05-25 10.00", ["assumed_sign"])


def test_mostly_negative_amounts_are_money_out():
    text = "Date,Text,Amount\n2026-05-25,A,-10.00\n2026-05-26,B,-5.00\n2026-05-27,C,-7.00\n2026-05-28,D,22.00\n"
    assert (rows(text)[0], doubts(text)) == ("2026-05-25 -10.00", [])
