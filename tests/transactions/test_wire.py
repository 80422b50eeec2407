from app.transactions.schemas import TransactionOut, TransactionPage
from tests.transactions.builders import a_transaction, an_account


def test_the_hand_written_rows_are_what_the_documentation_says(user):
    account = an_account(user)
    a_transaction(user, account, original_amount="-1", original_currency="EUR", tags=["t"], value_date="2026-10-05")
    user.post("/transactions", {"text": "coffee"})
    page = user.get("/transactions").json
    assert TransactionPage().validate(page) == {}
    assert all(set(row) == set(TransactionOut().fields) for row in page["data"])
