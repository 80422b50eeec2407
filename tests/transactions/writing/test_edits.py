from types import SimpleNamespace

from app.transactions.writing.edits import edited, filled, refiled
from tests.transactions.builders import a_document

COFFEE = {"_id": "c1", "slug": "coffee", "kind": "expense"}
TRANSFER = {"_id": "c2", "slug": "transfer", "kind": "transfer"}


def a_filing(**fields):
    plain = {
        "merchant": "Blue Bottle Coffee", "category_id": "c1", "category": "coffee", "tier": "local",
        "confidence": 0.8, "kind": "expense", "tags": (), "notes": None,
    }  # fmt: skip
    return SimpleNamespace(**{**plain, **fields})


def test_what_a_user_sets_is_locked():
    after = edited(a_document(), {"notes": "with Grace", "amount_minor": -500}, None)
    assert after["locked"] == ["notes", "amount"]


def test_a_users_category_brings_its_slug_and_certainty():
    after = edited(a_document(), {"category_id": "c1"}, COFFEE)
    assert (after["category"], after["category_tier"], after["confidence"]) == ("coffee", "user", 1.0)
    assert after["locked"] == ["category_id", "category"]


def test_no_category_is_a_users_word_too():
    before = a_document(category_id="c1", category="coffee", confidence=0.8)
    after = edited(before, {"category_id": None}, None)
    assert (after["category"], after["category_tier"], after["confidence"]) == (None, "user", None)


def test_the_kind_follows_the_category():
    assert edited(a_document(), {"category_id": "c2"}, TRANSFER)["kind"] == "transfer"


def test_the_kind_follows_the_sign():
    assert edited(a_document(-450), {"amount_minor": 450}, None)["kind"] == "income"


def test_a_refund_in_a_spending_category_stays_spending():
    assert edited(a_document(-450, category_id="c1"), {"amount_minor": 450}, COFFEE)["kind"] == "expense"


def test_a_kind_the_user_set_stays():
    before = a_document(kind="transfer", locked=["kind"])
    assert edited(before, {"category_id": "c1"}, COFFEE)["kind"] == "transfer"


def test_setting_a_kind_and_a_category_at_once_keeps_both():
    after = edited(a_document(), {"category_id": "c1", "kind": "transfer"}, COFFEE)
    assert (after["category"], after["kind"]) == ("coffee", "transfer")


def test_filing_anew_changes_what_is_not_locked():
    after = refiled(a_document(), a_filing())
    assert (after["merchant"], after["merchant_key"]) == ("Blue Bottle Coffee", "blue bottle coffee")
    assert (after["category_id"], after["category"], after["category_tier"]) == ("c1", "coffee", "local")


def test_filing_anew_leaves_what_a_user_set():
    before = a_document(
        category_id="c2", category="transfer", kind="transfer", locked=["category_id", "category", "merchant"]
    )
    assert refiled(before, a_filing()) == before


def test_filing_anew_without_a_category_takes_none_away():
    before = a_document(category_id="c2", category="transfer", category_tier="rule")
    assert refiled(before, a_filing(category_id=None, category=None, tier="none"))["category_id"] == "c2"


def test_filing_anew_adds_tags_once_and_notes_only_where_none_are():
    before = a_document(tags=["a"], notes="mine")
    after = refiled(before, a_filing(tags=("a", "b"), notes="theirs"))
    assert (after["tags"], after["notes"]) == (["a", "b"], "mine")


def test_a_read_sentence_keeps_what_the_user_set_meanwhile():
    processing = a_document(0, status="processing", notes="mine", locked=["notes"], created_at="then")
    after = filled(processing, a_document(-450, notes=None, created_at="now"))
    assert (after["amount_minor"], after["notes"], after["locked"], after["created_at"]) == (
        -450,
        "mine",
        ["notes"],
        "then",
    )
