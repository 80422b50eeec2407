"""OFX in the spellings banks give it: SGML, XML and what lies between."""

import io
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.ofx.layout import OfxLayout
from app.formats.ofx.reader import OfxReader
from app.formats.registry import recognise

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n\n"
XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'


def a_line(**values):
    """A STMTTRN in SGML; names in capitals, `kind` is its element."""
    kind = values.pop("kind", "STMTTRN")
    given_values = {"TRNTYPE": "DEBIT", "DTPOSTED": "20260105", "TRNAMT": "-4.50", "NAME": "Corner Shop", **values}
    inner = "".join(f"<{tag}>{value}\n" for tag, value in given_values.items() if value is not None)
    return f"<{kind}>\n{inner}</{kind}>\n"


def a_statement(*lines, currency="USD", account="12-3456", after="", kind="STMTRS", source="BANKACCTFROM"):
    whose = f"<{source}><BANKID>77<ACCTID>{account}<ACCTTYPE>CHECKING</{source}>" if account else ""
    inner = f"<BANKTRANLIST><DTSTART>20260101<DTEND>20260131\n{''.join(lines)}</BANKTRANLIST>{after}"
    return f"<{kind}><CURDEF>{currency}{whose}{inner}</{kind}>"


def a_file(*statements, header=HEADER, encoding="cp1252"):
    return f"{header}<OFX><BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>".encode(encoding)


def read(content, **hints):
    """(records, layout), the layout as it comes back from the database."""
    reader, file = OfxReader(), io.BytesIO(content)
    assert reader.identify(content[:65536], "export.csv") > 0.9
    layout = Layout.from_document(reader.infer(file, Hints(**hints)).to_document())
    records = list(reader.records(file, layout))
    assert [record.row for record in records] == list(range(1, layout.lines + 1))
    return records, layout


def read_one(**values):
    [record] = read(a_file(a_statement(a_line(**values))))[0]
    return record


def refused(content):
    with pytest.raises(ReadError) as error:
        read(content)
    return error.value.code


def test_a_line_says_all_it_knows():
    row = read_one(FITID="2026010500017", MEMO="coffee and cake", DTUSER="20260103", DTAVAIL="20260106")
    assert (row.date, row.amount, row.currency, row.account) == (date(2026, 1, 5), Decimal("-4.50"), "USD", "12-3456")
    assert (row.description, row.payee, row.external_id) == (
        "Corner Shop coffee and cake",
        "Corner Shop",
        "2026010500017",
    )
    assert (row.transaction_date, row.value_date) == (date(2026, 1, 3), date(2026, 1, 6))


@pytest.mark.parametrize(
    "written",
    [
        "20260105",
        "202601052359",
        "20260105120000.000[-5:EST]",
        "20260105000000[-3:BRT]",
        "20260105093914:014",
        "2026-01-05",
        "2026/01/05",
        "2026-01-05T23:59:59Z",
        "20260105000000[+13]",
        " 20260105 ",
    ],
)
def test_the_day_is_the_day_as_written(written):
    assert read_one(DTPOSTED=written).date == date(2026, 1, 5)


def test_days_written_otherwise_are_judged_by_the_whole_file():
    days = ["05/01/2026", "17/01/2026"]
    records, layout = read(a_file(a_statement(*[a_line(DTPOSTED=day) for day in days])))
    assert [row.date.day for row in records] == [5, 17]
    assert layout.date_order == "dmy"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("-12.34", "-12.34"),
        ("-12,34", "-12.34"),
        ("+12.34", "12.34"),
        ("-1.234,56", "-1234.56"),
        ("1,234.56", "1234.56"),
        ("-00000000001500.0000", "-1500.00"),
        ("12", "12"),
        ("- 12,34", "-12.34"),
        ("R$ -7,00", "-7.00"),
        ("12.5", "12.5"),
    ],
)
def test_amounts_in_all_spellings(written, amount):
    assert read_one(TRNAMT=written).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"DTPOSTED": None}, "no_date"),
        ({"DTPOSTED": ""}, "no_date"),
        ({"DTPOSTED": "20260231"}, "bad_date"),
        ({"DTPOSTED": "201120000000"}, "bad_date"),
        ({"TRNAMT": None}, "no_amount"),
        ({"TRNAMT": " "}, "no_amount"),
        ({"TRNAMT": "twelve"}, "bad_amount"),
        ({"TRNAMT": "1.2345"}, "too_many_decimals"),
        ({"TRNAMT": "NaN"}, "bad_amount"),
        ({"CORRECTFITID": "4711", "CORRECTACTION": "DELETE"}, "correction"),
    ],
)
def test_a_broken_line_is_rejected_and_the_others_stay(values, code):
    records, _ = read(a_file(a_statement(a_line(), a_line(**values), a_line())))
    assert [type(record) for record in records] == [Row, Rejected, Row]
    assert records[1].code == code
    assert "<NAME>Corner Shop" in records[1].raw


