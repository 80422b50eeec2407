"""Uploads: what is accepted, and what is refused before anything is stored."""

from datetime import UTC, datetime
from io import BytesIO, RawIOBase

import pytest

STATEMENT = b"Date,Description,Amount\n2026-01-25,Coffee,-4.50\n2026-01-26,Rent,-900.00\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def stored(db, counts):
    """Tells what is kept of a user; jobs of other tests may still run, but none of them stores a file."""

    def count(client):
        files = {name: db[name].count_documents({}) for name in ("imports.files", "imports.chunks")}
        return {**counts(client), **files}

    return count


@pytest.mark.parametrize(
    ("content", "fields", "pointer", "code"),
    [
        (b"", {}, "/file", "empty_file"),
        (b" \n\n", {}, "/file", "empty_file"),
        (PNG, {}, "/file", "not_a_statement"),
        (b"%PDF-1.7 ...", {}, "/file", "unsupported_format"),
        (b"Amount\n1.00\n2.00\n", {}, "/file", "one_column"),
        (b"Name,Amount\nCoffee,1.00\nTea,2.00\n", {}, "/file", "no_date_column"),
        (STATEMENT, {"format": "carrier pigeon"}, "/format", "validation_failed"),
        (STATEMENT, {"currency": "usd"}, "/currency", "validation_failed"),
        (STATEMENT, {"date_order": "ydm"}, "/date_order", "validation_failed"),
        (STATEMENT, {"mapping": "{"}, "/mapping", "validation_failed"),
        (STATEMENT, {"mapping": '{"date": {"$gt": ""}}'}, "/mapping/date", "validation_failed"),
        (STATEMENT, {"mapping": '{"date": "Booked"}'}, "/mapping/date", "unknown_column"),
        (STATEMENT, {"account_id": "nonsense"}, "/account_id", "validation_failed"),
        (STATEMENT, {"colour": "red"}, "/colour", "validation_failed"),
    ],
)
def test_what_cannot_be_imported_is_pointed_at_and_changes_nothing(user, stored, content, fields, pointer, code):
    before = stored(user)
    answer = user.upload(content, "statement.csv", **fields)
    assert (answer.status, answer.code, answer.pointers) == (422, code, {pointer})
    assert stored(user) == before


def test_days_written_in_another_order_than_stated_show_both_readings(user):
    text = "".join(f"{day}/01/2026,Tea {day},-4.50\n" for day in range(13, 29))
    answer = user.upload(f"Date,Description,Amount\n{text}".encode(), date_order="mdy")
    assert (answer.status, answer.code, answer.pointers) == (422, "date_order_contradicted", {"/date_order"})
    assert [reading["date_order"] for reading in answer.json["readings"]] == ["mdy", "dmy"]


def test_a_form_without_a_file_is_pointed_at(user):
    answer = user.request("POST", "/transactions/import", data={"currency": "USD"}, content_type="multipart/form-data")
    assert (answer.status, answer.code, answer.pointers) == (422, "missing_file", {"/file"})


def test_a_second_file_is_refused(user):
    files = {"file": (BytesIO(STATEMENT), "a.csv"), "other": (BytesIO(STATEMENT), "b.csv")}
    answer = user.request("POST", "/transactions/import", data=files)
    assert (answer.status, answer.pointers) == (422, {"/other"})


def test_other_kinds_of_bodies_are_refused(user):
    answer = user.request("POST", "/transactions/import", data=STATEMENT, content_type="text/csv")
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_somebody_elses_account_is_not_there(user, another_user, stored):
    account = another_user.post("/accounts", {"name": "Giro", "currency": "USD", "type": "checking"}).json
    before = stored(user)
    answer = user.upload(STATEMENT, account_id=account["id"])
    assert (answer.status, answer.pointers) == (422, {"/account_id"})
    assert stored(user) == before


class LongForm(RawIOBase):
    """200 MB of a form, made while they are read."""

    size = 200 << 20
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'

    def __init__(self):
        self.place = 0

    def read(self, size=-1):
        left = self.size - self.place
        part = self.head if self.place == 0 else b"x" * min(left, size if size > 0 else left, 1 << 20)
        self.place += len(part)
        return part

    def tell(self):
        return self.place

    def seek(self, place, whence=0):
        self.place = place if whence == 0 else self.size + place
        return self.place


def test_a_file_of_200_mb_is_too_large(user):
    form = "multipart/form-data; boundary=b"
    answer = user.request("POST", "/transactions/import", input_stream=LongForm(), content_type=form)
    assert (answer.status, answer.code) == (413, "body_too_large")


def test_an_accepted_import_can_be_found_at_once(user):
    answer = user.upload(STATEMENT, "october.csv")
    assert answer.status == 202
    job = answer.json["job"]
    assert answer.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    shown = user.get(f"/imports/{answer.json['import']['id']}").json
    assert (shown["job_id"], shown["file_name"]) == (job["id"], "october.csv")


def test_waiting_gives_the_finished_import(user, worker):
    answer = user.with_headers(Prefer="wait=20").upload(STATEMENT)
    assert (answer.status, answer.json["job"]["state"], answer.json["import"]["created"]) == (200, "succeeded", 2)


def test_a_retried_upload_is_one_import(user, worker):
    retrying = user.with_headers(Idempotency_Key="october")
    answers = [retrying.upload(STATEMENT) for _ in range(2)]
    assert answers[0].json["import"]["id"] == answers[1].json["import"]["id"]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    user.finished(answers[0])
    assert len(user.all("/imports")) == 1


def test_a_retry_after_a_crash_before_the_answer_finds_the_first_import(user, db, worker):
    retrying = user.with_headers(Idempotency_Key="november")
    first = retrying.upload(STATEMENT)
    # The process died after it stored the import and before it answered: its claim on the key ran out.
    db["idempotency_keys"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": LONG_AGO}})
    again = retrying.upload(STATEMENT)
    assert again.json["import"]["id"] == first.json["import"]["id"]
    assert user.finished(again)["result"]["created"] == 2
    assert len(user.all("/imports")) == 1


def test_a_large_file_that_cannot_be_understood_fails_its_job_and_changes_nothing(user, worker):
    lines = "".join(f"line {number},some words without a day or a sum\n" for number in range(60_000))
    job = user.finished(user.upload(f"Date,Description,Amount\n{lines}".encode()))
    assert (job["state"], job["problem"]["status"]) == ("failed", 422)
    assert job["problem"]["errors"][0]["pointer"] == "/file"
    assert user.all("/accounts") == user.all("/transactions") == []
