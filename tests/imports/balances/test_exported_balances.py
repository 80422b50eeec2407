"""An export carries what its accounts had before it: balances are the same elsewhere, and where it came from."""

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.undo.undoing import undo
from tests.transactions.builders import an_account, category_id

pytestmark = pytest.mark.usefixtures("worker")

FORMATS = ("csv", "xlsx", "json", "ofx", "qif")
# Proves its balances: 3,275.18 before its first line.
STATEMENT = (
    b"Date,Description,Amount,Balance\n2026-09-01,Rent,-850.00,2425.18\n2026-09-03,Salary,2100.00,4525.18\n"
    b"2026-09-09,Market,-97.15,4428.03\n2026-09-09,Loan,-1600.00,2828.03\n"
)
OFX = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>5<ACCTID>DE02120300000000202051<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260901<DTEND>20260930
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260904<TRNAMT>-40.00<FITID>A1<NAME>Bakery</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260905<TRNAMT>15.50<FITID>A2<NAME>Refund</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>975.50<DTASOF>20260930</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def export(user, kind, **filters):
    answer = user.get("/transactions/export", format=kind, **filters)
    assert answer.status == 200, answer.body
    return answer.body


def accounts(user):
    """What is the same in another workspace of each account that has transactions."""
    held = {row["account_id"] for row in user.all("/transactions", limit=200)}
    told = ("name", "type", "currency", "institution", "opening_balance", "balance")
    return sorted([account[name] or "" for name in told] for account in user.all("/accounts") if account["id"] in held)


def balances(user):
    return sorted(account["balance"] for account in user.all("/accounts"))


def nameless(content):
    told = json.loads(content)["transactions"]
    return sorted(json.dumps({**row, "id": None, "account_id": None}) for row in told)


def months(user, *names):
    """The sums of each month by kind."""
    return [user.get("/insights/dashboard", month=month).json["totals"] for month in names]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("statement", [STATEMENT, OFX], ids=["running balances", "one ledger balance"])
def test_undoing_the_original_after_its_export_came_back_keeps_the_balance(user, statement, kind):
    original = user.imported(statement, "giro.csv")
    [account] = user.all("/accounts")
    again = user.imported(export(user, kind))
    assert (again["created"], accounts(user)[0][-1]) == (0, account["balance"])
    assert undo(user, original)["removed"] == 0
    [kept] = user.all("/accounts")
    assert (kept["balance"], kept["opening_balance"]) == (account["balance"], account["opening_balance"])
    undo(user, again)
    assert (user.all("/accounts"), user.all("/transactions")) == ([], [])
    user.imported(statement, "giro.csv")
    assert balances(user) == [account["balance"]]


@pytest.mark.parametrize("kind", FORMATS)
def test_undoing_in_the_other_order_leaves_nothing_either(user, kind):
    original = user.imported(STATEMENT, "giro.csv")
    before = user.all("/accounts")
    undo(user, user.imported(export(user, kind)))
    assert [each["balance"] for each in before] == balances(user)
    undo(user, original)
    assert user.all("/accounts") == []


@pytest.mark.parametrize("kind", FORMATS)
def test_an_account_is_the_same_in_another_workspace(user, another_user, kind):
    user.imported(OFX, "giro.ofx")
    saving = an_account(user, name="Saving", type="savings", opening_balance="5000.00", institution="First National")
    for day, amount, status in (("2026-09-03", "-12.00", "pending"), ("2026-09-04", "30.00", "posted")):
        body = {"account_id": saving["id"], "date": day, "amount": amount, "status": status, "description": "Moved"}
        assert user.post("/transactions", body).status == 201
    another_user.imported(export(user, kind))
    assert accounts(another_user) == accounts(user)
    assert another_user.imported(OFX, "giro.ofx")["account_ids"][0] in {a["id"] for a in another_user.all("/accounts")}
    assert len(another_user.all("/accounts")) == 2  # it is found by its number


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_of_a_span_ends_at_the_balance_of_its_last_day(user, another_user, kind):
    user.imported(STATEMENT, "giro.csv")
    another_user.imported(export(user, kind, date_from="2026-09-02", date_to="2026-09-08"))
    [account] = another_user.all("/accounts")
    assert (account["opening_balance"], account["balance"]) == ("2425.18", "4525.18")


def test_an_ofx_states_the_balance_at_its_end(user):
    user.imported(STATEMENT, "giro.csv")
    assert b"<BALAMT>2828.03</BALAMT>" in export(user, "ofx")
    span = export(user, "ofx", date_to="2026-09-03")
    assert b"<BALAMT>4525.18</BALAMT><DTASOF>20260903</DTASOF>" in span


