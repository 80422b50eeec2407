"""Reading delimited statements: what is refused, what is rejected, what is inferred and from which
evidence.
"""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.registry import recognise

HEADER = "Date,Description,Amount\n"


def open_text(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding) if isinstance(text, str) else text)


def infer(text, name="statement.csv", encoding="utf-8", **hints):
    file = open_text(text, encoding)
    reader = recognise(file.read(4096), name)
    return reader, file, reader.infer(file, Hints(file_name=name, **hints))


def read(text, **options):
    reader, file, layout = infer(text, **options)
    return list(reader.records(file, layout))


def rows(text, **options):
    return [record for record in read(text, **options) if isinstance(record, Row)]


def amounts(text, **options):
    return [row.amount for row in rows(text, **options)]


def lines(*cells):
    return HEADER + "".join(f"{line}\n" for line in cells)


def refused(text, **options):
    with pytest.raises(ReadError) as caught:
        infer(text, **options)
    return caught.value


# -- files that are refused


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"\xef\xbb\xbf \r\n\r\n", "a.csv", "empty_file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.csv", "not_a_statement"),
        (bytes(range(32)) * 40, "a.csv", "not_a_statement"),
        (b"%PDF-1.7\n", "a.pdf", "unsupported_format"),
        (b"just\nsome\nwords\n", "a.csv", "one_column"),
        (b"Description,Amount\nShop,1.00\nBar,2.00\n", "a.csv", "no_date_column"),
        (b"Date,Description\n2024-01-01,Shop\n2024-01-02,Bar\n", "a.csv", "no_amount_column"),
        (b"Date,Text,Amount\n12/29,Shop,-1.00\n12/30,Bar,-2.00\n", "a.csv", "no_year"),
        (b"Date,Amount" + b",x" * 600 + b"\n2024-01-01,1.00\n", "a.csv", "too_many_columns"),
        (b"x" * 3_000_000, "a.csv", "line_too_long"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_its_reason(content, name, code):
    assert refused(content, name=name).code == code


def test_a_late_line_of_too_many_columns_refuses_the_file():
    body = "".join(f"2024-01-01,line {i},1.00\n" for i in range(2000))
    assert refused(HEADER + body + "," * 700 + "\n").code == "too_many_columns"


# -- dates


def test_one_day_beyond_twelve_settles_the_order_of_the_whole_file():
    found = rows(lines("03/04/2024,A,1.00", "05/04/2024,B,1.00", "25/04/2024,C,1.00"))
    assert [row.date for row in found] == [date(2024, 4, 3), date(2024, 4, 5), date(2024, 4, 25)]


def test_chronology_settles_the_order_where_no_day_is_beyond_twelve():
    _, _, layout = infer(lines("03/01/2024,A,1.00", "11/01/2024,B,-1.00", "02/02/2024,C,1.00", "10/02/2024,D,-1.00"))
    assert (layout.date_order, layout.warnings) == ("dmy", [])


@pytest.mark.parametrize(("locale", "order"), [("en-US", "mdy"), ("en-GB", "dmy"), ("de-DE", "dmy")])
def test_the_locale_decides_an_ambiguous_file_and_says_so(locale, order):
    _, _, layout = infer(lines("03/04/2024,A,1.00", "03/04/2024,B,-2.00"), locale=locale)
    assert (layout.date_order, [w["code"] for w in layout.warnings]) == (order, ["ambiguous_date_order"])


def test_where_not_even_the_locale_helps_both_readings_are_shown():
    error = refused(lines("03/04/2024,A,1.00", "03/04/2024,B,-2.00"), locale="zh-CN")
    assert error.code == "ambiguous_date_order"
    assert [reading["date"] for reading in error.readings] == ["2024-04-03", "2024-03-04"]


def test_a_hint_settles_an_ambiguous_file_without_a_warning():
    _, _, layout = infer(lines("03/04/2024,A,1.00", "03/04/2024,B,-2.00"), date_order="dmy")
    assert (layout.date_order, layout.warnings) == ("dmy", [])


def test_a_hint_that_the_file_contradicts_is_refused():
    assert refused(lines("25/04/2024,A,1.00", "26/04/2024,B,1.00"), date_order="mdy").code == "date_order_contradicted"


def test_dates_that_contradict_each_other_are_refused():
    text = lines("25/04/2024,A,1.00", "04/26/2024,B,1.00", "27/04/2024,C,1.00", "04/28/2024,D,1.00")
    assert refused(text).code == "ambiguous_date_order"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20240305", "20240328"),
        ("2024-03-05T10:11:12Z", "2024-03-28T00:00:00Z"),
        ("5. März 2024", "28. März 2024"),
        ("05-Mar-24", "28-Mar-24"),
        ("Mar 5, 2024", "Mar 28, 2024"),
        ("2024年3月5日", "2024年3月28日"),
        ("45356", "45379"),
        ("05.03.24", "28.03.24"),
    ],
)
def test_dates_are_read_in_many_ways_of_writing(first, second):
    text = f"Date;Description;Amount\n{first};A;1.00\n{second};B;-1.00\n"
    assert [row.date for row in rows(text)] == [date(2024, 3, 5), date(2024, 3, 28)]


