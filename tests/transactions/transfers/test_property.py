"""On made-up households, whatever their accounts are called and their banks write, only own transfers are paired."""

from collections import Counter, defaultdict

import pytest

from app.categories.taxonomy import KIND_OF_SLUG
from app.merchants.guesses import guess
from app.merchants.names import merchant_of
from app.rules.filing import kind_of
from app.transactions.transfers.lone_legs import LoneLegs
from app.transactions.transfers.pairing import find_pairs
from app.transactions.transfers.reading import Reader
from tests.transactions.transfers.households import Household

HOUSEHOLDS = 100
FOUND_AT_LEAST = 0.98
# Names that are wallets', or a bare word behind a mere "to", need their other leg.
KNOWN_ALONE_AT_LEAST = 0.9


def leg_of(row):
    """A row as an import files it."""
    merchant, told = merchant_of(row.text, ""), row.facts.get("told_transfer", False)
    found = guess(merchant, row.text, row.amount)
    slug = "transfer" if told else found.category if found and found.confidence >= 0.6 else None
    return {
        "_id": row.id,
        "account_id": row.account["_id"],
        "date": row.day,
        "amount_minor": row.amount,
        "currency": row.account["currency"],
        "description": row.text,
        "merchant": merchant or None,
        "category": slug,
        "kind": kind_of(KIND_OF_SLUG[slug] if slug else None, row.amount),
        "category_tier": "local" if slug else "none",
        "locked": [],
        "fingerprint": str(row.id),
        **{name: value for name, value in row.facts.items() if name != "evidence"},
    }


class Lived:
    """A household, and what the program made of its rows."""

    def __init__(self, number, *, knows_owner=True):
        self.household = Household(number)
        self.rows = {row.id: row for row in self.household.rows}
        self.legs = {row.id: leg_of(row) for row in self.household.rows}
        reader = Reader(self.household.accounts, [self.household.owner] if knows_owner else ["me"])
        self.found = find_pairs(self.legs.values(), reader, lambda *_: None, lambda *_: False)
        self.paired = {pair.ids for pair in self.found.transfers}
        is_lone = LoneLegs(self.household.accounts, [self.household.owner] if knows_owner else ["me"])
        self.lone = {leg_id for leg_id, leg in self.legs.items() if is_lone(leg)}

    def wrong(self):
        """The texts of pairs with a leg that is no transfer, and of what would be a leg by itself and is none."""
        lone = [self.rows[leg_id].text for leg_id in self.lone if not self.rows[leg_id].pair]
        pairs = ((self.rows[out], self.rows[into]) for out, into in self.paired)
        return lone + [(out.text, into.text) for out, into in pairs if not (out.pair and into.pair)]

    def missed(self):
        """The kinds of evidence of transfers that were not found, and of all."""
        legs = defaultdict(dict)
        for row in self.rows.values():
            if row.pair:
                legs[row.pair][row.amount > 0] = row
        there = Counter(both[False].facts["evidence"] for both in legs.values())
        left = [both for both in legs.values() if (both[False].id, both[True].id) not in self.paired]
        return Counter(both[False].facts["evidence"] for both in left), there


@pytest.fixture(scope="module")
def lives():
    return [Lived(number) for number in range(HOUSEHOLDS)]


def test_no_payment_to_or_from_others_is_ever_a_transfer(lives):
    assert [(life.household.owner, wrong) for life in lives if (wrong := life.wrong())] == []


def test_without_the_owners_name_no_payment_is_a_transfer_either():
    lives = [Lived(number, knows_owner=False) for number in range(HOUSEHOLDS, HOUSEHOLDS + 40)]
    assert [wrong for life in lives if (wrong := life.wrong())] == []


def test_nearly_all_transfers_with_evidence_are_found(lives):
    missed, there = Counter(), Counter()
    for life in lives:
        left, all_of_it = life.missed()
        missed += left
        there += all_of_it
    assert missed.total() <= (1 - FOUND_AT_LEAST) * there.total(), (missed, there)


def test_nearly_all_that_give_a_number_or_a_name_are_known_by_themselves(lives):
    out = [(row, row.id in life.lone) for life in lives for row in life.rows.values() if row.pair and row.amount < 0]
    told = [known for row, known in out if row.facts["evidence"] in ("number", "given number", "tail", "names it")]
    assert sum(told) >= KNOWN_ALONE_AT_LEAST * len(told)


def sums(rows, kind_of_row):
    """Income and expense by month; money back is less spending."""
    found = defaultdict(lambda: [0, 0])
    for row in rows:
        if (kind := kind_of_row(row)) != "transfer":
            found[row.day.month][kind == "expense"] += row.amount
    return dict(found)


def test_the_months_sums_are_what_the_household_did(lives):
    """Of the households in which all was found."""
    wrong = []
    for life in lives:
        if life.missed()[0]:
            continue
        legs = life.lone.union(*life.paired)
        rows = [row for row in life.rows.values() if row.kind != "other"]
        told = sums(rows, lambda row, life=life, legs=legs: "transfer" if row.id in legs else life.legs[row.id]["kind"])
        if told != sums(rows, lambda row: row.kind):
            wrong += [
                (row.text, row.kind, life.legs[row.id]["kind"], row.amount)
                for row in rows
                if row.id not in legs and row.kind != life.legs[row.id]["kind"]
            ]
    assert wrong == []
