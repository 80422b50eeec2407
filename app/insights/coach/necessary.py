"""Which spending nobody is advised to give up or halve."""

_NECESSARY = frozenset(
    [
        "rent-mortgage",
        "utilities",
        "insurance",
        "taxes",
        "loan-payments",
        "bank-fees",
        "groceries",
        "medical",
        "pharmacy",
        "children",
        "public-transport",
        "payments-to-people",
        "gifts-donations",
        "phone-internet",
        "home",
        "obligations",
        "health",
    ]
)


def is_necessary(slug: str) -> bool:
    """Returns whether a category, by its slug, is of that kind; categories of a user's own are not."""
    return slug in _NECESSARY