@pytest.mark.parametrize(
    ("name", "memo", "description"),
    [
        (
            "GROCERIES AND MORE LTD SPRINGFIE",
            "GROCERIES AND MORE LTD SPRINGFIELD 4711",
            "GROCERIES AND MORE LTD SPRINGFIELD 4711",
        ),
        ("Corner Shop", "POS;Corner Shop", "POS;Corner Shop"),
        ("Rent January", "rent", "Rent January"),
        ("Corner Shop", None, "Corner Shop"),
        (None, "Wire to Ann", "Wire to Ann"),
        (None, None, "DEBIT"),
        ("Fish &amp; Chips &lt;3", "caf&#233;&nbsp;bar", "Fish & Chips <3 café bar"),
        ("AT&T R&D; A < B", "<![CDATA[1 <b> & 2]]>", "AT&T R&D; A < B 1 <b> & 2"),
        ("first line\n  second line", "", "first line second line"),
    ],
)
def test_the_description_is_name_and_memo_not_doubled(name, memo, description):
    assert read_one(NAME=name, MEMO=memo).description == description


def test_a_payee_element_names_the_other_party_and_nothing_else_of_it_counts():
    payee = "<NAME>Ann Baker<ADDR1>Main Street 5<CITY>Springfield<POSTALCODE>1234</PAYEE"
    row = read_one(NAME=None, PAYEE=payee + ">", MEMO="rent", BANKACCTTO="<ACCTID>999</BANKACCTTO>")
    assert (row.payee, row.description, row.account) == ("Ann Baker", "Ann Baker rent", "12-3456")


def test_lines_in_a_currency_of_their_own_and_lines_converted_from_one():
    own = read_one(TRNAMT="-10.00", CURRENCY="<CURRATE>1.25<CURSYM>EUR</CURRENCY>")
    assert (own.amount, own.currency, own.original_amount) == (Decimal("-10.00"), "EUR", None)
    converted = read_one(TRNAMT="-10.00", ORIGCURRENCY="<CURRATE>1.25<CURSYM>EUR</ORIGCURRENCY>")
    assert (converted.amount, converted.currency) == (Decimal("-10.00"), "USD")
    assert (converted.original_amount, converted.original_currency) == (Decimal("-8.00"), "EUR")


def test_a_part_of_a_line_without_its_end_tag_leaves_the_line_what_is_its_own():
    row = read_one(CURRENCY="<CURRATE>1<CURSYM>EUR", MEMO="fresh rolls", FITID="2026010500017")
    assert (row.description, row.external_id, row.currency) == ("Corner Shop fresh rolls", "2026010500017", "EUR")


def test_a_file_without_a_currency_takes_that_of_its_lines_or_the_callers():
    lines = a_line(CURRENCY="<CURRATE>1.0<CURSYM>AUD</CURRENCY>")
    assert read(a_file(a_statement(lines, currency="")))[0][0].currency == "AUD"
    [row], layout = read(a_file(a_statement(a_line(), currency="")), default_currency="CAD")
    assert (row.currency, layout.currency_assumed) == ("CAD", True)


def test_several_accounts_and_currencies_in_one_file():
    bank = a_statement(a_line(), currency="EUR", account="DE1")
    card = a_statement(a_line(NAME="Hotel"), account="4000", kind="CCSTMTRS", source="CCACCTFROM")
    records, layout = read(a_file(bank, card))
    assert [(row.account, row.currency) for row in records] == [("DE1", "EUR"), ("4000", "USD")]
    assert layout.accounts == ["DE1", "4000"]
    assert [one["type"] for one in OfxLayout.of(layout).owners] == ["checking", "credit_card"]


def test_the_ledger_balance_closes_the_statement_only_if_it_is_that_of_its_end():
    def closing(day, amount="382,34"):
        balance = f"<LEDGERBAL><BALAMT>{amount}<DTASOF>{day}</LEDGERBAL><AVAILBAL><BALAMT>1<DTASOF>{day}</AVAILBAL>"
        return read(a_file(a_statement(a_line(DTPOSTED="20260120"), after=balance)))[1].statements[0]["closing"]

    assert closing("20260131") == closing("20260202120000") == "382.34"
    assert closing("20260119") is closing("20260301") is closing("") is closing("20260131", " ") is None


