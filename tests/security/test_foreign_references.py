"""What a body names has to be there and to be the caller's: else 422 at its pointer, the same for both."""

import pytest

from tests.transactions.builders import a_body, a_transaction, an_account, category_id

ABSENT = "6740a1b2c3d4e5f601234567"
STATEMENT = b"Date,Description,Amount\n2026-10-04,BLUE BOTTLE,-4.50\n"
CONDITION = {"field": "description", "op": "contains", "value": "coffee"}


class Mine:
    """What the caller has: an account, a transaction, a rule."""

    def __init__(self, user):
        self.account = an_account(user)
        self.coffee = f"/transactions/{a_transaction(user, self.account)['id']}"
        self.rule = {"conditions": [CONDITION], "actions": {"merchant": "Blue Bottle"}}
        self.rule_path = f"/rules/{user.post('/rules', self.rule).json['id']}"
        self.category_path = f"/categories/{category_id(user, 'coffee')}"

    def parts(self, named):
        return {"splits": [{"amount": "-4.00", "category_id": None}, {"amount": "-0.50", "category_id": named}]}


# How a body names it, and where: each takes what the caller has and an id, and answers method, path, body, pointer.
NAMED = {
    "account": [
        lambda mine, named: ("POST", "/transactions", a_body(mine.account, account_id=named), "/account_id"),
        lambda _, named: ("POST", "/transactions", {"text": "coffee 4.50", "account_id": named}, "/account_id"),
        lambda mine, named: ("PATCH", mine.coffee, {"account_id": named}, "/account_id"),
        lambda _, named: ("POST", "/transactions/import", {"transactions": [ROW], "account_id": named}, "/account_id"),
        lambda mine, named: ("POST", "/rules", {**mine.rule, **_of_account(named)}, "/conditions/0/value"),
        lambda mine, named: ("PATCH", mine.rule_path, _of_account(named), "/conditions/0/value"),
        lambda mine, named: ("POST", "/rules/preview", {**mine.rule, **_of_account(named)}, "/conditions/0/value"),
        lambda mine, named: _bulk({"op": "create", "fields": a_body(mine.account, account_id=named)}, "account_id"),
    ],
    "category": [
        lambda mine, named: ("POST", "/transactions", a_body(mine.account, category_id=named), "/category_id"),
        lambda mine, named: ("PATCH", mine.coffee, {"category_id": named}, "/category_id"),
        lambda mine, named: ("PATCH", mine.coffee, mine.parts(named), "/splits/1/category_id"),
        lambda mine, named: ("POST", f"{mine.coffee}/split", mine.parts(named), "/splits/1/category_id"),
        lambda _, named: ("POST", "/categories", {"name": "Games", "parent_id": named}, "/parent_id"),
        lambda mine, named: ("PATCH", mine.category_path, {"parent_id": named}, "/parent_id"),
        lambda mine, named: ("POST", "/rules", {**mine.rule, **_filing(named)}, "/actions/category_id"),
        lambda mine, named: ("PATCH", mine.rule_path, _filing(named), "/actions/category_id"),
        lambda _, named: ("POST", "/rules/preview", {"merchant": "Kiosk", "category_id": named}, "/category_id"),
        lambda _, named: ("POST", "/rules/apply", {"merchant": "Kiosk", "category_id": named}, "/category_id"),
        lambda mine, named: _bulk(
            {"op": "update", "id": mine.coffee[-24:], "fields": {"category_id": named}}, "category_id"
        ),
    ],
    "rule": [
        lambda _, named: ("POST", "/rules/preview", {"rule_id": named}, "/rule_id"),
        lambda _, named: ("POST", "/rules/apply", {"rule_id": named}, "/rule_id"),
    ],
    "transaction": [
        lambda mine, named: ("POST", f"{mine.coffee}/match", {"transaction_id": named}, "/transaction_id"),
        lambda mine, named: ("POST", f"{mine.coffee}/match", _rejecting(named), "/transaction_id"),
        lambda mine, named: ("POST", f"{mine.coffee}/transfer", {"transaction_id": named}, "/transaction_id"),
    ],
}
ROW = {"date": "2026-10-04", "amount": "-12.50", "description": "BLUE BOTTLE"}


def _of_account(named):
    return {"conditions": [{"field": "account_id", "op": "equals", "value": named}]}


def _rejecting(named):
    return {"transaction_id": named, "reject": True}


def _filing(named):
    return {"actions": {"category_id": named}}


def _bulk(operation, field):
    return "POST", "/transactions/bulk", {"operations": [operation]}, f"/operations/0/fields/{field}"


@pytest.fixture(params=["nobody's", "another's"])
def named(request, another_user):
    """Ids that the caller cannot name: of nothing, or of what another user has."""
    if request.param == "nobody's":
        return dict.fromkeys(NAMED, ABSENT)
    theirs = Mine(another_user)
    return {
        "account": theirs.account["id"],
        "category": theirs.category_path[-24:],
        "rule": theirs.rule_path[-24:],
        "transaction": theirs.coffee[-24:],
    }


@pytest.mark.parametrize(("kind", "at"), [(kind, at) for kind, ways in NAMED.items() for at in range(len(ways))])
def test_an_unknown_id_in_a_body_is_told_by_its_pointer(user, named, counts, kind, at):
    method, path, body, pointer = NAMED[kind][at](Mine(user), named[kind])
    before = counts(user)
    answer = user.post(path, body) if method == "POST" else user.patch(path, body)
    assert (answer.status, answer.pointers) == (422, {pointer}), answer.json
    assert counts(user) == before


@pytest.mark.parametrize("path", ["/transactions/import", "/transactions/import/preview"])
def test_an_unknown_account_in_a_form_is_told_by_its_field(user, named, path):
    answer = user.upload(STATEMENT, path=path, account_id=named["account"])
    assert (answer.status, answer.code, answer.pointers) == (422, "unknown_reference", {"/account_id"})


def test_a_filter_by_an_id_of_nothing_or_of_another_finds_nothing(user, named):
    Mine(user)
    for kind in ("account", "category"):
        assert user.get("/transactions", **{f"{kind}_id": named[kind]}).json["data"] == []


def test_what_the_path_or_an_operation_acts_on_is_404(user, named):
    gone = named["transaction"]
    assert user.patch(f"/transactions/{gone}", {"notes": "x"}).status == 404
    found = user.post("/transactions/bulk", {"atomic": False, "operations": [{"op": "delete", "id": gone}]})
    assert found.json["results"][0]["status"] == 404
