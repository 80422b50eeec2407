"""What decides whether two transactions are the legs of a transfer, through the statements of real imports."""

import pytest

from app.transactions import service
from tests.imports.undo.undoing import undo
from tests.transactions.builders import an_account, balance, workspace_of

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def giro(user):
    return an_account(user, "Everyday", "EUR")


@pytest.fixture
def card(user):
    return an_account(user, "Visa Gold", "EUR", type="credit_card")


@pytest.fixture
def pots(user):
    return [an_account(user, name, "EUR", type="savings") for name in ("Jar One", "Jar Two")]


def imported(user, account, *lines):
    content = "Date,Description,Amount,Currency\n" + "".join(f"{line},{account['currency']}\n" for line in lines)
    return user.imported(content.encode(), account_id=account["id"])


def paired(user):
    """The texts of both legs of each transfer, withdrawals first."""
    rows = {row["id"]: row for row in user.all("/transactions")}
    legs = [row for row in rows.values() if row["transfer_id"] and row["amount"].startswith("-")]
    assert service.verify(workspace_of(user)) == []
    return sorted((row["description"], rows[row["transfer_id"]]["description"]) for row in legs)


def offered(user):
    return [offer for offer in user.all("/transactions/matches") if offer["kind"] == "transfer"]


def spent(user, month="2026-10"):
    totals = user.get("/insights/summary", month=month, currency="EUR").json["totals"]
    return totals["income"], totals["expense"]


def test_purchases_and_equal_money_from_friends_are_no_transfers(user, giro, card):
    imported(user, card, "2026-10-12,MINI MARKET,-41.00", "2026-10-14,ZRK 2210 NEBEL LTD,-62.40")
    result = imported(user, giro, "2026-10-13,TRANSFER FROM PRIYA MOREAU ta,41.00", "2026-10-15,ERIK SILVA,62.40")
    assert (result["transfers"], paired(user), offered(user)) == (0, [], [])


@pytest.mark.parametrize("first", [0, 1])
def test_equal_transfers_are_not_crossed_where_texts_name_accounts(user, giro, pots, first):
    out = "2026-10-14,SEPA transfer to Jar One,-80.00", "2026-10-14,SEPA transfer to Jar Two,-80.00"
    statements = [(giro, out), (pots[1], ("2026-10-16,Incoming SEPA transfer,80.00",))]
    for account, lines in statements[first:] + statements[:first]:
        imported(user, account, *lines)
    assert paired(user) == [("SEPA transfer to Jar Two", "Incoming SEPA transfer")]
    imported(user, pots[0], "2026-10-15,Incoming SEPA transfer,80.00")
    assert len(paired(user)) == 2


def test_undoing_an_import_frees_the_other_leg_and_importing_it_again_pairs_it(user, giro, pots):
    imported(user, giro, "2026-10-14,Transfer to Jar One,-80.00")
    result = imported(user, pots[0], "2026-10-15,Deposit,80.00")
    before = paired(user)
    undo(user, result)
    assert (paired(user), balance(user, giro)) == ([], "-80.00")
    imported(user, pots[0], "2026-10-15,Deposit,80.00")
    assert paired(user) == before


@pytest.mark.parametrize(
    ("out", "into"),
    [("Umbuchung", "Gutschrift"), ("Standing order", "Deposit"), ("Overboeking", "Storting"), ("Transfer", "Transfer")],
)
def test_words_for_moving_money_pair_two_that_name_nobody(user, giro, pots, out, into):
    imported(user, giro, f"2026-10-01,{out},-50.00")
    assert imported(user, pots[0], f"2026-10-02,{into},50.00")["transfers"] == 1


def test_a_long_weekend_does_not_part_what_is_named(user, giro, pots):
    imported(user, giro, "2026-04-02,Transfer to Jar One,-50.00")
    assert imported(user, pots[0], "2026-04-08,Deposit,50.00")["transfers"] == 1


def test_a_card_is_paid_but_pays_no_account(user, giro, card):
    imported(user, card, "2026-10-02,Transfer,-75.00", "2026-10-20,Payment thank you,90.00")
    assert imported(user, giro, "2026-10-03,Deposit,75.00", "2026-10-19,CREDIT CARD PAYMENT,-90.00")["transfers"] == 1
    assert paired(user) == [("CREDIT CARD PAYMENT", "Payment thank you")]


