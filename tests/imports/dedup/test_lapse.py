"""A pending transaction lapses when a later statement of the same days lacks it, whatever order the files come in."""

import pytest
from bson import ObjectId

from app.imports.dedup.lapse import reconsider
from app.transactions import service as transactions
from tests.imports.undo.undoing import state, undo
from tests.transactions.builders import an_account, workspace_of

pytestmark = pytest.mark.usefixtures("worker")

HEADER = "Date,Description,Amount,Status\n"
BOOKS = "2026-09-30,BOOKS,-8.00,Posted"
HOLD = "2026-10-02,NOODLE HOUSE 221,-40.00,Pending"
FUEL = "2026-10-01,GAS N GO 77,-1.00,Pending"
TIPPED = "2026-10-04,NOODLE HOUSE 221,-48.00,Posted"
FUELLED = "2026-10-03,GAS N GO 77,-53.20,Posted"
BOOKED = "2026-10-04,CARD 4431 XYZ,-40.00,Posted"


@pytest.fixture
def account(user):
    return an_account(user)["id"]


@pytest.fixture
def take(user, account):
    def imported(*lines, header=HEADER):
        return user.imported((header + "".join(f"{line}\n" for line in lines)).encode(), account_id=account)

    return imported


def by_status(user):
    assert transactions.verify(workspace_of(user)) == []
    found = {}
    for row in user.all("/transactions", sort="date"):
        found.setdefault(row["status"], []).append(row["amount"])
    return found


def balance(user, account):
    return user.get(f"/accounts/{account}").json["balance"]


def test_holds_that_a_later_statement_lacks_are_shown_and_not_counted(user, account, take):
    take(HOLD, FUEL, BOOKS)
    result = take(TIPPED, FUELLED, BOOKS)
    assert (result["created"], result["duplicate"], result["lapsed"]) == (2, 1, 2)
    assert by_status(user) == {"posted": ["-8.00", "-53.20", "-48.00"], "lapsed": ["-1.00", "-40.00"]}
    assert balance(user, account) == "-109.20"
    assert [row["amount"] for row in user.all("/transactions", status="lapsed", sort="date")] == ["-1.00", "-40.00"]


def test_a_tip_booked_on_the_very_day_of_the_hold_replaces_it(user, account, take):
    take(HOLD, BOOKS)
    assert take("2026-10-02,NOODLE HOUSE 221,-48.00,Posted", BOOKS)["lapsed"] == 1
    assert balance(user, account) == "-56.00"


def test_the_order_of_the_files_and_taking_them_twice_change_nothing(user, account, take):
    for lines in 2 * [(TIPPED, FUELLED, BOOKS), (HOLD, FUEL, BOOKS)]:
        take(*lines)
        take(*lines)
    assert by_status(user) == {"posted": ["-8.00", "-53.20", "-48.00"], "lapsed": ["-1.00", "-40.00"]}
    assert balance(user, account) == "-109.20"


def test_undoing_the_later_statement_brings_them_back(user, take):
    take(HOLD, FUEL, BOOKS)
    before = state(user)
    later = take(TIPPED, FUELLED, BOOKS)
    undo(user, later)
    assert state(user) == before


def test_what_two_statements_prove_stays_proved_without_one(user, take):
    take(HOLD, BOOKS)
    first, second = take(TIPPED, BOOKS), take(FUELLED, BOOKS)
    for result, expected in ((first, ["lapsed"]), (second, ["pending"])):
        undo(user, result)
        assert [status for status in by_status(user) if status != "posted"] == expected


def test_a_hold_that_is_listed_again_is_pending_again(user, take):
    take(HOLD, BOOKS)
    take(TIPPED, BOOKS)
    back = take("2026-10-05,CINEMA,-12.00,Posted", HOLD, BOOKS)
    assert by_status(user)["pending"] == ["-40.00"]
    undo(user, back)
    assert by_status(user)["lapsed"] == ["-40.00"]


def test_a_lapsed_hold_that_is_booked_after_all_is_posted(user, account, take):
    take(HOLD, BOOKS)
    take(FUELLED, BOOKS)
    assert by_status(user)["lapsed"] == ["-40.00"]
    result = take("2026-10-05,NOODLE HOUSE 221,-40.00,Posted", FUELLED, BOOKS)
    assert (result["created"], by_status(user)) == (0, {"posted": ["-8.00", "-53.20", "-40.00"]})
    assert balance(user, account) == "-101.20"
    undo(user, result)
    assert by_status(user)["lapsed"] == ["-40.00"]


