"""A pair made for little is parted when a leg finds a partner that a name, a number or a reference tells."""

import pytest

from tests.imports.undo.undoing import undo
from tests.transactions.builders import an_account, balance
from tests.transactions.transfers.test_evidence import imported, offered, paired, spent
from tests.transactions.transfers.test_references import INTO, OUT, statement

pytestmark = pytest.mark.usefixtures("worker")

WEAK = "2026-10-05,Standing order,-40.00"
DEPOSIT = "2026-10-06,Deposit,40.00"
NAMED = "2026-10-05,Transfer to Jar One,-40.00"


@pytest.fixture
def giro(user):
    return an_account(user, "Everyday", "EUR")


@pytest.fixture
def other(user):
    return an_account(user, "Nordbank Giro", "EUR")


@pytest.fixture
def pot(user):
    return an_account(user, "Jar One", "EUR", type="savings")


@pytest.fixture
def weak(user, giro, other, pot):
    imported(user, giro, WEAK)
    imported(user, pot, DEPOSIT)
    assert paired(user) == [("Standing order", "Deposit")]


@pytest.mark.usefixtures("weak")
def test_a_text_that_names_the_account_wins_and_the_other_leg_is_spending_again(user, giro, other, pot):
    assert spent(user) == ("0.00", "0.00")
    imported(user, other, NAMED)
    assert (paired(user), spent(user)) == ([("Transfer to Jar One", "Deposit")], ("0.00", "40.00"))
    assert [balance(user, account) for account in (giro, other, pot)] == ["-40.00", "-40.00", "40.00"]


@pytest.mark.usefixtures("weak")
def test_undoing_the_better_partners_import_makes_the_earlier_pair_again(user, other):
    before = shown(user)
    for _ in range(2):
        result = imported(user, other, NAMED)
        assert paired(user) == [("Transfer to Jar One", "Deposit")]
        undo(user, result)
        assert (paired(user), shown(user)) == ([("Standing order", "Deposit")], before)


def shown(user):
    return [(row["id"], row["kind"], row["category"], row["transfer_id"]) for row in user.all("/transactions")]


@pytest.mark.usefixtures("weak")
def test_what_is_no_better_parts_nobody(user, other):
    result = imported(user, other, "2026-10-05,Transfer,-40.00", "2026-10-05,Umbuchung,-40.00")
    assert (result["transfers"], paired(user)) == (0, [("Standing order", "Deposit")])


@pytest.mark.usefixtures("weak")
def test_importing_the_better_leg_twice_changes_nothing(user, other):
    imported(user, other, NAMED)
    before = shown(user)
    assert (imported(user, other, NAMED)["transfers"], shown(user)) == (0, before)


def test_the_freed_leg_finds_another(user, giro, other, pot):
    second = an_account(user, "Jar Two", "EUR", type="savings")
    imported(user, giro, WEAK)
    imported(user, pot, DEPOSIT)
    imported(user, other, NAMED)
    imported(user, second, "2026-10-07,Incoming transfer,40.00")
    assert paired(user) == [("Standing order", "Incoming transfer"), ("Transfer to Jar One", "Deposit")]
    assert spent(user) == ("0.00", "0.00")


def test_a_pair_that_the_user_made_stays(user, giro, other, pot):
    imported(user, giro, "2026-10-05,Zwupp,-40.00")
    imported(user, pot, DEPOSIT)
    [offer] = offered(user)
    user.post(f"/transactions/{offer['manual']['id']}/match", {"transaction_id": offer["imported"]["id"]})
    imported(user, other, NAMED)
    assert paired(user) == [("Zwupp", "Deposit")]


def test_a_shared_reference_wins(user):
    pot = an_account(user, "Unlike", "EUR")
    imported(user, pot, "2026-04-02,Standing order,-250.00")
    statement(user, {**INTO, "currency": "EUR", "amount": "250.00", "day": "2026-04-03"}, "TRF-4471", "Deposit")
    assert paired(user) == [("Standing order", "Deposit")]
    statement(user, OUT, "TRF-4471", "Payment order")
    assert paired(user) == [("Payment order", "Deposit")]
