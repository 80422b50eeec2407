"""What is exported and imported is the same: in an empty workspace all of it, in the same workspace nothing more."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.infra.fields import is_blank
from app.money import exponent
from tests.transactions.builders import an_account, category_id

FORMATS = ("csv", "xlsx", "json", "ofx", "qif")

# What is the same in another workspace; ids and times are not.
TOLD = (
    *("date", "value_date", "transaction_date", "amount", "currency", "original_amount", "original_currency"),
    *(
        "description",
        "merchant",
        "category",
        "category_tier",
        "confidence",
        "kind",
        "status",
        "tags",
        "notes",
        "locked",
    ),
)
NASTY = [
    "=1+1", "+49 30 123", "-5", "@SUM(A1)", "'=quoted", "''-twice", "'\"json\"", "\tTAB", "\rCR", "=HYPERLINK(\"x\")",
    "line\nbreak", "crlf\r\nx", "a\rb", "  around  ", "^", "^\n!Type:Bank", "M a;b,c\"d\"\"e", "<b>&amp;</b> ]]> <!--",
    "&lt;", "a\x01b\x0bc\x1f", "x\x7f\x85\u2028", "\ufeffmark", "\ufffe\uffffx", "_x0041_", "_x005F_x0041_", "x_x000D_",
    "😀 café ﬁ", "مرحبا بالعالم", "日本語のテキスト", "e\u0301", " x", "[1]", "a,b", "x" * 500, "{\"a\": 1}",
    "Opening Balance", "TRUE", "1.50", "2026-01-01", "null", "é" * 33, "\n" * 40 + "x", "\u00a0nbsp",
]  # fmt: skip


def export(user, kind, **filters):
    answer = user.get("/transactions/export", format=kind, **filters)
    assert answer.status == 200, answer.body
    return answer.body


def rows(user):
    """Every transaction as its user sees it, with its account; OFX and QIF keep the order within accounts alone."""
    names = {account["id"]: (account["name"], account["currency"]) for account in user.all("/accounts")}
    told = []
    for row in user.all("/transactions", limit=200, sort="date"):
        parts = [{name: part[name] for name in ("amount", "category", "kind", "notes")} for part in row["splits"]]
        told.append({**{name: row[name] for name in TOLD}, "account": names[row["account_id"]], "splits": parts})
    return sorted(told, key=json.dumps)


def add(user, entries):
    """Enter many transactions by hand."""
    for start in range(0, len(entries), 500):
        operations = [{"op": "create", "fields": entry} for entry in entries[start : start + 500]]
        answer = user.post("/transactions/bulk", {"operations": operations, "atomic": True})
        assert answer.status == 200, answer.json


def everything(counts, user):
    """How much of everything there is, but for the import itself and what it says of accounts."""
    return {
        name: count
        for name, count in counts(user).items()
        if name not in ("imports", "import_rows", "jobs", "job_slots", "account_statements")
    }


def copied(user, another, kind):
    """Import an export into an empty workspace, where it leads to the same transactions and to the same export."""
    content, told = export(user, kind), rows(user)
    result = another.imported(content, f"x.{kind}")
    assert (result["created"], result["duplicate"], result["rejected"]) == (len(told), 0, 0), result
    assert rows(another) == told
    return content


def imported_again(user, content, counts):
    """Import an export into the workspace it is of: nothing is added, each row is the very transaction it was."""
    told, before = rows(user), everything(counts, user)
    result = user.imported(content, "again.txt")
    lines = user.all(f"/imports/{result['import_id']}/rows", outcome="duplicate")
    assert (result["created"], result["rejected"], result["duplicate"]) == (0, 0, len(lines))
    assert (rows(user), everything(counts, user)) == (told, before)
    return [line["transaction_id"] for line in lines]


def ids(user):
    return sorted(row["id"] for row in user.all("/transactions", limit=200))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_text_survives(user, another_user, worker, counts, kind):
    account = an_account(user, name=" =Every,day\n'😀 ")
    entries = [
        {"account_id": account["id"], "amount": "-1.00", "date": "2026-10-04", "description": text,
         "merchant": text[:200], "notes": text, "tags": list(dict.fromkeys([text[:50], "plain"]))}
        for text in NASTY
    ]  # fmt: skip
    add(user, entries)
    content = copied(user, another_user, kind)
    assert sorted(imported_again(user, content, counts)) == ids(user)
    assert len(imported_again(another_user, content, counts)) == len(NASTY)


@pytest.fixture
def household(user, worker):
    """Somebody whose accounts hold all there is: imported, entered, split, pending, foreign, edited, twins."""
    euro = an_account(user, name="Girokonto", currency="EUR", type="savings")
    card = an_account(user, name="Girokonto", currency="EUR", type="credit_card")
    yen, dinar = an_account(user, name="円", currency="JPY"), an_account(user, name="دينار", currency="KWD")
    statement = (
        b"Date,Text,Amount,Status\n2026-10-01,REWE SAGT DANKE 4711,-12.50,\n2026-10-01,REWE SAGT DANKE 4711,-12.50,\n"
    )
    user.imported(statement + b"2026-10-02,Salary,2500.00,\n2026-10-03,Hotel,-80.00,pending\n", account_id=euro["id"])
    entry = {"account_id": card["id"], "date": "2026-10-04", "description": "Coffee"}
    add(user, [
        {**entry, "amount": "-4.50", "merchant": "Blue Bottle", "tags": ["b", "a"], "value_date": "2026-10-05"},
        {**entry, "amount": "-4.50", "merchant": "Blue Bottle"},
        {**entry, "amount": "0.00", "kind": "transfer"},
        {**entry, "amount": "-11.90", "original_amount": "-12.50", "original_currency": "USD", "status": "pending"},
        {**entry, "account_id": yen["id"], "amount": "-450", "category_id": category_id(user, "coffee")},
        {**entry, "account_id": dinar["id"], "amount": "1.234", "transaction_date": "1900-01-01"},
    ])  # fmt: skip
    parts = [
        {"amount": "-3.00", "category_id": category_id(user, "groceries"), "notes": "=milk"},
        {"amount": "-1.50", "category_id": None},
    ]
    first = user.get("/transactions", tag="b").json["data"][0]
    assert user.post(f"/transactions/{first['id']}/split", {"splits": parts}).status == 200
    second = user.get("/transactions", sort="date", account_id=euro["id"]).json["data"][0]
    assert user.patch(f"/transactions/{second['id']}", {"category_id": None, "notes": "none"}).status == 200
    return user


@pytest.mark.parametrize("kind", FORMATS)
def test_all_there_is_in_a_workspace_is_the_same_in_another(household, another_user, worker, counts, kind):
    content = copied(household, another_user, kind)
    assert sorted(imported_again(household, content, counts)) == ids(household)
    assert nameless(export(another_user, "json")) == nameless(export(household, "json"))
    held = [{a["name"]: a["currency"] for a in each.all("/accounts")} for each in (household, another_user)]
    assert held[0] == held[1]


def nameless(content):
    """An export without the ids that a workspace gives."""
    told = json.loads(content)["transactions"]
    return sorted(json.dumps({**row, "id": None, "account_id": None}) for row in told)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_changed_since_its_export_is_still_the_same(household, worker, counts, kind):
    content, before = export(household, kind), ids(household)
    [changed] = [row["id"] for row in household.get("/transactions", amount_min="2500").json["data"]]
    [deleted] = [row["id"] for row in household.get("/transactions", tag="b").json["data"]]
    assert household.patch(f"/transactions/{changed}", {"amount": "-99", "date": "2020-01-01"}).status == 200
    assert household.delete(f"/transactions/{deleted}").status == 204
    assert sorted(imported_again(household, content, counts)) == before
    assert ids(household) == [each for each in before if each != deleted]


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_transactions_are_the_same_in_another_workspace(new_user, worker, counts, data):
    user = new_user()
    currencies = data.draw(st.lists(st.sampled_from(["USD", "EUR", "JPY", "KWD"]), min_size=1, max_size=4))
    accounts = [an_account(user, name=data.draw(NAMES), currency=currency) for currency in currencies]
    add(user, data.draw(st.lists(st.sampled_from(accounts).flatmap(entries), min_size=1, max_size=30)))
    kind = data.draw(st.sampled_from(FORMATS))
    content = copied(user, new_user(), kind)
    assert sorted(imported_again(user, content, counts)) == ids(user)


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=100)
TEXTS = (TEXTS | st.sampled_from(NASTY)).filter(lambda text: not is_blank(text[:50]))  # a tag is cut there
NAMES = TEXTS.map(lambda text: text[:100]).filter(str.strip)


def entries(account):
    """Bodies of transactions in an account; few days and amounts, so that some are equal."""
    amount = st.integers(-3, 3).map(lambda n: str(Decimal(n).scaleb(-exponent(account["currency"]))))
    return st.fixed_dictionaries(
        {
            "account_id": st.just(account["id"]),
            "amount": amount,
            "date": st.dates(date(2026, 10, 1), date(2026, 10, 3)).map(str),
            "description": TEXTS,
        },
        optional={
            "merchant": TEXTS.map(lambda text: text[:200]),
            "notes": TEXTS,
            "tags": st.lists(TEXTS.map(lambda text: text[:50]), max_size=3),
            "value_date": st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str),
            "status": st.sampled_from(["posted", "pending"]),
            "kind": st.sampled_from(["expense", "income", "transfer"]),
        },
    )


def test_an_export_goes_to_the_account_of_the_same_name(household, another_user, worker):
    mine = an_account(another_user, name="円", currency="JPY")
    an_account(another_user, name="Girokonto", currency="USD")
    result = another_user.imported(export(household, "csv"))
    assert mine["id"] in result["account_ids"]
    assert sorted(account["name"] for account in another_user.all("/accounts")) == sorted(
        ["円", "دينار", "Girokonto", "Girokonto", "Girokonto"]
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_undoing_the_import_of_an_export_leaves_nothing(household, another_user, worker, kind):
    started = another_user.upload(export(household, kind))
    import_id = another_user.finished(started)["result"]["import_id"]
    another_user.finished(another_user.delete(f"/imports/{import_id}"))
    assert (another_user.all("/transactions"), another_user.all("/accounts")) == ([], [])


def test_a_preview_of_an_export_shows_what_it_repeats(household, worker):
    content = export(household, "csv")
    shown = household.upload(content, path="/transactions/import/preview").json
    assert {row["duplicate_of"] for row in shown["rows"]} == set(ids(household))


def test_a_row_that_was_copied_and_changed_is_another_transaction(user, worker):
    account = an_account(user)
    add(user, [{"account_id": account["id"], "amount": "-1.00", "date": "2026-10-04", "description": "Tea"}])
    header, row = export(user, "csv").splitlines()
    result = user.imported(b"\r\n".join([header, row, row.replace(b"-1.00", b"-2.00"), b""]))
    assert (result["created"], result["duplicate"]) == (1, 1)


def test_lines_of_an_export_that_were_spoiled_are_rejected_alone(user, another_user, worker):
    account = an_account(user)
    entry = {"account_id": account["id"], "amount": "-1.00", "date": "2026-10-04", "description": "Tea"}
    add(user, [entry] * 4)
    lines = export(user, "csv").splitlines()
    lines[1] = lines[1].replace(b"-1.00", b"-1.005")
    lines[2] = lines[2].replace(b"USD", b"XXQ")
    lines[3] = lines[3].replace(b"2026-10-04", b"yesterday")
    result = another_user.imported(b"\r\n".join([*lines[:-1], lines[-1], b"half a li"]))
    assert (result["created"], result["rejected"], result["ignored"]) == (1, 4, 1)


def test_a_rejected_line_of_an_export_can_be_corrected_and_sent_again(user, another_user, worker):
    account = an_account(user)
    entry = {"account_id": account["id"], "amount": "-1.00", "date": "2026-10-04"}
    add(user, [{**entry, "description": "=Tea"}, {**entry, "description": "Cake"}])
    spoiled = export(user, "csv").replace(b"-1.00", b"-1.005", 1)
    result = another_user.imported(spoiled)
    assert (result["created"], result["rejected"]) == (1, 1)
    mended = another_user.get(f"/imports/{result['import_id']}/rejects.csv").body.replace(b"-1.005", b"-1.00")
    assert another_user.imported(mended)["created"] == 1
    assert rows(another_user) == rows(user)
