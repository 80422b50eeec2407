from datetime import UTC, datetime

import pytest
from bson import ObjectId

from app.jobs import service as jobs
from app.transactions import service
from app.transactions.documents import processing_document
from app.transactions.provenance.service import post_batch
from tests.transactions.builders import an_account, balance, category_id, workspace_of

SENTENCE = {"text": "coffee 4.50 at Blue Bottle yesterday", "reference_date": "2026-10-05"}


def test_a_sentence_is_taken_at_once_and_filled_in_by_a_worker(user, worker):
    account = an_account(user)
    answer = user.post("/transactions", SENTENCE)
    assert answer.status == 202
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json['job']['id']}"
    pending = answer.json["transaction"]
    assert (pending["amount"], pending["date"]) in [(None, None), ("-4.50", "2026-10-04")]
    job = user.finished(answer)
    assert (job["state"], job["result"]) == ("succeeded", {"transaction_ids": [pending["id"]], "engine": "local"})
    filled = user.get(f"/transactions/{pending['id']}").json
    assert (filled["amount"], filled["date"], filled["status"]) == ("-4.50", "2026-10-04", "posted")
    assert (filled["category"], filled["merchant"], filled["source"]) == ("coffee", "Blue Bottle", "text")
    assert filled["account_id"] == account["id"]
    assert balance(user, account) == "-4.50"


def test_waiting_answers_the_finished_transaction(user, worker):
    answer = user.with_headers(Prefer="wait=30").post("/transactions", SENTENCE)
    assert answer.status == 200
    assert answer.json["job"]["state"] == "succeeded"
    assert answer.json["transaction"]["amount"] == "-4.50"


def test_a_currency_without_an_account_gets_a_cash_account(user, worker):
    user.finished(user.post("/transactions", {"text": "lunch €12.30"}))
    [filled] = user.all("/transactions")
    assert (filled["amount"], filled["currency"]) == ("-12.30", "EUR")
    assert user.get(f"/accounts/{filled['account_id']}").json["type"] == "cash"


def test_a_named_account_is_used(user, worker):
    an_account(user)
    yen = an_account(user, name="Japan", currency="JPY")
    user.finished(user.post("/transactions", {"text": "ramen 900", "account_id": yen["id"]}))
    [filled] = user.all("/transactions")
    assert (filled["account_id"], filled["amount"]) == (yen["id"], "-900")


def test_a_sentence_may_tell_several_transactions(user, worker):
    answer = user.post("/transactions", {"text": "coffee 4.50 and lunch 12.30"})
    job = user.finished(answer)
    rows = user.all("/transactions")
    assert sorted(row["amount"] for row in rows) == ["-12.30", "-4.50"]
    assert {row["id"] for row in rows} == set(job["result"]["transaction_ids"])


def test_a_sentence_without_an_amount_fails_and_can_be_completed(user, worker):
    account = an_account(user)
    answer = user.post("/transactions", {"text": "had a nice day"})
    job = user.finished(answer)
    assert (job["state"], job["problem"]["code"]) == ("failed", "no_amount_found")
    path = f"/transactions/{answer.json['transaction']['id']}"
    failed = user.get(path).json
    assert (failed["status"], failed["amount"], failed["date"]) == ("failed", None, None)
    assert user.patch(path, {"status": "posted"}).pointers == {"/status"}
    assert user.patch(path, {"amount": "-3.00"}).pointers == {"/account_id"}
    done = user.patch(path, {"amount": "-3.00", "account_id": account["id"], "date": "2026-10-04"})
    assert (done.json["status"], done.json["amount"], done.json["date"]) == ("posted", "-3.00", "2026-10-04")
    assert balance(user, account) == "-3.00"


def test_a_repeated_request_takes_the_sentence_once(user, worker):
    once = user.with_headers(Idempotency_Key="told-once")
    first, second = (once.post("/transactions", SENTENCE) for _ in range(2))
    assert first.json == second.json
    user.finished(first)
    assert len(user.all("/transactions")) == 1


