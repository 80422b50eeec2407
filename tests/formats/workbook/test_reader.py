"""Spreadsheets: what stands in their cells becomes the same rows as in delimited text."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest

from app.formats.csv.typed_cells import number_text
from app.formats.interface import Hints, Ignored, Layout, ReadError, Rejected, Row
from app.formats.registry import recognise
from tests.spreadsheets import Serial, ods, xls, xlsx

HEADER = ["Date", "Description", "Amount"]
LINES = [["2024-01-05", "Coffee", -4.5], ["2024-01-06", "Salary", 2500.0], ["2024-01-07", "Rent", -900.25]]
AMOUNTS = [Decimal("-4.5"), Decimal(2500), Decimal("-900.25")]


def infer(content, name="statement.xls", **hints):
    file = io.BytesIO(content)
    reader = recognise(file.read(65536), name)
    return reader, file, reader.infer(file, Hints(file_name=name, **hints))


def read(content, name="statement.xls", start=0, **hints):
    reader, file, layout = infer(content, name, **hints)
    kept = Layout.from_document(json.loads(json.dumps(layout.to_document())))
    return list(reader.records(file, kept, start))


def rows(content, **options):
    return [record for record in read(content, **options) if isinstance(record, Row)]


def refused(content, name="statement.xls"):
    with pytest.raises(ReadError) as caught:
        infer(content, name)
    return caught.value.code


def sheet(*lines, header=HEADER):
    return xlsx({"Sheet1": [header, *lines]})


XML_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Movements"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">Movements of January</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">Date</Data></Cell><Cell><Data ss:Type="String">Description</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">Amount</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2024-01-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="String">Coffee</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">-4.5</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2024-01-06T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="String">Salary</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">2500</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2024-01-07T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">Rent</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">-900.25</Data></Cell></Row>
</Table></Worksheet></Workbook>"""

HTML = """<html><head><style>td {color: red}</style></head><body>
<table><tr><td colspan=3>Account: 12 3456 789</td></tr><tr><td>
<table border="1"><tr><th>Date<th>Description<th>Amount</tr>
<tr><td>05.01.2024<td>Coffee &amp; cake<td>-4,50</tr>
<tr><td>06.01.2024</td><td>Salary<br>January</td><td>2.500,00</td></tr>
<tr><td>27.01.2024</td><td>Rent</td><td>-900,25</td></tr></table></td></tr></table></body></html>"""


@pytest.mark.parametrize(
    ("content", "format_name"),
    [
        (sheet(*LINES), "xlsx"),
        (ods({"Sheet1": [HEADER, *LINES]}), "ods"),
        (xls([HEADER, *LINES]), "xls"),
        (XML_2003.encode(), "xml"),
        (HTML.encode(), "html"),
        (("\ufeff" + HTML).encode("utf-16"), "html"),
    ],
)
def test_every_kind_of_spreadsheet_gives_its_rows_whatever_it_is_called(content, format_name):
    assert infer(content, "statement.xls")[2].format == format_name
    assert [row.amount for row in rows(content)] == AMOUNTS
    assert [row.amount for row in rows(content, name="january")] == AMOUNTS


@pytest.mark.parametrize("text", ["Date\tDescription\tAmount\n{}", "Date,Description,Amount\n{}"])
def test_delimited_text_that_is_called_xls_is_read_as_what_it_is(text):
    separator = "\t" if "\t" in text else ","
    content = text.format("".join(f"{separator.join(map(str, line))}\n" for line in LINES)).encode()
    assert [row.amount for row in rows(content)] == AMOUNTS


def test_cells_of_a_page_keep_their_words():
    assert [row.description for row in rows(HTML.encode())] == ["Coffee & cake", "Salary January", "Rent"]


def test_days_are_read_from_cells_that_are_days():
    content = sheet([Serial(45296), "Coffee", -4.5], [Serial(45297.6), "Rent", -900])
    assert [row.date for row in rows(content)] == [date(2024, 1, 5), date(2024, 1, 6)]


def test_days_that_are_bare_numbers_are_read_in_a_column_of_days():
    content = sheet([45296, "Coffee", -4.5], [45297, "Rent", -900], [45298, "Tea", -3])
    assert [row.date for row in rows(content)] == [date(2024, 1, 5), date(2024, 1, 6), date(2024, 1, 7)]


def test_amounts_lose_nothing_and_gain_no_noise_of_arithmetic():
    content = sheet(
        ["2024-01-05", "Sum", 0.1 + 0.2], ["2024-01-06", "House", 123456789.37], ["2024-01-07", "Tea", -1e-2]
    )
    assert [row.amount for row in rows(content)] == [Decimal("0.3"), Decimal("123456789.37"), Decimal("-0.01")]


