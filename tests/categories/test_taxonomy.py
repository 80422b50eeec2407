from collections import Counter

from app.categories.taxonomy import DEFAULT_CATEGORIES, DEFAULT_SLUGS, KIND_OF_SLUG

STABLE_SLUGS = [
    "salary",
    "interest-income",
    "refunds",
    "benefits",
    "other-income",
    "payments-from-people",
    "rent-mortgage",
    "utilities",
    "phone-internet",
    "home-improvement",
    "household",
    "groceries",
    "dining",
    "coffee",
    "fuel",
    "public-transport",
    "taxi",
    "parking-tolls",
    "car",
    "clothing",
    "electronics",
    "general-shopping",
    "pharmacy",
    "medical",
    "fitness",
    "entertainment",
    "subscriptions",
    "books-education",
    "sports-hobbies",
    "alcohol-bars",
    "flights",
    "lodging",
    "travel-other",
    "children",
    "pets",
    "personal-care",
    "gifts-donations",
    "payments-to-people",
    "insurance",
    "taxes",
    "bank-fees",
    "loan-payments",
    "transfer",
    "savings-investments",
    "cash",
    "business",
    "other",
]


def test_the_slugs_clients_rely_on_are_all_there_in_their_order():
    assert [category.slug for category in DEFAULT_CATEGORIES] == STABLE_SLUGS


def test_slugs_and_names_are_unique():
    assert max(Counter(category.name for category in DEFAULT_CATEGORIES).values()) == 1
    assert len(DEFAULT_SLUGS) == len(DEFAULT_CATEGORIES)


def test_moves_are_transfers_and_the_income_group_is_income():
    kinds = {kind: {slug for slug in STABLE_SLUGS if KIND_OF_SLUG[slug] == kind} for kind in KIND_OF_SLUG.values()}
    assert kinds["transfer"] == {"transfer", "savings-investments", "cash"}
    assert kinds["income"] == {
        "salary",
        "interest-income",
        "refunds",
        "benefits",
        "other-income",
        "payments-from-people",
    }
    assert set(kinds) == {"income", "expense", "transfer"}
