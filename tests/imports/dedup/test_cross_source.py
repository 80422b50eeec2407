"""Deduplication across sources: one month from two sources, in which what both contain is one transaction."""

from datetime import date, timedelta

import pytest

from app.transactions import service as transactions
from tests.transactions.builders import an_account, workspace_of

pytestmark = pytest.mark.usefixtures("worker")

CSV = "Date,Description,Amount\n"
OTHER_CSV = "Booked on;Value date;Text;Debit or credit\n"


def csv(*rows, header=CSV):
    return (header + "".join(f"{row}\n" for row in rows)).encode()


def ofx(*rows, number="00112233", start="20260901"):
    """Rows of (day, amount, name, id) as a bank's OFX."""
    lines = "".join(
        f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>"
        for day, amount, name, fitid in rows
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\n"
        "OLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO"
        f"</STATUS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>121000248<ACCTID>{number}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>{start}<DTEND>20260930{lines}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


MONTH_CSV = csv(
    "2026-09-01,Card purchase BLUE BOTTLE 0123,-4.50",
    "2026-09-02,Card purchase LIDL SPRINGFIELD,-31.20",
    "2026-09-04,Rent September,-900.00",
    "2026-09-15,ACME CORP payroll,2500.00",
)
MONTH_OFX = ofx(
    ("2026-09-01", "-4.50", "BLUE BOTTLE COFFEE", "A1"),
    ("2026-09-02", "-31.20", "LIDL", "A2"),
    ("2026-09-04", "-900.00", "LANDLORD LLC", "A3"),
    ("2026-09-15", "2500.00", "ACME PAYROLL", "A4"),
)


def outcomes(result):
    return result["created"], result["duplicate"]


def sound(user):
    return transactions.verify(workspace_of(user)) == []


@pytest.mark.parametrize("csv_first", [True, False])
def test_the_csv_and_the_ofx_of_a_month_do_not_double(user, csv_first):
    files = [(MONTH_CSV, "month.csv"), (MONTH_OFX, "export.ofx")]
    first, second = (user.imported(*file) for file in (files if csv_first else files[::-1]))
    assert (outcomes(first), outcomes(second)) == ((4, 0), (0, 4))
    assert first["account_ids"] == second["account_ids"]
    for file in files:
        assert outcomes(user.imported(*file)) == (0, 4)
    assert len(user.all("/transactions")) == 4
    assert sound(user)


def test_the_row_names_the_transaction_it_is(user):
    user.imported(MONTH_CSV)
    result = user.imported(MONTH_OFX, "export.ofx")
    rows = user.all(f"/imports/{result['import_id']}/rows", outcome="duplicate")
    amounts = {row["id"]: row["amount"] for row in user.all("/transactions")}
    assert [amounts[row["transaction_id"]] for row in rows] == [row["amount"] for row in rows]
    assert result["matched"] == 4


def test_the_next_ofx_finds_the_account_by_its_number(user):
    account = user.imported(MONTH_CSV)["account_ids"]
    user.imported(MONTH_OFX, "export.ofx")
    later = user.imported(ofx(("2026-10-01", "-7.00", "CINEMA", "B1"), start="20261001"), "later.ofx")
    assert later["account_ids"] == account


def test_counts_matter(user):
    account = an_account(user)["id"]
    user.imported(csv("2026-09-01,BLUE BOTTLE,-4.50"), account_id=account)
    twice = ofx(("2026-09-01", "-4.50", "COFFEE", "A1"), ("2026-09-01", "-4.50", "BLUE BOTTLE", "A2"))
    result = user.imported(twice, "two.ofx", account_id=account)
    assert outcomes(result) == (1, 1)
    [kept] = user.all(f"/imports/{result['import_id']}/rows", outcome="duplicate")
    assert kept["description"].startswith("BLUE BOTTLE")
    assert outcomes(user.imported(twice, "two.ofx", account_id=account)) == (0, 2)


def test_two_coffees_of_one_kind_of_statement_stay_two(user):
    account = an_account(user)["id"]
    user.imported(ofx(("2026-09-01", "-4.50", "COFFEE", "A1")), "one.ofx", account_id=account)
    assert outcomes(user.imported(ofx(("2026-09-01", "-4.50", "COFFEE", "A2")), "two.ofx", account_id=account)) == (
        1,
        0,
    )


def test_a_bank_that_gives_new_ids_each_time_does_not_double(user):
    renamed = MONTH_OFX.replace(b"<FITID>A", b"<FITID>NEW")
    user.imported(MONTH_OFX, "first.ofx")
    assert outcomes(user.imported(renamed, "again.ofx")) == (0, 4)
    assert outcomes(user.imported(renamed.replace(b"NEW", b"NEWER"), "again.ofx")) == (0, 4)
    assert outcomes(user.imported(MONTH_OFX, "first.ofx")) == (0, 4)


@pytest.mark.parametrize(
    ("day", "name", "expected"),
    [
        ("2026-09-03", "BLUE BOTTLE", (0, 1)),
        ("2026-09-03", "RED CUP", (1, 0)),
        ("2026-09-09", "BLUE BOTTLE", (1, 0)),
    ],
)
def test_days_apart_it_takes_a_word_in_common(user, day, name, expected):
    account = an_account(user)["id"]
    user.imported(csv("2026-09-01,BLUE BOTTLE 0123,-4.50", "2026-09-12,Rent,-900.00"), account_id=account)
    other = ofx(("2026-09-01", "-1.00", "FEE", "A0"), (day, "-4.50", name, "A1"))
    assert outcomes(user.imported(other, "other.ofx", account_id=account)) == (expected[0] + 1, expected[1])


def test_a_coffee_of_a_day_the_other_statement_does_not_cover_is_another(user):
    account = an_account(user)["id"]
    user.imported(csv("2026-09-13,BLUE BOTTLE,-4.50", "2026-09-15,BLUE BOTTLE,-4.50"), account_id=account)
    later = ofx(("2026-09-15", "-4.50", "BLUE BOTTLE", "A1"), ("2026-09-16", "-4.50", "BLUE BOTTLE", "A2"))
    assert outcomes(user.imported(later, "later.ofx", account_id=account)) == (1, 1)


def test_the_value_date_of_one_may_be_the_day_of_the_other(user):
    account = an_account(user)["id"]
    dated = "Booked on,Value date,Text,Amount\n"
    user.imported(csv("2026-09-04,2026-09-07,Rent,-900.00", header=dated), account_id=account)
    other = ofx(("2026-09-07", "-900.00", "LANDLORD LLC", "A3"))
    assert outcomes(user.imported(other, "o.ofx", account_id=account)) == (0, 1)


def test_a_bank_that_changed_its_header_does_not_double(user):
    user.imported(MONTH_CSV, "giro.csv")
    renamed = csv(
        "01.09.2026;;BLUE BOTTLE COFFEE;-4,50",
        "02.09.2026;;LIDL DANKT;-31,20",
        "04.09.2026;;Miete;-900,00",
        "15.09.2026;;Gehalt ACME;2500,00",
        header="Buchungstag;Valuta;Verwendungszweck;Betrag\n",
    )
    assert outcomes(user.imported(renamed, "umsaetze.csv", currency="USD")) == (0, 4)


def test_another_account_with_some_equal_amounts_stays_its_own(user):
    user.imported(MONTH_CSV)
    other = ofx(
        ("2026-09-01", "-4.50", "BLUE BOTTLE COFFEE", "A1"),
        ("2026-09-02", "-31.20", "LIDL", "A2"),
        ("2026-09-03", "-77.00", "TAILOR", "A3"),
        ("2026-09-05", "-12.00", "CINEMA", "A4"),
        ("2026-09-15", "99.00", "REFUND", "A5"),
    )
    result = user.imported(other, "other.ofx")
    assert outcomes(result) == (5, 0)
    assert len(user.get("/accounts").json["data"]) == 2


def test_a_deleted_one_does_not_come_back_through_the_other_source(user):
    user.imported(MONTH_CSV)
    [rent] = user.all("/transactions", q="Rent")
    user.delete(f"/transactions/{rent['id']}")
    assert outcomes(user.imported(MONTH_OFX, "export.ofx")) == (0, 4)
    assert len(user.all("/transactions")) == 3
    assert sound(user)


def test_one_deleted_after_both_came_stays_away(user):
    user.imported(MONTH_CSV)
    user.imported(MONTH_OFX, "export.ofx")
    [rent] = user.all("/transactions", q="Rent")
    user.delete(f"/transactions/{rent['id']}")
    assert outcomes(user.imported(MONTH_OFX, "again.ofx")) == (0, 4)
    assert outcomes(user.imported(MONTH_CSV)) == (0, 4)
    assert len(user.all("/transactions")) == 3


@pytest.mark.slow
def test_a_long_month_from_two_sources_over_many_batches(user, db):
    account = an_account(user)["id"]
    rows = [(f"2026-0{1 + n // 300}-{1 + n % 28:02d}", f"-{3 + n % 40}.{n % 7}0", n) for n in range(2300)]
    user.imported(
        csv(*(f"{day},Card SHOP {chr(65 + n % 26) * 4},{amount}" for day, amount, n in rows)), account_id=account
    )
    other = ofx(*((day, amount, f"{chr(65 + n % 26) * 4} STORE", f"F{n}") for day, amount, n in rows[::-1]))
    assert outcomes(user.imported(other, "long.ofx", account_id=account)) == (0, 2300)
    assert sound(user)


@pytest.mark.slow
def test_the_same_fare_twice_a_day_for_two_years_is_paired_in_good_time(user):
    account = an_account(user)["id"]
    days = [date(2024, 1, 1) + timedelta(number // 2) for number in range(1400)]
    user.imported(csv(*(f"{day},METRO,-2.50" for day in days)), account_id=account)
    other = csv(*(f"{day:%d.%m.%Y};{day:%d.%m.%Y};Metro ticket;-2.50" for day in days), header=OTHER_CSV)
    assert outcomes(user.imported(other, "other.csv", account_id=account)) == (0, 1400)
