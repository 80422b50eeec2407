from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.transactions.totals.ledger import Ledger
from tests.transactions.builders import a_document

OCTOBER = ("2026-10", "checking", None, "expense", "USD")


def test_money_out_and_money_in_are_kept_apart():
    ledger = Ledger([a_document(-450), a_document(-50), a_document(200)])
    assert ledger.totals == {OCTOBER: [200, 500, 3]}
    assert ledger.balances == {"checking": -300}


def test_a_transaction_of_nothing_counts():
    assert Ledger([a_document(0)]).totals == {OCTOBER: [0, 0, 1]}


def test_merchants_have_totals_of_their_own():
    ledger = Ledger([a_document(-450), a_document(-300, merchant="Safeway"), a_document(-1, merchant=None)])
    assert ledger.merchants == {(*OCTOBER, "Blue Bottle"): [0, 450, 1], (*OCTOBER, "Safeway"): [0, 300, 1]}


def test_pending_counts_and_what_is_not_read_yet_does_not():
    ledger = Ledger([a_document(-1, status=status) for status in ("pending", "processing", "failed")])
    assert ledger.totals == {OCTOBER: [0, 1, 1]}


def test_moving_a_transaction_to_another_month_empties_the_old_total():
    ledger = Ledger()
    before = a_document(-450)
    ledger.replace(before, {**before, "date": datetime(2026, 11, 1, tzinfo=UTC)})
    assert ledger.totals == {OCTOBER: [0, -450, -1], ("2026-11", *OCTOBER[1:]): [0, 450, 1]}
    assert ledger.balances == {}
    assert ledger.has_emptied()


def test_adding_never_empties_anything():
    assert not Ledger([a_document(-450)]).has_emptied()


@given(st.lists(st.integers(-(10**15), 10**15)))
def test_taking_everything_back_leaves_nothing(amounts):
    ledger = Ledger([a_document(amount) for amount in amounts])
    for amount in amounts:
        ledger.add(a_document(amount), times=-1)
    assert all(sums == [0, 0, 0] for sums in (*ledger.totals.values(), *ledger.merchants.values()))
    assert not any(ledger.balances.values())