def test_a_date_without_a_year_takes_it_from_the_statement_month():
    text = "Card statement 2024-01\nDate,Text,Amount\n12/29,A,-1.00\n01/03,B,-2.00\n"
    assert [row.date for row in rows(text)] == [date(2023, 12, 29), date(2024, 1, 3)]


# -- amounts


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.000,50", "-2,00"], ["1000.50", "-2.00"]),
        (["1,000.50", "(2.00)"], ["1000.50", "-2.00"]),
        (["1 000,50", "2,00-"], ["1000.50", "-2.00"]),
        (["1'000.50", "-2.00"], ["1000.50", "-2.00"]),
        (["1,00,000.00", "-2.00"], ["100000.00", "-2.00"]),
        (["$1,234", "-$2"], ["1234", "-2"]),
        (["1.234", "-2.500"], ["1234", "-2500"]),
        (["12.300000000000001", "-0.5"], ["12.30", "-0.5"]),
        (["5.00 CR", "7.00 DR"], ["5.00", "-7.00"]),
    ],
)
def test_the_number_style_is_inferred_from_the_file(cells, expected):
    text = "Date;Description;Amount\n" + "".join(f"2024-01-0{i};x;{cell}\n" for i, cell in enumerate(cells, 1))
    assert amounts(text) == [Decimal(number) for number in expected]


def test_three_decimals_are_read_as_such_in_a_currency_that_has_them():
    text = "Date,Description,Amount (KWD)\n2024-01-01,A,1.250\n2024-01-02,B,-2.500\n"
    assert amounts(text) == [Decimal("1.250"), Decimal("-2.500")]


def test_more_decimals_than_the_currency_has_reject_the_line():
    found = read(lines("2024-01-01,A,1.005", "2024-01-02,B,2.50"))
    assert isinstance(found[1], Rejected)
    assert (found[1].code, found[2].amount) == ("too_many_decimals", Decimal("2.50"))


def test_both_debit_and_credit_columns_may_hold_zeros():
    text = "Date,Text,Debit,Credit\n2024-01-01,A,5.00,0.00\n2024-01-02,B,0.00,7.00\n2024-01-03,C,0.00,0.00\n"
    assert amounts(text) == [Decimal(-5), Decimal(7), Decimal(0)]


def test_a_mapping_overrules_what_the_headers_say():
    text = "Date,Text,Amount,Real\n2024-01-01,A,1.00,-5.00\n2024-01-02,B,2.00,6.00\n"
    found = rows(text, mapping={"amount": "Real", "description": ["Text"], "date": 0})
    assert [row.amount for row in found] == [Decimal(-5), Decimal(6)]


def test_a_mapping_to_a_missing_column_is_refused():
    assert refused(lines("2024-01-01,A,1.00"), mapping={"amount": "Nonsense"}).code == "unknown_column"


# -- signs


def test_a_purchase_file_without_signs_is_read_as_money_out_with_a_warning():
    reader, file, layout = infer("Date,Merchant,Amount\n2024-01-01,Shop,1.00\n2024-01-02,Bar,2.00\n")
    assert [record.amount for record in reader.records(file, layout, 1)] == [Decimal(-1), Decimal(-2)]
    assert [warning["code"] for warning in layout.warnings] == ["assumed_sign"]


