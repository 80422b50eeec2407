"""Rows written in any dialect read back as the same rows, or the file is refused; never as other rows."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.csv.reader import CsvReader
from app.formats.interface import Hints, Layout, Row

PAYEES = [
    "Corner, Deli",
    "Bäckerei Süß",
    'The "Oak" Inn',
    "Miete; Januar",
    "Northern Gas 42",
    "O'Neill & Co",
    "7-11 Store",
]
DATE_ORDERS = {
    "dmy": ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y"],
    "mdy": ["%m/%d/%Y", "%m/%d/%y"],
    "ymd": ["%Y-%m-%d", "%Y%m%d"],
}
THOUSANDS = {".": ["", ",", "'", " "], ",": ["", ".", " "]}

transactions = st.lists(
    st.tuples(
        st.dates(date(1995, 1, 1), date(2035, 12, 31)),
        st.integers(-99_999_999, 99_999_999).filter(bool).map(lambda minor: Decimal(minor).scaleb(-2)),
        st.sampled_from(PAYEES),
    ),
    min_size=1,
    max_size=12,
)
orders = st.sampled_from(sorted(DATE_ORDERS)).flatmap(
    lambda order: st.tuples(st.just(order), st.sampled_from(DATE_ORDERS[order]))
)
marks = st.sampled_from(".,").flatmap(lambda mark: st.tuples(st.just(mark), st.sampled_from(THOUSANDS[mark])))
signs = st.sampled_from(["minus", "trailing", "brackets", "columns", "flag"])


def written(amount, marks):
    decimal, thousands = marks
    return f"{abs(amount):,.2f}".translate(str.maketrans({",": thousands, ".": decimal}))


def money_cells(amount, marks, sign):
    number, out = written(amount, marks), amount < 0
    if sign == "columns":
        return [number, ""] if out else ["", number]
    if sign == "flag":
        return [number, "DR" if out else "CR"]
    if not out:
        return [number]
    return [{"minus": f"-{number}", "trailing": f"{number}-", "brackets": f"({number})"}[sign]]


def render(rows, delimiter, date_format, marks, sign):
    heads = {"columns": ["Debit", "Credit"], "flag": ["Amount", "Debit/Credit"]}.get(sign, ["Amount"])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Date", "Description", *heads])
    for day, amount, payee in rows:
        writer.writerow([day.strftime(date_format), payee, *money_cells(amount, marks, sign)])
    return io.BytesIO(text.getvalue().encode())


@settings(max_examples=250, deadline=None)
@given(transactions, st.sampled_from(",;\t|"), orders, marks, signs, st.integers(0, 14))
def test_rows_read_back_the_same_under_every_dialect(rows, delimiter, order, marks, sign, start):
    file = render(rows, delimiter, order[1], marks, sign)
    reader = CsvReader()
    layout = reader.infer(file, Hints(date_order=None if order[0] == "ymd" else order[0]))
    records = list(reader.records(file, layout))
    found = [(record.date, record.amount, record.description) for record in records if isinstance(record, Row)]
    assert found == rows
    assert [record.row for record in records] == list(range(1, len(rows) + 2))
    assert list(reader.records(file, Layout.from_document(layout.to_document()), start)) == records[start:]


@settings(max_examples=150, deadline=None)
@given(transactions.map(sorted), orders, st.sampled_from(["en-US", "en-GB", "de-DE"]))
def test_without_a_hint_the_dates_are_right_or_said_to_be_ambiguous(rows, order, locale):
    file = render(rows, ",", order[1], (".", ""), "minus")
    reader = CsvReader()
    layout = reader.infer(file, Hints(locale=locale))
    if "ambiguous_date_order" in [warning["code"] for warning in layout.warnings]:
        return
    dates = [record.date for record in reader.records(file, layout) if isinstance(record, Row)]
    assert dates == [day for day, _, _ in rows]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_ends_in_one_outcome_per_record_or_is_refused(noise):
    file = io.BytesIO(("Date,Description,Amount\n2024-01-31,Shop,-1.00\n" + noise).encode())
    reader = CsvReader()
    layout = reader.infer(file, Hints())
    records = list(reader.records(file, layout))
    assert [record.row for record in records] == list(range(1, len(records) + 1))
