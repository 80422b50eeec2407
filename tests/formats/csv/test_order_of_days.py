"""Which of day and month comes first is shown by the period above the table, and by how numbers are grouped."""

import pytest

from tests.formats.csv.test_reader import infer, rows

PERIODS = {  # as it is written where the day, and where the month comes first
    "{} to {}": (("01/10/2026", "31/10/2026"), ("10/01/2026", "10/31/2026")),
    "Statement period,{} - {}": (("01-10-2026", "31-10-2026"), ("10-01-2026", "10-31-2026")),
    "Period: {} to {}": (("01/10/26", "31/10/26"), ("10/01/26", "10/31/26")),
    "From,{},To,{}": (("01.10.2026", "31.10.2026"), ("10.01.2026", "10.31.2026")),
    "Transactions from {} until {}": (("1 October 2026", "31 October 2026"), ("October 1 2026", "October 31 2026")),
    "Zeitraum: {} bis {}": (("01. Oktober 2026", "31. Oktober 2026"), ("2026-10-01", "2026-10-31")),
    "Période du {} au {}": (("1 octobre 2026", "31 octobre 2026"), ("2026-10-01", "2026-10-31")),
    "Statement for October 2026 {}{}": (("", ""), ("", "")),
}
LOCALES = ["en-US", "de-DE", "en-GB"]


def days(text, **options):
    return sorted({row.date.isoformat() for row in rows(text, **options)})


def table(lines, head="", foot=""):
    return f"{head}Date,Description,Amount\n" + "".join(f"{day},Shop {day},-4.10\n" for day in lines) + foot


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("place", ["head", "foot"])
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("month_first", [False, True])
def test_the_lines_lie_in_the_period_that_the_file_names(period, place, locale, month_first):
    lines = ["10/03/2026", "10/05/2026"] if month_first else ["03/10/2026", "05/10/2026"]
    text = table(lines, **{place: period.format(*PERIODS[period][month_first]) + "\n"})
    assert days(text, locale=locale) == ["2026-10-03", "2026-10-05"]
    assert not infer(text, locale=locale)[2].warnings[1:]  # but for the currency nothing is assumed


@pytest.mark.parametrize("amount", ['"-1,11,800.00"', '"-25,50,000.00"', '"-1,02,50,000.00"', '"1,23,456"'])
def test_amounts_grouped_by_lakhs_come_with_the_day_first(amount):
    text = f"Date,Narration,Amount\n03-10-2026,Rent,{amount}\n05-10-2026,Tea,-40.00\n"
    assert days(text, locale="en-US") == ["2026-10-03", "2026-10-05"]


@pytest.mark.parametrize("amount", ['"-111,800.00"', '"-1,250,000.00"', "-40.00"])
def test_amounts_grouped_by_thousands_say_nothing_of_days(amount):
    text = f"Date,Narration,Amount\n03-10-2026,Rent,{amount}\n05-10-2026,Tea,-40.00\n"
    assert days(text, locale="en-US") == ["2026-03-10", "2026-05-10"]


@pytest.mark.parametrize("head", ["Printed on 31/10/2026\n", "Downloaded,25/11/2026\n"])
def test_another_day_that_can_be_read_one_way_only_shows_how_days_are_written(head):
    assert days(table(["03/10/2026", "05/10/2026"], head), locale="en-US") == ["2026-10-03", "2026-10-05"]


@pytest.mark.parametrize("head", ["Printed on 01/10/2026\n", "Valid from 01/10/2026 to 12/12/2026\n", ""])
def test_what_fits_both_orders_leaves_the_locale_to_decide(head):
    assert days(table(["03/10/2026", "05/10/2026"], head), locale="en-US") == ["2026-03-10", "2026-05-10"]


def test_the_name_of_the_file_may_name_the_period():
    text = table(["03/10/2026", "05/10/2026"])
    assert days(text, name="account_01-10-2026_31-10-2026.csv") == ["2026-10-03", "2026-10-05"]
