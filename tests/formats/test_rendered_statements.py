"""Whatever way a statement is written, its rows come back as they were, or its reader says what it cannot tell."""

import io

import pytest
from hypothesis import assume, given, settings

from app.formats.interface import Hints, ReadError, Row
from app.formats.registry import recognise
from tests.formats.rendered import LANGUAGES, expected, render, rows, styles

SLOWLY_MANY = 3000


def read(content):
    """(rows, what was said to be unsure) or the code of the refusal."""
    file = io.BytesIO(content)
    reader = recognise(content[:4096], "statement.csv")
    try:
        layout = reader.infer(file, Hints(file_name="statement.csv"))
    except ReadError as refusal:
        return None, refusal.code
    found = [(record.date, record.amount) for record in reader.records(file, layout) if isinstance(record, Row)]
    return found, {said["field"] for said in layout.ambiguities} | {said["code"] for said in layout.warnings}


def same_but_for_what_was_said(lines, style):
    wanted = expected(lines, style)
    found, said = read(render(lines, style))
    if found is None:
        assert said == "ambiguous_date_order"
        return
    assert len(found) == len(wanted)
    if "ambiguous_date_order" not in said:
        assert [day for day, _ in found] == [day for day, _ in wanted]
    if not said & {"sign", "assumed_debit_column"}:
        assert [amount for _, amount in found] == [amount for _, amount in wanted]
    assert [abs(amount) for _, amount in found] == [abs(amount) for _, amount in wanted]


def both_ways(lines):
    """Money goes in and out, as nothing could tell the sign of a file without the other one."""
    return {amount > 0 for _, amount in lines} == {True, False}


def test_headers_are_rendered_in_more_than_a_dozen_languages():
    assert len(LANGUAGES) >= 12


@settings(max_examples=250, deadline=None)
@given(rows, styles)
def test_a_rendered_statement_reads_back_to_the_same_rows_or_says_what_is_ambiguous(lines, style):
    assume(both_ways(lines))
    same_but_for_what_was_said(lines, style)


@pytest.mark.slow
@settings(max_examples=SLOWLY_MANY, deadline=None)
@given(rows, styles)
def test_thousands_of_rendered_statements_read_back_to_the_same_rows(lines, style):
    assume(both_ways(lines))
    same_but_for_what_was_said(lines, style)
