"""Rows that differ only in numbers are decided once; the outcome must be that of deciding each."""

import pytest
from bson import ObjectId
from hypothesis import example, given
from hypothesis import strategies as st

from app.categories.taxonomy import DEFAULT_CATEGORIES
from app.merchants.masking import masked
from app.rules.candidate import Candidate
from app.rules.categoriser import Categoriser
from app.rules.filing import Filing

CATEGORIES = {
    default.slug: {"_id": ObjectId(), "slug": default.slug, "kind": default.kind} for default in DEFAULT_CATEGORIES
}
# A rule that reads descriptions keeps every description apart.
NEVER = {"_id": ObjectId(), "conditions": [{"field": "description", "op": "equals", "value": "\x00"}], "actions": {}}

PARTS = st.sampled_from(
    [
        *("7-ELEVEN", "O2 SHOP", "3 STORE", "99 RANCH", "MICROSOFT 365", "UNITED 016", "Motel 6", "REMA 1000", "Q8"),
        *("1&1", "24 HOUR", "Coffee#1", "IRS TREAS 310", "F24", "KASSE 4", "shop-123", "Abc-12", "12", "7", "0417"),
        *("#0417", "12/03", "03.02.2026", "17:10", "12,50-", "XXXX1234", "12xx34", "K7HJ2P", "2CO.COM*", "R2-D2"),
        *("POS PURCHASE", "VISA", "PAYPAL *", "SQ *", "支付宝-", "EREF+", "GMBH", "BERLIN", "DE", "Blorptron", "ZUNG"),
        *("Marienapotheke", "REWE", "STARBUCKS", "１２３", "5²", "12㎏", "3́", "_7_", "½", "٣٤"),
    ]
)
DESCRIPTIONS = st.lists(PARTS | st.text(max_size=6) | st.integers(0, 99999).map(str), min_size=1, max_size=7).flatmap(
    lambda parts: st.sampled_from([" ", "", "-", " #"]).map(lambda between: between.join(parts))
)


def file(categoriser: Categoriser, description: str) -> Filing:
    return categoriser.file(Candidate(description, -450, "USD"))


@given(DESCRIPTIONS, st.lists(st.sampled_from("0123456789"), min_size=10, max_size=10))
@example("7 ELEVEN 12", list("1203456789"))
@example("12 34 Abc", list("3412056789"))
@example("999", list("0000000000"))
def test_a_row_is_filed_as_if_its_twin_with_other_numbers_had_not_been_there(description, digits):
    twin = description.translate(str.maketrans("0123456789", "".join(digits)))
    shared, apart = Categoriser([], {}, CATEGORIES), Categoriser([NEVER], {}, CATEGORIES)
    file(shared, twin)
    assert file(shared, description) == file(apart, description)


@pytest.mark.parametrize(
    ("description", "shape"),
    [
        ("SHELL 0417 BONN 12.03.2026", "SHELL 0000 BONN 00.00.0000"),
        ("7-ELEVEN 34512", "7-ELEVEN 00000"),
        ("UNITED 016", "UNITED 016"),
        ("O2 K7HJ2P", "O2 K7HJ2P"),
    ],
)
def test_numbers_the_lexicon_does_not_know_are_masked(description, shape):
    assert masked(description) == shape


def test_a_number_in_the_name_stays_as_it_is_written():
    categoriser = Categoriser([], {}, CATEGORIES)
    assert file(categoriser, "shop-123 4471").merchant == "Shop-123"
    assert file(categoriser, "shop-456 4471").merchant == "Shop-456"
