"""The invariant of the house: whatever is done, totals and balances are the sums of the transactions."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.transactions import service
from tests.transactions.builders import a_transaction, an_account, balance, category_id, workspace_of

SLUGS = [None, "coffee", "salary", "transfer"]
AMOUNTS = st.integers(-100_000, 100_000).map(lambda cents: str(Decimal(cents) / 100))
DAYS = st.sampled_from(["2026-09-30", "2026-10-01", "2026-10-31", "2027-01-01"])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "amount": AMOUNTS,
        "date": DAYS,
        "status": st.sampled_from(["posted", "pending"]),
        "merchant": st.sampled_from(["Kiosk", "Acme"]),
        "category": st.sampled_from(SLUGS),
        "account": st.sampled_from([0, 1]),
        "kind": st.sampled_from(["expense", "income", "transfer"]),
    },
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("create"), FIELDS),
        st.tuples(st.just("change"), FIELDS, st.integers(0, 5)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("split"), st.lists(st.integers(-9_999, 9_999), max_size=4), st.integers(0, 5)),
        st.tuples(st.just("bulk"), FIELDS, st.integers(0, 5)),
    ),
    max_size=8,
)


class Story:
    """Two accounts of a fresh user, and what is done to their transactions."""

    def __init__(self, user):
        self.user = user
        self.accounts = [an_account(user, opening_balance="10.00"), an_account(user, name="Other")]
        self.categories = {slug: slug and category_id(user, slug) for slug in SLUGS}
        self.live = []

    def body(self, fields):
        body = {name: value for name, value in fields.items() if name not in ("account", "category")}
        if "account" in fields:
            body["account_id"] = self.accounts[fields["account"]]["id"]
        if "category" in fields:
            body["category_id"] = self.categories[fields["category"]]
        return body

    def create(self, fields):
        body = {name: value for name, value in self.body(fields).items() if value is not None}
        self.live.append(a_transaction(self.user, self.accounts[0], **body)["id"])

    def change(self, fields, which):
        if self.live:
            path = f"/transactions/{self.live[which % len(self.live)]}"
            assert self.user.patch(path, self.body(fields)).status in (200, 409)  # a split one

    def split(self, cents, which):
        """Parts of these amounts and one that fills up; fewer than two take the split away."""
        if self.live:
            path = f"/transactions/{self.live[which % len(self.live)]}"
            whole = Decimal(self.user.get(path).json["amount"])
            amounts = [Decimal(part) / 100 for part in cents]
            amounts = [part for part in (*amounts, whole - sum(amounts)) if part]
            slugs = [self.categories[slug] for slug in SLUGS] * 2
            parts = [{"amount": str(a), "category_id": c} for a, c in zip(amounts, slugs, strict=False)]
            answer = self.user.post(f"{path}/split", {"splits": parts if len(parts) > 1 else []})
            assert answer.status == 200, answer.json

    def bulk(self, fields, which):
        """One is changed and another one deleted, and both changed again before."""
        picked = {self.live[at % len(self.live)] for at in (which, which + 1)} if self.live else set()
        operations = [{"op": "update", "id": one, "fields": {"tags": ["bulk"]}} for one in sorted(picked)]
        operations += [{"op": "update", "id": one, "fields": self.body(fields)} for one in sorted(picked)]
        if len(picked) > 1:
            operations.append({"op": "delete", "id": min(picked)})
            self.live.remove(min(picked))
        if operations:
            answer = self.user.post("/transactions/bulk", {"operations": operations, "atomic": False})
            assert answer.status == 200, answer.json

    def delete(self, which):
        if self.live:
            assert self.user.delete(f"/transactions/{self.live.pop(which % len(self.live))}").status == 204


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_totals_and_balances_are_the_sums_of_the_transactions(new_user, steps):
    story = Story(new_user())
    for step, *arguments in steps:
        getattr(story, step)(*arguments)
    assert service.verify(workspace_of(story.user)) == []
    rows = story.user.all("/transactions")
    for account, opening in zip(story.accounts, ("10.00", "0.00"), strict=True):
        amounts = [Decimal(row["amount"]) for row in rows if row["account_id"] == account["id"]]
        assert balance(story.user, account) == str(Decimal(opening) + sum(amounts, Decimal("0.00")))


def test_totals_of_nothing_vanish(user):
    created = a_transaction(user, an_account(user))
    user.delete(f"/transactions/{created['id']}")
    assert service.read_totals(workspace_of(user), "0000-00", "9999-99") == []
    assert service.read_merchants(workspace_of(user), "2026-10") == []


def test_month_totals_say_what_a_month_brought(user):
    account = an_account(user)
    for amount in ("-4.50", "-5.50", "2.00"):
        a_transaction(user, account, amount=amount, kind="expense", description="xqj", merchant="Xqj")
    [total] = service.read_totals(workspace_of(user), "2026-10", "2026-10")
    assert (total["month"], total["in"], total["out"], total["count"]) == ("2026-10", 200, 1000, 3)
    [merchant] = service.read_merchants(workspace_of(user), "2026-10")
    assert (merchant["merchant"], merchant["in"], merchant["out"], merchant["count"]) == ("Xqj", 200, 1000, 3)


def test_a_difference_is_found_and_mended(user, db):
    account = an_account(user, opening_balance="10.00")
    a_transaction(user, account)
    mine = workspace_of(user)
    db["month_totals"].update_one({"workspace_id": mine.workspace_id}, {"$inc": {"out": 1}})
    db["month_merchants"].delete_many({"workspace_id": mine.workspace_id})
    db["accounts"].update_one({"workspace_id": mine.workspace_id}, {"$inc": {"balance_minor": 7}})
    assert {difference["what"] for difference in service.verify(mine)} == {
        "month_totals",
        "month_merchants",
        "balance",
    }
    service.recompute_totals(mine)
    assert service.verify(mine) == []
    assert balance(user, account) == "5.50"
