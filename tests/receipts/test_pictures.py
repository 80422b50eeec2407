"""Pictures: read by a model, or refused where none may be asked."""

import base64
import json
from datetime import date
from io import BytesIO

import pytest
from bson import ObjectId

from app.infra.database.ids import fresh_id
from app.receipts import service
from stack.fake_gemini import Mood
from tests.receipts.builders import a_photo_with_a_place, a_picture, pdf_of, send
from tests.transactions.builders import an_account, workspace_of

ANSWER = {
    "merchant": "Tea House",
    "date": "2026-11-20",
    "total": "7.50",
    "currency": "EUR",
    "tax": "",
    "refund": False,
    "items": [{"name": "Green tea", "quantity": "2", "amount": "7.50"}],
}


def stored(user, content, **more):
    """Stores a receipt for this process, whose model is the fake one, to read; returns the id of its job."""
    sender = service.Sender(ObjectId(), "en-US", "USD", date(2026, 11, 29))
    return str(service.keep(workspace_of(user), fresh_id(), BytesIO(content), sender, **more)["_id"])


def run(user, job_id):
    """Does the job in this process; returns it."""
    service.run_receipt(job_id)
    return user.get(f"/jobs/{job_id}").json


@pytest.fixture
def answering(fake_model):
    """Says what the model answers."""

    def answer(**more):
        fake_model.mood = Mood(text=json.dumps(ANSWER | more))

    return answer


def test_without_a_model_a_picture_is_refused_and_nothing_stored(user, counts):
    before = counts(user)
    refused = send(user, a_picture())
    assert (refused.status, refused.code) == (503, "ai_not_configured")
    assert "GEMINI_API_KEY" in refused.json["detail"]
    assert counts(user) == before


def test_a_workspace_that_wants_no_model_is_told_so(user, fake_model):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    user.patch(f"/workspaces/{workspace}", {"ai": {"enabled": False}})
    refused = send(user, a_picture())
    assert (refused.status, refused.code) == (503, "ai_not_configured")
    assert "switched" in refused.json["detail"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_read_by_the_model(user, fake_model, answering, kind):
    answering()
    content = a_picture(kind)
    job = run(user, stored(user, content))
    assert job["state"] == "succeeded", job
    told = {
        name: job["result"][name] for name in ("merchant", "date", "total", "currency", "tax", "engine", "warnings")
    }
    assert told == {
        "merchant": "Tea House",
        "date": "2026-11-20",
        "total": "7.50",
        "currency": "EUR",
        "tax": None,
        "engine": "gemini",
        "warnings": [],
    }
    assert job["result"]["items"] == [{"name": "Green tea", "quantity": "2", "amount": "7.50"}]
    transaction_id = job["result"]["transaction_id"]
    assert user.get(f"/transactions/{transaction_id}").json["amount"] == "-7.50"
    kept = user.get(f"/transactions/{transaction_id}/receipt")
    assert (kept.body, kept.headers["Content-Type"]) == (content, f"image/{kind.lower()}")


def test_only_pixels_a_day_and_a_currency_leave(user, fake_model, answering):
    answering()
    run(user, stored(user, a_photo_with_a_place()))
    [received] = fake_model.received
    said = json.dumps(received.body)
    assert "Grace" not in said
    [sent] = [part for part in received.body["contents"][0]["parts"] if "text" not in part]
    data = sent.get("inlineData") or sent["inline_data"]
    picture = base64.b64decode(data["data"])
    assert picture.startswith(b"\xff\xd8\xff")
    assert b"Grace" not in picture
    assert set(json.loads(received.data)) == {"today", "currency"}


def test_a_pdf_without_text_is_drawn_and_read_by_the_model(user, fake_model, answering):
    answering()
    job = run(user, stored(user, pdf_of([b"0 0 100 100 re f"])))
    assert (job["state"], job["result"]["engine"]) == ("succeeded", "gemini")


def test_a_pdf_without_text_fails_where_no_model_is(user, worker):
    started = send(user, pdf_of([b"0 0 100 100 re f"]))
    job = user.finished(started)
    assert (job["state"], job["problem"]["code"]) == ("failed", "ai_not_configured")


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        (Mood(status=400), "ai_refused"),
        (Mood(malformed=True), "ai_invalid"),
        (Mood(text='{"total": 3}'), "ai_invalid"),
        (Mood(blocked=True), "ai_refused"),
        (Mood(truncated=True), "ai_invalid"),
    ],
    ids=["400", "malformed", "shape", "blocked", "truncated"],
)
def test_a_model_that_fails_is_said_and_the_file_stored(user, fake_model, mood, code):
    fake_model.mood = mood
    content = a_picture()
    job = run(user, stored(user, content))
    assert (job["state"], job["problem"]["code"]) == ("failed", code)
    path = f"/transactions/{job['id']}"
    assert user.get(path).json["status"] == "failed"
    assert user.all("/transactions") == []
    assert user.get(f"{path}/receipt").body == content


@pytest.mark.parametrize(
    ("more", "field", "value", "warning"),
    [
        ({"merchant": "Pay at https://evil.example"}, "merchant", None, "no_merchant_found"),
        ({"merchant": "<b>Tea</b>"}, "merchant", None, "no_merchant_found"),
        ({"merchant": "‹w1›"}, "merchant", None, "no_merchant_found"),
        ({"date": "2031-01-01"}, "date", None, "no_date_found"),
        ({"date": "yesterday"}, "date", None, "no_date_found"),
        ({"currency": "XXX"}, "currency", "USD", "currency_assumed"),
        ({"total": "9.50"}, "total", "9.50", "items_do_not_add_up"),
        ({"tax": "8.00"}, "tax", "8.00", "tax_too_large"),
        ({"items": [{"name": "x", "quantity": "1", "amount": "many"}]}, "items", [], "items_left_out"),
    ],
)
def test_what_cannot_be_is_left_out_and_said(user, answering, more, field, value, warning):
    answering(**more)
    result = run(user, stored(user, a_picture()))["result"]
    assert result[field] == value
    assert warning in {each["code"] for each in result["warnings"]}


@pytest.mark.parametrize("total", ["", "0", "NaN", "1e9", "12.505", "twelve"])
def test_without_a_total_there_is_no_transaction(user, answering, total):
    answering(total=total)
    job = run(user, stored(user, a_picture()))
    assert (job["state"], job["problem"]["code"]) == ("failed", "no_total_found")


def test_a_refund_is_money_in(user, answering):
    answering(refund=True)
    job = run(user, stored(user, a_picture()))
    assert user.get(f"/transactions/{job['result']['transaction_id']}").json["amount"] == "7.50"


def test_a_cap_that_is_reached_is_said(user, fake_model):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    user.patch(f"/workspaces/{workspace}", {"ai": {"daily_cap": "0.00"}})
    job = run(user, stored(user, a_picture()))
    assert (job["state"], job["problem"]["code"]) == ("failed", "ai_capped")
    assert not fake_model.received


def test_the_played_model_has_a_plausible_receipt(user, fake_model):
    an_account(user)
    job = run(user, stored(user, a_picture()))
    assert (job["result"]["merchant"], job["result"]["total"]) == ("Corner Bakery", "12.00")
    assert job["result"]["warnings"] == []


def test_a_job_done_twice_makes_one_transaction(user, answering, db):
    answering()
    first = run(user, stored(user, a_picture()))
    db["jobs"].update_one({"_id": ObjectId(first["id"])}, {"$set": {"state": "queued"}})
    again = run(user, first["id"])
    assert again["result"]["transaction_id"] == first["result"]["transaction_id"]
    assert len(user.all("/transactions")) == 1
