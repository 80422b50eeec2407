"""Rates through the API."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from bson import ObjectId

from app.money import CURRENCIES
from tests.rates.test_ecb import zipped

HISTORY = b"Date,USD,JPY,GBP,\n2026-10-02,1.0800,160.10,0.8000,\n2026-10-01,1.1000,159.00,0.9000,\n"


def load(user, content=HISTORY):
    return user.upload(content, "eurofxref-hist.csv", path="/rates")


def test_a_loaded_table_is_read_by_day(user):
    assert load(user).json == {
        "days": 2,
        "first": "2026-10-01",
        "last": "2026-10-02",
        "currencies": ["GBP", "JPY", "USD"],
    }
    sunday = user.get("/rates", date="2026-10-04", base="EUR").json
    assert sunday["date"] == "2026-10-02"
    assert sunday["rates"] == {"GBP": "0.8000", "JPY": "160.10", "USD": "1.0800"}
    assert user.get("/rates", date="2026-10-01", base="GBP").json["rates"]["EUR"] == "1.111111111"


def test_loading_again_replaces_the_days_of_the_file_only(user):
    load(user)
    load(user, b"Date,USD\n2026-10-02,1.2000\n")
    assert user.get("/rates", date="2026-10-02", base="EUR").json["rates"] == {"USD": "1.2000"}
    assert user.get("/rates", date="2026-10-01", base="EUR").json["rates"]["USD"] == "1.1000"


def test_rates_are_those_of_the_workspace(user, another_user):
    load(user)
    assert another_user.get("/rates", date="2026-10-02", base="EUR").json["rates"] == {}


def test_without_rates_nothing_is_made_up(user):
    assert user.get("/rates", date="2026-10-02", base="EUR").json["rates"] == {}
    load(user)
    before = user.get("/rates", date="2026-09-30", base="EUR").json
    assert (before["date"], before["rates"]) == (None, {})


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", "not_rates", "Line 1"),
        (b"PK\x03\x04zip", "not_rates", "archive"),
        (b"Date,USD\n2026-10-02,much\n", "bad_rate", "Line 2: 'much'"),
        (b"Date,USD\n2026-10-01,1\n2026-10-02,1_0\n", "bad_rate", "Line 3: '1_0'"),
        ("Date,USD\n2026-10-02,１.08\n".encode(), "bad_rate", "Line 2"),
        ("Date,USD\n2026-10-02,١\n".encode(), "bad_rate", "Line 2"),
        (b"Date,USD\n2026-10-02,1e3\n", "bad_rate", "Line 2"),
        (b"Date,USD\n2026-10-02,Infinity\n", "bad_rate", "Line 2"),
        (b"Date,USD\n2026-10-02,nan\n", "bad_rate", "Line 2"),
        (b"Date,USD\n2026-10-02,0.000\n", "bad_rate", "Line 2"),
        (b"Date,USD\n2026-10-02,-1.08\n", "bad_rate", "Line 2"),
        (b"Date,USD\n0001-01-01,1.08\n", "bad_day", "1900-01-01"),
        (b"Date,USD\n9999-12-31,1.08\n", "bad_day", "2200-12-31"),
        (b"Date,USD\n2026-02-30,1.08\n", "bad_day", "Line 2"),
        ("Date,USD\n２０２６-10-02,1.08\n".encode(), "bad_day", "Line 2"),
        (b"Date,USD\n2026-10-02,1.08\n\n02 October 2026,1.09\n", "day_twice", "Line 4: 2026-10-02"),
        (b"Date,USD,GBP,USD\n2026-10-02,1.08,0.8,1.09\n", "currency_twice", "Line 1: USD"),
        (b"Date,USD,EUR\n2026-10-02,1.08,1\n", "base_column", "EUR"),
        (b"Date,USD" + b",X" * 200 + b"\n2026-10-02,1.08\n", "too_many_columns", "200"),
        (b"Date,USD\n2026-10-02,1.08" + b"," * 100_000 + b"\n", "too_many_columns", "Line 2"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line_and_changes_nothing(user, content, code, told):
    load(user)
    refused = load(user, content)
    assert (refused.status, refused.code, refused.pointers) == (422, code, {"/file"})
    assert told in refused.json["detail"]
    assert user.get("/rates", date="2026-10-02", base="EUR").json["rates"]["USD"] == "1.0800"


def days(count, first="1950-01-01"):
    """A table of so many days with the currencies of the ECB's history."""
    codes = sorted(CURRENCIES - {"EUR"})[:41]
    start, cells = date.fromisoformat(first), ",".join(["1.2345"] * len(codes))
    lines = (f"{start + timedelta(days=number)},{cells}" for number in range(count))
    return "\n".join([f"Date,{','.join(codes)}", *lines]).encode()


def test_more_days_than_a_workspace_may_have_are_refused_before_anything_is_written(user):
    refused = load(user, zipped(days(50_000, "1900-01-01")))
    assert (refused.status, refused.code, refused.pointers) == (422, "too_many_days", {"/file"})
    assert "20,000" in refused.json["detail"]
    assert user.get("/rates", date="2100-01-01", base="EUR").json["date"] is None


def test_two_tables_together_have_no_more_days_than_a_workspace_may_have(user, db):
    assert load(user, days(50, "1950-01-01")).status == 200
    workspace = ObjectId(user.get("/workspaces").json["data"][0]["id"])
    others = (datetime(1960, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(19_950))
    db["workspace_rates"].insert_many(
        [{"workspace_id": workspace, "day": day, "rates": {"USD": "1"}} for day in others]
    )
    refused = load(user, days(1, "2020-01-01"))
    assert (refused.status, refused.code) == (422, "quota_exceeded")
    assert (refused.json["quota"], refused.json["limit"]) == ("rate_days", 20_000)
    assert user.get("/rates", date="2020-01-01", base="EUR").json["date"] != "2020-01-01"
    assert load(user, days(1, "1960-01-01")).status == 200  # in place of one it has


@pytest.mark.slow
def test_as_many_days_as_a_workspace_may_have_are_taken_twice(user):
    for _ in range(2):
        taken = load(user, zipped(days(20_000)))
        assert (taken.status, taken.json["days"]) == (200, 20_000)


def test_the_operator_loads_rates_for_everybody(app, user, tmp_path, db):
    path = tmp_path / "rates.csv"
    path.write_bytes(HISTORY)
    try:
        told = app.test_cli_runner().invoke(args=["rates", "load", str(path)])
        assert told.output == "2 days, 2026-10-01 to 2026-10-02\n"
        assert user.get("/rates", date="2026-10-02", base="EUR").json["rates"]["USD"] == "1.0800"
    finally:
        db["reference_rates"].delete_many({})


def test_a_table_too_large_is_refused_before_it_is_read(user):
    refused = load(user, io.BytesIO(b"0" * (17 << 20)).getvalue())
    assert refused.status == 413
