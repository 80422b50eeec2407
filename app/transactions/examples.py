"""Example bodies of /transactions for the OpenAPI document; sent in its order, each succeeds."""

from app.infra.documentation.examples import ACCOUNT_ID, IMPORTED_ID, MONEY_IN_ID, SAVINGS_ID, TRANSACTION_ID, named

_COFFEE = {"amount": "-12.50", "date": "2026-10-04", "description": "BLUE BOTTLE COFFEE 0123 OAKLAND CA"}
_TEA = {"account_id": ACCOUNT_ID, "amount": "-3.20", "date": "2026-10-09", "description": "Tea", "category": "coffee"}

BY_FIELDS = named(
    by_fields=("A purchase in the category coffee", {"account_id": ACCOUNT_ID, **_COFFEE, "category": "coffee"}),
    abroad=(
        "Spent in another currency",
        {
            "account_id": ACCOUNT_ID,
            "amount": "-13.02",
            "date": "2026-10-05",
            "description": "CAFE DE FLORE PARIS",
            "original_amount": "-11.90",
            "original_currency": "EUR",
            "tags": ["holiday"],
        },
    ),
    money_out=(
        "One side of a transfer",
        {"account_id": ACCOUNT_ID, "amount": "-200.00", "date": "2026-10-06", "description": "To the savings"},
    ),
    money_in=(
        "The other side of it",
        {"account_id": SAVINGS_ID, "amount": "200.00", "date": "2026-10-06", "description": "From the checking"},
    ),
)
BY_TEXT = named(
    by_sentence=("A sentence", {"text": "coffee 4.50 at Blue Bottle yesterday"}),
    sentence_of_a_day=(
        "A sentence with two purchases, with its day and account",
        {
            "text": "groceries 23.80 at Whole Foods and taxi 14",
            "reference_date": "2026-10-05",
            "account_id": ACCOUNT_ID,
        },
    ),
    sentence_in_german=("In another language", {"text": "Kaffee 4,50 gestern", "locale": "de-DE", "currency": "EUR"}),
)
SENTENCES = named(
    yesterday=("A day in words", {"text": "coffee 4.50 at Blue Bottle yesterday"}),
    several=(
        "Several purchases",
        {"text": "groceries 23.80 at Whole Foods and taxi 14", "reference_date": "2026-10-05"},
    ),
    german=("Numbers and words of another language", {"text": "Kaffee 4,50 € gestern", "locale": "de-DE"}),
)
PATCH = named(
    recategorise=("Change the category", {"category": "dining"}),
    annotate=("Tags and notes", {"tags": ["holiday"], "notes": "with Grace"}),
    rename=("A clean merchant", {"merchant": "Blue Bottle Coffee"}),
    clear=("Clear notes and tags", {"notes": None, "tags": None}),
)
SPLIT = named(
    split=(
        "Two parts",
        {
            "splits": [
                {"amount": "-8.50", "category": "groceries", "notes": "wool socks"},
                {"amount": "-4.00", "category": None},
            ]
        },
    ),
    join=("Remove the split", {"splits": []}),
)
BULK = named(
    several=(
        "Create one and change one, both or neither",
        {
            "operations": [
                {"op": "create", "fields": _TEA},
                {"op": "update", "id": TRANSACTION_ID, "fields": {"category": "coffee"}},
            ]
        },
    ),
    try_out=(
        "Try it out, without changing anything",
        {
            "operations": [{"op": "update", "id": TRANSACTION_ID, "fields": {"tags": ["work"]}}],
            "dry_run": True,
            "atomic": False,
        },
    ),
)
MATCH = named(
    different=("They are different", {"transaction_id": IMPORTED_ID, "reject": True}),
    same=("They are the same", {"transaction_id": IMPORTED_ID}),
)
TRANSFER = named(pair=("The other side", {"transaction_id": MONEY_IN_ID}))
