"""Exports of ours, written and read back: whatever a transaction holds, it is the same afterwards."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.csv.writer import to_csv
from app.formats.interface import Hints, Ignored, Row
from app.formats.json.writer import to_json
from app.formats.native.cells import escape_formula, escape_xml, format_list, parse_list, unescape_formula, unescape_xml
from app.formats.native.reader import is_export
from app.formats.native.statements import Period, Statement
from app.formats.ofx.writer import to_ofx
from app.formats.qif.writer import to_qif
from app.formats.registry import recognise
from app.formats.workbook.writer import to_xlsx
from app.money import format_amount

FORMATS = ("csv", "xlsx", "json", "ofx", "qif")
NOW = datetime(2026, 11, 21, tzinfo=UTC)

# All that a request can hold: any character but NUL and halves of pairs; what formats use for themselves more often.
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"]) | st.sampled_from(
    "=+-@'\"\t\r\n,;^<>&_x00![]{}"
)
TEXT = st.text(LETTERS, min_size=1, max_size=60)
# A part of the largest amount may be larger than any amount, and is refused.
MINOR = st.integers(-(10**15) + 10**6, 10**15 - 10**6)
DAYS = st.dates(datetime(1900, 1, 1).date(), datetime(2200, 12, 31).date()).map(str)  # noqa: DTZ001 - days


@st.composite
def parts(draw, total, currency):
    first = draw(st.integers(1, 10**6))
    amounts = [first, total - first] if total != first else [first, 1, -1]
    return [
        {
            "amount": format_amount(amount, currency),
            "category": draw(st.none() | st.just("groceries")),
            "kind": draw(st.sampled_from(["expense", "income", "transfer"])),
            "notes": draw(st.none() | TEXT),
        }
        for amount in amounts
    ]


@st.composite
def rows(draw):
    currency = draw(st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
    minor, original = draw(MINOR), draw(st.none() | MINOR)
    return {
        "id": draw(st.binary(min_size=12, max_size=12)).hex(),
        "date": draw(DAYS),
        "amount": format_amount(minor, currency),
        "currency": currency,
        "description": draw(st.just("") | TEXT),
        "merchant": draw(st.none() | TEXT),
        "category": draw(st.none() | st.just("coffee")),
        "tags": draw(st.lists(TEXT, max_size=3, unique=True)),
        "notes": draw(st.none() | TEXT),
        "account": draw(TEXT),
        "account_id": draw(st.binary(min_size=12, max_size=12)).hex(),
        "value_date": draw(st.none() | DAYS),
        "transaction_date": draw(st.none() | DAYS),
        "original_amount": None if original is None else format_amount(original, "EUR"),
        "original_currency": None if original is None else "EUR",
        "kind": draw(st.sampled_from(["expense", "income", "transfer"])),
        "status": draw(st.sampled_from(["posted", "pending"])),
        "external_id": draw(st.none() | TEXT),
        "transfer_id": None,
        "category_tier": draw(st.sampled_from(["user", "rule", "learned", "local", "ai", "none"])),
        "confidence": draw(st.none() | st.floats(0, 1)),
        "locked": draw(st.lists(st.sampled_from(["date", "merchant", "notes", "tags"]), unique=True)),
        "splits": draw(st.just([]) | parts(minor, currency)),
    }


def written(kind, exported, opening=None):
    period = Period("2026-01-01", "2026-01-31")
    statement = Statement("Checking", "1", "credit_card", "USD", opening, "0.00", None, period, lambda: exported)
    parts = {
        "csv": lambda: to_csv(exported),
        "xlsx": lambda: to_xlsx(exported),
        "json": lambda: to_json(exported),
        "ofx": lambda: to_ofx([statement], NOW),
        "qif": lambda: to_qif([statement]),
    }
    return b"".join(parts[kind]())


def read(content, name="file.txt"):
    reader = recognise(content[:65536], name)
    file = io.BytesIO(content)
    layout = reader.infer(file, Hints())
    assert is_export(layout)
    return list(reader.records(file, layout))


def told(row):
    """What a row that was read says, as the export told it."""
    return {
        "id": row.own_id,
        "date": row.date.isoformat(),
        "amount": row.amount,
        "currency": row.currency,
        "description": row.description,
        "merchant": row.merchant,
        "category": row.category,
        "tags": list(row.tags),
        "notes": row.notes,
        "account": row.account_name,
        "account_id": row.account,
        "value_date": row.value_date and row.value_date.isoformat(),
        "transaction_date": row.transaction_date and row.transaction_date.isoformat(),
        "original_amount": row.original_amount,
        "original_currency": row.original_currency,
        "kind": row.kind,
        "status": "pending" if row.pending else "posted",
        "external_id": row.external_id,
        "transfer_id": None,
        "category_tier": row.tier,
        "confidence": row.confidence,
        "locked": list(row.locked),
        "splits": [
            {"amount": part.amount, "category": part.category, "kind": part.kind, "notes": part.notes}
            for part in row.parts
        ],
    }


def exact(row):
    """The exported row with its amounts as numbers."""
    original = row["original_amount"]
    return {
        **row,
        "amount": Decimal(row["amount"]),
        "original_amount": None if original is None else Decimal(original),
        "splits": [{**part, "amount": Decimal(part["amount"])} for part in row["splits"]],
    }


@pytest.mark.parametrize("kind", ["csv", "json", "ofx", "qif"])
@given(exported=st.lists(rows(), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_what_is_exported_is_read_as_it_was(kind, exported):
    records = read(written(kind, exported))
    assert [told(record) for record in records if isinstance(record, Row)] == list(map(exact, exported))
    assert [type(record) for record in records if not isinstance(record, Row)] == [Ignored] * (kind == "csv")


@given(exported=st.lists(rows(), min_size=1, max_size=20))
@settings(max_examples=10, deadline=None)
@pytest.mark.slow
def test_a_workbook_is_read_as_it_was(exported):
    records = read(written("xlsx", exported))
    assert [told(record) for record in records if isinstance(record, Row)] == list(map(exact, exported))


@given(text=TEXT | st.text("'\"=_x0041F-", max_size=12))
def test_cells_are_read_as_the_texts_they_were(text):
    assert unescape_formula(escape_formula(text)) == text
    assert unescape_xml(escape_xml(text)) == text
    assert escape_formula(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@given(items=st.lists(TEXT, min_size=1))
def test_lists_in_cells_are_read_as_they_were(items):
    assert parse_list(format_list(items)) == items