def test_what_is_being_read_has_no_amount_to_correct_but_may_have_notes(user):
    path = f"/transactions/{a_sentence_nobody_reads(user)['subject_id']}"
    refused = user.patch(path, {"amount": "-1.00"})
    assert (refused.status, refused.code) == (409, "still_processing")
    assert user.patch(path, {"notes": "mine"}).json["notes"] == "mine"
    assert user.get(path).json["amount"] is None


def test_what_is_being_read_can_be_deleted(user):
    job = a_sentence_nobody_reads(user)
    assert user.delete(f"/transactions/{job['subject_id']}").status == 204
    jobs.run(str(job["_id"]), service.fill_in)
    assert user.all("/transactions") == []


def test_notes_written_meanwhile_survive_the_reading(user):
    job = a_sentence_nobody_reads(user)
    user.patch(f"/transactions/{job['subject_id']}", {"notes": "mine", "category_id": category_id(user, "pets")})
    jobs.run(str(job["_id"]), service.fill_in)
    [filled] = user.all("/transactions")
    assert (filled["amount"], filled["notes"], filled["category"]) == ("-4.50", "mine", "pets")
    assert service.verify(workspace_of(user)) == []


def test_a_sentence_read_twice_is_told_once(user):
    job = a_sentence_nobody_reads(user, "coffee 4.50 and lunch 12.30")
    results = []
    jobs.run(str(job["_id"]), lambda lease: results.append((service.fill_in(lease), service.fill_in(lease))) or {})
    [(first, second)] = results
    assert sorted(first["transaction_ids"]) == sorted(second["transaction_ids"])
    assert len(user.all("/transactions")) == 2
    assert service.verify(workspace_of(user)) == []


def test_a_sentence_whose_reading_was_cancelled_can_be_completed(user):
    account, job = an_account(user), a_sentence_nobody_reads(user)
    assert user.delete(f"/jobs/{job['_id']}").status == 202
    path = f"/transactions/{job['subject_id']}"
    done = user.patch(path, {"amount": "-1.00", "account_id": account["id"]})
    assert (done.json["status"], done.json["amount"]) == ("posted", "-1.00")
    assert balance(user, account) == "-1.00"


def a_sentence_nobody_reads(user, text=SENTENCE["text"]):
    """A saved sentence whose message was lost: its job waits until the test runs it."""
    mine, transaction_id, now = workspace_of(user), ObjectId(), datetime.now(UTC)
    document = processing_document(transaction_id, text, None, "USD", now)
    mine.transact(lambda tx: post_batch(tx, [document]))
    payload = {"text": text, "reference_date": "2026-10-05", "locale": "en-US", "currency": "USD", "account_id": None}
    return jobs.create(mine, "capture", transaction_id, payload, job_id=transaction_id)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": "coffee 4.50", "amount": "-4.50"}, "/amount"),
        ({"text": "coffee 4.50", "description": "x"}, "/description"),
        ({"text": ""}, "/text"),
        ({"text": "x" * 2001}, "/text"),
        ({"text": {"$gt": ""}}, "/text"),
        ({"text": "coffee", "reference_date": "2026-02-30"}, "/reference_date"),
        ({"text": "coffee", "locale": "$$"}, "/locale"),
        ({"text": "coffee", "currency": "XXX"}, "/currency"),
        ({"text": "coffee", "surprise": 1}, "/surprise"),
    ],
)
def test_a_wrong_body_is_pointed_at(user, body, pointer):
    answer = user.post("/transactions", body)
    assert (answer.status, answer.pointers) == (422, {pointer})
    assert user.all("/transactions") == []


def test_a_sentence_for_an_account_of_another_currency_is_refused(user):
    account = an_account(user)
    answer = user.post("/transactions", {"text": "coffee 4.50", "account_id": account["id"], "currency": "EUR"})
    assert (answer.status, answer.code) == (422, "currency_mismatch")


