"""Days that do not exist are told apart from those that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.local.numeric_dates import impossible_date


@pytest.mark.parametrize(
    "text", ["lunch 12 on 2026-02-30", "gas 40 31.02.2026", "rent 700 13/13/2026", "x 1 2026/00/10"]
)
def test_a_day_the_calendar_does_not_have_is_found(text):
    assert impossible_date(text) in text


@pytest.mark.parametrize(
    "text",
    [
        "lunch 12 on 2026-02-28",
        "gas 40 29.02.2024",
        "rent 700 12/31/2026",
        "laptop 1.234.5678",
        "call 555-12-2026-1",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert impossible_date(text) is None


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]))
def test_every_day_there_is_passes(day, form):
    assert impossible_date(f"lunch 12 on {day.strftime(form)}") is None
