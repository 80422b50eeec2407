"""Dates in sentences, told from Wednesday, 13 March 2024."""

from datetime import date

import pytest

from app.ai.local import parse_text

WEDNESDAY = date(2024, 3, 13)


def date_in(text, locale="en-US"):
    (reading,) = parse_text(f"lamp 20 euros {text}", WEDNESDAY, locale=locale)
    return reading.date.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "2024-03-13"),
        ("today", "2024-03-13"),
        ("yesterday", "2024-03-12"),
        ("the day before yesterday", "2024-03-11"),
        ("two days before yesterday", "2024-03-10"),
        ("tomorrow", "2024-03-14"),
        ("last night", "2024-03-12"),
        ("3 days ago", "2024-03-10"),
        ("three days ago", "2024-03-10"),
        ("two weeks ago", "2024-02-28"),
        ("a month ago", "2024-02-13"),
        ("a year and two months ago", "2023-01-13"),
        ("in a fortnight's time", "2024-03-27"),
        ("last week", "2024-03-06"),
        ("last month", "2024-02-13"),
        ("end of last month", "2024-02-29"),
        ("two weeks after the 1st of february 2024", "2024-02-15"),
        ("the day after christmas", "2023-12-26"),
    ],
)
def test_days_told_from_today(text, expected):
    assert date_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on monday", "2024-03-11"),
        ("on wednesday", "2024-03-13"),
        ("on friday", "2024-03-08"),
        ("this monday", "2024-03-11"),
        ("last friday", "2024-03-08"),
        ("last monday", "2024-03-04"),
        ("next tuesday", "2024-03-19"),
        ("tuesday of last week", "2024-03-05"),
        ("two fridays ago", "2024-03-01"),
        ("monday after next", "2024-03-25"),
        ("friday the 1st", "2024-03-01"),
        ("the first friday of july", "2023-07-07"),
        ("the last sunday of february 2024", "2024-02-25"),
    ],
)
def test_weekdays(text, expected):
    assert date_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on the 5th", "2024-03-05"),
        ("on the 20th", "2024-02-20"),
        ("on the 2nd of last month", "2024-02-02"),
        ("March 3", "2024-03-03"),
        ("march third", "2024-03-03"),
        ("3 March 2024", "2024-03-03"),
        ("March 20", "2023-03-20"),
        ("May twenty nine", "2023-05-29"),
        ("Oct/2", "2023-10-02"),
        ("2024/feb/09", "2024-02-09"),
        ("Nov. 30 , 1999", "1999-11-30"),
        ("9 June '87", "1987-06-09"),
        ("april first two thousand and nine", "2009-04-01"),
        ("feb 29", "2024-02-29"),
        ("2024-03-04", "2024-03-04"),
        ("20240304", "2024-03-04"),
        ("03/04/2024", "2024-03-04"),
        ("25/12/2023", "2023-12-25"),
        ("friday 3/8", "2024-03-08"),
        ("4.3.2024", "2024-03-04"),
        ("black friday 2022", "2022-11-25"),
        ("easter monday 2023", "2023-04-10"),
    ],
)
def test_days_of_the_calendar(text, expected):
    assert date_in(text) == expected


@pytest.mark.parametrize(
    ("locale", "expected"), [("en-US", "2024-03-04"), ("en-GB", "2024-04-03"), ("de-DE", "2024-04-03")]
)
def test_the_locale_orders_day_and_month(locale, expected):
    assert date_in("03/04/2024", locale) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gestern", "2024-03-12"),
        ("am 5. Februar", "2024-02-05"),
        ("letzte Woche am Freitag", "2024-03-08"),
        ("hier", "2024-03-12"),
        ("le 5 février", "2024-02-05"),
        ("ayer", "2024-03-12"),
        ("el 5 de febrero de 2024", "2024-02-05"),
        ("ieri", "2024-03-12"),
        ("ontem", "2024-03-12"),
    ],
)
def test_neighbouring_languages_say_dates_too(text, expected):
    assert date_in(text) == expected


def test_a_day_without_a_year_is_past_unless_the_sentence_looks_ahead():
    assert parse_text("rent 900 on the 20th", WEDNESDAY)[0].date == date(2024, 2, 20)
    assert parse_text("rent 900 will be due on the 20th", WEDNESDAY)[0].date == date(2024, 3, 20)


def test_a_day_the_calendar_lacks_is_read_as_today_with_less_confidence():
    impossible, possible = (parse_text(f"paid 8 euros on {day}", WEDNESDAY)[0] for day in ("april 31", "april 30"))

    assert impossible.date == WEDNESDAY
    assert impossible.confidence < possible.confidence


def test_each_purchase_keeps_its_own_date():
    readings = parse_text("$20 lamp yesterday, $5 tea last friday", WEDNESDAY)

    assert [one.date for one in readings] == [date(2024, 3, 12), date(2024, 3, 8)]


def test_the_calendar_has_ends():
    assert parse_text("paid 5 dollars 9999 years ago", WEDNESDAY)[0].date == WEDNESDAY
    assert parse_text("paid 5 dollars tomorrow", date.max)[0].date == date.max
    assert parse_text("paid 5 dollars last friday", date.min)[0].date == date.min
