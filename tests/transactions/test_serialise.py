from app.transactions.capture.schemas import CaptureOut, ParseOut
from app.transactions.schemas import PatchedOut, TransactionOut, TransactionPage
from tests.transactions.builders import a_transaction, an_account, category_id


def test_the_hand_written_rows_are_what_the_documentation_says(user):
    account = an_account(user)
    a_transaction(user, account, original_amount="-1", original_currency="EUR", tags=["t"], value_date="2026-10-05")
    user.post("/transactions", {"text": "coffee"})
    page = user.get("/transactions").json
    assert TransactionPage().validate(page) == {}
    assert all(set(row) == set(TransactionOut().fields) for row in page["data"])


def test_every_other_answer_is_what_the_documentation_says(user):
    account = an_account(user)
    created = a_transaction(user, account, merchant="Kiosk")
    a_transaction(user, account, merchant="Kiosk")
    changed = user.patch(f"/transactions/{created['id']}", {"category_id": category_id(user, "pets")}).json
    assert changed["offer"]["count"] == 1
    assert PatchedOut().validate(changed) == {}
    assert ParseOut().validate(user.post("/transactions/parse", {"text": "coffee 4.50"}).json) == {}
    assert CaptureOut().validate(user.post("/transactions", {"text": "coffee 4.50"}).json) == {}