@pytest.mark.parametrize(
    "query", [{"kind": "expense"}, {"q": "Rent"}, {"status": "posted"}, {"amount_max": "0"}, {"amount_min": "0"}]
)
def test_an_export_that_leaves_out_rows_states_no_opening_balance(user, another_user, query):
    user.imported(STATEMENT, "giro.csv")
    result = another_user.imported(user.get("/transactions/export", format="ofx", **query).body)
    [account] = another_user.all("/accounts")
    assert account["opening_balance"] == "0.00"
    assert "no_opening_balance" in {warning["code"] for warning in result["warnings"]}


@pytest.mark.parametrize("kind", ["csv", "ofx"])
def test_what_a_user_set_is_not_overwritten_but_told(user, another_user, kind):
    user.imported(STATEMENT, "giro.csv")
    [account] = user.all("/accounts")
    mine = an_account(another_user, name=account["name"], opening_balance="10.00")
    result = another_user.imported(export(user, kind))
    [kept] = another_user.all("/accounts")
    assert (kept["id"], kept["opening_balance"]) == (mine["id"], "10.00")
    [told] = [each for each in result["warnings"] if each["code"] == "opening_balance_kept"]
    assert "3275.18" in told["message"]
    assert "10.00" in told["message"]


PLAIN = b"Date,Description,Amount,Currency\n2026-09-02,Tea,-5.00,EUR\n2026-09-03,Cake,-6.00,EUR\n"
CERTAIN = (
    b"Date,Description,Amount,Balance,Currency\n2026-09-01,Rent,-850.00,-550.00,EUR\n"
    b"2026-09-03,Pay,2100.00,1550.00,EUR\n"
)


@pytest.mark.parametrize(
    ("statement", "code"),
    [(OFX, "account_differs"), (CERTAIN, "opening_balance_kept"), (PLAIN, "opening_balance_taken")],
)
def test_an_export_that_contradicts_statements_of_its_account_is_told_and_undone(user, another_user, statement, code):
    there = an_account(another_user, name="giro", currency="EUR", opening_balance="1000.00")
    for day in ("2026-08-02", "2026-09-20"):
        body = {"account_id": there["id"], "date": day, "amount": "-10.00", "description": "Tea"}
        assert another_user.post("/transactions", body).status == 201
    user.imported(statement, "giro.csv")
    before = all_accounts(user)
    result = user.imported(export(another_user, "csv"))
    assert code in {warning["code"] for warning in result["warnings"]}
    undo(user, result)
    assert all_accounts(user) == before


def test_deleting_an_imported_row_does_not_let_an_export_move_the_opening_balance(user):
    earlier = b"Date,Description,Amount\n2026-08-03,Tea,-4.00\n2026-08-04,Cake,-6.00\n"
    user.imported(STATEMENT, "giro.csv")
    [account] = user.all("/accounts")
    user.imported(earlier, "giro.csv", account_id=account["id"])
    [tea] = user.get("/transactions", q="Tea").json["data"]
    assert user.delete(f"/transactions/{tea['id']}").status == 204
    before = balances(user)
    again = user.imported(export(user, "csv"))
    assert balances(user) == before
    undo(user, again)
    assert balances(user) == before


def test_an_export_made_before_there_were_balances_is_read_as_ever(user, another_user):
    user.imported(STATEMENT, "giro.csv")
    table = list(csv.reader(io.StringIO(export(user, "csv").decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*row[:-5], row[-1]] for row in table)
    result = another_user.imported(text.getvalue().encode())
    assert (result["created"], result["rejected"], balances(another_user)) == (4, 0, ["-447.15"])


EMPTY = [
    {
        "name": "Spare",
        "type": "savings",
        "currency": "EUR",
        "opening_balance": "250.10",
        "institution": "First National",
    },
    {"name": "Spare", "type": "loan", "currency": "JPY", "opening_balance": "-3000"},
    {"name": "=Untouched, & <new>", "type": "cash", "currency": "USD"},
]
TOLD = ("name", "type", "currency", "institution", "opening_balance", "balance")


def all_accounts(user):
    return sorted([account[name] or "" for name in TOLD] for account in user.all("/accounts"))


@pytest.mark.parametrize(
    ("kind", "rows"), [*((kind, STATEMENT) for kind in FORMATS), ("json", b""), ("ofx", b""), ("qif", b"")]
)
def test_accounts_without_transactions_are_the_same_elsewhere(user, another_user, kind, rows):
    for fields in EMPTY:
        an_account(user, **fields)
    if rows:
        user.imported(rows, "giro.csv")
    content, before = export(user, kind), all_accounts(user)
    for _ in range(2):
        again = another_user.imported(content)
        assert all_accounts(another_user) == before
    assert nameless(export(another_user, "json")) == nameless(export(user, "json"))
    user.imported(content)
    assert all_accounts(user) == before
    for result in (again, *[each for each in another_user.all("/imports") if each["id"] != again["import_id"]]):
        undo(another_user, {"import_id": result.get("import_id") or result["id"]})
    assert another_user.all("/accounts") == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_span_without_transactions_still_has_the_balance_before_it(user, another_user, kind):
    user.imported(STATEMENT, "giro.csv")
    content = export(user, kind, date_from="2026-10-01")
    another_user.imported(content)
    user.imported(content)
    assert balances(another_user) == balances(user) == ["2828.03"]


@pytest.mark.parametrize("kind", ["csv", "qif"])
def test_accounts_that_were_not_asked_for_are_not_carried(user, another_user, kind):
    user.imported(STATEMENT, "giro.csv")
    asked, _ = an_account(user, name="Asked", opening_balance="5.00"), an_account(user, name="Other")
    another_user.imported(export(user, kind, account_id=asked["id"]))
    assert [each["name"] for each in another_user.all("/accounts")] == ["Asked"]
    another_user.imported(export(user, kind, q="Rent"))
    assert len(another_user.all("/accounts")) == 2  # with that of the rent


def edited(content, **changed):
    """An exported table with other cells in its first row."""
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    table[0] |= changed
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table[0])
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode(), table


