"""The default categories every workspace starts with. Slugs are stable: clients and documents refer to them."""

from dataclasses import dataclass
from typing import Literal

CategoryKind = Literal["income", "expense", "transfer"]


@dataclass(frozen=True, slots=True)
class DefaultCategory:
    """One category of the default tree; ``group`` is its branch, ``kind`` what its transactions are counted as."""

    slug: str
    name: str
    group: str
    kind: CategoryKind


_GROUPS: tuple[tuple[str, CategoryKind, dict[str, str]], ...] = (
    (
        "income",
        "income",
        {
            "salary": "Salary",
            "interest-income": "Interest",
            "refunds": "Refunds",
            "benefits": "Benefits and pensions",
            "other-income": "Other income",
            "payments-from-people": "Payments from people",
        },
    ),
    (
        "home",
        "expense",
        {
            "rent-mortgage": "Rent and mortgage",
            "utilities": "Utilities",
            "phone-internet": "Phone and internet",
            "home-improvement": "Home improvement",
            "household": "Household",
        },
    ),
    ("food", "expense", {"groceries": "Groceries", "dining": "Dining", "coffee": "Coffee"}),
    (
        "transport",
        "expense",
        {
            "fuel": "Fuel and charging",
            "public-transport": "Public transport",
            "taxi": "Taxi and ride hailing",
            "parking-tolls": "Parking and tolls",
            "car": "Car",
        },
    ),
    (
        "shopping",
        "expense",
        {"clothing": "Clothing", "electronics": "Electronics", "general-shopping": "General shopping"},
    ),
    ("health", "expense", {"pharmacy": "Pharmacy", "medical": "Medical", "fitness": "Fitness"}),
    (
        "leisure",
        "expense",
        {
            "entertainment": "Entertainment",
            "subscriptions": "Subscriptions",
            "books-education": "Books and education",
            "sports-hobbies": "Sports and hobbies",
            "alcohol-bars": "Alcohol and bars",
        },
    ),
    (
        "travel",
        "expense",
        {"flights": "Flights", "lodging": "Lodging", "travel-other": "Other travel"},
    ),
    (
        "family",
        "expense",
        {
            "children": "Children",
            "pets": "Pets",
            "personal-care": "Personal care",
            "gifts-donations": "Gifts and donations",
            "payments-to-people": "Payments to people",
        },
    ),
    (
        "obligations",
        "expense",
        {
            "insurance": "Insurance",
            "taxes": "Taxes",
            "bank-fees": "Bank fees and interest",
            "loan-payments": "Loan payments",
        },
    ),
    (
        "moves",
        "transfer",
        {"transfer": "Transfer", "savings-investments": "Savings and investments", "cash": "Cash"},
    ),
    ("other", "expense", {"business": "Business", "other": "Other"}),
)

DEFAULT_CATEGORIES: tuple[DefaultCategory, ...] = tuple(
    DefaultCategory(slug, name, group, kind) for group, kind, names in _GROUPS for slug, name in names.items()
)

DEFAULT_SLUGS = frozenset(category.slug for category in DEFAULT_CATEGORIES)
# Added since the first version: a workspace of which nothing is known was not offered these.
LATER_DEFAULTS = frozenset(["payments-from-people", "payments-to-people"])
KIND_OF_SLUG: dict[str, CategoryKind] = {category.slug: category.kind for category in DEFAULT_CATEGORIES}