@pytest.mark.parametrize(
    "later",
    [
        [BOOKS],
        ["2026-10-01,CAFE,-3.00,Posted", BOOKS],
        ["2026-10-05,CAFE,-3.00,Posted", "2026-10-03,CINEMA,-9.00,Posted"],
        [HOLD, "2026-10-05,CAFE,-3.00,Posted", BOOKS],
    ],
)
def test_a_statement_that_proves_nothing_lapses_nothing(user, take, later):
    take(HOLD, BOOKS)
    assert take(*later)["lapsed"] == 0
    assert by_status(user)["pending"] == ["-40.00"]


def test_a_statement_of_another_account_lapses_nothing(user, take):
    take(HOLD, BOOKS)
    other = an_account(user, name="Other")["id"]
    user.imported((HEADER + f"{TIPPED}\n{BOOKS}\n").encode(), account_id=other)
    assert by_status(user)["pending"] == ["-40.00"]


@pytest.mark.parametrize("word", ["Pending", "Vorgemerkt", "En attente", "未確定"])
def test_a_pending_line_without_any_day_is_left_out_and_told(user, account, take, word):
    lines = ["2026-10-29,CAFE,-5.00", "2026-10-28,BOOKS,-6.00"]
    header = "Date,Description,Amount\n"
    result = take(f"{word},SHOP,-4.00", *lines, header=header)
    [told] = [warning["message"] for warning in result["warnings"] if warning["code"] == "pending_without_day"]
    assert "SHOP,-4.00" in told
    assert balance(user, account) == "-11.00"
    take("2026-10-30,SHOP,-4.00", *lines, header=header)
    assert balance(user, account) == "-15.00"


OF_TWO = "Account,Date,Description,Amount,Status\n"


@pytest.mark.parametrize(("ends", "expected"), [("2026-10-01", "pending"), ("2026-10-03", "lapsed")])
def test_in_a_file_of_several_accounts_only_the_days_of_the_holds_own_count(user, ends, expected):
    one, two = "DE02120300000000202051", "DE02500105170137075030"
    other = f"{two},2026-09-20,RENT,-700.00,Posted\n{two},2026-10-20,TEA,-3.00,Posted\n"
    first = f"{one},2026-10-02,NOODLES,-40.00,Pending\n{one},2026-09-30,BOOKS,-8.00,Posted\n"
    later = f"{one},{ends},CAFE,-5.00,Posted\n{one},2026-09-30,BOOKS,-8.00,Posted\n"
    user.imported((OF_TWO + first).encode())
    user.imported((OF_TWO + other + later).encode())
    assert by_status(user)[expected] == ["-40.00"]


@pytest.mark.parametrize(("last", "expected"), [("2026-10-08", "pending"), ("2026-10-14", "lapsed")])
def test_another_kind_of_statement_has_to_be_much_later(user, take, last, expected):
    take(HOLD, BOOKS)
    take(f"{last};CINEMA;-9,00", "2026-09-30;BOOKS;-8,00", header="Buchungstag;Text;Betrag\n")
    assert by_status(user)[expected] == ["-40.00"]


@pytest.mark.parametrize(("last", "expected"), [("2026-10-08", "pending"), ("2026-10-14", "lapsed")])
def test_a_statement_that_goes_on_behind_the_hold_has_to_be_much_later(user, take, last, expected):
    take(HOLD, BOOKS)
    take("2026-10-03,CAFE,-3.00,Posted", f"{last},CINEMA,-9.00,Posted")
    assert by_status(user)[expected] == ["-40.00"]


@pytest.mark.parametrize("status", ["pending", "posted"])
def test_what_a_user_says_of_a_lapsed_hold_stays(user, account, take, status):
    take(HOLD, BOOKS)
    take(TIPPED, BOOKS)
    [hold] = user.all("/transactions", status="lapsed")
    changed = user.patch(f"/transactions/{hold['id']}", {"status": status})
    assert (changed.status, changed.json["status"], changed.json["amount"]) == (200, status, "-40.00")
    assert take("2026-10-09,CINEMA,-12.00,Posted", TIPPED, BOOKS)["lapsed"] == 0
    assert balance(user, account) == "-108.00"


def test_rows_by_hand_never_lapse(user, account, take):
    body = {"account_id": account, "date": "2026-10-02", "amount": "-40.00", "description": "Noodles"}
    user.post("/transactions", {**body, "status": "pending"})
    take(TIPPED, BOOKS)
    assert by_status(user)["pending"] == ["-40.00"]


def test_a_lapsed_leg_is_parted_from_its_transfer(user, take):
    take("2026-10-02,Transfer to Savings,-40.00,Pending", BOOKS)
    savings = an_account(user, name="Savings")["id"]
    [out] = user.all("/transactions", status="pending")
    body = {"account_id": savings, "date": "2026-10-02", "amount": "40.00", "description": "From checking"}
    leg = user.post("/transactions", body).json
    assert user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": leg["id"]}).status == 200
    later = take("2026-10-04,CINEMA,-9.00,Posted", BOOKS)
    for each in (out, leg):
        assert user.get(f"/transactions/{each['id']}").json["transfer_id"] is None
    undo(user, later)
    assert user.get(f"/transactions/{out['id']}").json["transfer_id"] == leg["id"]
    assert user.get(f"/transactions/{leg['id']}").json["transfer_id"] == out["id"]


