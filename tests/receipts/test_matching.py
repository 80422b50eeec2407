"""A purchase that the bank and a receipt both tell is one transaction, whichever came first."""

from tests.receipts.builders import a_pdf, read, send
from tests.transactions.builders import an_account, balance

STATEMENT = b"Date,Description,Amount\n2026-11-16,CORNER BAKERY 0123,-9.50\n2026-11-17,CITY TRANSIT,-2.75\n"


def imported(user, statement=STATEMENT, **fields):
    return user.imported(statement, mapping='{"date": "Date", "amount": "Amount"}', **fields)


def of_amount(user, amount):
    return [row for row in user.all("/transactions") if row["amount"] == amount]


def test_a_receipt_is_attached_to_the_banks_line(user, worker):
    account = an_account(user)
    imported(user, account_id=account["id"])
    [line] = of_amount(user, "-9.50")
    user.patch(f"/transactions/{line['id']}", {"merchant": "The baker", "notes": "with Ana", "tags": ["bread"]})
    started = send(user, a_pdf())
    job = user.finished(started)
    assert (job["result"]["transaction_id"], job["result"]["attached"]) == (line["id"], True)
    [after] = of_amount(user, "-9.50")
    assert (after["merchant"], after["notes"], after["tags"]) == ("The baker", "with Ana", ["bread"])
    assert (after["description"], after["receipt_id"]) == (line["description"], job["id"])
    assert user.get(f"/transactions/{line['id']}/receipt").status == 200
    assert (len(user.all("/transactions")), balance(user, account)) == (2, "-12.25")


def test_the_banks_line_is_merged_into_the_receipts_transaction(user, worker):
    account = an_account(user)
    job = read(user, a_pdf())
    mine = job["result"]["transaction_id"]
    result = imported(user, account_id=account["id"])
    assert result["matches"] == 0
    [one] = of_amount(user, "-9.50")
    assert (one["id"], one["date"], one["import_id"]) == (mine, "2026-11-16", result["import_id"])
    assert (one["merchant"], one["receipt_id"]) == ("Corner Bakery", job["id"])
    assert balance(user, account) == "-12.25"
    again = imported(user, account_id=account["id"])
    assert (again["created"], again["duplicate"]) == (0, 2)


def test_undoing_that_import_leaves_the_receipts_transaction(user, worker):
    account = an_account(user)
    job = read(user, a_pdf())
    result = imported(user, account_id=account["id"])
    user.finished(user.delete(f"/imports/{result['import_id']}"))
    [one] = user.all("/transactions")
    assert (one["id"], one["date"], one["amount"]) == (job["result"]["transaction_id"], "2026-11-14", "-9.50")
    assert (one["import_id"], one["receipt_id"]) == (None, job["id"])
    assert user.get(f"/transactions/{one['id']}/receipt").status == 200
    assert balance(user, account) == "-9.50"


def test_undoing_an_import_keeps_the_line_that_got_a_receipt(user, worker):
    account = an_account(user)
    result = imported(user, account_id=account["id"])
    job = read(user, a_pdf())
    undone = user.finished(user.delete(f"/imports/{result['import_id']}"))
    assert undone["result"]["kept"] == [job["result"]["transaction_id"]]
    assert user.get(f"/transactions/{job['result']['transaction_id']}/receipt").status == 200


def test_two_likely_lines_are_said_and_none_is_taken(user, worker):
    account = an_account(user)
    twice = b"Date,Description,Amount\n2026-11-13,CORNER BAKERY 1,-9.50\n2026-11-16,CORNER BAKERY 2,-9.50\n"
    imported(user, twice, account_id=account["id"])
    lines = {row["id"] for row in user.all("/transactions")}
    started = send(user, a_pdf())
    job = user.finished(started)
    assert (job["state"], job["problem"]["code"]) == ("failed", "several_matches")
    assert set(job["problem"]["transaction_ids"]) == lines
    assert {row["id"] for row in user.all("/transactions")} == lines
    chosen = min(lines)
    job = read(user, a_pdf(), transaction_id=chosen)
    assert job["result"]["transaction_id"] == chosen


def test_of_two_likely_lines_that_of_the_same_shop_is_taken(user, worker):
    account = an_account(user)
    two = b"Date,Description,Amount\n2026-11-13,SHELL STATION,-9.50\n2026-11-16,CORNER BAKERY,-9.50\n"
    imported(user, two, account_id=account["id"])
    job = read(user, a_pdf())
    assert user.get(f"/transactions/{job['result']['transaction_id']}").json["date"] == "2026-11-16"


def test_what_is_too_far_or_of_another_way_is_no_match(user, worker):
    account = an_account(user)
    others = b"Date,Description,Amount\n2026-11-20,CORNER BAKERY,-9.50\n2026-11-14,CORNER BAKERY REFUND,9.50\n"
    imported(user, others, account_id=account["id"])
    assert read(user, a_pdf())["result"]["attached"] is False
    assert len(user.all("/transactions")) == 3


def test_a_named_transaction_gets_the_receipt_whatever_it_says(user, worker):
    account = an_account(user)
    body = {"account_id": account["id"], "date": "2026-11-01", "amount": "-20.00", "description": "SHELL"}
    made = user.post("/transactions", body).json
    started = send(user, a_pdf(), transaction_id=made["id"])
    assert started.json["transaction"]["id"] == made["id"]
    job = user.finished(started)
    codes = {warning["code"] for warning in job["result"]["warnings"]}
    assert (job["result"]["transaction_id"], codes) == (made["id"], {"amount_differs", "merchant_differs"})
    assert user.get(f"/transactions/{made['id']}").json["amount"] == "-20.00"


def test_a_second_receipt_takes_the_place_of_the_first(user, worker, db):
    account = an_account(user)
    body = {"account_id": account["id"], "date": "2026-11-14", "amount": "-9.50", "description": "Bakery"}
    made = user.post("/transactions", body).json
    read(user, a_pdf(), transaction_id=made["id"])
    second = a_pdf(lines=["Corner Bakery", "Total  $9.50", "2026-11-14"])
    job = read(user, second, transaction_id=made["id"])
    assert user.get(f"/transactions/{made['id']}/receipt").body == second
    workspace = db["jobs"].find_one(sort=[("_id", -1)])["workspace_id"]
    assert db["imports.files"].count_documents({"metadata.workspace_id": workspace}) == 1
    assert job["state"] == "succeeded"


def test_an_account_that_is_not_the_transactions_is_refused(user, worker):
    account, other = an_account(user), an_account(user, name="Other")
    body = {"account_id": account["id"], "date": "2026-11-14", "amount": "-9.50", "description": "Bakery"}
    made = user.post("/transactions", body).json
    refused = send(user, a_pdf(), transaction_id=made["id"], account_id=other["id"])
    assert (refused.status, refused.code, refused.pointers) == (422, "account_mismatch", {"/account_id"})
