"""The ECB's files, and what is none."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from app.rates.ecb import MAX_BYTES, RatesError, read_rates

HISTORY = b"Date,USD,JPY,ROL,\n2026-10-02,1.0800,160.10,N/A,\n2026-10-01,1.1000,159.00,40000,\n"


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def zipped(content, name="eurofxref-hist.csv"):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("content", [HISTORY, zipped(HISTORY), b"\xef\xbb\xbf" + HISTORY])
def test_the_history_is_read_as_csv_and_as_zip(content):
    assert read_rates(io.BytesIO(content)) == {
        day("2026-10-02"): {"USD": "1.0800", "JPY": "160.10"},
        day("2026-10-01"): {"USD": "1.1000", "JPY": "159.00"},
    }


def test_the_daily_file_spells_its_day():
    content = b"Date, USD, JPY, \n02 October 2026, 1.0800, 160.10, \n"
    assert read_rates(io.BytesIO(content)) == {day("2026-10-02"): {"USD": "1.0800", "JPY": "160.10"}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Date,USD\n",
        b"Datum,USD\n2026-10-02,1.08\n",
        b"Date,Gold\n2026-10-02,1.08\n",
        b"Date,USD\n2026-13-02,1.08\n",
        b"Date,USD\n2026-10-02,cheap\n",
        b"Date,USD\n2026-10-02,0\n",
        b"Date,USD\n2026-10-02,-1.08\n",
        b"Date,USD\n2026-10-02,NaN\n",
        b"Date,USD\n2026-10-02,1." + b"1" * 100 + b"\n",
        b"\xff\xfe\x00",
        b"PK\x03\x04 but no archive",
        zipped(HISTORY, "readme.txt"),
        zipped(HISTORY)[:-40],
        zipped(b"Date,USD\n" + b"0" * MAX_BYTES),
    ],
)
def test_what_is_no_table_of_rates_is_refused_with_a_sentence(content):
    with pytest.raises(RatesError):
        read_rates(io.BytesIO(content))