def test_a_booked_line_without_a_common_word_settles_the_only_hold_it_fits(user, account, take):
    take(HOLD, BOOKS)
    result = take(BOOKED, BOOKS)
    assert (result["created"], by_status(user)) == (0, {"posted": ["-8.00", "-40.00"]})
    undo(user, result)
    assert by_status(user) == {"posted": ["-8.00"], "pending": ["-40.00"]}


def test_it_does_so_in_the_other_order_too(user, take):
    take(BOOKED, BOOKS)
    assert take(HOLD, BOOKS)["created"] == 0
    assert by_status(user) == {"posted": ["-8.00", "-40.00"]}


@pytest.mark.parametrize("others", [["2026-10-03,ZETA,-40.00,Posted"], []])
def test_where_two_lines_or_two_holds_fit_nothing_is_settled(user, take, others):
    holds = [HOLD] if others else [HOLD, "2026-10-01,OTHER PLACE,-40.00,Pending"]
    take(*holds, BOOKS)
    take(BOOKED, *others, BOOKS)
    assert len(by_status(user)["posted"]) == 2 + len(others)
    assert len(by_status(user)["lapsed"]) == len(holds)


@pytest.mark.parametrize("form", ["csv", "json", "ofx", "qif"])
def test_an_export_of_a_lapsed_hold_changes_nothing_here_and_keeps_it_elsewhere(user, another_user, take, form):
    take(HOLD, BOOKS)
    take(TIPPED, BOOKS)
    before = state(user)
    exported = user.get("/transactions/export", format=form).body
    for _ in range(2):
        user.imported(exported, f"export.{form}")
    assert state(user) == before
    another_user.imported(exported, f"export.{form}")
    kept = {"lapsed": ["-40.00"]} if form in ("csv", "json") else {}
    assert by_status(another_user) == {"posted": ["-8.00", "-48.00"], **kept}


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_what_an_export_says_has_lapsed_stays_so_when_its_originals_are_undone(user, account, take, form, first):
    originals = [take(HOLD, FUEL, BOOKS), take(TIPPED, FUELLED, BOOKS)]
    before, told = by_status(user), balance(user, account)
    again = user.imported(user.get("/transactions/export", format=form).body, f"export.{form}")
    for original in (originals[first], originals[1 - first]):
        undo(user, original)
        assert (by_status(user), balance(user, account)) == (before, told)
    undo(user, again)
    assert by_status(user) == {}


def test_an_earlier_statement_that_lists_what_an_export_says_has_lapsed_changes_nothing(user, another_user, take):
    take(HOLD, BOOKS)
    take(TIPPED, BOOKS)
    another_user.imported(user.get("/transactions/export", format="csv").body)
    [account] = another_user.all("/accounts")
    before = by_status(another_user)
    for lines in ([HOLD, BOOKS], [TIPPED, BOOKS]):
        another_user.imported((HEADER + "\n".join([*lines, ""])).encode(), account_id=account["id"])
        assert by_status(another_user) == before
    listed = (HEADER + f"{HOLD}\n2026-10-09,CINEMA,-12.00,Posted\n").encode()
    another_user.imported(listed, account_id=account["id"])
    assert by_status(another_user)["pending"] == ["-40.00"]


def test_lines_of_another_batch_compete_for_a_hold_as_well(user, take):
    take(HOLD, BOOKS)
    between = [f"2026-10-03,SHOP {number} WXYZ,-{number}.05,Posted" for number in range(1, 1100)]
    take("2026-10-04,ALPHA,-40.00,Posted", *between, "2026-10-03,BETA,-40.00,Posted", BOOKS)
    rows = user.all("/transactions", amount_min="-40.00", amount_max="-40.00", sort="date")
    assert [row["status"] for row in rows] == ["lapsed", "posted", "posted"]


def test_looking_again_as_a_job_that_resumes_does_changes_nothing(user, account, take):
    take(HOLD, FUEL, BOOKS)
    result = take(TIPPED, FUELLED, BOOKS)
    before, actor = state(user), {"type": "import", "id": ObjectId(result["import_id"])}
    events = workspace_of(user)["transaction_events"].count({})
    workspace_of(user).transact(lambda tx: reconsider(tx, [ObjectId(account)], actor))
    assert (state(user), workspace_of(user)["transaction_events"].count({})) == (before, events)