@pytest.mark.parametrize(
    "changed", [{"date": "no day"}, {"amount": "1.234567"}, {"kind": "gift"}, {"date": "1799-01-01"}]
)
def test_a_rejected_first_line_still_says_what_its_account_had(user, another_user, changed):
    user.imported(STATEMENT, "giro.csv")
    result = another_user.imported(edited(export(user, "csv"), **changed)[0])
    [account] = another_user.all("/accounts")
    assert (result["rejected"], account["opening_balance"], account["balance"]) == (1, "3275.18", "3678.03")


def test_lines_in_another_order_say_the_same(user, another_user):
    user.imported(STATEMENT, "giro.csv")
    an_account(user, name="Spare", type="loan", opening_balance="-70.00")
    first, *lines = export(user, "csv").splitlines(keepends=True)
    another_user.imported(first + b"".join(reversed(lines)))
    assert all_accounts(another_user) == all_accounts(user)


def test_an_opening_balance_that_is_lost_is_told(user, another_user):
    user.imported(STATEMENT, "giro.csv")
    first, _, *lines = export(user, "csv").splitlines(keepends=True)
    result = another_user.imported(first + b"".join(lines))
    assert "no_opening_balance" in {warning["code"] for warning in result["warnings"]}


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_workspace_is_the_same_elsewhere_and_after_its_original_is_undone(new_user, data):
    user, another, kind = new_user(), new_user(), data.draw(st.sampled_from(FORMATS))
    original = user.imported(data.draw(st.sampled_from([STATEMENT, OFX])), "giro.csv")
    for number, currency in enumerate(data.draw(st.lists(st.sampled_from(["USD", "EUR", "JPY"]), max_size=3))):
        fields = {"opening_balance": str(data.draw(st.integers(-9999, 9999))), "type": data.draw(TYPES)}
        account = an_account(user, name=f"Account {number}", currency=currency, **fields)
        for body in data.draw(st.lists(BODIES, max_size=6)):
            entered = user.post("/transactions", {**body, "account_id": account["id"]}).json
            if body["amount"] == "-30" and body["status"] == "posted":
                split(user, entered)
    content = export(user, kind)
    another.imported(content)
    seen = ("2026-08", "2026-09", "2026-10")
    assert all_accounts(another) == all_accounts(user)
    assert months(another, *seen) == months(user, *seen)
    assert nameless(export(another, "json")) == nameless(export(user, "json"))
    before = all_accounts(user)
    user.imported(content)
    assert all_accounts(user) == before
    undo(user, original)
    assert all_accounts(user) == before
    assert nameless(export(another, "json")) == nameless(export(user, "json"))


def split(user, entered):
    parts = [
        {"amount": "-10", "category_id": category_id(user, "groceries")},
        {"amount": "-20", "category_id": None},
    ]
    assert user.post(f"/transactions/{entered['id']}/split", {"splits": parts}).status == 200


TYPES = st.sampled_from(["checking", "savings", "credit_card", "cash", "loan", "investment", "other"])
BODIES = st.fixed_dictionaries(
    {
        "amount": st.sampled_from(["-30", "-7", "12", "250"]),
        "date": st.dates(date(2026, 8, 1), date(2026, 10, 31)).map(str),
        "description": st.sampled_from(["Market", "Salary", "Opening Balance", "Tea"]),
        "kind": st.sampled_from(["expense", "income", "transfer"]),
        "status": st.sampled_from(["posted", "pending"]),
    }
)