def test_running_balances_prove_inverted_signs():
    text = "Date,Text,Amount,Balance\n2024-01-01,A,5.00,95.00\n2024-01-02,B,10.00,85.00\n2024-01-03,C,-1.00,86.00\n"
    assert amounts(text) == [Decimal(-5), Decimal(-10), Decimal(1)]


def test_plus_marks_the_exception_where_nothing_else_has_a_sign():
    assert amounts(lines("2024-01-01,A,5.00", "2024-01-02,B,+7.00", "2024-01-03,C,6.00")) == [-5, 7, -6]


# -- lines


def test_every_record_has_one_outcome_in_order():
    found = read("Account: 1\n\n" + lines("2024-01-01,A,1.00", "", "bad,B,2.00", "Total,,3.00"))
    assert [record.row for record in found] == [1, 2, 3, 4, 5]
    assert [type(record) for record in found] == [Ignored, Ignored, Row, Rejected, Ignored]


@pytest.mark.parametrize("start", range(6))
def test_resuming_gives_the_same_tail(start):
    reader, file, layout = infer(lines("2024-01-01,A,1.00", "x,B,2.00", "2024-01-03,C,-3.00", "Total,,0.00"))
    stored = Layout.from_document(json.loads(json.dumps(layout.to_document())))
    assert list(reader.records(file, stored, start)) == list(reader.records(file, layout))[start:]


def test_an_open_quotation_mark_costs_no_other_line():
    found = rows(lines('2024-01-01,"5 inch pipe,-1.00', "2024-01-02,B,-2.00", "2024-01-03,C,-3.00"))
    assert [row.amount for row in found] == [Decimal(-1), Decimal(-2), Decimal(-3)]


def test_quoted_line_breaks_stay_inside_their_record():
    found = rows(lines('2024-01-01,"two\nlines",-1.00', "2024-01-02,B,-2.00"))
    assert [row.description for row in found] == ["two lines", "B"]


def test_a_field_beyond_the_limit_rejects_its_line_only():
    found = read(lines("2024-01-01,A,-1.00", f'2024-01-02,"{"x" * 200_000}",-2.00', "2024-01-03,C,-3.00"))
    assert [type(record) for record in found] == [Ignored, Row, Rejected, Row]


def test_a_nul_byte_rejects_its_line_only():
    found = read(lines("2024-01-01,A,-1.00", "2024-01-02,B\0B,-2.00", "2024-01-03,C,-3.00"))
    assert [getattr(record, "code", "") for record in found[1:]] == ["", "nul_byte", ""]


def test_a_header_without_lines_is_a_statement_without_transactions():
    assert [type(record) for record in read(HEADER)] == [Ignored]


# -- encodings


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("utf-8", "Café"), ("utf-8-sig", "Café"), ("utf-16", "Café"), ("utf-16-le", "Café"), ("utf-16-be", "Café"),
        ("cp1252", "Café"), ("cp1250", "Żółć"), ("cp1251", "Магазин продуктов"), ("gb18030", "阳光面馆"),
        ("cp932", "スーパーの店"), ("big5", "全聯福利中心"),
    ],
)  # fmt: skip
def test_text_survives_its_encoding(encoding, word):
    text = lines(*[f"2024-01-{day:02},{word} {day},-1.00" for day in range(1, 20)])
    assert {row.description.split(" ")[0] for row in rows(text, encoding=encoding)} == {word.split(" ")[0]}


def test_a_late_byte_decides_the_encoding_of_the_whole_file():
    body = "".join(f"2024-01-05,plain ascii line {i},-1.00\n" for i in range(60_000))
    _, _, layout = infer(HEADER + body + "2024-01-06,Café,-1.00\n", encoding="cp1252")
    assert layout.encoding == "cp1252"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_are_understood(end):
    assert amounts(lines("2024-01-01,A,-1.00", "2024-01-02,B,2.00").replace("\n", end)) == [-1, 2]
