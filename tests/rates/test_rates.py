"""Rates through the API."""

import io

import pytest

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


@pytest.mark.parametrize("content", [b"", b"Date,USD\n2026-10-02,much\n", b"PK\x03\x04zip"])
def test_a_file_without_rates_is_refused_and_changes_nothing(user, content):
    load(user)
    refused = load(user, content)
    assert (refused.status, refused.code, refused.pointers) == (422, "not_rates", {"/file"})
    assert user.get("/rates", date="2026-10-02", base="EUR").json["rates"]["USD"] == "1.0800"


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