def test_equal_sums_alone_are_offered_and_become_a_transfer_by_the_users_word(user, giro, pots):
    imported(user, giro, "2026-10-05,Zwupp,-33.00")
    assert imported(user, pots[0], "2026-10-06,Brimst,33.00")["transfers"] == 0
    [offer] = offered(user)
    assert (offer["evidence"], offer["days_apart"], 0 < offer["confidence"] < 0.5) == ("chance", 1, True)
    body = {"transaction_id": offer["imported"]["id"]}
    assert user.post(f"/transactions/{offer['manual']['id']}/match", body).json["transfer_id"] == body["transaction_id"]
    assert (paired(user), offered(user)) == ([("Zwupp", "Brimst")], [])


def test_of_several_that_fit_none_is_done_and_the_user_chooses(user, giro, pots):
    for pot in pots:
        imported(user, pot, "2026-10-06,Deposit,33.00")
    imported(user, giro, "2026-10-05,Standing order,-33.00")
    assert paired(user) == []
    [offer] = offered(user)
    assert offer["evidence"] == "wording"
    user.post(f"/transactions/{offer['manual']['id']}/transfer", {"transaction_id": offer["imported"]["id"]})
    assert paired(user) == [("Standing order", "Deposit")]


def test_a_rejected_offer_is_not_made_again_even_after_importing_anew(user, giro, pots):
    imported(user, giro, "2026-10-05,Zwupp,-33.00")
    result = imported(user, pots[0], "2026-10-06,Brimst,33.00")
    [offer] = offered(user)
    path = f"/transactions/{offer['manual']['id']}/match"
    for _ in range(2):
        assert user.post(path, {"transaction_id": offer["imported"]["id"], "reject": True}).status == 200
    assert offered(user) == []
    undo(user, result)
    imported(user, pots[0], "2026-10-06,Brimst,33.00")
    assert (offered(user), paired(user)) == ([], [])


def test_a_parted_pair_is_not_made_again_but_its_legs_find_those_that_name_them(user, giro, pots):
    imported(user, giro, "2026-10-05,Transfer to Jar One,-33.00")
    imported(user, pots[0], "2026-10-06,Deposit,33.00")
    [out] = user.all("/transactions", account_id=giro["id"])
    user.delete(f"/transactions/{out['id']}/transfer")
    imported(user, giro, "2026-10-09,Zwupp,-1.00")
    assert paired(user) == []
    imported(user, pots[0], "2026-10-07,Incoming transfer,33.00")
    assert paired(user) == [("Transfer to Jar One", "Incoming transfer")]


def test_a_parted_pair_can_be_made_again_by_hand(user, giro, pots):
    imported(user, giro, "2026-10-05,Transfer to Jar One,-33.00")
    imported(user, pots[0], "2026-10-06,Deposit,33.00")
    [out] = user.all("/transactions", account_id=giro["id"])
    user.delete(f"/transactions/{out['id']}/transfer")
    [into] = user.all("/transactions", account_id=pots[0]["id"])
    assert user.post(f"/transactions/{out['id']}/transfer", {"transaction_id": into["id"]}).status == 200
    assert len(paired(user)) == 1


def test_the_owners_name_is_evidence(new_user):
    owner = new_user(name="Edith Marlow")
    giro, nest = an_account(owner, "Everyday", "EUR"), an_account(owner, "Nest", "EUR", type="savings")
    imported(owner, giro, "2026-10-05,SEPA transfer MARLOW EDITH,-33.00", "2026-10-05,SEPA transfer JAN OKORO,-34.00")
    imported(owner, nest, "2026-10-06,SEPA transfer Edith Marlow,33.00", "2026-10-06,SEPA transfer Jan Okoro,34.00")
    assert paired(owner) == [("SEPA transfer MARLOW EDITH", "SEPA transfer Edith Marlow")]


def test_pages_of_offers_go_on_from_matches_to_transfers(user, giro, pots):
    imported(user, giro, *(f"2026-10-{day:02d},Zwupp {'abcdef'[day]}uk,-{day}.00" for day in range(1, 6)))
    imported(user, pots[0], *(f"2026-10-{day:02d},Brimst {'abcdef'[day]}uk,{day}.00" for day in range(1, 6)))
    found = user.all("/transactions/matches", limit=2)
    assert [offer["manual"]["date"] for offer in found] == [f"2026-10-{day:02d}" for day in range(5, 0, -1)]
    assert user.get("/transactions/matches", cursor="abc").status == 422
