import pytest

from app.merchants.guesses import Guess, guess
from app.rules.candidate import Candidate
from app.rules.filing import kind_of
from app.rules.matcher import compile_rules
from app.rules.tiers import Decision, decide


def a_candidate(merchant="Starbucks", description="STARBUCKS 0412", amount_minor=-450):
    return Candidate(description, amount_minor, "USD", merchant=merchant)


def a_matcher(**actions):
    condition = {"field": "merchant", "op": "contains", "value": "starbucks"}
    return compile_rules([{"_id": "r1", "conditions": [condition], "actions": actions}])


MEMORY = {"starbucks": "business"}


def test_a_rule_comes_before_everything_else():
    found = decide(a_candidate(), a_matcher(category="gifts-donations"), MEMORY)
    assert (found.category, found.tier, found.confidence, found.rule_id) == ("gifts-donations", "rule", 1.0, "r1")


def test_a_correction_comes_before_the_local_guess():
    assert decide(a_candidate(), memory=MEMORY) == Decision("business", "learned", 0.95)


def test_the_local_guess_comes_last():
    found = decide(a_candidate())
    assert (found.category, found.tier, found.confidence) == ("coffee", "local", 0.96)


def test_an_unknown_merchant_stays_uncategorised():
    assert decide(a_candidate("Zzyvex", "ZZYVEX 12")) == Decision(None, "none", None)


def test_an_unsure_guess_is_not_filed():
    found = decide(a_candidate(), lexicon=lambda *_: Guess("coffee", 0.59))
    assert found.category is None


def test_a_rule_without_a_category_still_gives_its_tags_and_name():
    found = decide(a_candidate(), a_matcher(merchant="The Corner", tags=["work"], notes="receipt"), MEMORY)
    assert (found.merchant, found.tags, found.notes, found.rule_id) == ("The Corner", ("work",), "receipt", "r1")
    assert (found.category, found.tier) == ("coffee", "local")


def test_memory_is_asked_for_the_name_the_rule_gives():
    found = decide(a_candidate(), a_matcher(merchant="The Corner"), {"the corner": "dining"})
    assert (found.category, found.tier) == ("dining", "learned")


def test_a_category_the_workspace_deleted_is_passed_over():
    found = decide(a_candidate(), a_matcher(category="gone"), MEMORY, known={"coffee"})
    assert (found.category, found.tier) == ("coffee", "local")
    assert decide(a_candidate(), known={"dining"}).tier == "none"


@pytest.mark.parametrize(
    ("category_kind", "amount_minor", "kind"),
    [
        ("transfer", -1, "transfer"),
        ("transfer", 1, "transfer"),
        ("income", 1, "income"),
        ("income", -1, "expense"),
        ("expense", -1, "expense"),
        ("expense", 1, "expense"),
        (None, 1, "income"),
        (None, -1, "expense"),
        (None, 0, "expense"),
    ],
)
def test_the_kind_follows_the_category_and_the_sign(category_kind, amount_minor, kind):
    assert kind_of(category_kind, amount_minor) == kind


def decided(merchant, amount_minor=-450, description=None):
    return decide(a_candidate(merchant, description or merchant.upper(), amount_minor))


def test_a_shop_that_the_lexicon_does_not_know_is_filed_by_the_model():
    found = decided("Peluquería Sonia")
    assert (found.category, found.tier) == ("personal-care", "local")
    found = decided("Parkview Parkin")
    assert (found.category, found.tier) == ("parking-tolls", "model")
    assert found.confidence >= 0.9


def test_of_a_word_and_the_model_the_likelier_decides():
    assert decided("Kitchen Renovation").category == "home-improvement"


@pytest.mark.parametrize("name", ["Marta Lindgren", "Blorptronix Zung", "Metro Bank", "Hendrik Vossbeck"])
def test_people_banks_and_nonsense_are_left_alone(name):
    assert decided(name).tier == "none"


def test_money_in_is_no_purchase_unless_it_comes_back():
    assert decided("Parkview Parkin", 450).tier == "none"
    found = decided("Parkview Parkin", 450, "REFUND PARKVIEW PARKIN")
    assert (found.category, found.tier) == ("parking-tolls", "model")


def test_the_model_is_asked_last_and_what_it_is_unsure_of_is_left_to_the_next():
    class Told:
        def get(self, key, amount_minor, /):
            return Guess("gifts-donations", 0.8)

    assert decide(a_candidate("Parkview Parkin", "PARKVIEW PARKIN"), told=Told()).tier == "model"
    assert decide(a_candidate("Zzyvex", "ZZYVEX 12"), told=Told()) == Decision("gifts-donations", "ai", 0.8)


@pytest.mark.parametrize(
    ("description", "merchant", "category"),
    [
        ("REFUND 4471", "", "refunds"),
        ("Mobile deposit", "", "other-income"),
    ],
)
def test_what_the_lexicon_says_of_money_in_stands(description, merchant, category):
    found = decided(merchant, 450, description)
    lexicon = guess(merchant, description, 450)
    assert (found.category, found.tier, found.confidence) == (category, "local", lexicon.confidence)