def test_the_period_stands_in_the_layout():
    [statement] = read(a_file(a_statement(a_line())))[1].statements
    assert statement == {
        "account": "12-3456",
        "currency": "USD",
        "opening": None,
        "closing": None,
        "from": "2026-01-01",
        "to": "2026-01-31",
    }


def test_pending_lines_are_pending():
    pending = a_line(kind="STMTTRNP", DTPOSTED=None, DTTRAN="20260130")
    content = a_statement(a_line(), after=f"<BANKTRANLISTP><DTASOF>20260131{pending}</BANKTRANLISTP>")
    records, _ = read(a_file(content))
    assert [(row.pending, row.date.day) for row in records] == [(False, 5), (True, 30)]


def test_ids_that_only_count_the_lines_are_no_ids():
    records, _ = read(a_file(a_statement(a_line(FITID="1"), a_line(FITID="0000000"), a_line(FITID="202601050001"))))
    assert [row.external_id for row in records] == [None, None, "202601050001"]


def test_debits_without_a_sign_are_money_out_where_no_amount_has_one():
    kinds = ["DEBIT", "DEBIT", "CREDIT", "ATM", "XFER"]
    records, layout = read(a_file(a_statement(*[a_line(TRNTYPE=kind, TRNAMT="5.00") for kind in kinds])))
    assert [row.amount for row in records[:4]] == [-5, -5, 5, -5]
    assert records[4].code == "unknown_sign"
    assert [warning["code"] for warning in layout.warnings] == ["signs_by_type"]


def test_one_odd_debit_proves_nothing():
    records, _ = read(a_file(a_statement(a_line(TRNAMT="5.00"), a_line(TRNAMT="-6.00"))))
    assert [row.amount for row in records] == [5, -6]


def test_signs_that_contradict_every_type_are_turned():
    lines = [a_line(TRNAMT="5.00"), a_line(TRNAMT="7.00"), a_line(TRNTYPE="CREDIT", TRNAMT="-12.00")]
    assert [row.amount for row in read(a_file(a_statement(*lines)))[0]] == [-5, -7, 12]


INVESTMENTS = """<INVSTMTRS><CURDEF>USD<INVACCTFROM><BROKERID>b.example<ACCTID>X1</INVACCTFROM><INVTRANLIST>
<BUYSTOCK><INVBUY><INVTRAN><FITID>90001<DTTRADE>20260105<DTSETTLE>20260107<MEMO>Bought</INVTRAN><SECID><UNIQUEID>111
<UNIQUEIDTYPE>CUSIP</SECID><UNITS>10<UNITPRICE>5<TOTAL>50.00</INVBUY><BUYTYPE>BUY</BUYSTOCK>
<INCOME><INVTRAN><FITID>90002<DTTRADE>20260106</INVTRAN><SECID><UNIQUEID>111</SECID><INCOMETYPE>DIV<TOTAL>1.50</INCOME>
<SELLMF><INVSELL><INVTRAN><FITID>90003<DTTRADE>20260107</INVTRAN><UNITS>-1</INVSELL></SELLMF>
<TRANSFER><INVTRAN><FITID>90004<DTTRADE>20260108</INVTRAN><UNITS>3</TRANSFER>
<REINVEST><INVTRAN><FITID>90005<DTTRADE>20260108</INVTRAN><TOTAL>-1.50</REINVEST>
<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260109<TRNAMT>100.00<NAME>Deposit</STMTTRN><SUBACCTFUND>CASH</INVBANKTRAN>
</INVTRANLIST><INVPOSLIST><POSSTOCK><INVPOS><UNITS>10<MKTVAL>55</INVPOS></POSSTOCK></INVPOSLIST></INVSTMTRS>"""
SECURITIES = "<SECLIST><SECINFO><SECID><UNIQUEID>111<UNIQUEIDTYPE>CUSIP</SECID><SECNAME>Acme Corp</SECINFO></SECLIST>"


def test_investments_are_rows_where_cash_moves():
    records, _ = read(a_file(INVESTMENTS, SECURITIES))
    rows = [(row.description, row.amount) for row in records if isinstance(row, Row)]
    assert rows == [("Bought Acme Corp", -50), ("INCOME Acme Corp", Decimal("1.50")), ("Deposit", 100)]
    assert records[0].value_date == date(2026, 1, 7)
    assert [record.code for record in records if isinstance(record, Rejected)] == ["no_amount"]
    assert [record.reason for record in records if isinstance(record, Ignored)] == ["no cash moves"] * 2


