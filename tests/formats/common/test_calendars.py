"""Dates and numbers of the world: other digits, other years, other names of the months."""

from datetime import date

import pytest

from app.formats.common.amounts import NumberStyle, amount_reader
from app.formats.common.calendars import common_year, normalise_characters
from app.formats.common.dates import date_parts, looks_like_date, resolve


@pytest.mark.parametrize(
    "text",
    [
        "令和6年3月28日",
        "R6.3.28",
        "R06/03/28",
        "民國113年3月28日",
        "113/03/28",
        "1130328",
        "28/03/2567",
        "25670328",
        "28 มี.ค. 2567",
        "٢٨/٠٣/٢٠٢٤",
        "２０２４／０３／２８",
        "२८ मार्च २०२४",
        "28 مارس 2024",
        "2024년 3월 28일",
        "2024/03/28(木)",
        "28.03.2024 г.",
        "28.03.2024 um 10:11 Uhr",
        "03/28/2024 as of 03/22/2024",
        "28. Mrz. 2024",
        "\u200f28/03/2024",
    ],
)
def test_one_day_is_read_from_each_way_of_writing_it(text):
    readings = {resolve(date_parts(text), order) for order in ("dmy", "mdy", "ymd")}
    assert date(2024, 3, 28) in readings


@pytest.mark.parametrize("text", ["12 Apples", "2024-03-28 Essen", "100.00.00", "1 234", "45,20 €", "R6.30.28"])
def test_what_is_no_date_is_not_taken_for_one(text):
    assert not looks_like_date(text)


def test_only_years_that_nobody_else_counts_are_buddhist():
    assert [common_year(year) for year in (2024, 2482, 2483, 2567)] == [2024, 2482, 1940, 2024]


@pytest.mark.parametrize("text", ["١٬٢٣٤٫٥٦", "１，２３４．５６", "१,२३४.५६", "๑,๒๓๔.๕๖", "1\u202f234.56", "1’234.56"])
def test_one_amount_is_read_in_the_digits_of_every_script(text):
    read = amount_reader(NumberStyle(".", ",' "), "USD")
    assert str(read(text)[0]) == "1234.56"


def test_plain_text_stays_the_text_it_is():
    assert normalise_characters("Café 12") == "Café 12"
