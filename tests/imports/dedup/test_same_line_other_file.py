"""A line is recognised in every file it is in, however the other lines of the file change its columns."""

import pytest

pytestmark = pytest.mark.usefixtures("worker")

CONSTANT_PAYEE = (
    "Date,Payee,Memo,Amount\n",
    ["2026-09-01,Spotify,deck,-9.90\n", "2026-09-02,Spotify,hat,-9.80\n", "2026-09-03,Spotify,rabbit,-9.80\n"],
    ["2026-09-04,Netflix,film,-5.00\n"],
)
KIND_COLUMN = (
    "Date,Description,Memo,Amount\n",
    ["2026-09-01,Card payment,Bakery,-4.00\n", "2026-09-02,Card payment,Butcher,-14.00\n"],
    ["2026-09-03,Magic shop,cards,-7.00\n", "2026-09-04,Book shop,novel,-9.00\n", "2026-09-05,Florist,roses,-12.00\n"],
)
CODES_IN_A_NOTE = (
    "Date,Payee,Note,Amount\n",
    ["2026-09-01,Rent,DE02120300000000202051,-900.00\n", "2026-09-02,Power,DE02500105170137075030,-60.00\n"],
    ["2026-09-03,Bakery,two loaves,-7.00\n", "2026-09-04,Florist,a dozen roses,-9.00\n"],
)


@pytest.mark.parametrize(
    ("header", "first", "more"),
    [CONSTANT_PAYEE, KIND_COLUMN, CODES_IN_A_NOTE],
    ids=["a payee that never changes", "a column of kinds", "codes in a note"],
)
@pytest.mark.parametrize("short_one_first", [True, False])
def test_a_longer_statement_adds_only_its_own_lines(user, header, first, more, short_one_first):
    account = user.post("/accounts", {"name": "Mine", "type": "checking", "currency": "USD"}).json["id"]
    short, long = "".join([header, *first]).encode(), "".join([header, *first, *more]).encode()
    files = (short, long) if short_one_first else (long, short)
    results = [user.imported(content, account_id=account) for content in files]
    assert sum(result["created"] for result in results) == len(first) + len(more)
    assert results[1]["duplicate"] == len(first)


def test_a_payee_who_never_changes_is_still_shown(user):
    header, lines, _ = CONSTANT_PAYEE
    user.imported("".join([header, *lines]).encode())
    assert len(user.get("/transactions", q="spotify").json["data"]) == len(lines)


def test_a_currency_that_nothing_names_is_said_to_be_assumed(user):
    statement = "".join([CONSTANT_PAYEE[0], *CONSTANT_PAYEE[1]]).encode()
    assert [warning["code"] for warning in user.imported(statement)["warnings"]] == ["assumed_currency"]
    told = user.imported(statement.replace(b"Amount", b"Amount (USD)"), "other.csv")
    assert told["warnings"] == []


def test_a_currency_other_than_the_accounts_is_refused_at_the_door(user):
    account = user.post("/accounts", {"name": "Mine", "type": "checking", "currency": "EUR"}).json["id"]
    answer = user.upload(CONSTANT_PAYEE[0].encode() + b"2026-09-01,a,b,1.00\n", account_id=account, currency="USD")
    assert (answer.status, answer.code, answer.pointers) == (422, "currency_mismatch", {"/currency"})
    assert user.get("/imports").json["data"] == []
