"""What was learned of merchants before their names were cleaned as they are now."""

import time

import pytest
from bson import ObjectId

from app.commands import init_database
from tests.rules.test_suggestions import suggest, teach


def learned_earlier(db, name, key):
    """Let the merchant learned last be known as an earlier cleaner named it; returns its workspace."""
    last = db.merchant_memory.find_one_and_update(
        {}, {"$set": {"merchant": name, "merchant_key": key}}, sort=[("_id", -1)]
    )
    return {"workspace_id": last["workspace_id"]}


@pytest.mark.parametrize(
    ("name", "key", "description"),
    [("Zürcher Zünfte", "zürcher zünfte", "ZUERCHER ZUENFTE 0412"), ("Adas' Müesli", "adas müesli", "Adas' Müesli")],
)
def test_a_key_with_accents_is_found_by_rows_that_have_them(user, db, name, key, description):
    teach(user, "ZZYVEX ALDER", "business")
    learned_earlier(db, name, key)
    [found] = suggest(user, {"description": f"{name} 4471"})
    assert (found["category"], found["tier"]) == ("business", "learned")
    init_database()
    [found] = suggest(user, {"description": description})
    assert (found["category"], found["tier"]) == ("business", "learned")


def test_a_merchant_learned_under_a_name_less_clean_is_known_by_its_clean_one(user, db):
    teach(user, "ZZYVEX ALDER", "business")
    workspace = learned_earlier(db, "Quivendale Tools Bremen", "quivendale tools bremen")
    init_database()
    init_database()
    rows = [{"description": "QUIVENDALE TOOLS 0412 BREMEN"}, {"description": "Quivendale Tools GmbH"}]
    assert [row["tier"] for row in suggest(user, *rows)] == ["learned", "learned"]
    assert db.merchant_memory.count_documents(workspace) == 2


def test_what_was_learned_since_is_kept(user, db):
    teach(user, "ZZYVEX TONDRA", "coffee")
    learned_earlier(db, "Zzyvex Alder Bremen", "zzyvex alder bremen")
    teach(user, "ZZYVEX ALDER", "business")
    init_database()
    assert suggest(user, {"description": "ZZYVEX ALDER"})[0]["category"] == "business"


def test_a_correction_of_a_bank_fee_teaches_no_merchant(user, db):
    before = db.merchant_memory.count_documents({})
    posted = teach(user, "Monthly fee", "business")
    assert posted["merchant"] is None
    assert db.merchant_memory.count_documents({}) == before


def test_past_transactions_are_found_under_the_key_they_were_stored_with(user, db):
    posted = teach(user, "ZÜRCHER ZÜNFTE", "business")
    assert posted["merchant"] == "Zürcher Zünfte"
    db.transactions.update_one({"_id": ObjectId(posted["id"])}, {"$set": {"merchant_key": "zürcher zünfte"}})
    assert [row["id"] for row in user.all("/transactions", merchant="Zürcher Zünfte")] == [posted["id"]]


SPELLINGS = [
    "QUIVENDALE TOOLS 0412 BREMEN",
    "POS PURCHASE QUIVENDALE TOOLS 0999",
    "Quivendale Tools GmbH",
    "CARD PAYMENT TO QUIVENDALE TOOLS ON 14 MAY",
    "SQ *QUIVENDALE TOOLS",
    "quivendale tools #77",
    "Kartenzahlung QUIVENDALE TOOLS//Bremen/DE",
]


def test_one_correction_is_known_at_once_in_every_spelling_and_on_every_way_in(user, worker):
    teach(user, "QUIVENDALE TOOLS 0001", "business")
    account = user.post("/accounts", {"name": "Everyday"}).json["id"]
    begun = time.monotonic()
    suggested = suggest(user, *({"description": text, "amount": "-4.50"} for text in SPELLINGS))
    assert time.monotonic() - begun < 1
    row = {"amount": "-4.50", "account_id": account, "date": "2026-10-05"}
    user.post("/transactions", {**row, "description": SPELLINGS[0]})
    operations = [{"op": "create", "fields": {**row, "description": text}} for text in SPELLINGS[1:3]]
    assert user.post("/transactions/bulk", {"operations": operations}).status == 200
    lines = [f"2026-10-{6 + number:02d},{text},-4.50" for number, text in enumerate(SPELLINGS[3:])]
    user.imported("\n".join(["Date,Description,Amount", *lines]).encode(), account_id=account)
    rows = user.all("/transactions", account_id=account)
    assert len(rows) == len(SPELLINGS)
    assert {(each["category"], each["tier"]) for each in suggested} == {("business", "learned")}
    assert {(each["category"], each["category_tier"]) for each in rows} == {("business", "learned")}
