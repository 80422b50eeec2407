"""What an earlier rule paired or filed as transfers is examined once, and put right."""

from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from app.commands import init_database
from app.infra.connections import mongo
from app.transactions import service
from app.transactions.totals.invariant import recompute_totals
from app.transactions.transfers.examination import RULE, examine
from tests.transactions.builders import a_transaction, an_account, category_id, workspace_of

OLD = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def giro(user):
    return an_account(user, "Everyday", "EUR")


@pytest.fixture
def pot(user):
    return an_account(user, "Rainy Days", "EUR", type="savings")


def filed_by_the_old_rule(user, *transactions, paired=False):
    """Some transactions as an earlier version left them: transfers by the lexicon, paired or not."""
    scope = workspace_of(user)
    ids = [ObjectId(each["id"]) for each in transactions]
    slug = {"category_id": ObjectId(category_id(user, "transfer")), "category": "transfer"}
    filed = {**slug, "kind": "transfer", "category_tier": "local", "confidence": 0.9, "created_at": OLD}
    for leg_id, other_id in zip(ids, reversed(ids), strict=True):
        before = mongo.db["transactions"].find_one({"_id": leg_id})
        kept = {name: before[name] for name in ("kind", "category_id", "category", "category_tier", "confidence")}
        link = {"transfer_id": other_id, "before_transfer": kept} if paired else {}
        mongo.db["transactions"].update_one({"_id": leg_id}, {"$set": {**filed, **link}})
    recompute_totals(scope)


def examined(user):
    """Examine the user's workspace, as if the rule were new."""
    return examine(workspace_of(user), datetime.now(UTC) + timedelta(seconds=1))


def shown(user, *transactions):
    found = [user.get(f"/transactions/{each['id']}").json for each in transactions]
    assert service.verify(workspace_of(user)) == []
    return [(each["kind"], each["category"], bool(each["transfer_id"])) for each in found]


def test_a_pair_for_which_nothing_speaks_is_parted(user, giro, pot):
    out = a_transaction(user, giro, amount="-20.00", description="RESTAURANT KOI")
    into = a_transaction(user, pot, amount="20.00", description="BRUNO IBARRA")
    filed_by_the_old_rule(user, out, into, paired=True)
    examined(user)
    assert [(kind, paired) for kind, _, paired in shown(user, out, into)] == [("expense", False), ("income", False)]


def test_a_pair_with_evidence_and_one_that_a_user_made_stay(user, giro, pot):
    out = a_transaction(user, giro, amount="-20.00", description="Transfer to Rainy Days")
    into = a_transaction(user, pot, amount="20.00", description="Deposit")
    filed_by_the_old_rule(user, out, into, paired=True)
    mine = [a_transaction(user, giro, amount="-9.00"), a_transaction(user, pot, amount="8.50")]
    user.post(f"/transactions/{mine[0]['id']}/transfer", {"transaction_id": mine[1]["id"]})
    mongo.db["transactions"].update_many(
        {"_id": {"$in": [ObjectId(each["id"]) for each in mine]}}, {"$set": {"created_at": OLD}}
    )
    examined(user)
    assert [paired for *_, paired in shown(user, out, into, *mine)] == [True] * 4


def test_crossed_pairs_are_put_right(user, giro, pot):
    other = an_account(user, "New Roof", "EUR", type="savings")
    outs = [a_transaction(user, giro, amount="-20.00", description=f"To {name}") for name in ("Rainy Days", "New Roof")]
    into = a_transaction(user, other, amount="20.00", description="Deposit")
    filed_by_the_old_rule(user, outs[0], into, paired=True)
    examined(user)
    assert [paired for *_, paired in shown(user, *outs, into)] == [False, True, True]


def test_what_the_lexicon_alone_called_a_transfer_is_filed_anew(user, giro):
    rows = [
        a_transaction(user, giro, amount="-54.20", description="TWINT DENNER BERN"),
        a_transaction(user, giro, amount="-12.00", description="Swish 4829"),
        a_transaction(user, giro, amount="-80.00", description="Umbuchung"),
    ]
    filed_by_the_old_rule(user, *rows[:1])
    filed_by_the_old_rule(user, *rows[1:2])
    filed_by_the_old_rule(user, *rows[2:])
    examined(user)
    assert shown(user, *rows) == [
        ("expense", "groceries", False),
        ("expense", None, False),
        ("transfer", "transfer", False),
    ]


def test_what_a_user_filed_stays_and_a_second_time_changes_nothing(user, giro):
    row = a_transaction(user, giro, amount="-54.20", description="TWINT DENNER BERN")
    user.patch(f"/transactions/{row['id']}", {"category_id": category_id(user, "transfer")})
    other = a_transaction(user, giro, amount="-12.00", description="TWINT MANOR LUZERN")
    filed_by_the_old_rule(user, other)
    examined(user)
    before = [user.get(f"/transactions/{each['id']}").json for each in (row, other)]
    assert examined(user) == 0
    assert [user.get(f"/transactions/{each['id']}").json for each in (row, other)] == before
    assert before[0]["kind"] == "transfer"


def test_what_is_younger_than_the_rule_is_left_alone(user, giro):
    row = a_transaction(user, giro, amount="-54.20", description="TWINT DENNER BERN")
    filed_by_the_old_rule(user, row)
    examine(workspace_of(user), OLD)
    assert shown(user, row) == [("transfer", "transfer", False)]


@pytest.fixture
def rule_of_today(user):
    """The rule begins after the user's workspace, and others have been examined."""
    rules, own = mongo.db["transfer_rules"], workspace_of(user).workspace_id
    others = [each["_id"] for each in mongo.db["workspaces"].find({"_id": {"$ne": own}}, {"_id": True})]
    rules.delete_many({"_id": {"$in": others}})
    rules.insert_many([{"_id": each, "rule": RULE} for each in others])
    rules.update_one({"_id": RULE}, {"$set": {"begun_at": datetime.now(UTC)}}, upsert=True)


def test_initialising_the_database_examines_each_older_workspace_once(user, giro, rule_of_today):
    row = a_transaction(user, giro, amount="-54.20", description="TWINT DENNER BERN")
    filed_by_the_old_rule(user, row)
    init_database()
    assert shown(user, row) == [("expense", "groceries", False)]
    filed_by_the_old_rule(user, row)
    init_database()
    assert shown(user, row) == [("transfer", "transfer", False)]
