"""MT940 and MT942 as banks of many countries write them."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.formats.interface import Hints, ReadError, Rejected, Row
from app.formats.mt940.details import read_details
from app.formats.mt940.line import LineError, read_balance, read_line
from app.formats.mt940.messages import read_account
from app.formats.mt940.reader import Mt940Reader
from app.formats.registry import recognise

READER = Mt940Reader()
HEAD = ":20:JAN\n:25:NL12TEST0123456789\n:28C:1/1\n:60F:C231229EUR100,00\n"


def layout_and_records(text, **hints):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    layout = READER.infer(file, Hints(**hints))
    return layout, list(READER.records(file, layout))


def rows_of(text, **hints):
    return layout_and_records(text, **hints)[1]


@pytest.mark.parametrize(
    ("line", "day", "value_date", "amount"),
    [
        ("2312291230C12,NTRFNONREF", "2023-12-30", "2023-12-29", "12"),
        ("231229C,50NTRFNONREF", "2023-12-29", "2023-12-29", "0.50"),
        ("2312310102D1,00NTRFNONREF", "2024-01-02", "2023-12-31", "-1.00"),
        ("2401011231D1,00NTRFNONREF", "2023-12-31", "2024-01-01", "-1.00"),
        ("240228    D1,00NTRFNONREF", "2024-02-28", "2024-02-28", "-1.00"),
        ("2312291229RC7,00NMSCNONREF", "2023-12-29", "2023-12-29", "-7.00"),
        ("2312291229RD7,00NMSCNONREF", "2023-12-29", "2023-12-29", "7.00"),
        ("2312291229CR7,00NMSCNONREF", "2023-12-29", "2023-12-29", "7.00"),
        ("2312291229RDR7,00NMSCNONREF", "2023-12-29", "2023-12-29", "7.00"),
        ("20231229D000000000001,62NMSC", "2023-12-29", "2023-12-29", "-1.62"),
        ("202312291230D1.234,50NMSC", "2023-12-30", "2023-12-29", "-1234.50"),
        ("990102C1,NTRF", "1999-01-02", "1999-01-02", "1"),
        ("2312291229DF2402,00S   X", "2023-12-29", "2023-12-29", "-2402.00"),
    ],
)
def test_a_statement_line_is_read(line, day, value_date, amount):
    read = read_line([line])
    assert (str(read.day), str(read.value_date), read.amount) == (day, value_date, Decimal(amount))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("230230C1,00NTRFNONREF", "bad_date"),
        ("2302280230C1,00NTRFNONREF", "bad_date"),
        ("2502280229C1,00NTRFNONREF", "bad_date"),  # not the day of the year before
        ("231229C1,,00NTRF", "bad_amount"),
        ("231229C1;50NTRF", "bad_line"),
        ("231229X1,50NTRF", "bad_line"),
        ("23122", "bad_line"),
        ("", "bad_line"),
    ],
)
def test_a_bad_statement_line_says_why(line, code):
    with pytest.raises(LineError) as caught:
        read_line([line])
    assert caught.value.code == code


def test_a_value_date_of_thirty_february_leaves_the_booking_day():
    read = read_line(["1602300301DR6,00N024NONREF"])
    assert (read.day, read.value_date) == (date(2016, 3, 1), None)


def test_references_and_details_stand_apart():
    read = read_line(["2312291229D1,NTRFORDER 7//B2024010100077", "911-COLLECT"])
    assert (read.type_code, read.reference, read.bank_reference, read.details) == (
        "NTRF",
        "ORDER 7",
        "B2024010100077",
        "911-COLLECT",
    )


def test_a_line_broken_behind_its_mark_is_mended():
    assert read_line(["1811261126CR", "30,00N062NONREF"]).amount == 30


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("C231229EUR12,5", "12.5", "EUR"), ("D231229EUR000,00", "0", "EUR"), ("D020315105000,00", "-105000", None)],
)
def test_balances(text, amount, currency):
    balance = read_balance(text)
    assert (balance.amount, balance.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "X231229EUR1,00", "C231229EUR", "C231229EUR1,,0"])
def test_a_balance_that_cannot_be_read_is_none(text):
    assert read_balance(text) is None


@pytest.mark.parametrize(
    ("text", "account", "currency"),
    [
        ("NL12 TEST 0123 4567 89 EUR", "NL12TEST0123456789", "EUR"),
        ("70011110/4005287001EUR", "70011110/4005287001", "EUR"),
        ("TESTHUHB/12345678/HUF", "TESTHUHB/12345678", "HUF"),
        ("10020030/1234567", "10020030/1234567", None),
        ("", None, None),
    ],
)
def test_an_account_loses_the_currency_behind_it(text, account, currency):
    assert read_account(text) == (account, currency)


@pytest.mark.parametrize(
    ("lines", "payee", "purpose"),
    [
        (["166?00GUTSCHRIFT?20EREF+A1?21SVWZ+Rent May?30TESTDE?31DE12?32ANNA?33 BAU"], "ANNA BAU", "Rent May"),
        (
            ["177?00UEBERWEISUNG?20SVWZ+Invoice 12345 of Octo?21ber, thank you?32SHOP"],
            "SHOP",
            "Invoice 12345 of Octo ber",
        ),
        (["177?20SVWZ+Invoice 12345 of Octob?21er, thank you?32SHOP"], "SHOP", "Invoice 12345 of October, thank you"),
        (["020<00Przelew<20Czynsz<21za maj<32JAN NOWAK<33UL. DLUGA 1"], "JAN NOWAK UL. DLUGA 1", "Czynsz za maj"),
        (["020~00BE00~20Invoice 7~32SHOP"], "SHOP", "Invoice 7"),
        (["/TRTP/SEPA/IBAN/NL12/BIC/TESTNL2A/NAME/J JANSEN/REMI/Bill 3/EREF/X"], "J JANSEN", "Bill 3"),
        (["/EREF/9//CNTP/NL12/TESTNL2A/BAKER BV///REMI/USTD//Bread//"], "BAKER BV", "Bread"),
        (["/ORDP//NAME/A. SMITH/REMI/Gift"], "A. SMITH", "Gift"),
        (["/BENM/ELECTRIC CO/REMI/May"], "ELECTRIC CO", "May"),
        (["NL47TEST9999999999 g. jansen", "", "Jewels"], "g. jansen", "Jewels"),
        (["SEPA IBAN: NL47TEST9 BIC: TESTNL2A NAAM: JANSEN  OMSCHRIJVING: Jewels"], "JANSEN", "Jewels"),
        (["911 X; OD: JAN NOWAK  UL. DLUGA 1; TYT.: CZYNSZ ; TNR: 1791"], "JAN NOWAK", "CZYNSZ"),
        (["CARD PAYMENT", "CORNER SHOP"], "", "CARD PAYMENT CORNER SHOP"),
        (["105?00LASTSCHRIFT?20EREF+1?32TAX OFFICE"], "TAX OFFICE", ""),
    ],
)
def test_details_of_many_countries(lines, payee, purpose):
    found = read_details(lines)
    assert found.payee == payee
    assert found.purpose.startswith(purpose)


def test_a_full_line_goes_on_without_a_blank_and_a_shorter_one_with_one():
    full = "x" * 62 + "Oct"
    assert read_details([full, "ober"]).purpose.endswith("October")
    assert read_details(["paid in Oct", "ober"]).purpose == "paid in Oct ober"


def test_a_wrapped_time_is_no_tag_and_a_cut_off_colon_is_put_back():
    text = HEAD + ":61:231229D1,NMSC\n:86:106?20Card T13\n:12:11\n:61:231229D2,NMSC\n:\n86:166?20Shop\n"
    assert [row.description for row in rows_of(text)] == ["Card T13:12:11", "Shop"]


def test_bad_lines_are_rejected_and_the_rest_is_read():
    lines = [":61:230230C1,NMSC\n:86:Bad day", ":61:231229C1;1NMSC", ":61:231229D5,NMSC\n:86:Good"]
    first, second, third = rows_of(HEAD + "\n".join(lines))
    assert [(record.row, record.code) for record in (first, second)] == [(1, "bad_date"), (2, "bad_line")]
    assert (third.row, third.amount, third.description) == (3, -5, "Good")
    assert first.raw == ":61:230230C1,NMSC\n:86:Bad day"


MESSAGE = HEAD + ":61:231229D40,00NMSCNONREF\n:86:Shop\n:62F:C231229EUR60,00\n"


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE,
        MESSAGE + "-",
        MESSAGE.replace("\n", "\r\n"),
        MESSAGE.replace("\n", "\r"),
        MESSAGE.replace("\n", "\n\n"),
        "\n\n  " + MESSAGE,
        "\ufeff" + MESSAGE,
        "TESTNL2A\n940\nTESTNL2A\n" + MESSAGE + "-\n",
        "{1:F01TESTNL21XXXX0000000000}{2:O940TESTNL21XXXXN}{3:}{4:\n" + MESSAGE + "-}{5:}\n",
        "{1:F01TESTNL21XXXX0000000000}{2:O940TESTNL21XXXXN}{4:" + MESSAGE + "-}\n",
        "\x01\n" + MESSAGE + "-\x03",
        MESSAGE.replace(":62F:", ":64:C1\n:62F:")
        + ":64:C231229EUR60,00\n:65:C231230EUR60,00\n:86:Of the statement\n-\n",
        MESSAGE.encode("utf-16"),
    ],
)
def test_one_message_in_many_wrappings(text):
    content = text if isinstance(text, bytes) else text.encode()
    assert recognise(content, "statement.csv").format == "mt940"
    layout, [row] = layout_and_records(content)
    assert (row.date, row.amount, row.currency, row.description) == (date(2023, 12, 29), -40, "EUR", "Shop")
    assert layout.statements == [
        {
            "account": "NL12TEST0123456789",
            "currency": "EUR",
            "opening": "100.00",
            "closing": "60.00",
            "from": "2023-12-29",
            "to": "2023-12-29",
        }
    ]


def test_legacy_encodings():
    text = MESSAGE.replace("Shop", "Bäckerei Müller, Größe")
    [row] = rows_of(text.encode("cp1252"))
    assert row.description == "Bäckerei Müller, Größe"


def test_several_accounts_in_one_file_keep_their_currencies():
    other = MESSAGE.replace("NL12TEST0123456789", "42").replace("EUR", "KWD").replace("D40,00", "D40,005")
    first, second = rows_of(MESSAGE + "-\n" + other)
    assert (first.account, first.currency) == ("NL12TEST0123456789", "EUR")
    assert (second.account, second.currency, second.amount) == ("42", "KWD", Decimal("-40.005"))


def test_pages_carry_their_closing_balance_on_their_last_line():
    second = ":20:FEB\n:25:NL12TEST0123456789\n:60M:C231229EUR60,00\n" + ":61:231230C1,NMSC\n:61:231230C2,NMSC\n"
    layout, rows = layout_and_records(MESSAGE.replace(":62F:", ":62M:") + second + ":62F:C231230EUR63,00\n")
    assert [row.balance for row in rows] == [60, None, 63]
    assert [(one["opening"], one["closing"]) for one in layout.statements] == [("100.00", "60.00"), ("60.00", "63.00")]


def test_an_interim_report_takes_its_currency_from_its_limits():
    text = ":20:X\n:25:4711\n:28C:1\n:34F:PLN0,\n:13D:2401011815+0100\n:61:2401010101EC5,NTRF\n:86:Soon\n:90C:1PLN5,\n"
    layout, [row] = layout_and_records(text)
    assert (row.currency, row.pending, layout.statements[0]["opening"]) == ("PLN", True, None)


def test_a_statement_without_lines_is_empty():
    layout, rows = layout_and_records(HEAD + ":62F:C231229EUR100,00\n-\n")
    assert (rows, layout.accounts, layout.lines) == ([], ["NL12TEST0123456789"], 0)


def test_a_file_without_a_currency_takes_the_workspaces_and_says_so():
    layout, [row] = layout_and_records(":61:231229D1,NMSC\n", default_currency="CHF")
    assert (row.currency, layout.currency_assumed) == ("CHF", True)


@pytest.mark.parametrize("text", [":20:ABC\n", ":60F:C140829EUR1,\n", "nothing at all\n"])
def test_fields_that_make_no_statement_are_refused(text):
    with pytest.raises(ReadError, match="not_a_statement"):
        layout_and_records(text)


def test_a_field_without_end_is_refused():
    with pytest.raises(ReadError, match="value_too_long"):
        layout_and_records(HEAD + ":61:231229D1,NMSC\n:86:" + "some more text\n" * 20_000)


def test_amounts_before_conversion_are_kept():
    text = (
        HEAD
        + ":61:231229D9,10NMSC\n/OCMT/USD10,00/\n:86:Shop\n:61:231229D9,10NMSC\n:86:177?20OAMT+USD 10,00 SVWZ+Shop\n"
    )
    for row in rows_of(text):
        assert (row.original_amount, row.original_currency) == (-10, "USD")


def test_text_behind_an_amount_before_conversion_is_what_the_line_says():
    [row] = rows_of(HEAD + ":61:231229D9,10NTRF1000000001\n:86:/OCMT/USD10,00/\nPAYMENT OF INVOICE 20400\n")
    assert (row.description, row.original_currency) == ("PAYMENT OF INVOICE 20400", "USD")


def test_the_purpose_of_a_returned_payment_says_more_than_the_reason():
    details = [":86:/RTRN/MS03//NAME/J. Doe/REMI/USTD//Invoice 7/\n", ":86:/RTRN/MS03//NAME/J. Doe/\n"]
    rows = rows_of(HEAD + "".join(f":61:231229C1,57NRTINONREF\n{text}" for text in details))
    assert [row.description for row in rows] == ["J. Doe Invoice 7", "J. Doe MS03"]


def test_words_hold_all_of_the_text_and_a_reference_that_tells():
    text = (
        HEAD
        + ":61:231229D1,NTRFKEY 7//B2024010100077\n:86:177?20EREF+ABC?21SVWZ+Rent?32ANNA\n:61:231229D1,NTRFNONREF//1\n"
    )
    first, second = rows_of(text)
    assert first.words == "177 EREF+ABC SVWZ+Rent ANNA KEY 7 B2024010100077"
    assert (first.external_id, second.words) == (None, "")


def test_records_can_be_begun_anywhere():
    file = io.BytesIO((HEAD + ":61:231229D1,NMSC\n" * 5).encode())
    layout = READER.infer(file, Hints())
    assert [record.row for record in READER.records(file, layout, 3)] == [4, 5]


def test_a_reading_left_early_leaves_the_file_open():
    file = io.BytesIO((HEAD + ":61:231229D1,NMSC\n" * 5).encode())
    next(READER.records(file, READER.infer(file, Hints())))
    assert not file.closed


bookings = st.lists(
    st.tuples(
        st.dates(date(1990, 1, 1), date(2070, 12, 31)),
        st.integers(-40, 40),
        st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2)),
        st.text("ABCDEFGHIJ KLMNOP?", min_size=1, max_size=25).map(lambda text: " ".join(text.split())),
    ),
    max_size=8,
)


@given(bookings, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_rendered_statement_reads_back(written, end, renumbered):
    lines = HEAD.splitlines()
    for value, shift, amount, text in written:
        entry, mark = value + timedelta(shift), "D" if amount < 0 else "C"
        number = str(abs(amount)).replace(".", ",")
        lines.append(f":61:{value:%y%m%d}{entry:%m%d}{mark}{number}NTRFNONREF")
        lines.append(f":86:177?20SVWZ+{text.replace('?', '')}" if renumbered else f":86:x{text}")
    read = rows_of(end.join(lines))
    assert [(row.date, row.value_date, row.amount) for row in read] == [
        (value + timedelta(shift), value, amount) for value, shift, amount, _ in written
    ]


@given(st.binary(max_size=300), st.integers(0, len(MESSAGE)), st.integers(0, 60))
@example(b"\n:61:", 3, 0)
def test_whatever_stands_in_a_file_it_is_read_or_refused(noise, at, cut):
    content = MESSAGE.encode()[:at] + noise + MESSAGE.encode()[at + cut :]
    try:
        records = rows_of(content)
    except ReadError:
        return
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert all(isinstance(record, Row | Rejected) for record in records)


@pytest.mark.usefixtures("worker")
def test_a_statement_is_imported_proved_and_known_again(user):
    second = HEAD.replace("C231229EUR100,00", "C231230EUR60,00") + ":61:231230D40,00NMSC\n:86:Shop\n"
    text = f"{MESSAGE}-\n{second}:62F:C231230EUR20,00\n-\n"
    result = user.imported(text.encode(), "export.sta")
    assert (result["format"], result["created"], result["balance_proof"]) == ("mt940", 2, "proved")
    [account] = user.get("/accounts").json["data"]
    assert (account["currency"], account["opening_balance"], account["balance"]) == ("EUR", "100.00", "20.00")
    reread = user.imported(text.encode(), "export.sta")
    assert (reread["created"], reread["duplicate"]) == (0, 2)
