"""Values of the right type that mean nothing: each domain's table of them. None changes anything.

Wrong types, NUL, unknown fields and unreadable bodies are walked from the document in tests/api/test_wrong_values.py.
"""

import pytest

ABSENT = "6740a1b2c3d4e5f601234567"
RULE = {
    "conditions": [{"field": "description", "op": "contains", "value": "coffee"}],
    "actions": {"merchant": "Blue Bottle"},
}


def rule(**more):
    return {**RULE, **more}


def condition(**more):
    return rule(conditions=[{**RULE["conditions"][0], **more}])


def json_row(**more):
    row = {"date": "2026-10-04", "amount": "-12.50", "description": "BLUE BOTTLE", **more}
    return {"transactions": [row]}


TABLE = [
    ("/accounts", {"name": " \t"}, 422, "/name"),
    ("/accounts", {"name": "x" * 101}, 422, "/name"),
    ("/accounts", {"name": "Cash", "type": "Checking"}, 422, "/type"),
    ("/accounts", {"name": "Cash", "currency": "EURO"}, 422, "/currency"),
    ("/accounts", {"name": "Cash", "opening_balance": "1,00"}, 422, "/opening_balance"),
    ("/accounts", {"name": "Cash", "opening_balance": "9" * 19}, 422, "/opening_balance"),
    ("/categories", {"name": ""}, 422, "/name"),
    ("/categories", {"name": "\u2003"}, 422, "/name"),
    ("/categories", {"name": "Games", "kind": "spending"}, 422, "/kind"),
    ("/categories", {"name": "Games", "parent_id": ABSENT}, 422, "/parent_id"),
    ("/accounts", {"name": "\u200b\ufeff"}, 422, "/name"),
    ("/accounts", {"name": "Cash", "institution": "\u3164"}, 422, "/institution"),
    ("/rules", rule(name=" "), 422, "/name"),
    ("/rules", rule(actions={"tags": ["\t"]}), 422, "/actions/tags/0"),
    ("/rules", rule(actions={"notes": "\u2028"}), 422, "/actions/notes"),
    ("/rules", condition(value=" "), 422, "/conditions/0/value"),
    ("/rules", condition(value="\u200d"), 422, "/conditions/0/value"),
    ("/rules/apply", {"merchant": "\u00ad", "category_id": ABSENT}, 422, "/merchant"),
    (
        "/categories/suggest",
        {"transactions": [{"description": " ", "amount": "-1"}]},
        422,
        "/transactions/0/description",
    ),
    ("/transactions", {"text": "\u200b"}, 422, "/text"),
    ("/transactions/parse", {"text": "\n \n"}, 422, "/text"),
    ("/transactions/import", json_row(description="\u00a0"), 422, "/transactions/0/description"),
    ("/transactions/import", json_row(merchant="\u0301"), 422, "/transactions/0/merchant"),
    ("/transactions/import", json_row(tags=["ok", "\u2800"]), 422, "/transactions/0/tags/1"),
    ("/transactions/import", json_row(notes=" "), 422, "/transactions/0/notes"),
    ("/categories/suggest", {"transactions": [{"description": "x", "amount": "1e400"}]}, 422, "/transactions/0/amount"),
    ("/rules", rule(conditions=[]), 422, "/conditions"),
    ("/rules", rule(actions={}), 422, "/actions"),
    ("/rules", rule(actions={"category_id": ABSENT}), 422, "/actions/category_id"),
    ("/rules", rule(priority=10**30), 422, "/priority"),
    ("/rules", condition(field="password"), 422, "/conditions/0/field"),
    ("/rules", condition(op="$where"), 422, "/conditions/0/op"),
    ("/rules", condition(op="matches", value="("), 422, "/conditions/0/value"),
    ("/rules", condition(op="matches", value="(?=a)"), 422, "/conditions/0/value"),
    ("/rules", condition(field="amount", op="gt", value="much"), 422, "/conditions/0/value"),
    ("/rules/preview", {"rule_id": ABSENT, "merchant": "x"}, 422, "/merchant"),
    ("/rules/apply", {"merchant": "x"}, 422, "/category_id"),
    ("/rules/apply", {"rule_id": ABSENT}, 422, "/rule_id"),
    ("/transactions", {"text": ""}, 422, "/text"),
    ("/transactions", {"text": "coffee 4.50", "amount": "-4.50"}, 422, "/amount"),
    ("/transactions", {"text": "coffee 4.50", "account_id": ABSENT}, 422, "/account_id"),
    ("/transactions", {"text": "coffee 4.50", "locale": "../../etc"}, 422, "/locale"),
    ("/transactions", {"text": "coffee 4.50", "reference_date": "2026-02-29"}, 422, "/reference_date"),
    ("/transactions/parse", {"text": "x" * 2001}, 422, "/text"),
    ("/transactions/import", {"transactions": []}, 422, "/transactions"),
    ("/transactions/import", {**json_row(), "account_id": ABSENT}, 422, "/account_id"),
    ("/transactions/import", json_row(date="2026-02-30"), 422, "/transactions/0/date"),
    ("/transactions/import", json_row(amount="0.001"), 422, "/transactions/0/amount"),
    ("/transactions/import", json_row(amount=10**30), 422, "/transactions/0/amount"),
    ("/transactions/import", json_row(category="no-such-category"), 422, "/transactions/0/category"),
]