def test_parsing_reads_without_saving(user):
    answer = user.post("/transactions/parse", SENTENCE)
    assert answer.status == 200
    assert answer.json["engine"] == "local"
    [told] = answer.json["transactions"]
    assert (told["amount"], told["currency"], told["date"]) == ("-4.50", "USD", "2026-10-04")
    assert (told["merchant"], told["category"], told["kind"]) == ("Blue Bottle", "coffee", "expense")
    assert 0 < told["confidence"] <= 1
    assert user.all("/transactions") == []


def test_parsing_takes_currency_and_locale(user):
    answer = user.post("/transactions/parse", {"text": "Miete 1.200,50", "currency": "EUR", "locale": "de-DE"})
    [told] = answer.json["transactions"]
    assert (told["amount"], told["currency"]) == ("-1200.50", "EUR")


def test_parsing_knows_what_corrections_taught(user):
    account = an_account(user)
    body = {
        "account_id": account["id"],
        "amount": "-1",
        "date": "2026-10-01",
        "description": "x",
        "merchant": "Blue Bottle",
    }
    created = user.post("/transactions", body).json
    user.patch(f"/transactions/{created['id']}", {"category_id": category_id(user, "pets")})
    [told] = user.post("/transactions/parse", SENTENCE).json["transactions"]
    assert told["category"] == "pets"


def test_parsing_nothing_answers_nothing(user):
    assert user.post("/transactions/parse", {"text": "had a nice day"}).json["transactions"] == []


@pytest.mark.parametrize("body", [{}, {"text": 5}, {"text": "x", "amount": "1"}, {"text": ""}])
def test_parsing_refuses_wrong_bodies(user, body):
    assert user.post("/transactions/parse", body).status == 422


@pytest.mark.parametrize("text", ["spent 20 on lunch", "paid 700 for rent", "got 20", "4.50"])
def test_a_sentence_that_names_no_payee_has_none(user, worker, text):
    told = user.post("/transactions", {"text": text}, headers={"Prefer": "wait=20"}).json["transaction"]
    assert told["merchant"] is None


def test_a_sentence_that_failed_is_listed_only_when_its_status_is_asked_for(user, worker):
    failed, read = (user.post("/transactions", {"text": text}) for text in ("had a nice day", "coffee 4.50"))
    assert [user.finished(sent)["state"] for sent in (failed, read)] == ["failed", "succeeded"]
    failed, read = (sent.json["transaction"]["id"] for sent in (failed, read))
    assert [row["id"] for row in user.all("/transactions")] == [read]
    assert [row["id"] for row in user.all("/transactions", date_from="2020-01-01")] == [read]
    assert [row["id"] for row in user.all("/transactions", status="failed")] == [failed]
    assert {row["id"] for row in user.all("/transactions", status="failed,posted")} == {failed, read}
    assert user.get(f"/transactions/{failed}").json["status"] == "failed"


def test_correcting_one_sentence_teaches_nothing_about_its_verb(user, worker):
    lunch = user.post("/transactions", {"text": "spent 20 on lunch"}, headers={"Prefer": "wait=20"}).json["transaction"]
    by_slug = {category["slug"]: category["id"] for category in user.get("/categories").json["data"]}
    user.patch(f"/transactions/{lunch['id']}", {"category_id": by_slug["gifts-donations"]})
    taxi = user.post("/transactions", {"text": "spent 15 on a taxi"}, headers={"Prefer": "wait=20"}).json["transaction"]
    assert taxi["category"] == "taxi"


def test_a_day_that_does_not_exist_is_refused_and_never_moved(user, worker):
    parsed = user.post("/transactions/parse", {"text": "lunch 12 on 2026-02-30"})
    assert (parsed.status, parsed.code, parsed.pointers) == (422, "no_such_date", {"/text"})
    told = user.post("/transactions", {"text": "lunch 12 on 2026-02-30"}, headers={"Prefer": "wait=20"}).json
    assert (told["job"]["state"], told["job"]["problem"]["code"]) == ("failed", "no_such_date")
    assert told["transaction"]["status"] == "failed"
