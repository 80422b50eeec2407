"""Uploads made to keep the API busy: few bytes that are much work, names and texts that patterns stumble over."""

import gzip
import io
import time

import pytest

from app.formats.common.time_limit import TookTooLong, limited, time_limit
from app.formats.interface import Hints
from app.formats.registry import recognise
from app.imports.drafting.account_names import account_name
from app.imports.layouts import formats

STATEMENT = b"Date,Description,Amount\n" + b"2026-01-05,Shop,-1.50\n" * 20_000
UNREADABLE = b"Date,Description,Amount\n" + b"2026-13-45,Shop,-1.50\n" * 20
WIDE = b"<html><table><tr><td>Date<td>Amount" + b"<tr><td>2026-01-05<td>-1<td colspan=497><td>x" * 2_000
CAMT = (
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
    + b"<Ntry></Ntry>" * 20_000
)
LONG = 120_000  # characters, nearly the longest field that is read


def read(content):
    """Recognise, judge and read a file as a request does."""
    file = limited(io.BytesIO(content))
    reader = recognise(content[: formats.HEAD_BYTES], "statement")
    return list(reader.records(file, reader.infer(file, Hints())))


@pytest.mark.parametrize(
    "content", [STATEMENT, gzip.compress(STATEMENT), WIDE, CAMT], ids=["csv", "gz", "html", "camt"]
)
def test_a_reading_somebody_waits_for_ends_when_its_time_is_up(content):
    with pytest.raises(TookTooLong), time_limit(0):
        read(content)


def test_a_worker_has_all_the_time_it_takes():
    assert len(read(gzip.compress(STATEMENT))) == 20_001


def test_what_takes_too_long_to_judge_at_upload_is_judged_by_its_job(user, worker, monkeypatch):
    monkeypatch.setattr(formats, "UPLOAD_SECONDS", 0)

    assert user.imported(gzip.compress(STATEMENT[:400]), "giro.csv.gz")["created"] == 17
    started = user.upload(gzip.compress(UNREADABLE), "giro.csv.gz")
    assert started.status == 202
    assert user.finished(started)["problem"]["code"] == "no_transactions"


def test_a_preview_that_takes_too_long_says_so_and_keeps_nothing(user, counts, monkeypatch):
    before = counts(user)
    monkeypatch.setattr(formats, "PREVIEW_SECONDS", 0)
    found = user.upload(gzip.compress(STATEMENT), "giro.csv.gz", path="/transactions/import/preview")

    assert (found.status, found.json["code"], found.pointers) == (422, "preview_takes_too_long", {"/file"})
    assert counts(user) == before


@pytest.mark.parametrize("mark", ["(", "1", "_1", "-"])
def test_a_file_name_of_any_length_costs_nothing(mark):
    before = time.thread_time()
    account_name("a" + mark * 200_000 + "a.csv")
    assert time.thread_time() - before < 0.5


MT940 = ":20:S\n:25:123\n:28C:1/1\n:60F:C260101EUR1,00\n:61:2601050105D1,00NMSC{0}!\n:86:{0}!\n:62F:C260105EUR0,00\n-"
UNITS = [" ", "\u00a0", "(", "[", "1", "1 ", "(1)", ".", "split 1/", "a[", "to '", "a: ", "- "]
HEADER = 'Date,Amount,"{0}!"\n2026-01-05,-1.50,x\n'
FIELD = 'Date,Description,Amount\n2026-01-05,"{0}!",-1.50\n2026-01-06,Shop,"1{0}x"\n"{0}",Shop,-1\n2026-01-07,Shop,-2\n'


@pytest.mark.parametrize("form", [MT940, HEADER, FIELD], ids=["mt940", "header", "field"])
@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_of_one_mark_are_read_in_time_that_grows_with_them(form, unit):
    before = time.thread_time()
    read(form.format(unit * (LONG // len(unit))).encode())
    assert time.thread_time() - before < 5


TWO_LINES = b"Date,Description,Amount\n2026-01-05,Shop,-1.50\n2026-13-45,Shop,-2.50\n"


@pytest.mark.parametrize(
    ("told", "header"),
    [
        ("filename*=UTF-8''a%0d%0aX-Evil:%201.csv", "attachment; filename=aX-Evil-rejects.csv"),
        ('filename="a\x00\u2028\u202eb.csv"', "attachment; filename=ab-rejects.csv"),
        ('filename="../../etc/p.csv"', "attachment; filename=p-rejects.csv"),
        (
            'filename="счёт é.csv"',
            "attachment; filename=\" e-rejects.csv\"; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%20%C3%A9-rejects.csv",
        ),
    ],
    ids=["line ends", "marks nobody sees", "a path", "letters outside ASCII"],
)
def test_the_name_of_an_upload_cannot_spoil_the_header_of_a_download(user, worker, told, header):
    body = f'--b\r\nContent-Disposition: form-data; name="file"; {told}\r\n\r\n'.encode() + TWO_LINES + b"\r\n--b--\r\n"
    started = user.request("POST", "/transactions/import", data=body, content_type="multipart/form-data; boundary=b")
    user.finished(started)
    found = user.get(f"/imports/{started.json['import']['id']}/rejects.csv")

    assert (found.status, found.headers["Content-Disposition"]) == (200, header)
