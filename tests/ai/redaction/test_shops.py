"""Which merchants' names may leave as they are."""

from decimal import Decimal

import pytest

from app.ai.redaction import Shop, amount_bucket, merchant_for_model


def name_of(merchant, description, names=(), **more):
    return merchant_for_model(Shop(merchant, description, **{"share": True, **more}), names)


BUSINESSES = [
    ("Zorblatt Quux", "POS PURCHASE ZORBLATT QUUX 12.50"),
    ("Zorblatt Quux", "CARD PAYMENT TO ZORBLATT QUUX ON 03 NOV"),
    ("Zorblatt Quux", "Kartenzahlung Zorblatt Quux Ulm"),
    ("Zorblatt Quux", "PAIEMENT CB ZORBLATT QUUX"),
    ("Zorblatt", "SQ *ZORBLATT"),
    ("Garden Zorblatt", "SQ *GARDEN ZORBLATT"),
    ("Blue Teapot", "TST* BLUE TEAPOT"),
    ("Zorblatt Coffee", "SumUp *ZORBLATT COFFEE"),
    ("Zorblatt Quux", "ZORBLATT QUUX GMBH 2026-11"),
    ("Zorblatt Quux", "Zorblatt Quux S.r.l. Milano"),
    ("Zorblatt Quux", "SEPA-Lastschrift Gläubiger-ID DE98ZZZ09999999999 Zorblatt Quux"),
    ("Zorblatt Quux", "ZORBLATT QUUX #0417"),
    ("Zorblatt Grill", "POS 1123 ZORBLATT GRILL MAIN ST"),
    ("June Quux Coffee", "POS JUNE QUUX COFFEE"),
    ("Phở Zorblatt", "POS PHỞ ZORBLATT"),
    ("Trader Joe's", "CARD PURCHASE TRADER JOE'S 123"),
]
PEOPLE = [
    ("Anna Kowalska", "CARD PURCHASE ANNA KOWALSKA"),
    ("Rajesh Sharma", "SQ *RAJESH SHARMA"),
    ("Oluwaseun Quux", "SUMUP *OLUWASEUN QUUX"),
    ("Zorblatt Quux", "ZORBLATT QUUX"),
    ("Zorblatt Quux", "TRANSFER TO ZORBLATT QUUX POS"),
    ("Zorblatt Quux", "Überweisung an Zorblatt Quux Karte"),
    ("Zorblatt Quux", "VIREMENT ZORBLATT QUUX CB"),
    ("Zorblatt Quux", "ZELLE ZORBLATT QUUX LLC"),
    ("Zorblatt Quux", "UPI-ZORBLATT QUUX-zorblatt@okaxis POS"),
    ("Zorblatt Quux", "WISE ZORBLATT QUUX LTD"),
    ("Zorblatt 030 1234567", "POS ZORBLATT 030 1234567"),
    ("zorblatt@example.com", "POS ZORBLATT"),
    ("Zorblatt Quuxstraße", "POS ZORBLATT Quuxstraße 47b"),
    ("Zorblatt Quux Hollow Drive", "POS ZORBLATT 1427 Quux Hollow Drive"),
    ("J K Quux", "TST* J K QUUX"),
    ("Will Smith", "POS WILL SMITH"),
    ("June Quux", "POS JUNE QUUX"),
    ("Олена Коваль", "POS Олена Коваль"),
    ("Аnnа Schmіdt", "POS Аnnа Schmіdt"),  # with Cyrillic а and і
    ("王小明", "TST* 王小明"),
    ("", "POS PURCHASE"),
    ("4417", "POS 4417"),
]


@pytest.mark.parametrize(("merchant", "description"), BUSINESSES)
def test_the_name_of_a_business_leaves(merchant, description):
    assert name_of(merchant, description) == merchant


@pytest.mark.parametrize(("merchant", "description"), BUSINESSES)
def test_no_name_leaves_where_the_workspace_does_not_share_any(merchant, description):
    assert name_of(merchant, description, share=False) is None


@pytest.mark.parametrize(("merchant", "description"), PEOPLE)
def test_a_person_and_whoever_is_paid_by_transfer_does_not_leave(merchant, description):
    assert name_of(merchant, description) is None


def test_a_merchant_of_three_workspaces_leaves_without_any_sign_of_a_business():
    assert name_of("Zorblatt Quux", "ZORBLATT QUUX", seen_widely=True) == "Zorblatt Quux"
    assert name_of("Anna Kowalska", "ANNA KOWALSKA", seen_widely=True) is None


def test_the_names_of_a_workspace_do_not_leave_as_merchants():
    assert name_of("Quux Consulting", "QUUX CONSULTING GMBH", names=["Tilda Quux"]) is None


@pytest.mark.parametrize(
    ("amount", "bucket"),
    [("-4.50", "out 0-5"), ("-20", "out 20-50"), ("1999.99", "in 1000-2000"), ("-9000", "out 5000+")],
)
def test_amounts_leave_as_buckets(amount, bucket):
    assert amount_bucket(Decimal(amount)) == bucket
