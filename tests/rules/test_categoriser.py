"""Filing rows one after another, and past transactions anew."""

from bson import ObjectId

from app.categories.taxonomy import DEFAULT_CATEGORIES
from app.rules.candidate import Candidate
from app.rules.categoriser import Categoriser
from app.rules.refilers import merchant_refiler, present_filing, rule_refiler

CATEGORIES = {
    default.slug: {"_id": ObjectId(), "slug": default.slug, "kind": default.kind} for default in DEFAULT_CATEGORIES
}
ACCOUNT = ObjectId()


def a_rule(field="merchant", op="contains", value="blue bottle", **actions):
    return {
        "_id": ObjectId(),
        "conditions": [{"field": field, "op": op, "value": value}],
        "actions": actions,
        "priority": 1,
        "enabled": True,
    }


def a_transaction(**fields):
    return {
        "merchant": "Blue Bottle Coffee",
        "merchant_key": "blue bottle coffee",
        "description": "BLUE BOTTLE COFFEE 0123",
        "amount_minor": -450,
        "currency": "USD",
        "notes": None,
        "account_id": ACCOUNT,
        "category_id": CATEGORIES["coffee"]["_id"],
        "category": "coffee",
        "category_tier": "local",
        "confidence": 0.9,
        "kind": "expense",
        **fields,
    }


def file(categoriser, description="BLUE BOTTLE COFFEE 0123", amount_minor=-450, currency="USD", **more):
    return categoriser.file(Candidate(description, amount_minor, currency, **{"account_id": ACCOUNT, **more}))


def test_a_filing_names_the_category_by_id_and_slug():
    filing = file(Categoriser([], {}, CATEGORIES))
    assert (filing.category, filing.category_id) == ("coffee", CATEGORIES["coffee"]["_id"])
    assert (filing.merchant, filing.tier, filing.kind) == ("Blue Bottle Coffee", "local", "expense")


def test_a_row_nobody_knows_is_filed_by_its_sign():
    filing = file(Categoriser([], {}, CATEGORIES), "zzkqv xxyplo", amount_minor=450)
    assert (filing.category_id, filing.confidence, filing.tier, filing.kind) == (None, None, "none", "income")


def test_a_rule_decides_on_the_kind_of_a_row():
    categoriser = Categoriser([a_rule(kind="transfer")], {}, CATEGORIES)
    assert file(categoriser).kind == "transfer"


def test_a_past_transaction_no_rule_means_is_left_alone():
    refile = rule_refiler([a_rule(value="tea", category="dining")], CATEGORIES)
    assert refile(a_transaction()) is None


def test_a_rule_without_a_category_leaves_the_category_of_a_past_transaction():
    filing = rule_refiler([a_rule(tags=["cup"])], CATEGORIES)(a_transaction())
    assert filing == present_filing(a_transaction())._replace(tags=("cup",), rule_id=filing.rule_id)


def test_a_past_transaction_takes_the_kind_of_its_new_category():
    filing = rule_refiler([a_rule(category="cash")], CATEGORIES)(a_transaction())
    assert (filing.category, filing.kind, filing.tier, filing.confidence) == ("cash", "transfer", "rule", 1.0)


def test_a_merchant_is_meant_however_it_is_written():
    refile = merchant_refiler("BLUE  bottle coffee!", CATEGORIES["business"])
    assert refile(a_transaction()).category == "business"
    assert refile(a_transaction(merchant_key="blue bottle")) is None
