"""PDFs with text: read on this machine, without any model."""

from tests.receipts.builders import BAKERY, a_pdf, read, send
from tests.transactions.builders import an_account, balance


def test_a_pdf_with_text_becomes_a_transaction(user, worker):
    account = an_account(user)
    started = send(user, a_pdf())
    assert started.status == 202
    assert started.headers["Location"] == f"/api/v1/jobs/{started.json['job']['id']}"
    job = user.finished(started)
    assert job["state"] == "succeeded", job
    transaction_id = started.json["transaction"]["id"]
    assert job["result"] == {
        "transaction_id": transaction_id,
        "attached": False,
        "merchant": "Corner Bakery",
        "date": "2026-11-14",
        "total": "9.50",
        "currency": "USD",
        "tax": None,
        "refund": False,
        "items": [
            {"name": "Croissant", "quantity": "2", "amount": "5.00"},
            {"name": "Latte", "quantity": "1", "amount": "4.50"},
        ],
        "engine": "local",
        "warnings": [],
    }
    made = user.get(f"/transactions/{transaction_id}").json
    assert (made["amount"], made["date"], made["status"]) == ("-9.50", "2026-11-14", "posted")
    assert (made["merchant"], made["source"], made["receipt_id"]) == ("Corner Bakery", "receipt", job["id"])
    assert (made["account_id"], balance(user, account)) == (account["id"], "-9.50")


def test_the_file_is_given_back_as_an_attachment(user, worker):
    content = a_pdf()
    job = read(user, content)
    answer = user.get(f"/transactions/{job['result']['transaction_id']}/receipt")
    assert (answer.status, answer.body) == (200, content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_transaction_without_a_receipt_has_no_file(user):
    account = an_account(user)
    body = {"account_id": account["id"], "date": "2026-11-14", "amount": "-9.50", "description": "Bakery"}
    made = user.post("/transactions", body).json
    assert user.get(f"/transactions/{made['id']}/receipt").status == 404
    assert made["receipt_id"] is None


def test_nobody_else_sees_it(user, another_user, worker):
    job = read(user, a_pdf())
    transaction_id = job["result"]["transaction_id"]
    assert another_user.get(f"/transactions/{transaction_id}/receipt").status == 404
    refused = send(another_user, a_pdf(), transaction_id=transaction_id)
    assert (refused.status, refused.code, refused.pointers) == (422, "unknown_reference", {"/transaction_id"})
    mine = an_account(user)
    refused = send(another_user, a_pdf(), account_id=mine["id"])
    assert (refused.status, refused.code, refused.pointers) == (422, "unknown_reference", {"/account_id"})


def test_waiting_answers_the_finished_transaction(user, worker):
    answer = send(user.with_headers(Prefer="wait=30"), a_pdf())
    assert answer.status == 200
    assert answer.json["transaction"]["amount"] == "-9.50"


def test_a_repeated_request_takes_the_receipt_once(user, worker, db):
    once = user.with_headers(Idempotency_Key="sent-once")
    first = send(once, a_pdf())
    assert send(once, a_pdf()).json == first.json
    user.finished(first)
    assert len(user.all("/transactions")) == 1


def test_deleting_the_transaction_deletes_the_file(user, worker, db, counts):
    job = read(user, a_pdf())
    files = db["imports.files"]
    kept = {"metadata.workspace_id": db["jobs"].find_one({"kind": "receipt"}, sort=[("_id", -1)])["workspace_id"]}
    assert files.count_documents(kept) == 1
    assert user.delete(f"/transactions/{job['result']['transaction_id']}").status == 204
    assert files.count_documents(kept) == 0
    assert db["workspace_storage"].find_one({"_id": kept["metadata.workspace_id"]})["bytes"] == 0


def test_a_receipt_without_a_total_fails_and_keeps_its_file(user, worker):
    account = an_account(user)
    started = send(user, a_pdf(lines=["Corner Bakery", "Thank you for coming, dear friend"]))
    job = user.finished(started)
    assert (job["state"], job["problem"]["code"]) == ("failed", "no_total_found")
    path = f"/transactions/{started.json['transaction']['id']}"
    assert user.get(path).json["status"] == "failed"
    assert user.all("/transactions") == []
    assert user.get(f"{path}/receipt").status == 200
    done = user.patch(path, {"amount": "-3.00", "account_id": account["id"], "date": "2026-11-14"})
    assert (done.status, done.json["status"]) == (200, "posted")


def test_a_receipt_that_failed_is_filled_in_by_another(user, worker):
    an_account(user)
    started = send(user, a_pdf(lines=["Corner Bakery", "Thank you for coming, dear friend"]))
    user.finished(started)
    transaction_id = started.json["transaction"]["id"]
    job = read(user, a_pdf(), transaction_id=transaction_id)
    assert (job["result"]["transaction_id"], job["result"]["attached"]) == (transaction_id, False)
    assert user.get(f"/transactions/{transaction_id}").json["amount"] == "-9.50"


def test_an_account_in_another_currency_is_said(user, worker):
    yen = an_account(user, name="Japan", currency="JPY")
    job = read(user, a_pdf(), account_id=yen["id"])
    assert (job["state"], job["problem"]["code"]) == ("failed", "currency_mismatch")


def test_the_currency_of_the_account_stands_for_one_that_is_not_named(user, worker):
    euros = an_account(user, name="Berlin", currency="EUR")
    job = read(user, a_pdf(lines=["Kiosk Kern", "14.11.2026", "Wasser  1,20", "Summe  1,20"]), account_id=euros["id"])
    assert (job["result"]["currency"], job["result"]["total"]) == ("EUR", "1.20")
    assert [warning["code"] for warning in job["result"]["warnings"]] == ["currency_assumed"]


def test_items_that_do_not_add_up_are_said(user, worker):
    job = read(user, a_pdf(lines=[*BAKERY[:-1], "Total  $12.50"]))
    [warning] = job["result"]["warnings"]
    assert warning["code"] == "items_do_not_add_up"


def test_a_refund_is_money_in(user, worker):
    job = read(
        user, a_pdf(lines=["REFUND RECEIPT", "Blue Jacket Store", "2026-11-20", "Jacket  45.00", "Total  $45.00"])
    )
    assert job["result"]["refund"]
    assert user.get(f"/transactions/{job['result']['transaction_id']}").json["amount"] == "45.00"


def test_nothing_is_asked_of_a_model(user, fake_model, worker):
    assert read(user, a_pdf())["result"]["engine"] == "local"
    assert not fake_model.received


def test_the_totals_still_fit(user, worker, db):
    from app.transactions.service import verify
    from tests.transactions.builders import workspace_of

    read(user, a_pdf())
    assert verify(workspace_of(user)) == []
