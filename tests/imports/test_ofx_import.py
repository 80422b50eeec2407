"""An OFX file through the API: its accounts, its rows, and the same file again."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")


def a_line(day, amount, fitid, name):
    return f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}120000[-5:EST]<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>"


def a_statement(account, currency, *lines):
    whose = f"<BANKACCTFROM><BANKID>77<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
    return f"<STMTRS><CURDEF>{currency}{whose}<BANKTRANLIST>{''.join(lines)}</BANKTRANLIST></STMTRS>"


COFFEE = a_line("20260105", "-4,50", "2026010500001", "Corner Shop")
TWIN = a_line("20260105", "-4,50", "2026010500002", "Corner Shop")
RENT = a_line("20260106", "-900,00", "2026010600001", "Rent")
BROKEN = a_line("20260230", "-1,00", "2026023000001", "Nobody")


def a_file(*statements):
    return f"OFXHEADER:100\nCHARSET:1252\n\n<OFX>{''.join(statements)}</OFX>".encode()


def tally(result):
    return tuple(result[name] for name in ("lines", "created", "duplicate", "rejected", "ignored"))


def test_two_accounts_in_one_file_and_nothing_new_in_the_same_file_again(user):
    content = a_file(a_statement("111", "USD", COFFEE, TWIN, BROKEN), a_statement("222", "EUR", RENT))
    result = user.imported(content, "download.qfx")
    assert (result["format"], tally(result)) == ("ofx", (4, 3, 0, 1, 0))
    rows = user.all("/transactions", sort="date")
    assert sorted((row["date"], row["amount"], row["currency"], row["description"]) for row in rows) == [
        ("2026-01-05", "-4.50", "USD", "Corner Shop"),
        ("2026-01-05", "-4.50", "USD", "Corner Shop"),
        ("2026-01-06", "-900.00", "EUR", "Rent"),
    ]
    assert len({row["account_id"] for row in rows}) == 2
    assert tally(user.imported(content, "download (1).csv")) == (4, 0, 3, 1, 0)


def test_the_name_of_the_other_party_is_the_merchant_and_the_memo_is_not(user):
    lines = (
        a_line("20260107", "-7.00", "1", "TULIP ROASTERS 0412<MEMO>Lunch with Ada"),
        a_line("20260107", "-8.00", "2", "PAYPAL<MEMO>Your purchase at TULIP ROASTERS"),
        a_line("20260107", "-9.00", "3", "MONTHLY FEE"),
    )
    user.imported(a_file(a_statement("333", "USD", *lines)), "names.ofx")
    rows = user.all("/transactions", sort="date")
    assert {row["amount"]: row["merchant"] for row in rows} == {
        "-7.00": "Tulip Roasters",
        "-8.00": "Tulip Roasters",
        "-9.00": None,
    }


def test_next_months_statement_finds_the_account_by_its_number(user):
    first = user.imported(a_file(a_statement("111", "USD", COFFEE)), "january.ofx")
    second = user.imported(a_file(a_statement("111", "USD", COFFEE, TWIN)), "february.ofx")
    assert second["account_ids"] == first["account_ids"]
    assert tally(second) == (2, 1, 1, 0, 0)


def test_a_statement_without_transactions_is_an_import_without_rows(user):
    result = user.imported(a_file(a_statement("111", "USD")), "empty.ofx")
    assert tally(result) == (0, 0, 0, 0, 0)
    assert [warning["code"] for warning in result["warnings"]] == ["no_transactions"]


def test_a_banks_error_is_a_problem_in_its_words(user, counts):
    before = counts(user)
    status = "<SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password</STATUS></SONRS>"
    answer = user.upload(a_file(status), "download.ofx")
    assert (answer.status, answer.code, answer.pointers) == (422, "statement_error", {"/file"})
    assert "Wrong password" in answer.json["detail"]
    assert counts(user) == before


def test_a_qif_register_goes_to_the_account_it_names(user):
    content = b"!Account\nNEveryday\nDEUR\nTBank\n^\n!Type:Bank\nD31.1.2026\nT-4,50\nPBakery\n^\n"
    result = user.imported(content, "money.qif")
    assert (result["format"], result["date_order"], tally(result)) == ("qif", "dmy", (1, 1, 0, 0, 0))
    [row] = user.all("/transactions")
    assert (row["amount"], row["currency"], row["description"]) == ("-4.50", "EUR", "Bakery")
    assert tally(user.imported(content, "again.qif")) == (1, 0, 1, 0, 0)
