"""A sign that several countries' currencies share is settled by the file, or by the workspace; else it is told."""

import io
import json

import pytest

from app.formats.interface import Hints, Row
from app.formats.registry import recognise

# A sign, where it stands, its commonest currency, and others that are written with it.
SIGNS = [
    ("$", "before", "USD", ["CAD", "AUD", "MXN", "SGD", "HKD"]),
    ("Rs ", "before", "INR", ["PKR", "LKR", "NPR"]),
    ("Rs. ", "before", "INR", ["PKR", "MUR"]),
    (" kr", "behind", "SEK", ["NOK", "DKK"]),
    (" kr.", "behind", "DKK", ["SEK", "NOK"]),
    (" lei", "behind", "RON", ["MDL"]),
    (" руб.", "behind", "RUB", ["BYN"]),
]
MEANINGS = [(sign, place, code) for sign, place, _, codes in SIGNS for code in codes]
BY_ONE = [("€", "before", "EUR"), (" zł", "behind", "PLN"), ("£", "before", "GBP"), ("R", "before", "ZAR"),
          ("US$", "before", "USD"), (" лв.", "behind", "BGN"), (" din.", "behind", "RSD")]  # fmt: skip


def written(sign, place, amount):
    minus = "-" if amount.startswith("-") else ""
    return f"{minus}{sign}{amount.lstrip('-')}" if place == "before" else f"{amount}{sign}"


def table(sign, place, head=""):
    lines = [f"2026-10-{day:02d}\tText {day}\t{written(sign, place, amount)}" for day, amount in
             [(3, "-4.10"), (14, "10.00"), (22, "-7.35")]]  # fmt: skip
    return head + "\n".join(["Date\tDescription\tAmount", *lines]) + "\n"


def read(text, name="statement.csv", **hints):
    """The currencies of the rows, and whether one was told to be assumed."""
    file = io.BytesIO(text.encode())
    reader = recognise(file.read(4096), name)
    layout = reader.infer(file, Hints(file_name=name, **hints))
    found = {record.currency for record in reader.records(file, layout) if isinstance(record, Row)}
    told = layout.currency_assumed or any(each["code"] == "assumed_currency" for each in layout.warnings)
    return found, told


@pytest.mark.parametrize(("sign", "place", "commonest", "_"), SIGNS)
def test_a_shared_sign_that_nothing_settles_is_the_commonest_and_told(sign, place, commonest, _):
    assert read(table(sign, place), default_currency="EUR") == ({commonest}, True)


@pytest.mark.parametrize(("sign", "place", "code"), MEANINGS)
def test_the_workspaces_own_currency_settles_a_shared_sign(sign, place, code):
    assert read(table(sign, place), default_currency=code) == ({code}, False)


@pytest.mark.parametrize(("sign", "place", "code"), MEANINGS)
@pytest.mark.parametrize("head", ["Account currency: {}\n", "All amounts in {}\n", "Account 12345678 ({})\n"])
def test_a_code_above_the_table_settles_a_shared_sign(sign, place, code, head):
    assert read(table(sign, place, head.format(code)), default_currency="EUR") == ({code}, False)


@pytest.mark.parametrize(("sign", "place", "code"), BY_ONE)
@pytest.mark.parametrize("workspace", ["CHF", "USD"])
def test_a_sign_of_one_currency_is_no_guess(sign, place, code, workspace):
    assert read(table(sign, place), default_currency=workspace) == ({code}, False)


@pytest.mark.parametrize("header", ["Amount ($)", "Amount $", "$ Amount"])
def test_a_shared_sign_in_a_header_is_told(header):
    text = f"Date,Description,{header}\n2026-10-03,Shop,-4.10\n2026-10-14,Pay,10.00\n"
    assert read(text, default_currency="EUR") == ({"USD"}, True)


def test_a_shared_sign_in_a_column_of_currencies_is_told():
    text = "Date,Description,Amount,Currency\n2026-10-03,Shop,-4.10,$\n2026-10-14,Pay,10.00,€\n"
    assert read(text, default_currency="EUR") == ({"USD", "EUR"}, True)


# -- formats that name the currency of an account

WRITTEN = [
    ("", "CHF", True), (None, "CHF", True), ("usd", "USD", False), ("US Dollar", "USD", False), ("€", "EUR", False),
    ("$", "USD", True), ("kr", "SEK", True),
]  # fmt: skip


@pytest.mark.parametrize(("currency", "read_as", "told"), WRITTEN)
def test_simplefin_says_what_it_took_for_the_currency_of_an_account(currency, read_as, told):
    account = {"id": "A1", "name": "Checking", "balance": "90.00", "currency": currency}
    if currency is None:
        del account["currency"]
    account["transactions"] = [{"id": "t1", "posted": 1793000000, "amount": "-10.00", "description": "Cafe"}]
    text = json.dumps({"errors": [], "accounts": [account]})
    assert read(text, "accounts.json", default_currency="CHF") == ({read_as}, told)


@pytest.mark.parametrize(("currency", "read_as", "told"), [w for w in WRITTEN if w[0] is not None])
def test_ofx_says_what_it_took_for_the_currency_of_a_statement(currency, read_as, told):
    text = (
        f"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM>"
        "<BANKID>1<ACCTID>77123<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT"
        "<DTPOSTED>20261003<TRNAMT>-4.10<FITID>a1<NAME>Shop</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>"
        "</BANKMSGSRSV1></OFX>"
    )
    assert read(text, "statement.ofx", default_currency="CHF") == ({read_as}, told)


@pytest.mark.parametrize(("code", "told"), [("CAD", False), ("EUR", True)])
def test_the_account_a_file_is_sent_for_settles_a_shared_sign(code, told):
    assert read(table("$", "before"), default_currency="CHF", currency=code)[1] is told
