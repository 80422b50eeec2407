"""QIF as Quicken, banks and other programs write it."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.qif.reader import QifReader
from app.formats.registry import recognise


def a_record(day="31/01/2026", amount="-4.50", payee="Corner Shop", *more):
    return "\n".join([f"D{day}", f"T{amount}", f"P{payee}", *more, "^", ""])


def a_file(*records, header="!Type:Bank\n"):
    return (header + "".join(records)).encode()


def read(content, **hints):
    """(records, layout), the layout as it comes back from the database."""
    reader, file = QifReader(), io.BytesIO(content)
    assert reader.identify(content, "export.csv") >= 0.8
    layout = Layout.from_document(reader.infer(file, Hints(**hints)).to_document())
    records = list(reader.records(file, layout))
    assert [record.row for record in records] == list(range(1, layout.lines + 1))
    return records, layout


def read_one(*parts, **hints):
    [record] = read(a_file(a_record(*parts)), **hints)[0]
    return record


def test_a_record_says_all_it_knows():
    row = read_one("31/01/2026", "-4.50", "Corner Shop", "Mcoffee and cake", "N1234", "C*", "LFood:Coffee")
    assert (row.date, row.amount, row.currency) == (date(2026, 1, 31), Decimal("-4.50"), "USD")
    assert (row.description, row.payee, row.account) == ("Corner Shop coffee and cake", "Corner Shop", None)


@pytest.mark.parametrize(
    "written",
    [
        "31/1'26",
        "31/ 1'26",
        "1/31/26",
        "31.1.2026",
        "31.01.26",
        "31-1-26",
        "01/31'2026",
        "2026-01-31",
        "20260131",
        "31 Jan 2026",
        "2026/1/31",
        " 31/01/2026 ",
        "January 31, 2026",
        "1/31/126",
    ],
)
def test_days_in_all_spellings(written):
    assert read_one(written).date == date(2026, 1, 31)


@pytest.mark.parametrize(("written", "day"), [("1/13' 5", date(2005, 1, 13)), ("1/13/95", date(1995, 1, 13))])
def test_an_apostrophe_means_the_years_from_2000_on(written, day):
    assert read_one(written).date == day


def test_the_order_of_days_is_inferred_from_the_whole_file():
    records, layout = read(a_file(a_record("3/4/2026"), a_record("3/25/2026")))
    assert [(row.date.month, row.date.day) for row in records] == [(3, 4), (3, 25)]
    assert (layout.date_order, layout.warnings) == ("mdy", [])


@pytest.mark.parametrize(("locale", "day"), [("en-US", date(2026, 3, 4)), ("en-GB", date(2026, 4, 3))])
def test_the_locale_decides_where_nothing_else_does_and_the_file_says_so(locale, day):
    [row], layout = read(a_file(a_record("3/4/2026")), locale=locale)
    assert row.date == day
    assert [warning["code"] for warning in layout.warnings] == ["ambiguous_date_order"]


def test_days_that_contradict_each_other_are_refused_with_both_readings():
    content = a_file(*[a_record("25/3/2026"), a_record("3/25/2026")] * 6)
    with pytest.raises(ReadError) as error:
        read(content)
    assert (error.value.code, len(error.value.readings)) == ("ambiguous_date_order", 2)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("-1,234.56", "-1234.56"), ("-1.234,56", "-1234.56"), ("12,5", "12.5"), ("$1,234", "1234"), ("-0.07", "-0.07")],
)
def test_amounts_in_both_ways_of_writing(written, amount):
    assert read_one("31/01/2026", written).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("T-1.00\nPx\n^\n", "no_date"),
        ("D99/99/2026\nT-1.00\n^\n", "bad_date"),
        ("D1/2/2026\nPx\n^\n", "no_amount"),
        ("D1/2/2026\nTabc\n^\n", "bad_amount"),
        ("D1/2/2026\nT1.234567\n^\n", "too_many_decimals"),
    ],
)
def test_a_broken_record_is_rejected_and_the_others_stay(record, code):
    records, _ = read(a_file(a_record(), record, a_record("30/01/2026", "-5.00")))
    assert [type(record) for record in records] == [Row, Rejected, Row]
    assert records[1].code == code


def test_a_split_is_one_row_and_says_nothing_of_its_parts():
    row = read_one(
        "31/01/2026", "-10.00", "Market", "LFood", "SFood", "Eapples", "$-6.00", "SHousehold", "Esoap", "$-4.00"
    )
    assert (row.amount, row.description) == (Decimal("-10.00"), "Market")


@pytest.mark.parametrize(
    ("lines", "description"),
    [
        ("PANN BAKER\nMAnn Baker 31.01.", "Ann Baker 31.01."),
        ("Monly a memo", "only a memo"),
        ("Mone\nMtwo", "one two"),
        ("L[Savings]", "Savings"),
        ("N1042", "1042"),
    ],
)
def test_the_description_is_what_there_is(lines, description):
    [row] = read(f"!Type:Bank\nD31/01/2026\nT-1.00\n{lines}\n^\n".encode())[0]
    assert row.description == description


ACCOUNTS = """!Option:AutoSwitch
!Account
NEveryday
DEUR
TBank
^
NCard
TCCard
^
!Clear:AutoSwitch
!Type:Cat
NFood
DGroceries
E
^
!Account
NEveryday
TBank
^
!Type:Bank
D25/1/2026
T-1.00
PBakery
^
!Account
NCard
TCCard
^
!Type:CCard
D26/1/2026
T-2.00
PHotel
^
!Type:Prices
"ACME",5 1/2,"26/1/2026"
^
"""


def test_accounts_by_name_with_their_currencies_and_lists_are_no_lines():
    records, layout = read(ACCOUNTS.encode(), default_currency="USD")
    found = [(row.account, row.account_name, row.currency, row.description) for row in records]
    assert found == [("Everyday", "Everyday", "EUR", "Bakery"), ("Card", "Card", "USD", "Hotel")]
    assert layout.accounts == ["Everyday", "Card"]


def test_an_opening_balance_is_stated_not_booked():
    opening = a_record("1/1'26", "1,250.00", "Opening Balance", "CX", "L[Everyday]")
    records, layout = read(a_file(opening, a_record("1/31'26")))
    assert (type(records[0]), records[0].reason) == (Ignored, "opening balance")
    assert (records[1].amount, records[1].account) == (Decimal("-4.50"), "Everyday")
    [stated] = layout.statements
    assert (stated["account"], stated["opening"], stated["from"]) == ("Everyday", "1250.00", "2026-01-01")


def test_a_starting_balance_that_is_filed_as_income_is_a_transaction():
    assert isinstance(read_one("31/01/2026", "9.00", "Starting Balance", "LIncome:Available"), Row)


INVESTMENTS = """!Type:Invst
D1/5'26\nNBuy\nYAcme\nQ10\nT50.00\n^
D1/6'26\nNDiv\nYAcme\nT1.50\n^
D1/7'26\nNBuyX\nYAcme\nT9.00\nL[Checking]\n^
D1/8'26\nNReinvDiv\nYAcme\nT1.00\n^
D1/9'26\nNCash\nPFee\nT-3.00\n^
D1/25'26\nNJuggle\nT5.00\n^
"""


def test_investments_are_rows_where_cash_moves():
    records, _ = read(INVESTMENTS.encode())
    rows = [(row.description, row.amount) for row in records if isinstance(row, Row)]
    assert rows == [("Buy Acme", -50), ("Div Acme", Decimal("1.50")), ("Fee", -3)]
    assert [record.code for record in records if isinstance(record, Rejected)] == ["unknown_action"]


def test_a_record_cut_off_is_rejected_but_a_missing_last_mark_is_not():
    whole = a_file(a_record(), a_record("30/01/2026", "-123.45", "Hotel"))
    assert isinstance(read(whole.removesuffix(b"^\n"))[0][1], Row)
    assert read(whole.removesuffix(b"tel\n^\n"))[0][1].code == "truncated_line"


def test_files_without_a_register_are_refused_and_empty_ones_are_empty():
    with pytest.raises(ReadError) as error:
        read(b"!Type:Cat\nNFood\n^\n")
    assert error.value.code == "no_statement"
    records, layout = read(b"!Type:Bank\n^\n")
    assert (records, layout.warnings[0]["code"]) == ([], "no_transactions")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_one_register_in_many_encodings(encoding, newline):
    text = "# from a program\n!type:bank \n" + a_record("31/01/2026", "-1.00", "Bäckerei Süßmann Köln")
    [row] = read(text.replace("\n", newline).encode(encoding))[0]
    assert row.description == "Bäckerei Süßmann Köln"


def test_a_file_without_a_header_is_known_by_its_records():
    content = (a_record() + a_record("30/01/2026")).encode()
    assert recognise(content, "export.txt").format == "qif"
    assert len(read(content)[0]) == 2


def test_endless_records_and_lines_are_refused():
    for content in (b"!Type:Bank\n" + b"Mx\n" * 30_000, b"!Type:Bank\nM" + b"x" * 2_000_000):
        with pytest.raises(ReadError) as error:
            read(content)
        assert error.value.code in ("record_too_long", "line_too_long")


DAYS = {
    "dmy": ["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{y}"],
    "mdy": ["{m}/{d}/{y}", "{m:2}/{d:2}'{y}"],
    "ymd": ["{y}-{m:02}-{d:02}"],
}
ways = st.sampled_from(sorted(DAYS)).flatmap(lambda order: st.tuples(st.just(order), st.sampled_from(DAYS[order])))
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=10)
transactions = st.lists(
    st.tuples(
        st.dates(date(1990, 1, 1), date(2049, 12, 31)),
        st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2)),
        st.lists(words, min_size=1, max_size=4).map(" ".join),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(transactions, ways, st.sampled_from([(".", ","), (".", ""), (",", "."), (",", "")]))
def test_what_is_written_reads_back_the_same(rows, way, marks):
    order, pattern = way
    records = []
    for day, amount, payee in rows:
        number = f"{amount:,.2f}".translate(str.maketrans({",": marks[1], ".": marks[0]}))
        records.append(a_record(pattern.format(d=day.day, m=day.month, y=day.year), number, payee))
    found, _ = read(a_file(*records), date_order=None if order == "ymd" else order)
    assert [(row.date, row.amount, row.payee) for row in found] == rows


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_the_bytes_there_are_records_or_a_refusal(data):
    content = (ACCOUNTS + INVESTMENTS).encode()
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 30))
        content = content[:start] + data.draw(st.binary(max_size=12)) + content[end:]
    reader, file = QifReader(), io.BytesIO(content)
    try:
        layout = reader.infer(file, Hints())
    except ReadError:
        return
    records = list(reader.records(file, layout))
    assert len(records) == layout.lines
    start = data.draw(st.integers(0, len(records)))
    assert list(reader.records(file, layout, start)) == records[start:]