def a_status(code, severity, message=""):
    return f"<STATUS><CODE>{code}<SEVERITY>{severity}{message and '<MESSAGE>' + message}</STATUS>"


def test_an_error_of_the_bank_is_told_in_its_words():
    content = a_file(f"<STMTTRNRS>{a_status(2000, 'ERROR', 'General error')}</STMTTRNRS>")
    with pytest.raises(ReadError, match="General error") as error:
        read(content)
    assert error.value.code == "statement_error"


def test_an_error_for_one_of_two_accounts_is_a_warning():
    content = a_file(a_status(0, "INFO"), a_statement(a_line()), a_status(2003, "ERROR", "Account not found"))
    assert [warning["code"] for warning in read(content)[1].warnings] == ["statement_error"]


def test_files_without_a_statement_and_halves_of_one_are_refused():
    assert refused(a_file()) == "no_statement"
    assert (
        refused(a_file(f"<ACCTINFO><BANKACCTFROM><ACCTID>1</BANKACCTFROM></ACCTINFO>{a_status(0, 'INFO')}"))
        == "no_statement"
    )
    whole = a_file(a_statement(a_line(), a_line(), after="<LEDGERBAL><BALAMT>1<DTASOF>20260131</LEDGERBAL>"))
    body = whole.index(b"<STMTTRN>")
    assert {refused(whole[:cut]) for cut in range(body, len(whole) - 30)} == {"truncated_file"}


def test_a_statement_without_transactions_has_no_rows():
    records, layout = read(a_file(a_statement()))
    assert records == []
    assert [warning["code"] for warning in layout.warnings] == ["no_transactions"]


BOMB = '<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><OFX><STMTRS>&b;</STMTRS></OFX>'


def test_entities_of_the_files_own_are_refused():
    assert refused(BOMB.encode()) == "document_type"


def test_a_giant_value_is_refused_without_keeping_it():
    assert refused(a_file(a_statement(a_line(MEMO="x" * 3_000_000)))) == "value_too_long"
    assert refused(a_file(a_statement(a_line(MEMO="<![CDATA[" + "x" * 3_000_000)))) == "value_too_long"
    assert refused(a_file("".join(f"<T{n}>x" for n in range(5000)))) == "too_many_tags"
    assert refused(a_file("<STMTRS>" * 3000)) == "too_many_statements"


TEXT = HEADER + "<OFX><BANKMSGSRSV1>" + a_statement(a_line(NAME="Café Zoë")) + "</BANKMSGSRSV1></OFX>"
ROW = (date(2026, 1, 5), Decimal("-4.50"), "Café Zoë")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("cp1252"),
        TEXT.encode("utf-8"),  # whatever its header says
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.replace("1252", "ISO-8859-1").encode("latin-1"),
        TEXT.replace("CHARSET:1252", "CHARSET:NONE").replace("USASCII", "UTF-8").encode("latin-1"),
        TEXT.removeprefix(HEADER).encode("latin-1"),
        TEXT.replace("\n", "").encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        TEXT.replace(HEADER, "\n" * 12 + HEADER).encode("cp1252"),
        TEXT.replace("</STMTTRN>", "").encode("cp1252"),
        TEXT.replace("<OFX>", '<OFX xmlns="http://ofx.net">').encode("cp1252"),
        TEXT.replace("<NAME>", "<!-- who --><NAME>").encode("cp1252"),
        TEXT.replace("<NAME>", "<MEMO/><CATEGORY /><NAME>").encode("cp1252"),
        TEXT.replace("Zoë\n", "Zoë</MEMO>\n").encode("cp1252"),  # the wrong end tag
        TEXT.replace("<OFX>", "<ofx>").replace("STMTTRN", "StmtTrn").replace("TRNAMT", "trnamt").encode("cp1252"),
        TEXT.replace("<OFX><BANKMSGSRSV1>", "").replace("</BANKMSGSRSV1></OFX>", "").encode("cp1252"),
        TEXT.replace("<INTU", "").replace("<OFX>", "<OFX><INTU.BID>3000<INTU.USERID>me").encode("cp1252"),
    ],
)
def test_one_statement_in_many_spellings(content):
    [row] = read(content)[0]
    assert (row.date, row.amount, row.description) == ROW


def test_it_is_recognised_by_its_contents():
    assert recognise(a_file(a_statement(a_line())), "statement.csv").format == "ofx"
    assert OfxReader().identify(b"Date,Text,Amount\n2026-01-05,<b>,-4\n", "statement.ofx") == 0


