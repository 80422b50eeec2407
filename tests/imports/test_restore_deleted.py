"""What a user deleted comes back only when they ask for it."""

import pytest

from tests.transactions.builders import an_account, workspace_of

pytestmark = pytest.mark.usefixtures("worker")

STATEMENT = b"Date,Description,Amount\n2026-09-01,Rent,-900.00\n2026-09-02,Coffee,-4.50\n2026-09-02,Coffee,-4.50\n"


@pytest.fixture
def account(user):
    return an_account(user)["id"]


def delete_one(user, text):
    found = user.all("/transactions", q=text)[0]
    assert user.delete(f"/transactions/{found['id']}").status == 204


def test_only_when_asked(user, account):
    user.imported(STATEMENT, account_id=account)
    delete_one(user, "Coffee")
    assert user.imported(STATEMENT, account_id=account)["created"] == 0
    result = user.imported(STATEMENT, account_id=account, restore_deleted="true")
    assert (result["created"], result["duplicate"]) == (1, 2)
    assert user.imported(STATEMENT, account_id=account, restore_deleted="true")["created"] == 0
    assert len(user.all("/transactions")) == 3


def test_json_asks_in_its_body(user, account):
    rows = [{"date": "2026-09-01", "amount": "-900.00", "description": "Rent", "external_id": "r1"}]
    body = {"transactions": rows, "account_id": account}
    user.finished(user.post("/transactions/import", body))
    delete_one(user, "Rent")
    user.finished(user.post("/transactions/import", body))
    assert user.all("/transactions") == []
    user.finished(user.post("/transactions/import", {**body, "restore_deleted": True}))
    assert len(user.all("/transactions")) == 1


def test_what_is_restored_and_undone_is_deleted_again(user, account):
    user.imported(STATEMENT, account_id=account)
    delete_one(user, "Rent")
    result = user.imported(STATEMENT, account_id=account, restore_deleted="true")
    user.finished(user.delete(f"/imports/{result['import_id']}"))
    assert len(user.all("/transactions")) == 2
    assert user.imported(STATEMENT, account_id=account)["created"] == 0


def test_by_the_words_of_the_other_source_it_comes_back_once(user, account):
    other = b"Booked,Text,Paid\n2026-09-01,Landlord,-900.00\n"
    user.imported(STATEMENT, account_id=account)
    user.imported(other, account_id=account)
    delete_one(user, "Rent")
    assert user.imported(other, account_id=account, restore_deleted="true")["created"] == 1
    assert user.imported(STATEMENT, account_id=account, restore_deleted="true")["created"] == 0
    assert len(user.all("/transactions")) == 3


def test_a_word_that_is_neither_is_refused(user, account):
    answer = user.upload(STATEMENT, account_id=account, restore_deleted="perhaps")
    assert (answer.status, answer.pointers) == (422, {"/restore_deleted"})
    assert workspace_of(user)["imports"].count() == 0