@pytest.mark.parametrize(("path", "body", "status", "pointer"), TABLE)
def test_a_meaningless_value_is_pointed_at_and_changes_nothing(user, counts, path, body, status, pointer):
    # The default categories come with the first question for them.
    user.get("/categories")
    before = counts(user)
    answer = user.post(path, body)
    assert (answer.status, answer.pointers) == (status, {pointer}), answer.body
    assert answer.code
    assert counts(user) == before


@pytest.mark.parametrize(
    ("field", "blank"),
    [("description", "   "), ("description", "\u200b\u200d"), ("merchant", "\u3000"), ("notes", "\t"), ("tags", [" "])],
)
def test_a_transaction_says_nothing_in_blanks(user, field, blank):
    account = user.post("/accounts", {"name": "Everyday"}).json["id"]
    fine = {"account_id": account, "amount": "-4.50", "date": "2026-10-04", "description": "TEA"}
    made = user.post("/transactions", fine).json
    for answer in (
        user.post("/transactions", {**fine, field: blank}),
        user.post("/transactions/bulk", {"operations": [{"op": "create", "fields": {**fine, field: blank}}]}),
        *([] if field == "description" else [user.patch(f"/transactions/{made['id']}", {field: blank})]),
    ):
        assert (answer.status, answer.json["errors"][0]["message"]) == (422, "The text is blank."), answer.json


@pytest.mark.parametrize("name", ["ل", "木", "é", "e\u0301", "👩\u200d🚀", "-", "\u200fשלום"])
def test_what_can_be_read_is_no_blank(user, name):
    assert user.post("/accounts", {"name": name}).json["name"] == name


@pytest.mark.parametrize("amount", ["1" + "0" * 19, "-" + "9" * 40 + ".50", 10**30, "0." + "1" * 21])
def test_an_amount_of_too_many_digits_is_out_of_range_and_not_no_amount(user, amount):
    answer = user.post("/accounts", {"name": "Cash", "opening_balance": amount})
    assert (answer.status, answer.pointers) == (422, {"/opening_balance"})
    assert "out of range" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "ada", "password": "correct horse battery"}, "/email"),
        ({"email": "ada@", "password": "correct horse battery"}, "/email"),
        ({"email": "a da@example.com", "password": "correct horse battery"}, "/email"),
        ({"email": "ada@exämple.com", "password": "correct horse battery"}, "/email"),
        ({"email": "a" * 250 + "@example.com", "password": "correct horse battery"}, "/email"),
        ({"email": "ada@example.com", "password": "short"}, "/password"),
        ({"email": "ada@example.com", "password": "x" * 201}, "/password"),
        ({"email": "ada@example.com", "password": "correct horse battery", "role": "admin"}, "/role"),
        ({"email": {"$gt": ""}, "password": "correct horse battery"}, "/email"),
    ],
)
def test_nobody_registers_with_nonsense(api, db, body, pointer):
    before = db["users"].count_documents({})
    answer = api.post("/auth/register", body)
    assert (answer.status, answer.pointers) == (422, {pointer})
    assert db["users"].count_documents({}) == before


@pytest.mark.parametrize("body", [{"email": {"$gt": ""}, "password": {"$gt": ""}}, {"refresh_token": {"$ne": None}}])
@pytest.mark.parametrize("path", ["/auth/login", "/auth/refresh"])
def test_an_operator_signs_nobody_in(api, user, path, body):
    assert api.post(path, body).status == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"locale": "xx-XX"}, "/locale"),
        ({"currency": "eur"}, "/currency"),
        ({"name": ""}, "/name"),
    ],
)
def test_a_workspace_keeps_its_settings(user, change, pointer):
    before = user.get("/workspaces").json["data"][0]
    answer = user.patch(f"/workspaces/{before['id']}", change)
    assert (answer.status, answer.pointers) == (422, {pointer})
    assert user.get("/workspaces").json["data"] == [before]