def test_numbers_among_texts_with_a_decimal_comma_stay_what_they_are():
    header = [*HEADER, "Balance"]
    content = sheet(
        ["05.01.2024", "Kaffee", "-4,50", 1234.5], ["26.01.2024", "Gehalt", "2.500,00", 3734.5], header=header
    )
    assert [(row.amount, row.balance) for row in rows(content)] == [
        (Decimal("-4.50"), Decimal("1234.5")),
        (Decimal("2500.00"), Decimal("3734.5")),
    ]


def test_a_number_with_three_decimals_is_no_thousand():
    content = sheet(["2024-01-05", "Tea", -1.234], ["2024-01-06", "Cake", -5.678])
    assert [row.amount for row in rows(content, currency="KWD")] == [Decimal("-1.2340"), Decimal("-5.6780")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e22, "10000000000000000000000"),
        (1234567890123456, "1234567890123456"),
        (-0.5, "-0,5"),
        (1.125, "1,1250"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E+999999"), "1E+999999"),
    ],
)
def test_numbers_are_written_in_full(value, text):
    assert number_text(value, ",") == text


def test_titles_above_the_table_tell_the_account_and_are_ignored():
    above = [["Account statement", None, None], ["Account number:", "DE89370400440532013000"], [None, None], HEADER]
    content = xlsx({"Sheet1": [*above, *LINES]})
    records = read(content)
    assert [record.row for record in records] == [1, 2, 3, 4, 5, 6]  # the empty row is no line
    assert {row.account for row in rows(content)} == {"DE89370400440532013000"}


def test_errors_and_formulas_are_never_amounts():
    content = sheet(["2024-01-05", "Coffee", -4.5], ["2024-01-06", "Broken", "#REF!"], ["2024-01-07", "Text", "=1+1"])
    kinds = [type(record) for record in read(content)]
    assert kinds == [Ignored, Row, Rejected, Rejected]


def test_each_sheet_is_read_by_its_own_layout_and_names_its_rows():
    other = [["Buchungstag", "Betrag", "Text"], ["26.01.2024", "-1.900,25", "Miete"], ["27.01.2024", "-2,50", "Tee"]]
    content = xlsx({"Giro": [HEADER, *LINES], "Visa": other})
    assert [(row.row, row.source, row.amount) for row in rows(content)] == [
        (2, "Giro", Decimal("-4.5")),
        (3, "Giro", Decimal(2500)),
        (4, "Giro", Decimal("-900.25")),
        (6, "Visa", Decimal("-1900.25")),
        (7, "Visa", Decimal("-2.50")),
    ]


def test_reading_goes_on_behind_any_line():
    content = xlsx({"Giro": [HEADER, *LINES], "Visa": [HEADER, *LINES[:2]]})
    everything = read(content)
    assert all(read(content, start=start) == everything[start:] for start in range(len(everything) + 1))


def test_sheets_without_a_statement_and_hidden_ones_are_ignored_and_named():
    notes = [["Remember"], ["to pay the rent"]]
    content = xlsx({"Notes": notes, "Giro": [HEADER, *LINES], "Old": [HEADER, *LINES], "Empty": []}, hidden=["Old"])
    layout = infer(content)[2]
    assert [row.source for row in rows(content)] == ["", "", ""]
    assert len(read(content)) == 2 + 4 + 4
    assert [warning["code"] for warning in layout.warnings] == ["part_left_out"] * 2
    assert "'Old' was left out: the sheet is hidden." in layout.warnings[1]["message"]


def test_a_sheet_that_repeats_another_counts_once():
    texts = [[day, words, str(amount)] for day, words, amount in LINES]
    content = xlsx({"Export": [HEADER, *LINES], "Copy": [["a title"], HEADER, *texts]})
    assert [row.amount for row in rows(content)] == AMOUNTS
    assert "it repeats 'Export'" in infer(content)[2].warnings[0]["message"]


def test_a_column_of_a_workbook_can_be_named():
    content = sheet(["2024-01-05", "Coffee", -4.5, -9], ["2024-01-06", "Tea", -3, -7], header=[*HEADER, "Amount 2"])
    assert [row.amount for row in rows(content, mapping={"amount": "Amount 2"})] == [Decimal(-9), Decimal(-7)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xlsx({"Sheet1": []}), "not_a_statement"),
        (xlsx({"Sheet1": [["Name", "Amount"], ["Coffee", 1]]}), "no_date_column"),
        (xlsx({"Sheet1": [["Date", *range(600)]]}), "too_many_columns"),
        (sheet(*LINES)[:-400], "damaged_archive"),
        (xls([HEADER, *LINES])[:2000], "damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "EncryptedPackage".encode("utf-16-le"), "encrypted_file"),
        (b"<html><body>Please sign in</body></html>", "not_a_statement"),
        (XML_2003.encode()[:-40], "damaged_workbook"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(content, code):
    assert refused(content) == code
