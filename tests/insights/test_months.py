from datetime import UTC, datetime

import pytest

from app.insights.months import last_months, month_name, month_of, shifted


@pytest.mark.parametrize(
    ("month", "by", "expected"),
    [
        ("2026-01", -1, "2025-12"),
        ("2026-12", 1, "2027-01"),
        ("2026-03", -15, "2024-12"),
        ("2026-03", 0, "2026-03"),
    ],
)
def test_months_shift_over_the_ends_of_years(month, by, expected):
    assert shifted(month, by) == expected


def test_the_last_months_end_with_the_given_one():
    assert last_months("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]


def test_the_month_depends_on_where_one_is():
    moment = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert month_of(moment, "UTC") == "2026-03"
    assert month_of(moment, "Europe/Berlin") == "2026-04"


def test_a_month_has_a_name():
    assert month_name("2026-09") == "September"