texts = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
words = st.lists(texts.filter(bool), max_size=4).map(" ".join)
amounts = st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
transactions = st.lists(st.tuples(st.dates(date(1996, 1, 1), date(2099, 12, 31)), amounts, words, words), max_size=8)


def rendered(rows, xml, mark, newline, zone):
    """The rows as a bank would write them, with signs that agree with the types."""
    lines = []
    for day, amount, name, memo in rows:
        values = {
            "TRNTYPE": "DEBIT" if amount < 0 else "CREDIT",
            "DTPOSTED": f"{day:%Y%m%d}{zone}",
            "TRNAMT": f"{amount:.2f}".replace(".", mark),
            "NAME": escape(name),
            "MEMO": escape(memo),
        }
        tags = [f"<{tag}>{value}" + (f"</{tag}>" if xml else "") for tag, value in values.items()]
        lines.append(newline.join(["<STMTTRN>", *tags, "</STMTTRN>", ""]))
    return a_file(a_statement(*lines), header=XML_HEADER if xml else HEADER, encoding="utf-8")


@settings(max_examples=200, deadline=None)
@given(
    transactions,
    st.booleans(),
    st.sampled_from(".,"),
    st.sampled_from(["\n", "", "\r\n\t"]),
    st.sampled_from(["", "120000", "235959.999[-11:XST]"]),
)
def test_what_is_written_reads_back_the_same(rows, xml, mark, newline, zone):
    records, _ = read(rendered(rows, xml, mark, newline, zone))
    assert [(row.date, row.amount, row.payee) for row in records] == [
        (day, amount, name) for day, amount, name, _ in rows
    ]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_the_bytes_there_are_records_or_a_refusal(data):
    content = a_file(a_statement(a_line(), a_line(MEMO="x")), INVESTMENTS, SECURITIES)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 40))
        content = content[:start] + data.draw(st.binary(max_size=12)) + content[end:]
    reader, file = OfxReader(), io.BytesIO(content)
    try:
        layout = reader.infer(file, Hints())
    except ReadError:
        return
    records = list(reader.records(file, layout))
    assert len(records) == layout.lines
    start = data.draw(st.integers(0, len(records)))
    assert list(reader.records(file, layout, start)) == records[start:]


def test_a_value_may_stand_across_the_pieces_a_file_is_read_in():
    days = [date(2020, 1, 1) + timedelta(n % 365) for n in range(3000)]
    lines = [a_line(DTPOSTED=f"{day:%Y%m%d}", NAME=f"Shop {n}", MEMO="<![CDATA[<&]]>") for n, day in enumerate(days)]
    records, _ = read(a_file(a_statement(*lines)))
    expected = [(day, f"Shop {n} <&") for n, day in enumerate(days)]
    assert [(row.date, row.description) for row in records] == expected


def test_an_answer_without_a_statement_element_is_a_statement_in_its_own_currency():
    answers = [
        f"<STMTTRNRS><CURDEF>{currency}<BANKACCTFROM><ACCTID>{account}</BANKACCTFROM>"
        f"<BANKTRANLIST>{a_line()}</BANKTRANLIST></STMTTRNRS>"
        for currency, account in (("ILS", "31"), ("GBP", "32"))
    ]
    rows, layout = read(a_file(*answers))
    assert [(row.currency, row.account) for row in rows] == [("ILS", "31"), ("GBP", "32")]
    assert not layout.currency_assumed


def test_the_ledger_balance_ends_a_list_whose_end_tags_are_missing():
    balance = "<LEDGERBAL><BALAMT>5.00<DTASOF>20260131</LEDGERBAL>"
    content = a_file(a_statement(a_line(), after=balance)).replace(b"</BANKTRANLIST>", b"").replace(b"</STMTTRN>", b"")
    [row], layout = read(content)
    assert (row.amount, layout.statements[0]["closing"]) == (Decimal("-4.50"), "5.00")


def test_xml_of_a_banks_own_that_borrows_names_is_no_ofx():
    line = "<stmttrn><benefit>debit</benefit><dtposted>2026-10-02</dtposted><trnamt>250.00</trnamt></stmttrn>"
    for root in ("pmtorder", "statement", "stmtrs", "izvod"):
        content = f'<?xml version="1.0"?><{root}><curdef>rsd</curdef><trnlist>{line}</trnlist></{root}>'
        assert OfxReader().identify(content.encode(), "statement.xml") == 0
